"""A running `dmpgw serve --dev` for the process tests, and clients of both faces. Standard library only."""
import base64
import hashlib
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time

BINARY = os.environ.get("DMPGW_BINARY", "build/dev/bin/dmpgw")
INS = "1.2.250.1.213.1.4.10"
PATIENT = "207058575627097"
REPOSITORY = "1.2.250.1.999.1.1.1"
XDSB = "urn:ihe:iti:xds-b:2007"
TLS = ssl.create_default_context()
TLS.check_hostname = False
TLS.verify_mode = ssl.CERT_NONE


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Gateway:
    """Starts, kills and restarts one gateway on a data folder of its own."""

    def __init__(self, data=None, env=None, extra=(), binary=BINARY):
        self.own = data is None
        self.data = data or tempfile.mkdtemp(prefix="dmpgw-test-")
        self.env = dict(os.environ, **(env or {}))
        self.extra = list(extra)
        self.binary = binary
        self.process = None

    def start(self, timeout=30):
        self.port, self.admin = free_port(), free_port()
        self.log = open(os.path.join(self.data, "..", os.path.basename(self.data) + ".log"), "ab")
        self.process = subprocess.Popen(
            [self.binary, "serve", "--dev", "--data", self.data, "--port", str(self.port), "--admin-port",
             str(self.admin), "--repository-unique-id", REPOSITORY, *self.extra],
            stdout=self.log, stderr=self.log, env=self.env)
        started = time.monotonic()
        while time.monotonic() - started < timeout:
            if self.process.poll() is not None:
                raise RuntimeError(f"the gateway ended with {self.process.returncode}: {self.log_tail()}")
            try:
                if self.admin_get("/readyz")[0] == 200:
                    return self
            except OSError:
                pass
            time.sleep(0.02)
        raise RuntimeError("the gateway is not ready: " + self.log_tail())

    def log_tail(self):
        self.log.flush()
        with open(self.log.name, "rb") as f:
            return f.read()[-2000:].decode("utf-8", "replace")

    def admin_get(self, path):
        c = http.client.HTTPConnection("127.0.0.1", self.admin, timeout=5)
        try:
            c.request("GET", path)
            r = c.getresponse()
            return r.status, r.read().decode()
        finally:
            c.close()

    def connect(self, timeout=60):
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=timeout, context=TLS)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def terminate(self, timeout=30):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout)

    def cleanup(self):
        if self.process and self.process.poll() is None:
            self.kill()
        if self.own:
            shutil.rmtree(self.data, ignore_errors=True)
            try:
                os.unlink(self.log.name)
            except OSError:
                pass

    def cli(self, *arguments, timeout=120):
        return subprocess.run([self.binary, *arguments], capture_output=True, text=True, timeout=timeout, env=self.env)

    def memory_kib(self, field="VmRSS"):
        with open(f"/proc/{self.process.pid}/status") as f:
            return int(re.search(field + r":\s+(\d+)", f.read()).group(1))

    def __enter__(self):
        return self.start()

    def __exit__(self, *unused):
        self.cleanup()


_rng = random.Random(os.urandom(8))


def new_oid():
    return "1.2.250.1.999.9.%d.%d" % (_rng.randrange(1, 10**12), _rng.randrange(1, 10**12))


def slot(name, *values):
    inner = "".join(f"<rim:Value>{v}</rim:Value>" for v in values)
    return f'<rim:Slot name="{name}"><rim:ValueList>{inner}</rim:ValueList></rim:Slot>'


def classification(scheme, owner, code, system, display):
    return (f'<rim:Classification id="c-{scheme[:8]}-{owner}" classificationScheme="urn:uuid:{scheme}" '
            f'classifiedObject="{owner}" nodeRepresentation="{code}">{slot("codingScheme", system)}'
            f'<rim:Name><rim:LocalizedString value="{display}"/></rim:Name></rim:Classification>')


def external(scheme, owner, value, name):
    return (f'<rim:ExternalIdentifier id="x-{scheme[:8]}-{owner}" identificationScheme="urn:uuid:{scheme}" '
            f'registryObject="{owner}" value="{value}"><rim:Name><rim:LocalizedString value="{name}"/></rim:Name>'
            f'</rim:ExternalIdentifier>')


class Submission:
    """One letter of discharge. `content` is its bytes; ids are new unless given."""

    def __init__(self, content, unique_id=None, set_id=None, patient=PATIENT, count=1):
        self.content = content
        self.unique_id = unique_id or new_oid()
        self.set_id = set_id or new_oid()
        self.patient = patient

    def metadata(self):
        cx = f"{self.patient}^^^&amp;{INS}&amp;ISO^NH"
        doc = ('<rim:ExtrinsicObject id="Document01" mimeType="text/xml" '
               'objectType="urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1">'
               + slot("creationTime", "20260314101500") + slot("languageCode", "fr-FR")
               + slot("sourcePatientId", "IPP42^^^&amp;1.2.250.1.999.2&amp;ISO^PI")
               + slot("sourcePatientInfo", "PID-5|ESSAI^Camille^^^^^L", "PID-7|19700101", "PID-8|F")
               + '<rim:Name><rim:LocalizedString value="Lettre de liaison"/></rim:Name>'
               + '<rim:Classification id="author1" classificationScheme="urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d" '
                 'classifiedObject="Document01" nodeRepresentation="">'
               + slot("authorPerson", "899700000001^ESSAI^Dominique^^^^^^&amp;1.2.250.1.71.4.2.1&amp;ISO^D^^^IDNPS")
               + slot("authorInstitution", "Hopital de test^^^^^&amp;1.2.250.1.71.4.2.2&amp;ISO^IDNST^^^10B0000001")
               + "</rim:Classification>"
               + classification("41a5887f-8865-4c09-adf7-e362475b143a", "Document01", "10", "1.2.250.1.213.1.1.4.1", "Compte rendu")
               + classification("f4f85eac-e6cb-4883-b524-f2705394840f", "Document01", "N", "2.16.840.1.113883.5.25", "Normal")
               + classification("a09d5840-386c-46f2-b5ad-9c3699a4309d", "Document01", "urn:asip:ci-sis:ldl-ses:2017", "1.2.250.1.213.1.1.4.2.282", "LDL-SES")
               + classification("f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1", "Document01", "SA01", "1.2.250.1.71.4.2.4", "Hopital public")
               + classification("cccf5598-8b07-4b77-a05e-ae952c785ead", "Document01", "ETABLISSEMENT", "1.2.250.1.213.1.1.4.9", "Etablissement")
               + classification("f0306f51-975f-434e-a61c-c59651d33983", "Document01", "11490-0", "2.16.840.1.113883.6.1", "Lettre de liaison")
               + external("58a6f841-87b3-4a3e-92fd-a8ffeff98427", "Document01", cx, "XDSDocumentEntry.patientId")
               + external("2e82c1f6-a085-4c72-9da3-8640a32e42ab", "Document01", self.unique_id, "XDSDocumentEntry.uniqueId")
               + "</rim:ExtrinsicObject>")
        package = ('<rim:RegistryPackage id="SubmissionSet01">' + slot("submissionTime", "20260314101600")
                   + '<rim:Name><rim:LocalizedString value="Lot"/></rim:Name>'
                   + '<rim:Classification id="author2" classificationScheme="urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d" '
                     'classifiedObject="SubmissionSet01" nodeRepresentation="">'
                   + slot("authorPerson", "899700000001^ESSAI^Dominique^^^^^^&amp;1.2.250.1.71.4.2.1&amp;ISO^D^^^IDNPS")
                   + "</rim:Classification>"
                   + classification("aa543740-bdda-424e-8c96-df4873be8500", "SubmissionSet01", "03", "1.2.250.1.213.2.2", "Hospitalisation")
                   + external("96fdda7c-d067-4183-912e-bf5ee74998a8", "SubmissionSet01", self.set_id, "XDSSubmissionSet.uniqueId")
                   + external("554ac39e-e3fe-47fe-b233-965d2a147832", "SubmissionSet01", "1.2.250.1.999.3", "XDSSubmissionSet.sourceId")
                   + external("6b5aea1a-874d-4603-a4bc-96a0a7b38446", "SubmissionSet01", cx, "XDSSubmissionSet.patientId")
                   + "</rim:RegistryPackage>"
                   '<rim:Classification id="cl1" classifiedObject="SubmissionSet01" '
                   'classificationNode="urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd"/>')
        association = ('<rim:Association id="as1" associationType="urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember" '
                       'sourceObject="SubmissionSet01" targetObject="Document01">'
                       + slot("SubmissionSetStatus", "Original") + "</rim:Association>")
        return ('<lcm:SubmitObjectsRequest xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0" '
                'xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><rim:RegistryObjectList>'
                + doc + package + association + "</rim:RegistryObjectList></lcm:SubmitObjectsRequest>")

    def envelope(self, content):
        return envelope("urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b",
                        f'<xdsb:ProvideAndRegisterDocumentSetRequest xmlns:xdsb="{XDSB}">{self.metadata()}'
                        f'<xdsb:Document id="Document01">{content}</xdsb:Document>'
                        "</xdsb:ProvideAndRegisterDocumentSetRequest>")

    def mtom_head_and_tail(self):
        """The bytes before and after the document, and the Content-Type."""
        boundary = "dmpgw-test-boundary"
        root = self.envelope('<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:doc@test"/>')
        head = (f'--{boundary}\r\nContent-ID: <root@test>\r\nContent-Type: application/xop+xml; charset=UTF-8; '
                f'type="application/soap+xml"\r\nContent-Transfer-Encoding: binary\r\n\r\n{root}\r\n--{boundary}\r\n'
                "Content-ID: <doc@test>\r\nContent-Type: text/xml\r\nContent-Transfer-Encoding: binary\r\n\r\n")
        tail = f"\r\n--{boundary}--\r\n"
        kind = (f'multipart/related; boundary="{boundary}"; type="application/xop+xml"; start="<root@test>"; '
                'start-info="application/soap+xml"; action="urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b"')
        return head.encode(), tail.encode(), kind

    def send_mtom(self, connection):
        head, tail, kind = self.mtom_head_and_tail()
        return post(connection, "/xds/repository", head + self.content + tail, kind)

    def send_inline(self, connection):
        return post(connection, "/xds/repository", self.envelope(base64.b64encode(self.content).decode()).encode(),
                    "application/soap+xml; charset=UTF-8")

    def bundle(self):
        code = lambda system, value, display: {"coding": [{"system": system, "code": value, "display": display}]}
        subject = {"identifier": {"system": f"urn:oid:{INS}", "value": self.patient}}
        author = {"resourceType": "Practitioner", "id": "author", "identifier": [
            {"system": "urn:oid:1.2.250.1.71.4.2.1", "value": "899700000001"}],
            "name": [{"family": "ESSAI", "given": ["Dominique"]}]}
        source = {"resourceType": "Patient", "id": "source", "identifier": [
            {"system": "urn:oid:1.2.250.1.999.2", "value": "IPP42"}],
            "name": [{"family": "ESSAI", "given": ["Camille"]}], "gender": "female", "birthDate": "1970-01-01"}
        sd = "https://profiles.ihe.net/ITI/MHD/StructureDefinition/"
        return {"resourceType": "Bundle", "type": "transaction",
                "meta": {"profile": [sd + "IHE.MHD.Comprehensive.ProvideBundle"]}, "entry": [
            {"fullUrl": "urn:uuid:11111111-1111-4111-8111-111111111111", "request": {"method": "POST", "url": "List"},
             "resource": {"resourceType": "List",
                          "meta": {"profile": [sd + "IHE.MHD.Comprehensive.SubmissionSet"]},
                          "extension": [
                              {"url": sd + "ihe-designationType", "valueCodeableConcept": code("urn:oid:1.2.250.1.213.2.2", "03", "Hospitalisation")},
                              {"url": sd + "ihe-sourceId", "valueIdentifier": {"system": "urn:ietf:rfc:3986", "value": "urn:oid:1.2.250.1.999.3"}}],
                          "identifier": [{"use": "usual", "system": "urn:ietf:rfc:3986", "value": "urn:oid:" + self.set_id},
                                         {"use": "official", "system": "urn:ietf:rfc:3986", "value": "urn:uuid:11111111-1111-4111-8111-111111111111"}][:1],
                          "status": "current", "mode": "working", "title": "Lot",
                          "code": code("https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes", "submissionset", "SubmissionSet"),
                          "subject": subject, "date": "2026-03-14T10:16:00Z",
                          "contained": [author], "source": {"reference": "#author"},
                          "entry": [{"item": {"reference": "urn:uuid:22222222-2222-4222-8222-222222222222"}}]}},
            {"fullUrl": "urn:uuid:22222222-2222-4222-8222-222222222222", "request": {"method": "POST", "url": "DocumentReference"},
             "resource": {"resourceType": "DocumentReference",
                          "meta": {"profile": [sd + "IHE.MHD.Comprehensive.DocumentReference"]},
                          "contained": [author, source],
                          "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": "urn:oid:" + self.unique_id},
                          "status": "current",
                          "type": code("http://loinc.org", "11490-0", "Lettre de liaison"),
                          "category": [code("urn:oid:1.2.250.1.213.1.1.4.1", "10", "Compte rendu")],
                          "subject": subject, "date": "2026-03-14T10:15:00Z",
                          "author": [{"reference": "#author"}],
                          "securityLabel": [code("urn:oid:2.16.840.1.113883.5.25", "N", "Normal")],
                          "content": [{"attachment": {"contentType": "text/xml", "language": "fr-FR",
                                                      "url": "urn:uuid:33333333-3333-4333-8333-333333333333",
                                                      "size": len(self.content),
                                                      "hash": base64.b64encode(hashlib.sha1(self.content).digest()).decode(),
                                                      "title": "Lettre de liaison", "creation": "2026-03-14T10:15:00Z"},
                                       "format": {"system": "urn:oid:1.2.250.1.213.1.1.4.2.282", "code": "urn:asip:ci-sis:ldl-ses:2017", "display": "LDL-SES"}}],
                          "context": {"facilityType": code("urn:oid:1.2.250.1.71.4.2.4", "SA01", "Hopital public"),
                                      "practiceSetting": code("urn:oid:1.2.250.1.213.1.1.4.9", "ETABLISSEMENT", "Etablissement"),
                                      "sourcePatientInfo": {"reference": "#source"}}}},
            {"fullUrl": "urn:uuid:33333333-3333-4333-8333-333333333333", "request": {"method": "POST", "url": "Binary"},
             "resource": {"resourceType": "Binary", "contentType": "text/xml",
                          "data": base64.b64encode(self.content).decode()}}]}

    def send_fhir(self, connection):
        return post(connection, "/fhir", json.dumps(self.bundle()).encode(), "application/fhir+json")


def envelope(action, body):
    return ('<?xml version="1.0" encoding="UTF-8"?><env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope" '
            'xmlns:wsa="http://www.w3.org/2005/08/addressing"><env:Header>'
            f"<wsa:Action>{action}</wsa:Action><wsa:MessageID>urn:uuid:00000000-0000-4000-8000-000000000001</wsa:MessageID>"
            f"</env:Header><env:Body>{body}</env:Body></env:Envelope>")


def post(connection, path, body, kind):
    connection.request("POST", path, body, {"Content-Type": kind})
    r = connection.getresponse()
    return r.status, r.read()


def get(connection, path, headers=None):
    connection.request("GET", path, headers=headers or {})
    r = connection.getresponse()
    return r.status, r.read()


def succeeded(answer):
    status, body = answer
    return (status == 200 and b"ResponseStatusType:Success" in body) or \
           (status == 200 and b'"transaction-response"' in body)


def retrieve(connection, unique_id):
    """ITI-43: the bytes of the document, or None."""
    body = envelope("urn:ihe:iti:2007:RetrieveDocumentSet",
                    f'<xdsb:RetrieveDocumentSetRequest xmlns:xdsb="{XDSB}"><xdsb:DocumentRequest>'
                    f"<xdsb:RepositoryUniqueId>{REPOSITORY}</xdsb:RepositoryUniqueId>"
                    f"<xdsb:DocumentUniqueId>{unique_id}</xdsb:DocumentUniqueId>"
                    "</xdsb:DocumentRequest></xdsb:RetrieveDocumentSetRequest>")
    connection.request("POST", "/xds/repository", body.encode(), {"Content-Type": "application/soap+xml"})
    r = connection.getresponse()
    data, kind = r.read(), r.getheader("Content-Type")
    if b"ResponseStatusType:Success" not in data:
        return None
    if not kind.startswith("multipart/"):
        m = re.search(rb"Document>([A-Za-z0-9+/=\s]*)</[a-z]*:?Document>", data)
        return base64.b64decode(m.group(1)) if m else None
    boundary = re.search(r'boundary="?([^";]+)', kind).group(1).encode()
    parts = data.split(b"--" + boundary)
    return parts[2].split(b"\r\n\r\n", 1)[1][:-2]


def find_by_iti67(connection, unique_id, patient=PATIENT):
    status, body = get(connection, f"/fhir/DocumentReference?patient.identifier=urn:oid:{INS}%7C{patient}"
                                   f"&status=current&identifier=urn:ietf:rfc:3986%7Curn:oid:{unique_id}")
    return json.loads(body) if status == 200 else None


def find_by_iti18(connection, patient=PATIENT):
    """uniqueIds of the patient's approved documents."""
    body = envelope("urn:ihe:iti:2007:RegistryStoredQuery",
                    '<query:AdhocQueryRequest xmlns:query="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" '
                    'xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0">'
                    '<query:ResponseOption returnComposedObjects="true" returnType="LeafClass"/>'
                    '<rim:AdhocQuery id="urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d">'
                    + slot("$XDSDocumentEntryPatientId", f"'{patient}^^^&amp;{INS}&amp;ISO'")
                    + slot("$XDSDocumentEntryStatus", "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')")
                    + "</rim:AdhocQuery></query:AdhocQueryRequest>")
    status, data = post(connection, "/xds/registry", body.encode(), "application/soap+xml")
    assert status == 200 and b"ResponseStatusType:Success" in data, data[:2000]
    return re.findall(rb'urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab"[^>]*value="([^"]+)"', data) or \
        re.findall(rb'value="([^"]+)"[^>]*urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab"', data)


def main(function):
    seed = int(sys.argv[sys.argv.index("--seed") + 1]) if "--seed" in sys.argv else random.randrange(1 << 30)
    print(f"seed {seed}", flush=True)
    sys.exit(function(random.Random(seed)))
