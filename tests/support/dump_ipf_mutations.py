"""Writes the public single-fault mutations of one ITI-42 submission as files, one a mutation.

usage: dump_ipf_mutations.py TOOLS CORPUS OUT

TOOLS holds replay_ipf.py, which knows how each mutation is made; CORPUS is the folder with
submission-mutations.json. OUT gets <test>.xml for each, and wanted.tsv: test, rule or OK, XDS code.
"""
import json
import os
import sys
import xml.etree.ElementTree as ET

tools, corpus, out = sys.argv[1:4]
sys.dont_write_bytecode = True
sys.path.insert(0, tools)
import replay_common  # noqa: E402
import replay_ipf  # noqa: E402

with open(os.path.join(corpus, "submission-mutations.json"), encoding="utf-8") as f:
    mutations = json.load(f)["mutations"]
with open(os.path.join(corpus, "xds", "SubmitObjectsRequest_ebrs30.xml"), encoding="utf-8") as f:
    base = replay_common.strip_prolog(f.read())
ET.register_namespace("rim", replay_ipf.RIM)
ET.register_namespace("lcm", replay_ipf.LCM)
os.makedirs(out, exist_ok=True)
with open(os.path.join(out, "wanted.tsv"), "w", encoding="utf-8") as wanted:
    for number, mutation in enumerate(mutations):
        name, message = mutation["test"], mutation.get("expected_validation_message")
        if message is None or name not in replay_ipf.MUTATE:
            continue
        tree = replay_ipf.base_submission(base, "IPF1^^^&1.3.6.1.4.1.21367.2005.13.20.1000&ISO", 1, number, "nist")
        replay_ipf.MUTATE[name](tree, mutation)
        with open(os.path.join(out, name + ".xml"), "w", encoding="utf-8") as f:
            f.write(ET.tostring(tree.top, encoding="unicode"))
        code = replay_ipf.CODES.get((mutation.get("error_code") or "").split(" ")[0], "-")
        wanted.write("\t".join([name, message, code]) + "\n")
