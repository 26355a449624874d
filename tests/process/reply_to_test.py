"""Asynchronous answers: the request gets 202, its answer is posted over verified TLS to the address that ReplyTo names and
the operator allows; a receiver with a certificate of nobody known gets nothing.

    reply_to_test.py [--seed N]
"""
import http.server
import os
import queue
import ssl
import subprocess
import tempfile
import threading
import time

import gateway_process as gp


class Receiver:
    """An HTTPS server with a certificate of its own, made at run time, that keeps what is posted to it."""

    def __init__(self, folder, name, failures=0):
        self.certificate, key = os.path.join(folder, name + ".pem"), os.path.join(folder, name + ".key")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out",
                        self.certificate, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
                       check=True, capture_output=True)
        self.received = queue.Queue()
        received = self.received
        self.asked = 0
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.asked += 1
                if receiver.asked > failures:
                    received.put((self.path, self.headers["Content-Type"], body))
                self.send_response(202 if receiver.asked > failures else 503)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *unused):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.address = f"https://localhost:{self.server.server_address[1]}/replies"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def submit(gateway, content, address):
    submission = gp.Submission(content)
    envelope = submission.envelope(gp.base64.b64encode(content).decode())
    at = envelope.index("</env:Header>")
    reply_to = (f'<wsa:ReplyTo xmlns:wsa="http://www.w3.org/2005/08/addressing"><wsa:Address>{address}</wsa:Address>'
                "</wsa:ReplyTo>")
    body = envelope[:at] + reply_to + envelope[at:]
    return submission, gp.post(gateway.connect(), "/xds/repository", body.encode(), "application/soap+xml; charset=UTF-8")


def run(rng):
    with tempfile.TemporaryDirectory() as folder:
        # The first has a bad moment at the start.
        known, unknown = Receiver(folder, "known", failures=1), Receiver(folder, "unknown")
        extra = ("--set", f"soap.reply_to={known.address},{unknown.address}", "--set", f"soap.reply_ca={known.certificate}")
        with gp.Gateway(extra=extra) as gateway:
            submission, answer = submit(gateway, b"<ClinicalDocument>1</ClinicalDocument>", known.address)
            assert answer[0] == 202 and answer[1] == b"", answer
            path, kind, body = known.received.get(timeout=20)
            assert path == "/replies" and kind.startswith("application/soap+xml"), (path, kind)
            assert b"ResponseStatusType:Success" in body and b"RelatesTo" in body, body
            assert known.asked == 2, "not sent again after a 503"
            assert gp.find_by_iti67(gateway.connect(), submission.unique_id)["total"] == 1, "202 came before the document was safe"

            _, refused = submit(gateway, b"<ClinicalDocument>2</ClinicalDocument>", known.address + "/other")
            assert refused[0] == 400 and b"OnlyAnonymousAddressSupported" in refused[1], refused

            _, answer = submit(gateway, b"<ClinicalDocument>3</ClinicalDocument>", unknown.address)
            assert answer[0] == 202, answer
            until = time.monotonic() + 30
            while "reply_not_delivered" not in gateway.log_tail() and time.monotonic() < until:
                time.sleep(0.1)
            assert "reply_not_delivered" in gateway.log_tail(), gateway.log_tail()
            assert unknown.received.empty(), "an answer went to a receiver that nobody vouches for"
    print("answers go to the address that is allowed, over verified TLS, and nowhere else")
    return 0


if __name__ == "__main__":
    gp.main(run)
