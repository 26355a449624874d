"""Rules of the French CDA header and of the three sample models, one function each.

Source: CI-SIS "Structuration minimale des documents de santé" V1.16.8, tables 1 and 3, and the models
LDL-SES 2022.01 and CR-BIO 2024.01. A rule yields a message for each thing that is wrong.
"""

import base64
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator

V3 = "{urn:hl7-org:v3}"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
INS_AUTHORITIES = {f"1.2.250.1.213.1.4.{arc}" for arc in (8, 9, 10, 11)}
PS_IDNAT, STRUCT_IDNAT = "1.2.250.1.71.4.2.1", "1.2.250.1.71.4.2.2"
OID = re.compile(r"[0-2](\.(0|[1-9][0-9]*))+")
UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
TIME = re.compile(r"[0-9]{4}|[0-9]{8}|[0-9]{12}[+-][0-9]{4}|[0-9]{14}[+-][0-9]{4}")
SECOND = re.compile(r"[0-9]{14}[+-][0-9]{4}")
NULL_FLAVORS = {"UNK", "NASK", "ASKU", "NAV", "MSK"}
MODELS = {
    ("1.2.250.1.213.1.1.1.29", "2022.01"): "11490-0",
    ("1.2.250.1.213.1.1.1.55", "2024.01"): "11502-2",
    ("1.3.6.1.4.1.19376.1.2.20", None): None,
}
DISCHARGE_SECTIONS = {  # code: least, most
    "33557-0": (1, 1), "42349-1": (1, 1), "42545-4": (1, 1), "18610-6": (0, 1), "10183-2": (1, 1),
    "30954-2": (0, 1), "18776-5": (0, 1), "46264-8": (0, 1), "48765-2": (0, 1),
}

Rule = Callable[[ET.Element], Iterator[str]]
RULES: dict[str, Rule] = {}


def rule(check: Rule) -> Rule:
    """Enter a rule into RULES under the name of its function."""
    RULES[check.__name__] = check
    return check


def path(steps: str) -> str:
    """An ElementTree path of HL7 v3 elements, from `a/b//c`; attributes tests are kept."""
    return re.sub(r"(^|/)([A-Za-z])", rf"\1{V3}\2", steps)


def header(root: ET.Element) -> Iterator[ET.Element]:
    """Every element of the header: all but the body."""
    for child in root:
        if child.tag != f"{V3}component":
            yield from child.iter()


def nir_key(ins: str) -> str:
    """The two-digit key of the 13 first characters of a NIR."""
    return f"{97 - int(ins[:13].replace('2A', '19').replace('2B', '18')) % 97:02d}"


def luhn(digits: str) -> bool:
    """Whether the last digit of a number is its Luhn key (RPPS, FINESS)."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if index % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


@rule
def header_elements_occur_as_often_as_they_must(root):
    once = ("realmCode", "typeId", "id", "code", "title", "effectiveTime", "confidentialityCode",
            "languageCode", "setId", "versionNumber", "recordTarget", "custodian", "legalAuthenticator",
            "componentOf")
    for name in once:
        count = len(root.findall(V3 + name))
        if count != 1:
            yield f"{name} occurs {count} times"
    for name in ("author", "documentationOf"):
        if root.find(V3 + name) is None:
            yield f"{name} is missing"
    for name in ("dataEnterer", "relatedDocument"):
        if len(root.findall(V3 + name)) > 1:
            yield f"{name} occurs more than once"


@rule
def fixed_values_are_the_french_ones(root):
    for name, attribute, wanted in (
            ("realmCode", "code", "FR"), ("languageCode", "code", "fr-FR"),
            ("typeId", "root", "2.16.840.1.113883.1.3"), ("typeId", "extension", "POCD_HD000040")):
        for element in root.findall(V3 + name):
            if element.get(attribute) != wanted:
                yield f"{name}/@{attribute} is {element.get(attribute)}"


@rule
def templates_are_france_then_cisis_then_the_model(root):
    templates = [(t.get("root"), t.get("extension")) for t in root.findall(f"{V3}templateId")]
    if len(templates) < 3 or templates[:2] != [("2.16.840.1.113883.2.8.2.1", None),
                                               ("1.2.250.1.213.1.1.1.1", None)]:
        yield f"templateIds are {templates}"
    if not any(template in MODELS for template in templates):
        yield "no known model among the templateIds"


@rule
def code_is_the_one_of_the_model(root):
    for template in root.findall(f"{V3}templateId"):
        wanted = MODELS.get((template.get("root"), template.get("extension")))
        if wanted and root.find(f"{V3}code").get("code") != wanted:
            yield f"code is not {wanted}"


@rule
def document_id_is_an_oid_alone(root):
    for name in ("id", "setId"):
        for element in root.findall(V3 + name):
            if not OID.fullmatch(element.get("root", "")) or element.get("extension") is not None:
                yield f"{name} is not an OID alone"


@rule
def every_root_is_an_oid_of_64_characters_or_a_uuid(root):
    for element in root.iter():
        for attribute in ("root", "codeSystem"):
            value = element.get(attribute)
            if value is None:
                continue
            if not (OID.fullmatch(value) and len(value) <= 64) and not UUID.fullmatch(value):
                yield f"{element.tag.removeprefix(V3)}/@{attribute} {value}"


@rule
def title_has_128_characters_at_most(root):
    title = root.findtext(f"{V3}title") or ""
    if not 1 <= len(title) <= 128:
        yield f"title has {len(title)} characters"


@rule
def effective_time_has_seconds_and_offset(root):
    for element in root.findall(f"{V3}effectiveTime"):
        if not SECOND.fullmatch(element.get("value", "")):
            yield f"effectiveTime is {element.get('value')}"


@rule
def times_have_a_french_form(root):
    for element in root.iter():
        if element.tag in (V3 + n for n in ("effectiveTime", "time", "low", "high", "birthTime")):
            value = element.get("value")
            if value is not None and element.get("unit") is None and not TIME.fullmatch(value):
                if not (element.tag in (f"{V3}low", f"{V3}high") and "." in value):
                    yield f"{element.tag.removeprefix(V3)} is {value}"


@rule
def version_number_is_a_positive_integer(root):
    for element in root.findall(f"{V3}versionNumber"):
        if not re.fullmatch(r"[1-9][0-9]*", element.get("value", "")):
            yield f"versionNumber is {element.get('value')}"


@rule
def confidentiality_is_n_r_or_v(root):
    for element in root.findall(f"{V3}confidentialityCode"):
        if element.get("code") not in ("N", "R", "V") or element.get("codeSystem") != "2.16.840.1.113883.5.25":
            yield f"confidentialityCode is {element.get('code')}"


@rule
def null_flavors_are_the_five_allowed(root):
    for element in header(root):
        flavor = element.get("nullFlavor")
        if flavor is not None and flavor not in NULL_FLAVORS:
            yield f"{element.tag.removeprefix(V3)} has nullFlavor {flavor}"


@rule
def ins_has_its_key_and_the_five_traits(root):
    role = root.find(path("recordTarget/patientRole"))
    ids = [i for i in role.findall(f"{V3}id") if i.get("root") in INS_AUTHORITIES]
    if len(ids) != 1:
        yield f"{len(ids)} INS"
        return
    ins = ids[0].get("extension")
    if not re.fullmatch(r"[12][0-9]{4}([0-9]{2}|2[AB])[0-9]{8}", ins) or ins[13:] != nir_key(ins):
        yield f"INS {ins} has a wrong form or key"
    names = role.find(path("patient/name"))
    for trait, found in (
            ("birth family name", names.findtext(f"{V3}family[@qualifier='BR']")),
            ("first birth given name", names.findtext(f"{V3}given[@qualifier='BR']")),
            ("list of given names", next((g.text for g in names.findall(f"{V3}given")
                                          if g.get("qualifier") is None), None)),
            ("place of birth", role.findtext(path("patient/birthplace/place/addr/county")))):
        if not found:
            yield f"{trait} is missing"
        elif trait == "place of birth" and not re.fullmatch(r"[0-9][0-9AB][0-9]{3}", found):
            yield f"place of birth {found} is no COG code"
        elif trait != "place of birth" and found != found.upper():
            yield f"{trait} {found} is not in capitals"
    gender = role.find(path("patient/administrativeGenderCode"))
    birth = role.find(path("patient/birthTime"))
    if gender is None or gender.get("code") != {"1": "M", "2": "F"}[ins[0]]:
        yield "sex is missing or is not the one of the NIR"
    if birth is None or birth.get("value", "")[2:6] != ins[1:5]:
        yield "birthTime is missing or is not the one of the NIR"


@rule
def forbidden_patient_elements_are_absent(root):
    patient = root.find(path("recordTarget/patientRole/patient"))
    for name in ("raceCode", "ethnicGroupCode", "religiousAffiliationCode"):
        if patient.find(V3 + name) is not None:
            yield f"{name} is present"


@rule
def professionals_have_an_rpps_number(root):
    for element in header(root):
        if element.get("root") == PS_IDNAT:
            number = element.get("extension", "")
            if not re.fullmatch(r"8[0-9]{11}", number) or not luhn(number[1:]):
                yield f"PS_IdNat {number}"


@rule
def structures_have_a_finess_or_rpps_number(root):
    for element in header(root):
        if element.get("root") == STRUCT_IDNAT:
            number = element.get("extension", "")
            finess = re.fullmatch(r"1[0-9]{9}", number) and luhn(number[1:])
            if not finess and not (re.fullmatch(r"4[0-9]{13}", number) and luhn(number[1:12])):
                yield f"Struct_IdNat {number}"


@rule
def custodian_is_a_structure(root):
    for element in root.findall(path("custodian/assignedCustodian/representedCustodianOrganization/id")):
        if element.get("root") != STRUCT_IDNAT:
            yield f"custodian is in {element.get('root')}"


@rule
def author_and_signatory_are_complete(root):
    for element, entity in (("author", "assignedAuthor"), ("legalAuthenticator", "assignedEntity")):
        for person in root.findall(path(f"{element}/{entity}")):
            for part in ("id", "code", "addr", "telecom", "assignedPerson/name/family"):
                if person.find(path(part)) is None:
                    yield f"{element} has no {part}"
    for signature in root.findall(path("legalAuthenticator/signatureCode")):
        if signature.get("code") != "S":
            yield f"signatureCode is {signature.get('code')}"


@rule
def main_act_has_time_and_performer_with_sector(root):
    acts = root.findall(path("documentationOf/serviceEvent"))
    sector = "performer/assignedEntity/representedOrganization/standardIndustryClassCode"
    main = [act for act in acts if act.find(path("performer")) is not None]
    if len(main) != 1:
        yield f"{len(main)} acts with a performer"
        return
    if main[0].find(path("effectiveTime/low")) is None:
        yield "the main act has no effectiveTime"
    code = main[0].find(path(sector))
    if code is None or code.get("codeSystem") != "1.2.250.1.213.1.1.4.9":
        yield "the performer has no standardIndustryClassCode"


@rule
def encounter_says_the_kind_of_facility(root):
    code = root.find(path("componentOf/encompassingEncounter/location/healthCareFacility/code"))
    if code is None or not re.fullmatch(r"SA[0-9]{2}", code.get("code", "")):
        yield "healthCareFacility/code is missing"


@rule
def related_document_replaces_or_transforms(root):
    for element in root.findall(f"{V3}relatedDocument"):
        if element.get("typeCode") not in ("RPLC", "XFRM"):
            yield f"relatedDocument is {element.get('typeCode')}"


@rule
def dates_follow_each_other(root):
    def of(steps):
        element = root.find(path(steps))
        return element.get("value") if element is not None else None

    low, high = of("documentationOf/serviceEvent/effectiveTime/low"), of("documentationOf/serviceEvent/effectiveTime/high")
    order = [of("recordTarget/patientRole/patient/birthTime"), low, high, of("effectiveTime")]
    # One document keeps one offset, so that its times compare as text.
    known = [value for value in order if value]
    if known != sorted(known) or len({value[14:] for value in known[1:]}) > 1:
        yield f"birth, act and document times are {order}"


@rule
def references_point_into_the_narrative(root):
    anchors = [element.get("ID") for element in root.iter() if element.get("ID")]
    for anchor in {anchor for anchor in anchors if anchors.count(anchor) > 1}:
        yield f"ID {anchor} occurs twice"
    for element in root.iter(f"{V3}reference"):
        value = element.get("value")
        if value is not None and (not value.startswith("#") or value[1:] not in anchors):
            yield f"reference {value} points nowhere"


@rule
def discharge_letter_has_its_sections(root):
    if root.find(f"{V3}code").get("code") != "11490-0":
        return
    codes = [s.find(f"{V3}code").get("code") for s in root.iter(f"{V3}section")]
    for code, (least, most) in DISCHARGE_SECTIONS.items():
        if not least <= codes.count(code) <= most:
            yield f"section {code} occurs {codes.count(code)} times"


@rule
def laboratory_report_has_its_title_chapters_and_copy(root):
    if root.find(f"{V3}code").get("code") != "11502-2":
        return
    if root.findtext(f"{V3}title") != "Compte rendu d'examens biologiques":
        yield "the title is not the fixed one"
    sections = list(root.iter(f"{V3}section"))
    templates = [t.get("root") for s in sections for t in s.findall(f"{V3}templateId")]
    for template in ("1.3.6.1.4.1.19376.1.3.3.2.1", "1.3.6.1.4.1.19376.1.3.3.2.2", "1.2.250.1.213.1.1.2.243"):
        if template not in templates:
            yield f"no section {template}"
    if not any(t.get("root") == "1.3.6.1.4.1.19376.1.3.3" for t in root.findall(f"{V3}templateId")):
        yield "the IHE template is missing"


@rule
def embedded_pdf_is_whole(root):
    media = [e for e in root.iter() if e.get("mediaType") is not None]
    if root.find(path("component/nonXMLBody")) is not None and len(media) != 1:
        yield "a body without structure holds one text"
    for element in media:
        if element.get("mediaType") != "application/pdf" or element.get("representation") != "B64":
            yield f"media is {element.get('mediaType')} in {element.get('representation')}"
            continue
        yield from pdf_problems(base64.b64decode(element.text or ""))


def pdf_problems(pdf: bytes) -> Iterator[str]:
    """What is wrong with a PDF's frame: head, foot, cross-reference table, number of pages."""
    start = re.search(rb"startxref\n([0-9]+)\n%%EOF\n$", pdf)
    if not pdf.startswith(b"%PDF-1.") or not start:
        yield "the PDF has no head or no foot"
        return
    offset = int(start[1])
    table = re.match(rb"xref\n0 ([0-9]+)\n", pdf[offset:])
    if not table:
        yield "startxref points nowhere"
        return
    entries = re.findall(rb"([0-9]{10}) 00000 n \n", pdf[offset:])
    for number, entry in enumerate(entries, start=1):
        if not pdf[int(entry):].startswith(b"%d 0 obj" % number):
            yield f"object {number} is not where the table says"
    pages = re.search(rb"/Type /Pages /Kids \[[^\]]*\] /Count ([0-9]+)", pdf)
    if not pages or int(pages[1]) < 2 or int(pages[1]) != len(re.findall(rb"/Type /Page ", pdf)):
        yield "the PDF has not several pages"
