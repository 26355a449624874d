"""Long answers: several of 10,000 DocumentEntries at once, to fast and to slow readers, stay within a bound of resident
memory, come whole and in chunks; a reader that is too slow is cut off visibly, recorded, and holds up nobody.

    long_answer_test.py [--entries N] [--readers N] [--seed N]
"""
import concurrent.futures
import os
import re
import socket
import sys
import threading
import time

import gateway_process as gp

# Of the whole process. Built in memory, the answers alone were some 100 MiB each.
BOUND_MIB = 256
BATCH = 490  # entries of a submission: with their associations within limits.objects_per_submission
ENTRY = b"<rim:ExtrinsicObject "


def argument(name, default):
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


def registration(count):
    """ITI-42 with `count` entries of one submission set."""
    one = gp.Submission(b"")
    metadata = one.metadata()
    entry = re.search(r"<rim:ExtrinsicObject.*?</rim:ExtrinsicObject>", metadata, re.S).group(0)
    entry = entry.replace('<rim:Slot name="creationTime">', gp.slot("hash", "da39a3ee5e6b4b0d3255bfef95601890afd80709")
                          + gp.slot("size", "0") + gp.slot("repositoryUniqueId", gp.REPOSITORY) + '<rim:Slot name="creationTime">')
    member = re.search(r"<rim:Association.*?</rim:Association>", metadata, re.S).group(0)
    entries, members = [], []
    for n in range(count):
        name = f"Document{n:04}"
        entries.append(entry.replace(one.unique_id, gp.new_oid()).replace("Document01", name).replace("author1", f"author1-{n}"))
        members.append(member.replace("Document01", name).replace("as1", f"as{n}"))
    metadata = metadata.replace(re.search(r"<rim:ExtrinsicObject.*?</rim:ExtrinsicObject>", metadata, re.S).group(0), "".join(entries))
    metadata = metadata.replace(member, "".join(members))
    return gp.envelope("urn:ihe:iti:2007:RegisterDocumentSet-b", metadata)


def fill(gateway, count):
    connection = gateway.connect()
    while count > 0:
        answer = gp.post(connection, "/xds/registry", registration(min(BATCH, count)).encode(), "application/soap+xml")
        assert gp.succeeded(answer), answer[1][:2000]
        count -= BATCH


QUERY = gp.envelope(
    "urn:ihe:iti:2007:RegistryStoredQuery",
    '<query:AdhocQueryRequest xmlns:query="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" '
    'xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0">'
    '<query:ResponseOption returnComposedObjects="true" returnType="LeafClass"/>'
    '<rim:AdhocQuery id="urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d">'
    + gp.slot("$XDSDocumentEntryPatientId", f"'{gp.PATIENT}^^^&amp;{gp.INS}&amp;ISO'")
    + gp.slot("$XDSDocumentEntryStatus", "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')")
    + "</rim:AdhocQuery></query:AdhocQueryRequest>").encode()


def find_documents(gateway, pause):
    """Entries in the answer, its bytes and its last ones. `pause` seconds between two reads make a slow reader."""
    connection = gateway.connect(timeout=120)
    connection.request("POST", "/xds/registry", QUERY, {"Content-Type": "application/soap+xml"})
    response = connection.getresponse()
    assert response.status == 200, response.status
    chunked = response.getheader("Transfer-Encoding") == "chunked" and response.getheader("Content-Length") is None
    found, size, tail, head = 0, 0, b"", b""
    while piece := response.read(1 << 20):
        head = head or piece[:2000]
        found += (tail + piece).count(ENTRY)
        size += len(piece)
        tail = (tail + piece)[-(len(ENTRY) - 1):]
        last = piece[-200:]
        time.sleep(pause)
    assert b"ResponseStatusType:Success" in head, head
    return found, size, chunked, last.rstrip().endswith(b"</env:Envelope>")


def several_at_once(entries, readers):
    with gp.Gateway() as gateway:
        started = time.monotonic()
        fill(gateway, entries)
        print(f"{entries} entries registered in {time.monotonic() - started:.1f} s")
        peak, done = [0], threading.Event()

        def watch():
            while not done.is_set():
                peak[0] = max(peak[0], gateway.memory_kib())
                time.sleep(0.01)

        before = gateway.memory_kib()
        watcher = threading.Thread(target=watch)
        watcher.start()
        started = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(readers) as pool:
            # Every other one reads slowly, so that answers lie half sent beside each other.
            answers = list(pool.map(lambda n: find_documents(gateway, 0.02 * (n % 2)), range(readers)))
        seconds = time.monotonic() - started
        done.set()
        watcher.join()
        mib = answers[0][1] / (1 << 20)
        print(f"{readers} answers of {entries} entries ({mib:.0f} MiB) at once: {seconds:.1f} s, peak resident "
              f"{peak[0] / 1024:.0f} MiB ({before / 1024:.0f} before)")
        for found, size, chunked, whole in answers:
            assert found == entries, f"{found} entries of {entries}"
            assert size == answers[0][1]
            assert whole, "the answer has no end"
        assert peak[0] <= BOUND_MIB * 1024, f"{peak[0] / 1024:.0f} MiB resident, more than {BOUND_MIB}"
        assert all(chunked for _, _, chunked, _ in answers), "not in chunks"


def slow_reader(gateway, fields=b""):
    """A connection that has sent the query, and whose kernel takes little of the answer."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect(("127.0.0.1", gateway.port))
    slow = gp.TLS.wrap_socket(raw, server_hostname="localhost")
    slow.sendall(b"POST /xds/registry HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/soap+xml\r\n" + fields +
                 b"Content-Length: %d\r\n\r\n" % len(QUERY) + QUERY)
    return slow


def too_slow_a_reader(entries):
    with gp.Gateway(env={"DMPGW_LIMITS_QUERY_STREAM": "3s"}) as gateway:
        fill(gateway, entries)
        slow = slow_reader(gateway)
        started = time.monotonic()
        received = slow.recv(4096)
        assert received.startswith(b"HTTP/1.1 200 "), received[:200]
        # Whoever else comes is answered meanwhile.
        other = gateway.connect()
        assert gp.succeeded(gp.Submission(b"<a/>").send_mtom(other))
        assert time.monotonic() - started < 3, "held up by a slow reader"
        time.sleep(4)
        slow.settimeout(30)
        try:
            while piece := slow.recv(1 << 16):
                received += piece
        except OSError:
            pass  # reset, or ended without close_notify: either is a visible end
        assert not received.endswith(b"0\r\n\r\n"), "a whole answer"
        assert b"</env:Envelope>" not in received
        shown = len(re.findall(ENTRY, received))
        assert shown < entries, f"{shown} entries were taken by a reader that did not read"
        trail = gateway.cli("audit", "--data", gateway.data, "--since", "2020-01-01").stdout
        assert trail.count("ANSWER_BROKEN_OFF") == 1, trail[-2000:]
        print(f"a slow reader is cut off after 3 s with {shown} of {entries} entries, and the trail says so")


def log_is_emptied(entries):
    """A state that is held keeps the write-ahead log; when the answer has been taken the log is emptied, though nobody
    writes any more."""
    with gp.Gateway() as gateway:
        log = os.path.join(gateway.data, "registry.db-wal")
        fill(gateway, entries)
        slow = slow_reader(gateway, b"Connection: close\r\n")
        received = slow.recv(4096)
        fill(gateway, BATCH)
        # Past the idle period after which the log is emptied where nobody reads.
        time.sleep(7)
        assert os.path.getsize(log) > 0, "emptied under a reader: it held no state"
        tail = b""
        while piece := slow.recv(1 << 16):
            tail = (tail + piece)[-400:]
        assert b"</env:Envelope>" in tail and tail.endswith(b"0\r\n\r\n"), tail
        started = time.monotonic()
        while os.path.getsize(log) > 0 and time.monotonic() - started < 60:
            time.sleep(0.2)
        assert os.path.getsize(log) == 0, "the log was not emptied"
        print(f"the log is emptied {time.monotonic() - started:.0f} s after a long answer was taken")


def run(rng):
    several_at_once(argument("--entries", 10000), argument("--readers", 6))
    too_slow_a_reader(2 * BATCH)
    log_is_emptied(2 * BATCH)
    return 0


if __name__ == "__main__":
    gp.main(run)
