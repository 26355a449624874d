"""Every scenario of conformance/suites holds against a running gateway, and the bench can tell when one does not.

    conformance_test.py [OPTION OF dmpgw-conformance run ...]
"""
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

import gateway_process as gp

BENCH = os.environ.get("DMPGW_CONFORMANCE", os.path.join(os.path.dirname(gp.BINARY), "dmpgw-conformance"))


def run(gateway, *options):
    command = [BENCH, "run", "--base", f"https://localhost:{gateway.port}", "--insecure", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    line = re.fullmatch(r"conformance: (\d+) passed, (\d+) failed, (\d+) skipped", done.stdout.splitlines()[-1])
    return done, [int(n) for n in line.groups()] if line else None


def main(options):
    with gp.Gateway() as gateway, tempfile.TemporaryDirectory() as folder:
        report = os.path.join(folder, "junit.xml")
        done, totals = run(gateway, "--failures", "--junit", report, "--repository-unique-id", gp.REPOSITORY, *options)
        print(done.stdout, done.stderr, sep="")
        if done.returncode != 0 or totals is None or totals[1] or totals[2] or not totals[0]:
            return "not every scenario passed"
        cases = ET.parse(report).getroot().findall("testsuite/testcase")
        if len(cases) != sum(totals):
            return "the JUnit report has not every scenario"
        # Known bad: under another name the repository must not pass, and nothing passes once the server is gone.
        done, totals = run(gateway, "--only", "xds/iti43_repository_unique_id", "--repository-unique-id", "1.2.3")
        if done.returncode != 1 or totals != [0, 1, 0]:
            return "a wrong repositoryUniqueId passed"
        gateway.kill()
        done, totals = run(gateway, "--only", "mhd/metadata")
        if done.returncode != 1 or totals != [0, 1, 0]:
            return "a scenario passed without a server"
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
