"""Codes and INS domains, as an operator meets them: `serve --codes`, a wrong list, a store of another domain.

    codes_test.py [--seed N]
"""
import base64
import json
import os
import subprocess
import tempfile

import gateway_process as gp

SAMPLES = os.path.join(os.path.dirname(__file__), "..", "..", "samples")
REAL_NIR = "1.2.250.1.213.1.4.8"


def sample(name):
    with open(os.path.join(SAMPLES, name), "rb") as f:
        return f.read()


def send(connection, name, body=None):
    kind = "application/fhir+json" if name.endswith(".json") else "application/soap+xml; charset=UTF-8"
    path = "/fhir" if name.endswith(".json") else "/xds/repository"
    return gp.post(connection, path, body or sample(name), kind)


def samples_hold_allowed_codes(gateway):
    connection = gateway.connect()
    for name in ("ldl-ses-2022.01", "cr-bio-2024.01", "cda-n1-pdf"):
        soap = send(connection, f"iti41/{name}.inline.xml")
        assert gp.succeeded(soap) and b"CODE_NOT_DECIDABLE" in soap[1], soap
        assert b"CODE_NOT_IN_AFFINITY_DOMAIN" not in soap[1], soap
        fhir = send(connection, f"iti65/{name}.json")
        assert fhir[0] == 200, fhir


def a_strange_code_is_refused_by_either_face(gateway):
    connection = gateway.connect()
    name = "iti41/ldl-ses-2022.01.inline.xml"
    status, body = send(connection, name, sample(name).replace(b"11490-0", b"11490-1"))[:2]
    text = body.decode()
    assert status == 200 and 'errorCode="XDSRegistryMetadataError"' in text, text
    assert "CODE_NOT_IN_AFFINITY_DOMAIN" in text and "typeCode 11490-1^^2.16.840.1.113883.6.1" in text, text
    assert "JDV_J07_XdsTypeCode_CISIS" in text and "11490-0^^2.16.840.1.113883.6.1 (Lettre de liaison" in text, text
    assert "/Classification[" in text.split('location="')[1].split('"')[0], text

    name = "iti65/ldl-ses-2022.01.json"
    status, body = send(connection, name, sample(name).replace(b"11490-0", b"11490-1"))[:2]
    issue = [i for i in json.loads(body)["issue"] if i["severity"] == "error"][0]
    assert status == 422 and issue["expression"][0].endswith("DocumentReference.type") or ".type" in issue["expression"][0], issue
    assert "11490-0^^2.16.840.1.113883.6.1" in json.dumps(issue, ensure_ascii=False), issue


def a_wrong_list_is_told_with_its_line():
    with tempfile.NamedTemporaryFile("w", suffix=".xml") as codes:
        codes.write("<Codes>\n  <CodeType name='classCode'/>\n</Codes>\n")
        codes.flush()
        for command in (["config", "check", "--codes", codes.name], ["serve", "--dev", "--port", "0", "--codes", codes.name]):
            if command[0] == "config":
                command = ["config", "check", "--set", f"codes.files={codes.name}"]
            ended = subprocess.run([gp.BINARY, *command], capture_output=True, text=True, timeout=30)
            assert ended.returncode != 0 and f"{codes.name}:2" in ended.stderr and "CODE_LIST_WITHOUT_CODES" in ended.stderr, ended


def a_store_keeps_to_one_domain():
    with gp.Gateway() as gateway:
        assert gp.succeeded(gp.Submission(b"<ClinicalDocument>1</ClinicalDocument>").send_mtom(gateway.connect()))
        real = gp.Submission(b"<ClinicalDocument>2</ClinicalDocument>")
        body = real.envelope(base64.b64encode(real.content).decode()).replace(gp.INS, REAL_NIR)
        refused = gp.post(gateway.connect(), "/xds/repository", body.encode(), "application/soap+xml; charset=UTF-8")
        assert not gp.succeeded(refused) and b"INS_OF_OTHER_DOMAIN" in refused[1], refused
        gateway.terminate()
        gateway.extra = ["--set", "identity.ins_domain=real"]
        try:
            gateway.start()
        except RuntimeError as ended:
            assert "The store holds identities of another domain" in str(ended), ended
        else:
            raise AssertionError("a store of test identities was opened for real ones")
        gateway.extra = ["--set", "identity.ins_domain=test"]
        gateway.start()


def run(rng):
    with gp.Gateway(extra=("--codes", "ci-sis")) as gateway:
        samples_hold_allowed_codes(gateway)
        a_strange_code_is_refused_by_either_face(gateway)
    a_wrong_list_is_told_with_its_line()
    a_store_keeps_to_one_domain()
    print("codes are held to their lists, and a store to one INS domain")
    return 0


if __name__ == "__main__":
    gp.main(run)
