"""Backup under load, restored elsewhere: everything acknowledged before the backup began is in it, byte for byte, and
`dmpgw verify` finds nothing wrong; a flipped byte is found.

    backup_test.py [--seed N]
"""
import glob
import os
import shutil
import tempfile
import threading
import time

import gateway_process as gp


def run(rng):
    target = tempfile.mkdtemp(prefix="dmpgw-backup-")
    shutil.rmtree(target)
    try:
        with gp.Gateway() as gateway:
            acknowledged, stop = [], threading.Event()

            def work(n):
                connection = gateway.connect()
                while not stop.is_set():
                    content = b"<ClinicalDocument>" + os.urandom(1_200_000 if n == 0 else 3000).hex().encode() + b"</ClinicalDocument>"
                    s = gp.Submission(content)
                    if gp.succeeded(s.send_mtom(connection)):
                        acknowledged.append((s.unique_id, content))

            workers = [threading.Thread(target=work, args=(n,)) for n in range(4)]
            for w in workers:
                w.start()
            time.sleep(2)
            before = list(acknowledged)
            backup = gateway.cli("backup", target, "--data", gateway.data)
            time.sleep(0.3)
            stop.set()
            for w in workers:
                w.join()
            assert backup.returncode == 0, backup.stderr + backup.stdout
            verify = gateway.cli("verify", "--data", gateway.data)
            assert verify.returncode == 0, verify.stdout + verify.stderr
        verify = gateway.cli("verify", "--data", target)
        assert verify.returncode == 0, verify.stdout + verify.stderr
        with gp.Gateway(data=target) as restored:
            connection = restored.connect()
            for unique_id, content in before:
                assert gp.retrieve(connection, unique_id) == content, unique_id
        print(f"{len(before)} documents acknowledged before the backup: all in it ({len(acknowledged)} in the end)")

        segment = max(glob.glob(os.path.join(target, "segments", "*")), key=os.path.getsize)
        with open(segment, "r+b") as f:
            f.seek(300)
            byte = f.read(1)
            f.seek(300)
            f.write(bytes([byte[0] ^ 1]))
        verify = gateway.cli("verify", "--data", target)
        assert verify.returncode == 1, "a flipped byte was not found: " + verify.stdout
        print("a flipped byte is found")
    finally:
        shutil.rmtree(target, ignore_errors=True)
    return 0


if __name__ == "__main__":
    gp.main(run)
