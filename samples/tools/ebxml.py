"""SOAP messages of XDS.b: ITI-41 plain and as MTOM, ITI-18 and ITI-43 requests.

SOAP 1.2 with WS-Addressing (ITI TF-2 Appendix V), ebRIM 3.0 metadata (ITI TF-3 4.2), XOP packages
(W3C XML-binary Optimized Packaging).
"""

import base64
from xml.sax.saxutils import escape, quoteattr

from samples import Sample

PROVIDE_AND_REGISTER = "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b"
REGISTRY_STORED_QUERY = "urn:ihe:iti:2007:RegistryStoredQuery"
RETRIEVE_DOCUMENT_SET = "urn:ihe:iti:2007:RetrieveDocumentSet"

FIND_DOCUMENTS = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d"
GET_DOCUMENTS = "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4"

STABLE_DOCUMENT = "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1"
SUBMISSION_SET_NODE = "urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd"
HAS_MEMBER = "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember"

# Classification schemes and identification schemes, ITI TF-3 Tables 4.2.5.1-1 and 4.2.5.2-1.
DOCUMENT_AUTHOR = "urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d"
SUBMISSION_AUTHOR = "urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d"
CONTENT_TYPE = "urn:uuid:aa543740-bdda-424e-8c96-df4873be8500"
DOCUMENT_CODES = (
    ("classCode", "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a"),
    ("confidentialityCodes", "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f"),
    ("eventCodes", "urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4"),
    ("formatCode", "urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d"),
    ("healthcareFacilityTypeCode", "urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1"),
    ("practiceSettingCode", "urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead"),
    ("typeCode", "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983"),
)
DOCUMENT_PATIENT_ID = "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427"
DOCUMENT_UNIQUE_ID = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab"
SUBMISSION_PATIENT_ID = "urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446"
SUBMISSION_SOURCE_ID = "urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832"
SUBMISSION_UNIQUE_ID = "urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8"


def envelope(action: str, message_id: str, to: str, body: list[str]) -> bytes:
    """A SOAP 1.2 envelope around the lines of a body. UTF-8, LF."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"'
        ' xmlns:wsa="http://www.w3.org/2005/08/addressing">',
        "  <soap:Header>",
        f'    <wsa:Action soap:mustUnderstand="true">{action}</wsa:Action>',
        f"    <wsa:MessageID>{message_id}</wsa:MessageID>",
        "    <wsa:ReplyTo>",
        "      <wsa:Address>http://www.w3.org/2005/08/addressing/anonymous</wsa:Address>",
        "    </wsa:ReplyTo>",
        f'    <wsa:To soap:mustUnderstand="true">{to}</wsa:To>',
        "  </soap:Header>",
        "  <soap:Body>",
        *("    " + line for line in body),
        "  </soap:Body>",
        "</soap:Envelope>",
        "",
    ]
    return "\n".join(lines).encode("utf-8")


def slot(name: str, *values: str) -> list[str]:
    """An ebRIM Slot."""
    return [
        f"<rim:Slot name={quoteattr(name)}>",
        "  <rim:ValueList>",
        *(f"    <rim:Value>{escape(value)}</rim:Value>" for value in values),
        "  </rim:ValueList>",
        "</rim:Slot>",
    ]


def localized(element: str, value: str) -> list[str]:
    """An ebRIM Name or Description, in French."""
    return [
        f"<rim:{element}>",
        f'  <rim:LocalizedString xml:lang="fr-FR" charset="UTF-8" value={quoteattr(value)}/>',
        f"</rim:{element}>",
    ]


class RegistryObject:
    """Collects the children of a registry object and numbers their ids."""

    def __init__(self, object_id: str, prefix: str):
        self._id = object_id
        self._prefix = prefix
        self._count = 0
        self.lines: list[str] = []

    def add(self, lines: list[str]) -> None:
        """Append lines one level down."""
        self.lines += ["  " + line for line in lines]

    def _next_id(self) -> str:
        self._count += 1
        return f"{self._prefix}-{self._count:02d}"

    def classification(self, scheme: str, node: str, children: list[str]) -> None:
        """A Classification of this object; `node` is the code, or empty for an author."""
        self.add([
            f'<rim:Classification id="{self._next_id()}" classificationScheme="{scheme}"',
            f'    classifiedObject="{self._id}" nodeRepresentation={quoteattr(node)}>',
            *("  " + line for line in children),
            "</rim:Classification>",
        ])

    def code(self, scheme: str, code: dict) -> None:
        """A coded attribute."""
        self.classification(scheme, code["code"],
                            slot("codingScheme", code["scheme"]) + localized("Name", code["display"]))

    def author(self, scheme: str, author: dict) -> None:
        """An author: person, institutions, roles, specialties."""
        self.classification(scheme, "",
                            slot("authorPerson", author["person"])
                            + slot("authorInstitution", *author["institutions"])
                            + slot("authorRole", *author["roles"])
                            + slot("authorSpecialty", *author["specialties"]))

    def external_identifier(self, scheme: str, name: str, value: str) -> None:
        """An ExternalIdentifier with its fixed English name."""
        self.add([
            f'<rim:ExternalIdentifier id="{self._next_id()}" registryObject="{self._id}"',
            f'    identificationScheme="{scheme}" value={quoteattr(value)}>',
            "  <rim:Name>",
            f"    <rim:LocalizedString value={quoteattr(name)}/>",
            "  </rim:Name>",
            "</rim:ExternalIdentifier>",
        ])


def as_list(value) -> list:
    """One code or several, always as a list."""
    return value if isinstance(value, list) else [value]


def document_entry(sample: Sample, object_id: str) -> list[str]:
    """The ExtrinsicObject of the document."""
    entry = sample.entry
    node = RegistryObject(object_id, "de")
    for name, values in (
        ("creationTime", [entry["creationTime"]]),
        ("hash", [sample.hash_hex]),
        ("languageCode", [entry["languageCode"]]),
        ("legalAuthenticator", [entry["legalAuthenticator"]]),
        ("serviceStartTime", [entry["serviceStartTime"]]),
        ("serviceStopTime", [entry["serviceStopTime"]]),
        ("size", [str(sample.size)]),
        ("sourcePatientId", [entry["sourcePatientId"]]),
        ("sourcePatientInfo", entry["sourcePatientInfo"]),
    ):
        node.add(slot(name, *values))
    node.add(localized("Name", entry["title"]))
    for author in entry["authors"]:
        node.author(DOCUMENT_AUTHOR, author)
    for attribute, scheme in DOCUMENT_CODES:
        for code in as_list(entry[attribute]):
            node.code(scheme, code)
    node.external_identifier(DOCUMENT_PATIENT_ID, "XDSDocumentEntry.patientId", entry["patientId"])
    node.external_identifier(DOCUMENT_UNIQUE_ID, "XDSDocumentEntry.uniqueId", entry["uniqueId"])
    return [
        f'<rim:ExtrinsicObject id="{object_id}" mimeType="{entry["mimeType"]}"',
        f'    objectType="{STABLE_DOCUMENT}">',
        *node.lines,
        "</rim:ExtrinsicObject>",
    ]


def submission_set(sample: Sample, form: str, object_id: str) -> list[str]:
    """The RegistryPackage of the submission."""
    common, own = sample.submission_set, sample.submission(form)
    node = RegistryObject(object_id, "ss")
    node.add(slot("submissionTime", own["submissionTime"]))
    node.add(localized("Name", common["title"]))
    node.add(localized("Description", common["comments"]))
    node.author(SUBMISSION_AUTHOR, common["author"])
    node.code(CONTENT_TYPE, common["contentTypeCode"])
    node.external_identifier(SUBMISSION_PATIENT_ID, "XDSSubmissionSet.patientId", common["patientId"])
    node.external_identifier(SUBMISSION_SOURCE_ID, "XDSSubmissionSet.sourceId", common["sourceId"])
    node.external_identifier(SUBMISSION_UNIQUE_ID, "XDSSubmissionSet.uniqueId", own["uniqueId"])
    return [f'<rim:RegistryPackage id="{object_id}">', *node.lines, "</rim:RegistryPackage>"]


def provide_and_register(sample: Sample, form: str, entry_id: str, set_id: str, document: str) -> list[str]:
    """The body of ITI-41; `document` is what stands inside the Document element."""
    registry_objects = [
        *document_entry(sample, entry_id),
        *submission_set(sample, form, set_id),
        f'<rim:Classification id="ss-node" classifiedObject="{set_id}"',
        f'    classificationNode="{SUBMISSION_SET_NODE}"/>',
        f'<rim:Association id="as-01" associationType="{HAS_MEMBER}"',
        f'    sourceObject="{set_id}" targetObject="{entry_id}">',
        *("  " + line for line in slot("SubmissionSetStatus", "Original")),
        "</rim:Association>",
    ]
    return [
        '<xdsb:ProvideAndRegisterDocumentSetRequest xmlns:xdsb="urn:ihe:iti:xds-b:2007"',
        '    xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0"',
        '    xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0">',
        "  <lcm:SubmitObjectsRequest>",
        "    <rim:RegistryObjectList>",
        *("      " + line for line in registry_objects),
        "    </rim:RegistryObjectList>",
        "  </lcm:SubmitObjectsRequest>",
        f'  <xdsb:Document id="{entry_id}">{document}</xdsb:Document>',
        "</xdsb:ProvideAndRegisterDocumentSetRequest>",
    ]


def inline_request(sample: Sample, to: str) -> bytes:
    """ITI-41 as one SOAP message, the document in base64 inside, entries named by `urn:uuid:`."""
    body = provide_and_register(sample, "inline", sample.uuid("inline", "document-entry"),
                                sample.uuid("inline", "submission-set"),
                                base64.b64encode(sample.document).decode("ascii"))
    return envelope(PROVIDE_AND_REGISTER, sample.uuid("inline", "message"), to, body)


def mtom_request(sample: Sample, to: str) -> tuple[str, bytes]:
    """ITI-41 as an MTOM package, entries named by symbols: its Content-Type and its body."""
    message = sample.uuid("mtom", "message")
    mark = message.removeprefix("urn:uuid:")
    root_id, document_id = f"root.{mark}@samples.invalid", f"document.{mark}@samples.invalid"
    include = ('<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include"'
               f' href="cid:{document_id}"/>')
    soap = envelope(PROVIDE_AND_REGISTER, message, to,
                    provide_and_register(sample, "mtom", "DocumentEntry01", "SubmissionSet01", include))
    boundary = f"MIMEBoundary_{mark}"
    if boundary.encode() in sample.document:
        raise ValueError(f"{sample.name}: the document holds the MIME boundary")
    body = b"".join([
        f"--{boundary}\r\n".encode(),
        b'Content-Type: application/xop+xml; charset=UTF-8; type="application/soap+xml"\r\n',
        b"Content-Transfer-Encoding: binary\r\n",
        f"Content-ID: <{root_id}>\r\n\r\n".encode(),
        soap,
        f"\r\n--{boundary}\r\n".encode(),
        f"Content-Type: {sample.entry['mimeType']}\r\n".encode(),
        b"Content-Transfer-Encoding: binary\r\n",
        f"Content-ID: <{document_id}>\r\n\r\n".encode(),
        sample.document,
        f"\r\n--{boundary}--\r\n".encode(),
    ])
    content_type = (f'multipart/related; boundary="{boundary}"; type="application/xop+xml";'
                    f' start="<{root_id}>"; start-info="application/soap+xml";'
                    f' action="{PROVIDE_AND_REGISTER}"')
    return content_type, body


def stored_query(sample: Sample, to: str, name: str, query: str, parameters: list[tuple[str, str]]) -> bytes:
    """An ITI-18 request that asks for whole objects (LeafClass)."""
    body = [
        '<query:AdhocQueryRequest xmlns:query="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0"',
        '    xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0">',
        '  <query:ResponseOption returnComposedObjects="true" returnType="LeafClass"/>',
        f'  <rim:AdhocQuery id="{query}">',
        *("    " + line for parameter in parameters for line in slot(*parameter)),
        "  </rim:AdhocQuery>",
        "</query:AdhocQueryRequest>",
    ]
    return envelope(REGISTRY_STORED_QUERY, sample.uuid("inline", name), to, body)


def find_documents(sample: Sample, to: str) -> bytes:
    """FindDocuments: every approved document of the patient."""
    return stored_query(sample, to, "find-documents", FIND_DOCUMENTS, [
        ("$XDSDocumentEntryPatientId", f"'{sample.entry['patientId']}'"),
        ("$XDSDocumentEntryStatus", "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')"),
    ])


def get_documents(sample: Sample, to: str) -> bytes:
    """GetDocuments: the entry of the document, by its uniqueId."""
    return stored_query(sample, to, "get-documents", GET_DOCUMENTS, [
        ("$XDSDocumentEntryUniqueId", f"('{sample.entry['uniqueId']}')"),
    ])


def retrieve_document_set(sample: Sample, to: str, repository: str) -> bytes:
    """ITI-43 for the document; `repository` is the repositoryUniqueId."""
    body = [
        '<xdsb:RetrieveDocumentSetRequest xmlns:xdsb="urn:ihe:iti:xds-b:2007">',
        "  <xdsb:DocumentRequest>",
        f"    <xdsb:RepositoryUniqueId>{repository}</xdsb:RepositoryUniqueId>",
        f"    <xdsb:DocumentUniqueId>{sample.entry['uniqueId']}</xdsb:DocumentUniqueId>",
        "  </xdsb:DocumentRequest>",
        "</xdsb:RetrieveDocumentSetRequest>",
    ]
    return envelope(RETRIEVE_DOCUMENT_SET, sample.uuid("inline", "retrieve"), to, body)
