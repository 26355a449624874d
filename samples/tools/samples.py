"""A sample: a CDA document and the metadata written beside it, read into memory.

The metadata file holds what the XDS DocumentEntry and SubmissionSet say (ITI TF-3 4.2.3), in the HL7 v2
forms that XDS uses; hash and size are never written there, they are computed from the document.
"""

import base64
import copy
import hashlib
import json
import pathlib
import re
import uuid
from dataclasses import dataclass

SAMPLES = pathlib.Path(__file__).resolve().parent.parent
NAMES = ("ldl-ses-2022.01", "cr-bio-2024.01", "cda-n1-pdf")
FORMS = ("mtom", "inline", "fhir")

# Root of every identifier of the samples: an OID below 2.25 needs no registration (ITU-T X.667).
ROOT_UUID = uuid.UUID("b1747f66-156d-46d9-972c-469c21e5cf07")
ROOT_OID = f"2.25.{ROOT_UUID.int}"
DOCUMENT_ARC, VERSION_SET_ARC, SUBMISSION_ARC = 1, 2, 3
# Serial numbers have this many digits in every sample and variant, so that sizes never change.
SERIAL_DIGITS = 16


@dataclass(frozen=True)
class Sample:
    """A document with its metadata. `document` is the CDA as bytes, `metadata` the parsed JSON file."""

    name: str
    document: bytes
    metadata: dict

    @property
    def entry(self) -> dict:
        """The DocumentEntry attributes."""
        return self.metadata["documentEntry"]

    @property
    def submission_set(self) -> dict:
        """The SubmissionSet attributes that all forms share."""
        return self.metadata["submissionSet"]

    def submission(self, form: str) -> dict:
        """uniqueId and submissionTime of the set of one form."""
        return self.metadata["submissions"][form]

    @property
    def size(self) -> int:
        """Bytes of the document."""
        return len(self.document)

    @property
    def hash_hex(self) -> str:
        """SHA-1 in lower-case hexadecimal, as DocumentEntry.hash wants it."""
        return hashlib.sha1(self.document).hexdigest()

    @property
    def hash_base64(self) -> str:
        """SHA-1 in base64, as FHIR Attachment.hash wants it."""
        return base64.b64encode(hashlib.sha1(self.document).digest()).decode("ascii")

    def uuid(self, form: str, role: str) -> str:
        """A `urn:uuid:` that is always the same for a submission and a role in it."""
        name = f"{self.submission(form)['uniqueId']}/{self.entry['uniqueId']}/{role}"
        return f"urn:uuid:{uuid.uuid5(ROOT_UUID, name)}"


def document_path(name: str) -> pathlib.Path:
    """Where the CDA of a sample is."""
    return SAMPLES / "documents" / f"{name}.xml"


def load(name: str) -> Sample:
    """Read the sample of that name from the documents folder."""
    path = document_path(name)
    metadata = json.loads(path.with_name(f"{name}.metadata.json").read_text(encoding="utf-8"))
    return Sample(name, path.read_bytes(), metadata)


def with_serial(sample: Sample, serial: int) -> Sample:
    """The same sample under fresh identifiers: CDA id and setId, and the uniqueId of every set.

    `serial` must have exactly SERIAL_DIGITS - 1 digits: the last digit tells documents and forms apart, so
    that one serial serves all nine submissions, and padding would make an OID with leading zeros. The
    result has the very size of the original.
    """
    if len(str(serial)) != SERIAL_DIGITS - 1:
        raise ValueError(f"serial {serial} has not {SERIAL_DIGITS - 1} digits")
    metadata = copy.deepcopy(sample.metadata)

    def numbered(arc: int, last_digit: int) -> str:
        return f"{ROOT_OID}.{arc}.{serial * 10 + last_digit}"

    index = NAMES.index(sample.name)
    metadata["documentEntry"]["uniqueId"] = numbered(DOCUMENT_ARC, index)
    for digit, form in enumerate(FORMS, start=index * len(FORMS)):
        metadata["submissions"][form]["uniqueId"] = numbered(SUBMISSION_ARC, digit)

    document = sample.document
    for arc in (DOCUMENT_ARC, VERSION_SET_ARC):
        pattern = rf"(?<=root=\"){re.escape(ROOT_OID)}\.{arc}\.[0-9]{{{SERIAL_DIGITS}}}(?=\")"
        document, count = re.subn(pattern.encode(), numbered(arc, index).encode(), document)
        if count != 1:
            raise ValueError(f"{sample.name}: {count} identifiers below arc {arc}, one expected")
    return Sample(sample.name, document, metadata)


def parse_cx(value: str) -> tuple[str, str]:
    """Identifier and OID of its authority, from a CX: `id^^^&oid&ISO^type`."""
    fields = value.split("^")
    return fields[0], fields[3].split("&")[1]


def parse_xcn(value: str) -> tuple[str, str, str, str]:
    """Identifier, family name, given name and OID of the authority, from an XCN."""
    fields = value.split("^")
    return fields[0], fields[1], fields[2], fields[8].split("&")[1]


def parse_xon(value: str) -> tuple[str, str, str]:
    """Name, identifier and OID of the authority, from an XON."""
    fields = value.split("^")
    return fields[0], fields[9], fields[5].split("&")[1]
