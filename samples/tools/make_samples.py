#!/usr/bin/env python3
"""Makes every generated sample from the documents and their metadata. Standard library only.

    make_samples.py generate [--out DIR]
        Puts the PDF into the documents that carry one and writes iti41/, iti65/, iti18/ and iti43/.
    make_samples.py variants --count N --out DIR [--document NAME]... [--form FORM]... [--seed S]
        Writes N submissions of each document and form under fresh identifiers of constant length, so that
        every variant of a document has the same size; for load tests.

The same input gives the same bytes on every machine.
"""

import argparse
import base64
import pathlib
import re
import secrets
import sys
import textwrap

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import ebxml  # noqa: E402  (the folder must be on the path first)
import fhir_bundle  # noqa: E402
import samples  # noqa: E402
from consultation_report import consultation_report  # noqa: E402
from laboratory_copy import laboratory_copy  # noqa: E402

REPOSITORY_ENDPOINT = "https://localhost:8443/xds/repository"
REGISTRY_ENDPOINT = "https://localhost:8443/xds/registry"
REPOSITORY_UNIQUE_ID = f"{samples.ROOT_OID}.7.1"
QUERIED = "ldl-ses-2022.01"
PDF_MAKERS = {"cr-bio-2024.01": laboratory_copy, "cda-n1-pdf": consultation_report}
# A variant's serial is a run number of this many digits followed by a counter.
COUNTER_DIGITS = 7

_PDF_ELEMENT = re.compile(rb'(<(text|value) mediaType="application/pdf" representation="B64">)[^<]*(</\2>)')


def with_pdf(name: str, document: bytes) -> bytes:
    """The document with its PDF made anew; a document without PDF comes back unchanged."""
    maker = PDF_MAKERS.get(name)
    if maker is None:
        return document
    encoded = base64.b64encode(maker(document)).decode("ascii")
    body = "\n" + "\n".join(textwrap.wrap(encoded, 76)) + "\n"
    document, count = _PDF_ELEMENT.subn(
        lambda match: match[1] + body.encode() + match[3], document)
    if count != 1:
        raise SystemExit(f"{name}: {count} PDF elements, one expected")
    return document


def messages(sample: samples.Sample, forms=samples.FORMS):
    """Yield (path below the output folder, bytes) for the submissions of one sample."""
    if "mtom" in forms:
        content_type, body = ebxml.mtom_request(sample, REPOSITORY_ENDPOINT)
        yield f"iti41/{sample.name}.mtom", body
        yield f"iti41/{sample.name}.mtom.headers", f"Content-Type: {content_type}\n".encode()
    if "inline" in forms:
        yield f"iti41/{sample.name}.inline.xml", ebxml.inline_request(sample, REPOSITORY_ENDPOINT)
    if "fhir" in forms:
        yield f"iti65/{sample.name}.json", fhir_bundle.provide_document_bundle(sample)


def generated():
    """Yield (path below the output folder, bytes) for every generated file."""
    for name in samples.NAMES:
        sample = samples.load(name)
        document = with_pdf(name, sample.document)
        yield f"documents/{name}.xml", document
        sample = samples.Sample(name, document, sample.metadata)
        yield from messages(sample)
        if name == QUERIED:
            yield "iti18/find_documents.xml", ebxml.find_documents(sample, REGISTRY_ENDPOINT)
            yield "iti18/get_documents.xml", ebxml.get_documents(sample, REGISTRY_ENDPOINT)
            yield "iti43/retrieve.xml", ebxml.retrieve_document_set(
                sample, REPOSITORY_ENDPOINT, REPOSITORY_UNIQUE_ID)


def variants(names, forms, count: int, run: int):
    """Yield (path, bytes) of `count` submissions of each document; `run` has 8 digits at most."""
    for name in names:
        original = samples.load(name)
        for index in range(1, count + 1):
            variant = samples.with_serial(original, run * 10**COUNTER_DIGITS + index)
            for path, data in messages(variant, forms):
                folder, file = path.split("/")
                yield f"{folder}/{name}/{index:0{COUNTER_DIGITS}d}{file.removeprefix(name)}", data


def write_all(out: pathlib.Path, files) -> int:
    """Write the files below a folder; returns how many."""
    written = 0
    for path, data in files:
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        written += 1
    return written


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the samples.")
    commands = parser.add_subparsers(dest="command", required=True)
    generate = commands.add_parser("generate", help="rewrite the committed samples")
    generate.add_argument("--out", type=pathlib.Path, default=samples.SAMPLES)
    vary = commands.add_parser("variants", help="submissions under fresh identifiers")
    vary.add_argument("--count", type=int, required=True, help="of each document and form")
    vary.add_argument("--out", type=pathlib.Path, required=True)
    vary.add_argument("--document", action="append", choices=samples.NAMES, help="default: all")
    vary.add_argument("--form", action="append", choices=samples.FORMS, help="default: all")
    vary.add_argument("--seed", type=int, help="run number, 20000000 to 99999999; default: by chance")
    options = parser.parse_args()

    if options.command == "generate":
        print(f"{write_all(options.out, generated())} files")
        return 0
    if not 1 <= options.count < 10**COUNTER_DIGITS:
        parser.error(f"--count must be from 1 to {10**COUNTER_DIGITS - 1}")
    # Run numbers below 20000000 are kept for the committed samples, whose serials begin with 1.
    run = options.seed if options.seed is not None else 20_000_000 + secrets.randbelow(80_000_000)
    if not 20_000_000 <= run <= 99_999_999:
        parser.error("--seed must be from 20000000 to 99999999")
    total = write_all(options.out, variants(options.document or samples.NAMES,
                                            options.form or samples.FORMS, options.count, run))
    print(f"{total} files, seed {run}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
