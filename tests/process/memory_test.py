"""Constant memory: sixteen 100 MiB documents at once by MTOM, and four inline as base64 (as SOAP stacks without MTOM send
them), stay within 256 MiB of resident memory and arrive byte for byte; a document past the limit is refused before it is
read.

    memory_test.py [--documents N] [--mib N] [--seed N]
"""
import base64
import concurrent.futures
import functools
import hashlib
import re
import socket
import sys
import threading
import time

import gateway_process as gp

CHUNK = 1 << 20


def blocks(seed, mib):
    """A document that is never whole in memory: mib blocks that differ from each other."""
    base = hashlib.sha512(str(seed).encode()).digest() * (CHUNK // 64)
    for n in range(mib):
        yield n.to_bytes(8, "big") + base[8:]


def encoded(pieces):
    """Base64 of all pieces as one text; each piece but the last is made a multiple of three bytes long."""
    rest = b""
    for piece in pieces:
        piece = rest + piece
        whole = len(piece) // 3 * 3
        rest = piece[whole:]
        yield base64.b64encode(piece[:whole])
    yield base64.b64encode(rest)


def send(gateway, seed, mib, inline=False):
    sha1, size = hashlib.sha1(), 0
    for b in blocks(seed, mib):
        sha1.update(b)
        size += len(b)
    submission = gp.Submission(b"")
    if inline:
        head, tail = submission.envelope("@@").encode().split(b"@@")
        kind, length, pieces = "application/soap+xml; charset=UTF-8", (size + 2) // 3 * 4, encoded(blocks(seed, mib))
    else:
        head, tail, kind = submission.mtom_head_and_tail()
        length, pieces = size, blocks(seed, mib)
    connection = gateway.connect(timeout=600)
    connection.putrequest("POST", "/xds/repository")
    connection.putheader("Content-Type", kind)
    connection.putheader("Content-Length", str(len(head) + length + len(tail)))
    connection.endheaders()
    connection.send(head)
    for b in pieces:
        connection.send(b)
    connection.send(tail)
    response = connection.getresponse()
    answer = response.status, response.read()
    assert gp.succeeded(answer), answer[1][:500]
    return submission.unique_id, sha1.hexdigest(), size


def read_back(gateway, unique_id):
    """SHA-1 of the document as ITI-68 streams it."""
    connection = gateway.connect(timeout=600)
    found = gp.find_by_iti67(connection, unique_id)
    url = found["entry"][0]["resource"]["content"][0]["attachment"]["url"]
    connection.request("GET", re.sub(r"^https?://[^/]+", "", url), headers={"Accept": "*/*"})
    response = connection.getresponse()
    sha1, size = hashlib.sha1(), 0
    while chunk := response.read(CHUNK):
        sha1.update(chunk)
        size += len(chunk)
    return sha1.hexdigest(), size


def refused_before_the_body(gateway):
    submission = gp.Submission(b"")
    head, tail, kind = submission.mtom_head_and_tail()
    raw = gp.TLS.wrap_socket(socket.create_connection(("127.0.0.1", gateway.port)), server_hostname="localhost")
    raw.sendall(b"POST /xds/repository HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + kind.encode()
                + b"\r\nContent-Length: 3000000000\r\n\r\n")
    answer = raw.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413 "), answer[:200]
    print("a message of 3 GB: 413 before a byte of its body is read")


def at_once(count, mib, inline):
    with gp.Gateway() as gateway:
        peak, done = [0], threading.Event()

        def watch():
            while not done.is_set():
                peak[0] = max(peak[0], gateway.memory_kib())
                time.sleep(0.02)

        watcher = threading.Thread(target=watch)
        watcher.start()
        started = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(count) as pool:
            sent = list(pool.map(functools.partial(send, gateway, mib=mib, inline=inline), range(count)))
            seconds = time.monotonic() - started
            back = list(pool.map(lambda s: read_back(gateway, s[0]), sent))
        done.set()
        watcher.join()
        print(f"{count} documents of {mib} MiB at once, {'inline' if inline else 'by MTOM'}: {seconds:.1f} s in, "
              f"peak resident {peak[0] / 1024:.0f} MiB")
        assert back == [(digest, size) for _, digest, size in sent], "the bytes differ"
        assert peak[0] <= 256 * 1024, f"{peak[0]} KiB resident"
        refused_before_the_body(gateway)


def run(rng):
    count = int(sys.argv[sys.argv.index("--documents") + 1]) if "--documents" in sys.argv else 16
    mib = int(sys.argv[sys.argv.index("--mib") + 1]) if "--mib" in sys.argv else 100
    at_once(count, mib, inline=False)
    at_once(max(1, count // 4), mib, inline=True)
    return 0


if __name__ == "__main__":
    gp.main(run)
