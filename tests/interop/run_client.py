"""One SOAP stack against the gateway, by the WSDL that the gateway serves: ITI-41, ITI-18 in both forms, ITI-43, a
RegistryError and a fault. The stack runs as a program of its own and tells what it got; this script knows what it must be.

    run_client.py [--long] PROGRAM [ARGUMENT ...]

With --long it is skipped (exit status 77) unless DMPGW_TEST_LONG is set.

PROGRAM gets the path of a JSON file as its last argument:
    base         public URL of the SOAP face; BASE/registry?wsdl and BASE/repository?wsdl describe it
    ca           PEM file of the authority that signed the server's certificate; the program must verify with it
    document     file with the bytes to send
    metadata     file with the lcm:SubmitObjectsRequest that describes them
    objects      the same as nested objects: attributes are "@name", children lists by local name
    patient      CX of the patient, for $XDSDocumentEntryPatientId
    repository   repositoryUniqueId
    unique_id    uniqueId of the document
    out          file to write the retrieved bytes to
and writes one JSON object, its last line of output:
    stack        name and version
    mtom         whether the documents travelled as MTOM parts
    registered   status of the RegistryResponse of ITI-41
    leaf         uniqueId, title and size of each ExtrinsicObject that FindDocuments gave as LeafClass
    refs         id of each ObjectRef that it gave as ObjectRef
    retrieved    status, mimeType of ITI-43; the bytes are in `out`
    error        errorCode and codeContext of the RegistryError for a document that there is not
    fault        what the stack made of the fault for a query sent to the repository
With the WSDL behind a certificate of another authority it must end with an exit status other than 0.
"""
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.append(str(SOURCE / "tests" / "process"))
import gateway_process as gp  # noqa: E402  (after the path)

SAMPLE = SOURCE / "samples" / "documents" / "ldl-ses-2022.01.xml"
SUCCESS = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success"
CAN_MTOM = {"zeep": False, "php": False, "wcf": False}


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def authority(folder, name):
    """A throw-away authority; gives the path of its certificate without the ending."""
    path = os.path.join(folder, name)
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", f"/CN=dmpgw test authority {name}", "-keyout", path + ".key", "-out", path + ".pem")
    return path


def server_certificate(folder, ca):
    path = os.path.join(folder, "server")
    with open(path + ".ext", "w", encoding="ascii") as f:
        f.write("subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n")
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
            "-keyout", path + ".key", "-out", path + ".csr")
    openssl("x509", "-req", "-in", path + ".csr", "-CA", ca + ".pem", "-CAkey", ca + ".key", "-CAcreateserial", "-days", "2",
            "-extfile", path + ".ext", "-out", path + ".pem")
    return path


def nested(element):
    """An element as an object: attributes as "@name", children as lists by local name, text as "#"."""
    out = {"@" + name.rpartition("}")[2]: value for name, value in element.attrib.items()}
    for child in element:
        out.setdefault(child.tag.rpartition("}")[2], []).append(nested(child))
    if len(element) == 0 and element.text and element.text.strip():
        out["#"] = element.text
    return out


def run(command, case, folder):
    path = os.path.join(folder, "case.json")
    with open(path, "w", encoding="utf-8") as f:
        json.dump(case, f)
    return subprocess.run([*command, path], capture_output=True, text=True, timeout=240, check=False)


def check(told, case, content):
    """What is wrong with what a stack told."""
    wrong = []

    def expect(name, found, wanted):
        if found != wanted:
            wrong.append(f"{name}: {found!r}, wanted {wanted!r}")

    expect("registered", told.get("registered"), SUCCESS)
    expect("leaf", told.get("leaf"), [{"unique_id": case["unique_id"], "title": "Lettre de liaison", "size": str(len(content))}])
    refs = told.get("refs") or []
    expect("number of refs", len(refs), 1)
    expect("refs", [r[:9] for r in refs], ["urn:uuid:"] * len(refs))
    expect("retrieved", told.get("retrieved"), {"status": SUCCESS, "mimeType": "text/xml"})
    if not os.path.exists(case["out"]):
        wrong.append("no document was written")
    else:
        with open(case["out"], "rb") as f:
            expect("hash of the document", hashlib.sha256(f.read()).hexdigest(), hashlib.sha256(content).hexdigest())
    error = told.get("error") or {}
    expect("error code", error.get("errorCode"), "XDSDocumentUniqueIdError")
    if "1.2.3.4.5" not in error.get("codeContext", ""):
        wrong.append(f"the codeContext does not name the document: {error}")
    fault = told.get("fault") or ""
    if "no transaction of this path" not in fault or "aucune transaction de ce chemin" not in fault:
        wrong.append(f"the fault does not say why: {told.get('fault')!r}")
    wanted = CAN_MTOM.get(told.get("stack", "").split()[0], True)
    expect("mtom", told.get("mtom"), wanted)
    return wrong


def main(command):
    content = SAMPLE.read_bytes()
    submission = gp.Submission(content)
    with tempfile.TemporaryDirectory(prefix="dmpgw-interop-") as folder:
        ca, other = authority(folder, "ca"), authority(folder, "other")
        server = server_certificate(folder, ca)
        metadata = os.path.join(folder, "metadata.xml")
        with open(metadata, "w", encoding="utf-8") as f:
            f.write(submission.metadata())
        options = ("--set", f"tls.certificate={server}.pem", "--set", f"tls.key={server}.key")
        with gp.Gateway(extra=options) as gateway:
            case = {"base": f"https://localhost:{gateway.port}/xds", "ca": ca + ".pem", "document": str(SAMPLE),
                    "metadata": metadata, "objects": nested(ET.fromstring(submission.metadata())),
                    "patient": f"{gp.PATIENT}^^^&{gp.INS}&ISO", "repository": gp.REPOSITORY,
                    "unique_id": submission.unique_id, "out": os.path.join(folder, "retrieved")}
            done = run(command, case, folder)
            print(done.stdout[-3000:], done.stderr[-3000:], sep="\n")
            if done.returncode != 0:
                return f"the client ended with {done.returncode}"
            told = json.loads(done.stdout.splitlines()[-1])
            wrong = check(told, case, content)
            # What the client sent lies here with the same bytes by the other face, too.
            found = gp.find_by_iti67(gateway.connect(), submission.unique_id)
            if not found or found["total"] != 1:
                wrong.append(f"ITI-67 does not find the document: {found}")
            os.unlink(case["out"]) if os.path.exists(case["out"]) else None
            fooled = run(command, dict(case, ca=other + ".pem"), folder)
            if fooled.returncode == 0:
                wrong.append("the client took a certificate of another authority")
    return "\n".join(wrong) or None


if __name__ == "__main__":
    if sys.argv[1] == "--long" and not os.environ.get("DMPGW_TEST_LONG"):
        print("skipped: runs in ./test --long")
        sys.exit(77)
    sys.exit(main([a for a in sys.argv[1:] if a != "--long"]))
