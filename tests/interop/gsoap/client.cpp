// The calls of the flow; see the script "client" beside this file. Classes and stubs are those that wsdl2h and soapcpp2
// made: SOAP 1.2, no WS-Addressing, the document as an MTOM part.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

#include "namespaces.nsmap"
#include "soapH.h"

namespace {

constexpr const char* unique_id_scheme = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab";
constexpr const char* find_documents = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d";

std::string content_type;  // of the last answer
int (*parse_header)(soap*, const char*, const char*) = nullptr;

int keep_content_type(soap* context, const char* name, const char* value) {
    if (soap_tag_cmp(name, "Content-Type") == 0) content_type = value;
    return parse_header(context, name, value);
}

void must(soap* context, int outcome) {
    if (outcome == SOAP_OK) return;
    soap_print_fault(context, stderr);
    throw std::runtime_error("the call failed");
}

rim__SlotType1* slot(soap* context, const std::string& name, const std::string& value) {
    auto* made = soap_new_rim__SlotType1(context);
    made->name = name;
    made->ValueList = soap_new_rim__ValueListType(context);
    made->ValueList->Value.push_back(value);
    return made;
}

int find(soap* context, const std::string& address, query__ReturnTypeType type, const std::string& patient,
         _query__AdhocQueryResponse& answer) {
    auto* request = soap_new__query__AdhocQueryRequest(context);
    request->ResponseOption = soap_new_query__ResponseOptionType(context);
    request->ResponseOption->returnType = static_cast<query__ReturnTypeType*>(soap_malloc(context, sizeof type));
    *request->ResponseOption->returnType = type;
    request->ResponseOption->returnComposedObjects = static_cast<bool*>(soap_malloc(context, sizeof(bool)));
    *request->ResponseOption->returnComposedObjects = true;
    request->rim__AdhocQuery = soap_new_rim__AdhocQueryType(context);
    request->rim__AdhocQuery->id = find_documents;
    request->rim__AdhocQuery->Slot.push_back(slot(context, "$XDSDocumentEntryPatientId", "'" + patient + "'"));
    request->rim__AdhocQuery->Slot.push_back(
        slot(context, "$XDSDocumentEntryStatus", "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')"));
    context->header = nullptr;  // else gSOAP sends the header of the last answer back, with its Action
    return soap_call___xds__DocumentRegistry_USCORERegistryStoredQuery(context, address.c_str(), nullptr, request, answer);
}

void retrieve(soap* context, const std::string& address, const std::string& repository, const std::string& unique_id,
              xds__RetrieveDocumentSetResponseType& answer) {
    auto* wanted = soap_new__xds__DocumentRequest(context);
    wanted->RepositoryUniqueId = repository;
    wanted->DocumentUniqueId = unique_id;
    auto* request = soap_new_xds__RetrieveDocumentSetRequestType(context);
    request->DocumentRequest.push_back(wanted);
    context->header = nullptr;
    must(context, soap_call___xds__DocumentRepository_USCORERetrieveDocumentSet(context, address.c_str(), nullptr, request, answer));
}

std::string json(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) >= ' ') out += c;
    }
    return out + '"';
}

std::string read_file(const char* path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

int run(char** arguments) {
    const std::string base = arguments[1], patient = arguments[5], repository_id = arguments[6], unique_id = arguments[7];
    const std::string registry = base + "/registry", repository = base + "/repository";
    soap_ssl_init();
    soap* context = soap_new1(SOAP_C_UTFSTRING | SOAP_ENC_MTOM);
    must(context, soap_ssl_client_context(context, SOAP_SSL_DEFAULT, nullptr, nullptr, arguments[2], nullptr, nullptr));
    parse_header = context->fparsehdr;
    context->fparsehdr = keep_content_type;

    auto* provide = soap_new_xds__ProvideAndRegisterDocumentSetRequestType(context);
    provide->lcm__SubmitObjectsRequest = soap_new__lcm__SubmitObjectsRequest(context);
    std::ifstream metadata(arguments[4], std::ios::binary);
    context->is = &metadata;
    must(context, soap_read__lcm__SubmitObjectsRequest(context, provide->lcm__SubmitObjectsRequest));
    context->is = nullptr;
    std::string bytes = read_file(arguments[3]);
    provide->Document.resize(1);
    provide->Document[0].id = "Document01";
    provide->Document[0].__item.__ptr = reinterpret_cast<unsigned char*>(bytes.data());
    provide->Document[0].__item.__size = static_cast<int>(bytes.size());
    provide->Document[0].__item.type = const_cast<char*>("text/xml");
    rs__RegistryResponseType registered;
    must(context, soap_call___xds__DocumentRepository_USCOREProvideAndRegisterDocumentSet_b(context, repository.c_str(), nullptr,
                                                                                          provide, registered));
    const bool mtom = content_type.rfind("multipart/related", 0) == 0;

    std::string leaf, refs;
    _query__AdhocQueryResponse objects;
    must(context, find(context, registry, query__ReturnTypeType::LeafClass, patient, objects));
    for (const auto& choice : objects.rim__RegistryObjectList->__union_RegistryObjectListType) {
        const rim__ExtrinsicObjectType& entry = *choice.union_RegistryObjectListType.ExtrinsicObject;
        std::string id, size;
        for (const auto* identifier : entry.ExternalIdentifier) {
            if (identifier->identificationScheme == unique_id_scheme) id = identifier->value;
        }
        for (const auto* s : entry.Slot) {
            if (s->name == "size") size = s->ValueList->Value.at(0);
        }
        leaf += (leaf.empty() ? "" : ",") + ("{\"unique_id\":" + json(id)) + ",\"title\":" +
                json(entry.Name->LocalizedString.at(0)->value) + ",\"size\":" + json(size) + "}";
    }
    _query__AdhocQueryResponse references;
    must(context, find(context, registry, query__ReturnTypeType::ObjectRef, patient, references));
    for (const auto& choice : references.rim__RegistryObjectList->__union_RegistryObjectListType) {
        refs += (refs.empty() ? "" : ",") + json(choice.union_RegistryObjectListType.ObjectRef->id);
    }

    xds__RetrieveDocumentSetResponseType answer, unknown;
    retrieve(context, repository, repository_id, unique_id, answer);
    const auto& document = answer.DocumentResponse.at(0);
    std::ofstream(arguments[8], std::ios::binary)
        .write(reinterpret_cast<const char*>(document.Document.__ptr), document.Document.__size);
    retrieve(context, repository, repository_id, "1.2.3.4.5", unknown);
    const auto& error = *unknown.rs__RegistryResponse->RegistryErrorList->RegistryError.at(0);

    _query__AdhocQueryResponse none;
    std::string fault = "no fault";
    if (find(context, repository, query__ReturnTypeType::ObjectRef, patient, none) != SOAP_OK) {
        const char* const* reason = soap_faultstring(context);
        fault = reason == nullptr || *reason == nullptr ? "a fault without reason" : *reason;
    }
    std::printf("{\"stack\":\"gsoap %s\",\"mtom\":%s,\"registered\":%s,\"leaf\":[%s],\"refs\":[%s],\"retrieved\":{\"status\":%s,"
                "\"mimeType\":%s},\"error\":{\"errorCode\":%s,\"codeContext\":%s},\"fault\":%s}\n",
                GSOAP_VERSION_TEXT, mtom ? "true" : "false", json(registered.status).c_str(), leaf.c_str(), refs.c_str(),
                json(answer.rs__RegistryResponse->status).c_str(), json(document.mimeType).c_str(), json(error.errorCode).c_str(),
                json(error.codeContext).c_str(), json(fault).c_str());
    return 0;
}

}  // namespace

int main(int, char** arguments) {
    try {
        return run(arguments);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
