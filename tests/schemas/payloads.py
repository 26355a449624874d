"""Payloads of SOAP messages, and their verdict against the schemas of profiles/wsdl by xmllint. Standard library and xmllint."""
import os
import pathlib
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ET

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
OURS = SOURCE / "profiles" / "wsdl"
CORPUS = pathlib.Path(os.environ.get("DMPGW_CORPUS") or SOURCE.parent / "shared" / "corpus")
XOP = "{http://www.w3.org/2004/08/xop/include}Include"

# Namespace of a payload: the schema that declares it.
SCHEMAS = {
    "urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0": "lcm.xsd",
    "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0": "query.xsd",
    "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0": "rs.xsd",
    "urn:ihe:iti:xds-b:2007": "xds.xsd",
    "urn:ihe:iti:rmd:2017": "rmd.xsd",
    "urn:hl7-org:v3": "hl7v3.xsd",
}
NAMES = {"SubmitObjectsRequest", "RemoveObjectsRequest", "AdhocQueryRequest", "AdhocQueryResponse", "RegistryResponse",
         "RetrieveDocumentSetRequest", "RetrieveDocumentSetResponse", "ProvideAndRegisterDocumentSetRequest",
         "RemoveDocumentsRequest", "PRPA_IN201301UV02", "PRPA_IN201302UV02", "PRPA_IN201304UV02", "MCCI_IN000002UV01"}


def payload_of(text):
    """The first element of one of the NAMES in an XML document (bytes), or None where there is none."""
    try:
        root = ET.fromstring(text)
    except ET.ParseError:
        return None
    for element in root.iter():
        namespace, _, name = element.tag[1:].partition("}") if isinstance(element.tag, str) else ("", "", "")
        if name in NAMES and namespace in SCHEMAS:
            return element
    return None


def envelope_of(body):
    """The envelope of a SOAP message (bytes), alone or as the root part of an MTOM package."""
    found = re.search(rb"<(\w+:)?Envelope[\s>].*</(\w+:)?Envelope>", body, re.S)
    return found.group(0) if found else None


def as_document(element):
    """The payload as a document of its own (bytes). XOP 1.0 section 3: an Include stands for base64."""
    for parent in element.iter():
        for child in [c for c in parent if c.tag == XOP]:
            parent.remove(child)
            parent.text = "Zm9v"
    return ET.tostring(element, encoding="utf-8")


def verdicts(documents, schema=None):
    """What xmllint says against each document (bytes): None where it is valid, else the first line.

    `schema` is a file; without it the schemas of profiles/wsdl judge."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if schema is None:
            imports = "".join(f'<xs:import namespace="{ns}" schemaLocation="{OURS / file}"/>' for ns, file in SCHEMAS.items())
            schema = folder / "all.xsd"
            schema.write_text(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>')
        files = []
        for number, document in enumerate(documents):
            files.append(folder / f"{number}.xml")
            files[-1].write_bytes(document)
        said = {}
        for first in range(0, len(files), 200):
            done = subprocess.run(["xmllint", "--noout", "--schema", schema, *files[first:first + 200]],
                                  capture_output=True, text=True, check=False)
            # One closing line a file; what goes before it says why. A file without that line was not judged.
            why = ""
            for line in done.stderr.splitlines():
                closing = re.fullmatch(r"(.*\.xml) (validates|fails to validate)", line)
                if not closing:
                    why = why or line.split(" : ", 1)[-1]
                    continue
                said[closing.group(1)] = None if closing.group(2) == "validates" else why
                why = ""
        missing = [str(f) for f in files if str(f) not in said]
        if missing:
            raise RuntimeError(f"xmllint gave no verdict on {len(missing)} documents: {done.stderr[:1000]}")
        return [said[str(f)] for f in files]
