"""Reads the sample messages back, without the code that wrote them, into one plain form.

Each reader gives a dict: the document's bytes and, under the names of the metadata files, what the message
says about the document and the submission.
"""

import base64
import binascii
import json
import re
import xml.etree.ElementTree as ET

RIM = "{urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0}"
XDSB = "{urn:ihe:iti:xds-b:2007}"
WSA = "{http://www.w3.org/2005/08/addressing}"
SOAP = "{http://www.w3.org/2003/05/soap-envelope}"
CLASSIFICATIONS = {
    "41a5887f": "classCode", "f4f85eac": "confidentialityCode", "2c6b8cb7": "eventCode",
    "a09d5840": "formatCode", "f33fb8ac": "healthcareFacilityTypeCode", "cccf5598": "practiceSettingCode",
    "f0306f51": "typeCode", "aa543740": "contentTypeCode", "93606bcf": "author", "a7058bb9": "author",
}
IDENTIFIERS = {"58a6f841": "patientId", "2e82c1f6": "uniqueId", "6b5aea1a": "patientId",
               "554ac39e": "sourceId", "96fdda7c": "uniqueId"}


class Malformed(Exception):
    """A message that cannot be read."""


def _slots(element: ET.Element) -> dict[str, list[str]]:
    return {slot.get("name"): [value.text for value in slot.iter(f"{RIM}Value")]
            for slot in element.findall(f"{RIM}Slot")}


def _object(element: ET.Element) -> dict:
    """Slots, classifications and identifiers of a registry object, in one dict of lists."""
    found: dict = dict(_slots(element))
    for classification in element.findall(f"{RIM}Classification"):
        if classification.get("classifiedObject") != element.get("id"):
            raise Malformed("classifiedObject is not the owner")
        name = CLASSIFICATIONS[classification.get("classificationScheme").removeprefix("urn:uuid:")[:8]]
        slots = _slots(classification)
        if name == "author":
            value = tuple(tuple(slots[key]) for key in (
                "authorPerson", "authorInstitution", "authorRole", "authorSpecialty"))
        else:
            value = (classification.get("nodeRepresentation"), slots["codingScheme"][0],
                     classification.find(f"{RIM}Name/{RIM}LocalizedString").get("value"))
        found.setdefault(name, []).append(value)
    for identifier in element.findall(f"{RIM}ExternalIdentifier"):
        if identifier.get("registryObject") != element.get("id"):
            raise Malformed("registryObject is not the owner")
        name = IDENTIFIERS[identifier.get("identificationScheme").removeprefix("urn:uuid:")[:8]]
        found.setdefault(name, []).append(identifier.get("value"))
    for part, name in (("Name", "title"), ("Description", "comments")):
        text = element.find(f"{RIM}{part}/{RIM}LocalizedString")
        if text is not None:
            found[name] = [text.get("value")]
    return found


def soap_body(data: bytes, action: str) -> ET.Element:
    """The child of the SOAP body, after the addressing headers have been looked at."""
    root = ET.fromstring(data)
    head = root.find(f"{SOAP}Header")
    if root.tag != f"{SOAP}Envelope" or head.findtext(f"{WSA}Action") != action:
        raise Malformed("not a SOAP 1.2 envelope with the action")
    if not re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", head.findtext(f"{WSA}MessageID") or ""):
        raise Malformed("no MessageID")
    if head.findtext(f"{WSA}ReplyTo/{WSA}Address") != "http://www.w3.org/2005/08/addressing/anonymous":
        raise Malformed("ReplyTo is not anonymous")
    if not head.findtext(f"{WSA}To"):
        raise Malformed("no To")
    return root.find(f"{SOAP}Body")[0]


def _submission(body: ET.Element) -> dict:
    entry, = body.iter(f"{RIM}ExtrinsicObject")
    package, = body.iter(f"{RIM}RegistryPackage")
    association, = body.iter(f"{RIM}Association")
    if (association.get("associationType") != "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember"
            or (association.get("sourceObject"), association.get("targetObject"))
            != (package.get("id"), entry.get("id"))
            or _slots(association) != {"SubmissionSetStatus": ["Original"]}):
        raise Malformed("no HasMember association, or a wrong one")
    document, = body.findall(f"{XDSB}Document")
    if document.get("id") != entry.get("id"):
        raise Malformed("Document/@id is not the entry's")
    return {"entry": {**_object(entry), "mimeType": [entry.get("mimeType")]}, "set": _object(package),
            "document_element": document}


def read_inline(data: bytes) -> dict:
    """ITI-41 in one SOAP message."""
    read = _submission(soap_body(data, "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b"))
    read["document"] = base64.b64decode(read["document_element"].text, validate=True)
    return read


def read_mtom(data: bytes, headers: bytes) -> dict:
    """ITI-41 as an MTOM package with its Content-Type line."""
    parameters = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', headers.decode("ascii")))
    if not headers.startswith(b"Content-Type: multipart/related; ") or headers.count(b"\n") != 1:
        raise Malformed("headers are not one Content-Type line")
    delimiter = b"--" + parameters["boundary"].encode()
    if not data.startswith(delimiter + b"\r\n") or not data.endswith(b"\r\n" + delimiter + b"--\r\n"):
        raise Malformed("no first or no last delimiter")
    inner = data.removeprefix(delimiter + b"\r\n").removesuffix(b"\r\n" + delimiter + b"--\r\n")
    parts = {}
    for part in inner.split(b"\r\n" + delimiter + b"\r\n"):
        head, _, content = part.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode("ascii").split("\r\n"))
        parts[fields["Content-ID"]] = (fields, content)
    if len(parts) != 2 or parameters["start"] not in parts:
        raise Malformed("not two parts with a root")
    fields, soap = parts.pop(parameters["start"])
    if "application/xop+xml" not in fields["Content-Type"]:
        raise Malformed("the root part is not application/xop+xml")
    read = _submission(soap_body(soap, parameters["action"]))
    include = read["document_element"][0]
    if include.tag != "{http://www.w3.org/2004/08/xop/include}Include":
        raise Malformed("no xop:Include")
    read["document"] = parts[f"<{include.get('href').removeprefix('cid:')}>"][1]
    return read


def read_fhir(data: bytes) -> dict:
    """ITI-65. Codes keep their FHIR systems; times, hash and identifiers come in the XDS forms."""
    bundle = json.loads(data)
    by_type = {entry["resource"]["resourceType"]: entry for entry in bundle["entry"]}
    if bundle["type"] != "transaction" or list(by_type) != ["List", "DocumentReference", "Binary"]:
        raise Malformed("not a transaction of List, DocumentReference, Binary")
    for kind, entry in by_type.items():
        if entry["request"] != {"method": "POST", "url": kind} or not entry["fullUrl"].startswith("urn:uuid:"):
            raise Malformed(f"{kind} has a wrong request or fullUrl")
    package, reference = by_type["List"]["resource"], by_type["DocumentReference"]["resource"]
    if package["entry"] != [{"item": {"reference": by_type["DocumentReference"]["fullUrl"]}}]:
        raise Malformed("the List does not hold the DocumentReference")
    attachment = reference["content"][0]["attachment"]
    if attachment["url"] != by_type["Binary"]["fullUrl"]:
        raise Malformed("attachment.url is not the Binary")
    contained = {"#" + resource["id"]: resource for resource in reference["contained"]}
    for resource in (package, reference):
        _check_contained(resource)

    def code(element):
        coding, = element["coding"] if "coding" in element else [element]
        return coding["code"]

    def utc(instant):
        return re.sub(r"[-:TZ]", "", instant)

    context, patient = reference["context"], contained[reference["context"]["sourcePatientInfo"]["reference"]]
    extensions = {extension["url"].rsplit("/", 1)[1]: extension for extension in package["extension"]}
    return {
        "document": base64.b64decode(by_type["Binary"]["resource"]["data"], validate=True),
        "entry": {
            "uniqueId": [reference["masterIdentifier"]["value"].removeprefix("urn:oid:")],
            "patient": reference["subject"]["identifier"],
            "sourcePatient": patient,
            "hash": [binascii.hexlify(base64.b64decode(attachment["hash"])).decode()],
            "size": [str(attachment["size"])], "mimeType": [attachment["contentType"]],
            "languageCode": [attachment["language"]], "title": [attachment["title"]],
            "creationTime": [utc(attachment["creation"])],
            "serviceStartTime": [utc(context["period"]["start"])],
            "serviceStopTime": [utc(context["period"]["end"])],
            "typeCode": [code(reference["type"])], "classCode": [code(reference["category"][0])],
            "formatCode": [code(reference["content"][0]["format"])],
            "confidentialityCode": [code(label) for label in reference["securityLabel"]],
            "eventCode": [code(event) for event in context["event"]],
            "healthcareFacilityTypeCode": [code(context["facilityType"])],
            "practiceSettingCode": [code(context["practiceSetting"])],
        },
        "set": {
            "uniqueId": [i["value"].removeprefix("urn:oid:") for i in package["identifier"]
                         if i["use"] == "usual"],
            "patient": package["subject"]["identifier"], "submissionTime": [utc(package["date"])],
            "sourceId": [extensions["ihe-sourceId"]["valueIdentifier"]["value"].removeprefix("urn:oid:")],
            "contentTypeCode": [code(extensions["ihe-designationType"]["valueCodeableConcept"])],
            "title": [package["title"]], "comments": [package["note"][0]["text"]],
        },
    }


def _check_contained(resource: dict) -> None:
    """Every `#id` reference must name a contained resource, and every contained resource be named."""
    names = {f"#{contained['id']}" for contained in resource["contained"]}
    used = set(re.findall(r'"reference": "(#[^"]+)"', json.dumps(resource)))
    if names != used:
        raise Malformed(f"contained resources {sorted(names)} are not the references {sorted(used)}")
