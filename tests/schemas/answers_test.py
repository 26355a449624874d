"""Every answer of the gateway is valid by the schemas that it serves, and so is every request that it takes.

The XDS scenarios of the conformance suites run through a proxy that keeps what passes; so each transaction is here, with its
refusals.

    answers_test.py
"""
import collections
import http.client
import http.server
import os
import re
import ssl
import subprocess
import sys
import tempfile
import threading

import payloads

sys.path.append(str(payloads.SOURCE / "tests" / "process"))
import gateway_process as gp  # noqa: E402  (after the path)

RUNNER = os.environ.get("DMPGW_CONFORMANCE", os.path.join(os.path.dirname(gp.BINARY), "dmpgw-conformance"))
ANSWERS = {"RegistryResponse", "AdhocQueryResponse", "RetrieveDocumentSetResponse", "MCCI_IN000002UV01"}
REQUESTS = payloads.NAMES - ANSWERS - {"PRPA_IN201302UV02", "PRPA_IN201304UV02"}

FEED = """<PRPA_IN201301UV02 xmlns="urn:hl7-org:v3" ITSVersion="XML_1.0"><id root="1.2.250.1.999.9.1" extension="1"/>
<sender typeCode="SND"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.999.4"/></device></sender>
<receiver typeCode="RCV"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.999.5"/></device></receiver>
<controlActProcess classCode="CACT" moodCode="EVN"><subject typeCode="SUBJ"><registrationEvent classCode="REG" moodCode="EVN">
<subject1 typeCode="SBJ"><patient classCode="PAT"><id root="1.2.250.1.999.2" extension="SCHEMA1"/><patientPerson><name>
<given>Camille</given><family>ESSAI</family></name></patientPerson></patient></subject1></registrationEvent></subject>
</controlActProcess></PRPA_IN201301UV02>"""


class Recorder(http.server.BaseHTTPRequestHandler):
    """Hands each request on to the gateway and keeps both bodies."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        connection = http.client.HTTPSConnection("127.0.0.1", self.server.gateway_port, timeout=60, context=gp.TLS)
        connection.request(self.command, self.path, body, dict(self.headers))
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        self.server.kept.append((self.path, body, data))
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "connection", "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST

    def log_message(self, *unused):
        pass


def record(gateway, folder):
    """What passed in the XDS scenarios: path, body of the request, body of the answer."""
    certificate = os.path.join(folder, "proxy.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
                    "-subj", "/CN=localhost", "-keyout", certificate, "-out", certificate + ".crt"],
                   check=True, capture_output=True)
    proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    proxy.kept, proxy.gateway_port = [], gateway.port
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate + ".crt", certificate)
    proxy.socket = context.wrap_socket(proxy.socket, server_side=True)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    try:
        done = subprocess.run([RUNNER, "run", "--suite", "xds", "--suite", "both", "--base",
                               f"https://localhost:{proxy.server_address[1]}", "--insecure", "--failures",
                               "--repository-unique-id", gp.REPOSITORY], capture_output=True, text=True, timeout=300)
    finally:
        proxy.shutdown()
        proxy.server_close()
    if done.returncode != 0:
        raise RuntimeError("scenarios failed behind the proxy:\n" + done.stdout[-3000:] + done.stderr[-1000:])
    return proxy.kept


def name_of(element):
    return element.tag.rpartition("}")[2]


def main():
    with gp.Gateway() as gateway, tempfile.TemporaryDirectory() as folder:
        kept = record(gateway, folder)
        feed = gp.envelope("urn:hl7-org:v3:PRPA_IN201301UV02", FEED).encode()
        _, acknowledged = gp.post(gateway.connect(), "/xds/identity", feed, "application/soap+xml")
        kept.append(("/xds/identity", feed, acknowledged))
    counts, documents = collections.Counter(), []
    for path, request, answer in kept:
        reply = payloads.payload_of(payloads.envelope_of(answer) or b"")
        if reply is None:
            continue  # a fault, or the FHIR face
        counts[name_of(reply)] += 1
        documents.append((f"answer of {path}", payloads.as_document(reply)))
        if not re.search(rb'ResponseStatusType:(Partial)?Success"|typeCode code="CA"', answer):
            continue
        asked = payloads.payload_of(payloads.envelope_of(request) or b"")
        counts[name_of(asked)] += 1
        documents.append((f"request to {path}", payloads.as_document(asked)))
    problems = [f"{what}: {why}\n{document[:2000].decode()}"
                for (what, document), why in zip(documents, payloads.verdicts([d for _, d in documents])) if why]
    problems += [f"no {name} passed: nothing was checked of it" for name in sorted((ANSWERS | REQUESTS) - set(counts))]
    print("\n".join(problems))
    print(f"{len(documents)} messages are judged: " + ", ".join(f"{n} {c}" for n, c in sorted(counts.items())))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
