#!/usr/bin/env python3
"""Checks the samples folder: bytes, documents, messages, and that all of them tell the same story.

    check_samples.py              checks the committed samples
    check_samples.py --mutants    breaks documents and messages on purpose and checks that each is noticed

Standard library only. The schemas and code tables of the corpus are used when they are there (environment
variable DMPGW_CORPUS), and xmllint when it is installed; what cannot be checked is said. Exit status 0 when nothing is wrong.
"""

import csv
import datetime
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
SAMPLES = SOURCE / "samples"
CORPUS = pathlib.Path(os.environ.get("DMPGW_CORPUS") or SOURCE.parent / "shared" / "corpus")
sys.path[:0] = [str(HERE), str(SAMPLES / "tools")]
sys.dont_write_bytecode = True

import cda_rules  # noqa: E402  (after the path)
import make_samples  # noqa: E402
import mutants  # noqa: E402
import sample_readers  # noqa: E402
import samples  # noqa: E402
from cda_rules import V3, path  # noqa: E402

GENERATED_FOLDERS = ("documents", "iti18", "iti41", "iti43", "iti65")
CDA_NAMESPACES = {"urn:hl7-org:v3"}
MIN_SIZE, MAX_SIZE = 20_000, 300_000
CODES = ("classCode", "typeCode", "formatCode", "healthcareFacilityTypeCode", "practiceSettingCode")
SLOTS = ("creationTime", "serviceStartTime", "serviceStopTime", "languageCode", "title", "mimeType")


class Report:
    """Collects what is wrong and what could not be checked."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self._skipped: set[str] = set()

    def expect(self, holds: bool, message: str) -> None:
        """Note the message as a problem unless the condition holds."""
        if not holds:
            self.problems.append(message)

    def equal(self, found, wanted, what: str) -> None:
        """Note a problem unless both values are the same."""
        self.expect(found == wanted, f"{what}: {found!r}, wanted {wanted!r}")

    def skip(self, message: str) -> None:
        """Say once that something was not checked."""
        if message not in self._skipped:
            self._skipped.add(message)
            print(f"skipped: {message}")


def check_generation(report: Report) -> None:
    """Making the samples again must give the committed bytes, and nothing else may lie there."""
    wanted = dict(make_samples.generated())
    for name, data in wanted.items():
        target = SAMPLES / name
        report.expect(target.is_file() and target.read_bytes() == data, f"{name} is not what the script makes")
    wanted |= {f"documents/{name}.metadata.json": b"" for name in samples.NAMES}
    for folder in GENERATED_FOLDERS:
        for file in (SAMPLES / folder).iterdir():
            report.expect(f"{folder}/{file.name}" in wanted, f"{folder}/{file.name} is not made by the script")


def validate(report: Report, xml: bytes, schema: pathlib.Path, what: str) -> None:
    """Validate against a schema of the corpus with xmllint, when both are there."""
    if not schema.is_file():
        report.skip("schema validation: the corpus is not there")
        return
    if shutil.which("xmllint") is None:
        report.skip("schema validation: xmllint is not installed")
        return
    with tempfile.NamedTemporaryFile(suffix=".xml") as file:
        file.write(xml)
        file.flush()
        run = subprocess.run(["xmllint", "--noout", "--nonet", "--huge", "--schema", schema, file.name],
                             capture_output=True, text=True, check=False)
    report.expect(run.returncode == 0, f"{what} is not valid: {run.stderr[:500]}")


def without_extensions(root: ET.Element) -> bytes:
    """The document without the elements of other namespaces, which the HL7 schema does not know.

    HL7 must stay the default namespace: the values of xsi:type are names without prefix.
    """
    ET.register_namespace("", "urn:hl7-org:v3")
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag[1:].partition("}")[0] not in CDA_NAMESPACES:
                parent.remove(child)
    return ET.tostring(root, encoding="utf-8")


def check_document(report: Report, sample: samples.Sample) -> None:
    """Encoding, size, schema and every French rule."""
    name, data = sample.name, sample.document
    report.expect(MIN_SIZE <= len(data) <= MAX_SIZE, f"{name} has {len(data)} bytes")
    report.expect(data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n') and b"\r" not in data,
                  f"{name} does not begin with an XML declaration or holds carriage returns")
    root = ET.fromstring(data)
    for rule, check in cda_rules.RULES.items():
        for problem in check(root):
            report.problems.append(f"{name}: {rule}: {problem}")
    validate(report, without_extensions(root), CORPUS / "cda/xsd/schema/normative/infrastructure/cda/CDA.xsd", name)


def utc(ts: str) -> str:
    """An HL7 time with offset as 14 digits in UTC."""
    return datetime.datetime.strptime(ts, "%Y%m%d%H%M%S%z").astimezone(datetime.timezone.utc).strftime(
        "%Y%m%d%H%M%S")


def xcn(entity: ET.Element) -> str:
    """The XCN of an assigned author or entity."""
    identifier, name = entity.find(f"{V3}id"), entity.find(path("assignedPerson/name"))
    return (f"{identifier.get('extension')}^{name.findtext(f'{V3}family')}^{name.findtext(f'{V3}given')}"
            f"^^^^^^&{identifier.get('root')}&ISO^D^^^IDNPS")


def coded(element: ET.Element) -> dict:
    """A coded element as the metadata file writes it."""
    return {"code": element.get("code"), "scheme": element.get("codeSystem"), "display": element.get("displayName")}


def from_cda(root: ET.Element) -> dict:
    """The DocumentEntry attributes that the header decides."""
    role = root.find(path("recordTarget/patientRole"))
    ins, local = role.findall(f"{V3}id")
    author = root.find(path("author/assignedAuthor"))
    organization = author.find(f"{V3}representedOrganization")
    structure = organization.find(f"{V3}id")
    specialty, function = author.find(f"{V3}code"), root.find(path("author/functionCode"))
    event = root.find(path("documentationOf/serviceEvent"))
    pi = f"{local.get('extension')}^^^&{local.get('root')}&ISO^PI"
    patient = role.find(f"{V3}patient")
    family = patient.findtext(f"{V3}name/{V3}family[@qualifier='BR']")
    given = patient.findtext(f"{V3}name/{V3}given[@qualifier='BR']")
    return {
        "uniqueId": root.find(f"{V3}id").get("root"),
        "patientId": f"{ins.get('extension')}^^^&{ins.get('root')}&ISO^NH",
        "sourcePatientId": pi,
        "sourcePatientInfo": [f"PID-3|{pi}", f"PID-5|{family}^{given}^^^^^L",
                              f"PID-7|{patient.find(f'{V3}birthTime').get('value')}",
                              f"PID-8|{patient.find(f'{V3}administrativeGenderCode').get('code')}"],
        "authors": [{
            "person": xcn(author),
            "institutions": [f"{organization.findtext(f'{V3}name')}^^^^^&{structure.get('root')}&ISO^IDNST^^^"
                             f"{structure.get('extension')}"],
            "roles": ["^".join(coded(function)[key] for key in ("code", "display", "scheme"))],
            "specialties": ["^".join(coded(specialty)[key] for key in ("code", "display", "scheme"))],
        }],
        "legalAuthenticator": xcn(root.find(path("legalAuthenticator/assignedEntity"))),
        "typeCode": coded(root.find(f"{V3}code")),
        "confidentialityCodes": [coded(root.find(f"{V3}confidentialityCode"))],
        "healthcareFacilityTypeCode":
            coded(root.find(path("componentOf/encompassingEncounter/location/healthCareFacility/code"))),
        "practiceSettingCode": coded(event.find(path(
            "performer/assignedEntity/representedOrganization/standardIndustryClassCode"))),
        "eventCodes": [coded(c) for c in root.findall(path("documentationOf/serviceEvent/code"))],
        "creationTime": utc(root.find(f"{V3}effectiveTime").get("value")),
        "serviceStartTime": utc(event.find(path("effectiveTime/low")).get("value")),
        "serviceStopTime": utc(event.find(path("effectiveTime/high")).get("value")),
        "languageCode": root.find(f"{V3}languageCode").get("code"),
        "title": root.findtext(f"{V3}title"),
    }


def table(report: Report, name: str, key: str, *more: str) -> dict | None:
    """A code table of the corpus as key to the other columns, or None when it is not there."""
    file = CORPUS / "dmp" / name
    if not file.is_file():
        report.skip(f"code table {name}: the corpus is not there")
        return None
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {row[key]: tuple(row[column] for column in more) for row in csv.DictReader(lines, delimiter="\t")}


def check_metadata(report: Report, sample: samples.Sample) -> None:
    """The metadata file against the CDA, the code tables and the order of dates."""
    entry, common, name = sample.entry, sample.submission_set, sample.name
    for attribute, wanted in from_cda(ET.fromstring(sample.document)).items():
        report.equal(entry[attribute], wanted, f"{name}: {attribute}, as against the CDA,")
    report.equal(common["patientId"], entry["patientId"], f"{name}: patient of the set")
    for attribute, file, columns in (
            ("typeCode", "valuesets/JDV_J07_XdsTypeCode_CISIS.tsv", ("code", "codeSystem", "display")),
            ("healthcareFacilityTypeCode", "valuesets/JDV_J02_XdsHealthcareFacilityTypeCode_CISIS.tsv",
             ("code", "codeSystem", "display")),
            ("practiceSettingCode", "valuesets/JDV_J04_XdsPracticeSettingCode_CISIS.tsv",
             ("code", "codeSystem", "display")),
            ("formatCode", "JDV_J60_FormatCode_DMP.tsv", ("formatCode", "codingScheme"))):
        known = table(report, file, *columns)
        if known is not None:
            code = entry[attribute]
            report.equal((code["scheme"], code["display"])[:len(columns) - 1], known.get(code["code"]),
                         f"{name}: {attribute} {code['code']}")
    for author in entry["authors"]:
        for field, file in (("specialties", "J01_XdsAuthorSpecialty"), ("roles", "J47_FunctionCode")):
            known = table(report, f"valuesets/JDV_{file}_CISIS.tsv", "code", "display", "codeSystem")
            code, display, scheme = author[field][0].split("^")
            report.expect(known is None or known.get(code) == (display, scheme), f"{name}: {field} {code}")
    classes = table(report, "ASS_X16_type_to_class_DMP.tsv", "typeCode", "classCode", "classCodeSystem")
    if classes is not None:
        report.equal((entry["classCode"]["code"], entry["classCode"]["scheme"]),
                     classes.get(entry["typeCode"]["code"]), f"{name}: class of the type")
    identifiers = [entry["uniqueId"], common["sourceId"]]
    for form in samples.FORMS:
        own = sample.submission(form)
        identifiers.append(own["uniqueId"])
        report.expect(entry["creationTime"] <= own["submissionTime"], f"{name}: {form} comes before the document")
    for oid in identifiers:
        report.expect(bool(cda_rules.OID.fullmatch(oid)) and len(oid) <= 64, f"{name}: OID {oid}")
    report.equal(len(set(identifiers)), len(identifiers), f"{name}: number of identifiers")


def check_message(report: Report, sample: samples.Sample, form: str, read: dict, what: str) -> None:
    """What a message says, against the document and the metadata file."""
    entry, common, own = sample.entry, sample.submission_set, sample.submission(form)
    told, told_set = read["entry"], read["set"]
    report.expect(read["document"] == sample.document, f"{what}: the document is not the committed one")
    report.equal(told["hash"], [sample.hash_hex], f"{what}: hash")
    report.equal(told["size"], [str(len(sample.document))], f"{what}: size")
    report.equal(told["uniqueId"], [entry["uniqueId"]], f"{what}: uniqueId")
    for slot in SLOTS:
        report.equal(told[slot], [entry[slot]], f"{what}: {slot}")
    for name in ("title", "comments", "sourceId"):
        report.equal(told_set[name], [common[name]], f"{what}: {name} of the set")
    for name in ("uniqueId", "submissionTime"):
        report.equal(told_set[name], [own[name]], f"{what}: {name} of the set")

    def shown(code: dict):
        # The FHIR reader keeps the code alone: systems have other names there.
        return code["code"] if form == "fhir" else (code["code"], code["scheme"], code["display"])

    for name in CODES:
        report.equal(told[name], [shown(entry[name])], f"{what}: {name}")
    for name in ("confidentialityCode", "eventCode"):
        report.equal(told[name], [shown(code) for code in entry[f"{name}s"]], f"{what}: {name}")
    report.equal(told_set["contentTypeCode"], [shown(common["contentTypeCode"])], f"{what}: contentTypeCode")
    if form == "fhir":
        value, authority = samples.parse_cx(entry["patientId"])
        for subject in (told["patient"], told_set["patient"]):
            report.equal(subject, {"system": f"urn:oid:{authority}", "value": value}, f"{what}: subject")
        value, authority = samples.parse_cx(entry["sourcePatientId"])
        report.equal((told["sourcePatient"]["identifier"][0]["system"],
                      told["sourcePatient"]["identifier"][0]["value"]),
                     (f"urn:oid:{authority}", value), f"{what}: source patient")
        return
    for name in ("sourcePatientId", "legalAuthenticator", "patientId"):
        report.equal(told[name], [entry[name]], f"{what}: {name}")
    report.equal(told["sourcePatientInfo"], entry["sourcePatientInfo"], f"{what}: sourcePatientInfo")
    authors = [tuple(tuple([author["person"]] if key == "person" else author[key])
                     for key in ("person", "institutions", "roles", "specialties"))
               for author in entry["authors"]]
    report.equal(told["author"], authors, f"{what}: author")


def message_files() -> dict[str, bytes]:
    """The committed submissions by path below the samples folder."""
    return {f"{folder}/{file.name}": file.read_bytes()
            for folder in ("iti41", "iti65") for file in (SAMPLES / folder).iterdir()}


def check_messages(report: Report, sample: samples.Sample, files: dict[str, bytes]) -> None:
    """The three submissions of a sample; `files` holds their bytes by path."""
    name = sample.name
    readers = {
        "mtom": lambda: sample_readers.read_mtom(files[f"iti41/{name}.mtom"], files[f"iti41/{name}.mtom.headers"]),
        "inline": lambda: sample_readers.read_inline(files[f"iti41/{name}.inline.xml"]),
        "fhir": lambda: sample_readers.read_fhir(files[f"iti65/{name}.json"]),
    }
    for form, read in readers.items():
        try:
            check_message(report, sample, form, read(), f"{name} {form}")
        except (sample_readers.Malformed, KeyError, ValueError, IndexError, ET.ParseError) as error:
            report.problems.append(f"{name} {form}: cannot be read: {error!r}")


def check_schemas_of_messages(report: Report) -> None:
    """The SOAP bodies against the XDS.b schemas."""
    schemas = CORPUS / "xds/nist-testkit/schema"
    for pattern, action, schema in (
            ("iti41/*.inline.xml", "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b", "XDS.b_DocumentRepository.xsd"),
            ("iti43/*.xml", "urn:ihe:iti:2007:RetrieveDocumentSet", "XDS.b_DocumentRepository.xsd"),
            ("iti18/*.xml", "urn:ihe:iti:2007:RegistryStoredQuery", "query.xsd")):
        files = sorted(SAMPLES.glob(pattern))
        report.expect(bool(files), f"no file {pattern}")
        for file in files:
            body = sample_readers.soap_body(file.read_bytes(), action)
            validate(report, ET.tostring(body, encoding="utf-8"), schemas / schema, file.name)


def check_variants(report: Report) -> None:
    """Variants must be as large as the samples, differ in every identifier, and follow from the seed."""
    count, run = 2, 20_000_000
    first = dict(make_samples.variants(samples.NAMES, samples.FORMS, count, run))
    report.expect(first == dict(make_samples.variants(samples.NAMES, samples.FORMS, count, run)),
                  "the same seed gives other variants")
    seen: set[str] = set()
    for name in samples.NAMES:
        for index in range(1, count + 1):
            variant = samples.with_serial(samples.load(name), run * 10**make_samples.COUNTER_DIGITS + index)
            stem = f"{index:0{make_samples.COUNTER_DIGITS}d}"
            files = {f"{folder}/{name}{suffix}": first[f"{folder}/{name}/{stem}{suffix}"] for folder, suffix in (
                ("iti41", ".mtom"), ("iti41", ".mtom.headers"), ("iti41", ".inline.xml"), ("iti65", ".json"))}
            for file, data in files.items():
                report.equal(len(data), (SAMPLES / file).stat().st_size, f"size of variant {stem} of {file}")
            check_messages(report, variant, files)
            for oid in [variant.entry["uniqueId"]] + [variant.submission(f)["uniqueId"] for f in samples.FORMS]:
                report.expect(oid not in seen and len(oid) <= 64 and bool(cda_rules.OID.fullmatch(oid)),
                              f"variant identifier {oid}")
                seen.add(oid)


def check_mutants(report: Report) -> None:
    """Each broken document must be refused by the rule that the mutant names."""
    tried: set[str] = set()
    for name, wanted, pattern, replacement in mutants.MUTANTS:
        document, count = re.subn(pattern, replacement, samples.load(name).document.decode(), count=1, flags=re.S)
        report.expect(count == 1, f"mutant of {wanted}: the pattern {pattern} is not found")
        root = ET.fromstring(document)
        fired = [rule for rule, check in cda_rules.RULES.items() if list(check(root))]
        report.expect(wanted in fired, f"mutant {pattern} -> {replacement}: {wanted} does not fire ({fired})")
        tried.add(wanted)
    for rule in cda_rules.RULES.keys() - tried:
        report.problems.append(f"rule {rule} has no mutant")
    files = message_files()
    for file, pattern, replacement, complaint in mutants.MESSAGES:
        broken, count = re.subn(pattern, replacement, files[file], count=1)
        report.expect(count == 1, f"mutant of {file}: the pattern {pattern} is not found")
        name = next(name for name in samples.NAMES if f"/{name}." in file)
        found = Report()
        check_messages(found, samples.load(name), files | {file: broken})
        report.expect(any(complaint in problem for problem in found.problems),
                      f"mutant {pattern} of {file}: no complaint about {complaint} ({found.problems})")


def main() -> int:
    report = Report()
    if sys.argv[1:] == ["--mutants"]:
        check_mutants(report)
    elif sys.argv[1:]:
        print(__doc__)
        return 2
    else:
        check_generation(report)
        unique: list[str] = []
        for name in samples.NAMES:
            sample = samples.load(name)
            unique += [sample.entry["uniqueId"]] + [sample.submission(f)["uniqueId"] for f in samples.FORMS]
            check_document(report, sample)
            check_metadata(report, sample)
            check_messages(report, sample, message_files())
        report.equal(len(set(unique)), len(unique), "number of identifiers in all samples")
        check_schemas_of_messages(report)
        check_variants(report)
    for problem in report.problems:
        print(f"wrong: {problem}")
    print(f"{len(report.problems)} problems")
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
