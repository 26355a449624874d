"""The flow of run_client.py with python3-zeep. It sends no MTOM (zeep issue 599): the document goes inline."""
import json
import sys

import requests
import zeep
from zeep.transports import Transport

RIM = "{urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0}"
XDS = "{urn:ihe:iti:xds-b:2007}"
UNIQUE_ID = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab"
FIND_DOCUMENTS = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d"
LISTS = {"Slot", "Classification", "ExternalIdentifier", "LocalizedString", "Value"}


def value(node):
    """A nested object of the case in the shape that zeep takes."""
    if "#" in node or not node:
        return node.get("#", "")
    out = {}
    for name, inner in node.items():
        if name.startswith("@"):
            out[name[1:]] = inner
        else:
            out[name] = [value(i) for i in inner] if name in LISTS else value(inner[0])
    return out


def slot(name, *values):
    return {"name": name, "ValueList": {"Value": list(values)}}


def main(case):
    session = requests.Session()
    session.verify = case["ca"]
    session.trust_env = False
    transport = Transport(session=session, operation_timeout=60)
    repository = zeep.Client(case["base"] + "/repository?wsdl", transport=transport)
    registry = zeep.Client(case["base"] + "/registry?wsdl", transport=transport)

    objects = [{name: value(one)} for name, many in case["objects"]["RegistryObjectList"][0].items() for one in many]
    with open(case["document"], "rb") as f:
        document = f.read()
    registered = repository.service["DocumentRepository_ProvideAndRegisterDocumentSet-b"](
        SubmitObjectsRequest={"RegistryObjectList": {"_value_1": objects}},
        Document=[{"_value_1": document, "id": "Document01"}])

    def query(return_type, service=registry.service):
        return service["DocumentRegistry_RegistryStoredQuery"](
            ResponseOption={"returnType": return_type, "returnComposedObjects": True},
            AdhocQuery={"id": FIND_DOCUMENTS, "Slot": [
                slot("$XDSDocumentEntryPatientId", f"'{case['patient']}'"),
                slot("$XDSDocumentEntryStatus", "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')")]})

    leaf = []
    for item in query("LeafClass").RegistryObjectList["_value_1"]:
        entry = item["ExtrinsicObject"]
        leaf.append({"unique_id": next(i.value for i in entry.ExternalIdentifier if i.identificationScheme == UNIQUE_ID),
                     "title": entry.Name.LocalizedString[0].value,
                     "size": next(s.ValueList.Value[0] for s in entry.Slot if s.name == "size")})
    refs = [item["ObjectRef"].id for item in query("ObjectRef").RegistryObjectList["_value_1"]]

    def retrieve(unique_id):
        return repository.service.DocumentRepository_RetrieveDocumentSet(
            DocumentRequest=[{"RepositoryUniqueId": case["repository"], "DocumentUniqueId": unique_id}])

    answer = retrieve(case["unique_id"])
    with open(case["out"], "wb") as f:
        f.write(answer.DocumentResponse[0].Document)
    unknown = retrieve("1.2.3.4.5").RegistryResponse.RegistryErrorList.RegistryError[0]

    astray = registry.create_service(f"{XDS}DocumentRegistry_Binding_Soap12", case["base"] + "/repository")
    try:
        fault = f"no fault: {query('ObjectRef', astray)}"
    except zeep.exceptions.Fault as error:
        fault = error.message
    print(json.dumps({
        "stack": f"zeep {zeep.__version__}", "mtom": False, "registered": registered.status, "leaf": leaf, "refs": refs,
        "retrieved": {"status": answer.RegistryResponse.status, "mimeType": answer.DocumentResponse[0].mimeType},
        "error": {"errorCode": unknown.errorCode, "codeContext": unknown.codeContext}, "fault": fault}))


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as case_file:
        main(json.load(case_file))
