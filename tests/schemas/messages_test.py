"""The schemas of profiles/wsdl judge as they must: the samples are valid, broken ones are not, and on the bodies of the
corpus they agree with the official schemas.

    messages_test.py
"""
import re
import sys

import payloads

# Objects that no IHE transaction sends: profiles/wsdl leaves them out, the official schema has them.
LEFT_OUT = {"SubmitObjectsRequest_AssociationTypeScheme.xml", "initialize.xml"}
OFFICIAL = payloads.CORPUS / "xds" / "nist-testkit" / "schema" / "lcm.xsd"

# A sample, what is broken in it, and how: a pattern and what takes its place wherever it fits.
SUBMISSION = "iti41/ldl-ses-2022.01.inline.xml"
MUTANTS = [
    (SUBMISSION, "an object without id", r' id="[^"]*"', ""),
    (SUBMISSION, "a slot without name", ' name="hash"', ""),
    (SUBMISSION, "an association without target", " targetObject=", " target="),
    (SUBMISSION, "an identifier without scheme", " identificationScheme=", " scheme="),
    (SUBMISSION, "a slot value of 257 characters", ">fr-FR<", f">{'x' * 257}<"),
    (SUBMISSION, "an object that is none", r":Association\b", ":Relation"),
    (SUBMISSION, "a document that has half a group of base64", r"(:Document [^>]*>)", r"\1A"),
    ("iti18/find_documents.xml", "a return type that is none", '"LeafClass"', '"Leaf"'),
    ("iti18/find_documents.xml", "a query without id", ' id="urn:uuid:', ' name="urn:uuid:'),
    ("iti43/retrieve.xml", "a request without repository", "RepositoryUniqueId>", "Repository>"),
]


def samples():
    """Name and payload of every SOAP sample."""
    for file in sorted((payloads.SOURCE / "samples").glob("iti*/*")):
        if file.suffix not in (".xml", ".mtom"):
            continue
        element = payloads.payload_of(payloads.envelope_of(file.read_bytes()) or b"")
        if element is None:
            raise RuntimeError(f"{file} holds no payload")
        yield str(file.relative_to(payloads.SOURCE / "samples")), payloads.as_document(element)


def check_samples():
    known = dict(samples())
    wrong = [f"{name}: {why}" for name, why in zip(known, payloads.verdicts(known.values())) if why]
    broken = []
    for name, what, old, new in MUTANTS:
        text = known[name].decode()
        changed = re.sub(old, new, text)
        if changed == text:
            wrong.append(f"the mutant '{what}' changes nothing")
        broken.append(changed.encode())
    for (name, what, *_), why in zip(MUTANTS, payloads.verdicts(broken)):
        if why is None:
            wrong.append(f"{what} is valid in {name}")
    print(f"{len(known)} samples are valid, {len(MUTANTS)} mutants are not")
    return wrong


def check_corpus():
    if not OFFICIAL.is_file():
        print("skipped: the corpus with the official schemas is not there (DMPGW_CORPUS)")
        return []
    files, documents = [], []
    for file in sorted((payloads.CORPUS / "xds").rglob("*.xml")):
        element = payloads.payload_of(file.read_bytes())
        if element is not None and not element.tag.startswith("{urn:hl7-org:v3}"):
            files.append(file)
            documents.append(payloads.as_document(element))
    ours, theirs = payloads.verdicts(documents), payloads.verdicts(documents, OFFICIAL)
    wrong = [f"{file}: ours says {a or 'valid'}, the official schema {b or 'valid'}"
             for file, a, b in zip(files, ours, theirs)
             if (a is None) != (b is None) and not (file.name in LEFT_OUT and b is None)]
    refused = sum(1 for why in theirs if why)
    if len(files) < 400 or not refused:
        wrong.append(f"only {len(files)} bodies, {refused} of them invalid: the comparison says nothing")
    print(f"{len(files)} bodies of the corpus, {refused} of them invalid: the same verdict by the official schemas")
    return wrong


if __name__ == "__main__":
    problems = check_samples() + check_corpus()
    print("\n".join(problems), end="\n" if problems else "")
    sys.exit(1 if problems else 0)
