"""ITI-65 Provide Document Bundle, MHD 4.2.x with comprehensive metadata (FHIR R4).

The mapping is the one of the MHD profile: DocumentReference for the DocumentEntry, List for the
SubmissionSet, Binary for the bytes.
"""

import base64
import datetime
import json

from samples import Sample, parse_cx, parse_xcn, parse_xon

PROFILES = "https://profiles.ihe.net/ITI/MHD/StructureDefinition/"
IDENTIFIER_TYPES = "https://profiles.ihe.net/ITI/MHD/CodeSystem/IHE.MHD.MHDIdentifierType"
URI = "urn:ietf:rfc:3986"
NOS = "https://mos.esante.gouv.fr/NOS/"

# Code systems that have a canonical URL; every other one is named by its OID, which FHIR allows too.
CODE_SYSTEMS = {
    "2.16.840.1.113883.6.1": "http://loinc.org",
    "2.16.840.1.113883.6.3": "http://hl7.org/fhir/sid/icd-10",
    "2.16.840.1.113883.5.4": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
    "2.16.840.1.113883.5.25": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
    "2.16.840.1.113883.5.88": "http://terminology.hl7.org/CodeSystem/v3-ParticipationFunction",
    "1.3.6.1.4.1.19376.1.2.3": "http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode",
    "1.2.250.1.213.1.1.4.9": NOS + "TRE_A01-CadreExercice/FHIR/TRE-A01-CadreExercice",
    "1.2.250.1.213.1.1.4.1": NOS + "TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument",
    "1.2.250.1.213.1.1.4.2.282":
        NOS + "TRE_A06-FormatCodeComplementaire/FHIR/TRE-A06-FormatCodeComplementaire",
    "1.2.250.1.71.4.2.4": NOS + "TRE_R02-SecteurActivite/FHIR/TRE-R02-SecteurActivite",
}
GENDERS = {"F": "female", "M": "male", "U": "unknown"}


def system_of(oid: str) -> str:
    """The FHIR name of a code system."""
    return CODE_SYSTEMS.get(oid, f"urn:oid:{oid}")


def coding(code: dict) -> dict:
    """A Coding from a code of the metadata file."""
    return {"system": system_of(code["scheme"]), "code": code["code"], "display": code["display"]}


def concept(code: dict) -> dict:
    """A CodeableConcept with one coding."""
    return {"coding": [coding(code)]}


def concept_of_text(value: str) -> dict:
    """A CodeableConcept from `code^display^scheme`, the French form of authorRole and authorSpecialty."""
    code, display, scheme = value.split("^")
    return concept({"code": code, "display": display, "scheme": scheme})


def instant(dtm: str) -> str:
    """A FHIR instant from a 14-digit time in UTC."""
    return datetime.datetime.strptime(dtm, "%Y%m%d%H%M%S").strftime("%Y-%m-%dT%H:%M:%SZ")


def business_identifier(kind: str, use: str, value: str) -> dict:
    """uniqueId or entryUUID; MHD tells them apart by type from 4.2.4 on, by use before."""
    return {
        "use": use,
        "type": {"coding": [{"system": IDENTIFIER_TYPES, "code": kind}]},
        "system": URI,
        "value": value,
    }


def patient_reference(cx: str) -> dict:
    """The patient by INS: the gateway holds no Patient resource."""
    value, authority = parse_cx(cx)
    return {"type": "Patient", "identifier": {"system": f"urn:oid:{authority}", "value": value}}


def source_patient(entry: dict) -> dict:
    """sourcePatientId and sourcePatientInfo as a contained Patient."""
    info = dict(line.split("|", 1) for line in entry["sourcePatientInfo"])
    family, given = info["PID-5"].split("^")[:2]
    value, authority = parse_cx(entry["sourcePatientId"])
    birth = info["PID-7"]
    return {
        "resourceType": "Patient",
        "id": "source-patient",
        "identifier": [{
            "use": "usual",
            "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "PI"}]},
            "system": f"urn:oid:{authority}",
            "value": value,
        }],
        "name": [{"use": "official", "family": family, "given": [given]}],
        "gender": GENDERS[info["PID-8"]],
        "birthDate": f"{birth[:4]}-{birth[4:6]}-{birth[6:]}",
    }


def practitioner(resource_id: str, xcn: str) -> dict:
    """A person from an XCN."""
    value, family, given, authority = parse_xcn(xcn)
    return {
        "resourceType": "Practitioner",
        "id": resource_id,
        "identifier": [{"system": f"urn:oid:{authority}", "value": value}],
        "name": [{"family": family, "given": [given]}],
    }


def author_resources(author: dict) -> list[dict]:
    """The contained resources of an author; the role, `#author`, refers to the others."""
    name, value, authority = parse_xon(author["institutions"][0])
    return [
        {
            "resourceType": "PractitionerRole",
            "id": "author",
            "practitioner": {"reference": "#author-person"},
            "organization": {"reference": "#author-organization"},
            "code": [concept_of_text(role) for role in author["roles"]],
            "specialty": [concept_of_text(specialty) for specialty in author["specialties"]],
        },
        practitioner("author-person", author["person"]),
        {
            "resourceType": "Organization",
            "id": "author-organization",
            "identifier": [{"system": f"urn:oid:{authority}", "value": value}],
            "name": name,
        },
    ]


def submission_list(sample: Sample) -> dict:
    """The List of the SubmissionSet."""
    common, own = sample.submission_set, sample.submission("fhir")
    return {
        "resourceType": "List",
        "meta": {"profile": [PROFILES + "IHE.MHD.Comprehensive.SubmissionSet"]},
        "contained": author_resources(common["author"]),
        "extension": [
            {
                "url": PROFILES + "ihe-designationType",
                "valueCodeableConcept": concept(common["contentTypeCode"]),
            },
            {
                "url": PROFILES + "ihe-sourceId",
                "valueIdentifier": {"system": URI, "value": f"urn:oid:{common['sourceId']}"},
            },
        ],
        "identifier": [
            business_identifier("uniqueId", "usual", f"urn:oid:{own['uniqueId']}"),
            business_identifier("entryUUID", "official", sample.uuid("fhir", "submission-set")),
        ],
        "status": "current",
        "mode": "working",
        "title": common["title"],
        "code": {"coding": [{
            "system": "https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes",
            "code": "submissionset",
        }]},
        "subject": patient_reference(common["patientId"]),
        "date": instant(own["submissionTime"]),
        "source": {"reference": "#author"},
        "note": [{"text": common["comments"]}],
        "entry": [{"item": {"reference": sample.uuid("fhir", "document-entry")}}],
    }


def document_reference(sample: Sample) -> dict:
    """The DocumentReference of the DocumentEntry."""
    entry = sample.entry
    contained = [source_patient(entry), *author_resources(entry["authors"][0])]
    authenticator = "author-person"
    if entry["legalAuthenticator"] != entry["authors"][0]["person"]:
        authenticator = "legal-authenticator"
        contained.append(practitioner(authenticator, entry["legalAuthenticator"]))
    return {
        "resourceType": "DocumentReference",
        "meta": {"profile": [PROFILES + "IHE.MHD.Comprehensive.DocumentReference"]},
        "contained": contained,
        "masterIdentifier": business_identifier("uniqueId", "usual", f"urn:oid:{entry['uniqueId']}"),
        "identifier": [business_identifier("entryUUID", "official", sample.uuid("fhir", "document-entry"))],
        "status": "current",
        "type": concept(entry["typeCode"]),
        "category": [concept(entry["classCode"])],
        "subject": patient_reference(entry["patientId"]),
        "date": instant(sample.submission("fhir")["submissionTime"]),
        "author": [{"reference": "#author"}],
        "authenticator": {"reference": f"#{authenticator}"},
        "custodian": {"reference": "#author-organization"},
        "securityLabel": [concept(code) for code in entry["confidentialityCodes"]],
        "content": [{
            "attachment": {
                "contentType": entry["mimeType"],
                "language": entry["languageCode"],
                "url": sample.uuid("fhir", "binary"),
                "size": sample.size,
                "hash": sample.hash_base64,
                "title": entry["title"],
                "creation": instant(entry["creationTime"]),
            },
            "format": coding(entry["formatCode"]),
        }],
        "context": {
            "event": [concept(code) for code in entry["eventCodes"]],
            "period": {
                "start": instant(entry["serviceStartTime"]),
                "end": instant(entry["serviceStopTime"]),
            },
            "facilityType": concept(entry["healthcareFacilityTypeCode"]),
            "practiceSetting": concept(entry["practiceSettingCode"]),
            "sourcePatientInfo": {"reference": "#source-patient"},
        },
    }


def provide_document_bundle(sample: Sample) -> bytes:
    """The transaction Bundle of ITI-65 as JSON, UTF-8, indented by two, with a final line end."""
    binary = {
        "resourceType": "Binary",
        "contentType": sample.entry["mimeType"],
        "data": base64.b64encode(sample.document).decode("ascii"),
    }
    resources = (("submission-set", submission_list(sample)),
                 ("document-entry", document_reference(sample)),
                 ("binary", binary))
    bundle = {
        "resourceType": "Bundle",
        "meta": {"profile": [PROFILES + "IHE.MHD.Comprehensive.ProvideBundle"]},
        "type": "transaction",
        "entry": [{
            "fullUrl": sample.uuid("fhir", role),
            "resource": resource,
            "request": {"method": "POST", "url": resource["resourceType"]},
        } for role, resource in resources],
    }
    return (json.dumps(bundle, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
