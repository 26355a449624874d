#include "gateway/cli/queries.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/base/identifiers.hpp"
#include "gateway/http/message.hpp"
#include "gateway/soap/envelope.hpp"
#include "gateway/xds/vocabulary.hpp"
#include "gateway/xml/writer.hpp"

namespace dmpgw::cli {
namespace {

/// Pages of one search followed at most: a server whose next links run in a circle ends here.
constexpr int max_pages = 1000;

std::string envelope(std::string_view action, std::string payload) {
    SystemRandom random;
    const soap::ReplyContext context{
        soap::Version::soap12, {}, "urn:uuid:" + new_uuid(SystemClock(), random)};
    return soap::write_envelope(context, action, payload);
}

void slot(xml::Writer& writer, std::string_view name, const std::string& value) {
    writer.open("rim:Slot")
        .attribute("name", name)
        .open("rim:ValueList")
        .element("rim:Value", value);
    writer.close().close();
}

xml::Writer begin_query(std::string_view id) {
    xml::Writer writer;
    writer.open("query:AdhocQueryRequest")
        .attribute("xmlns:query", ns_query)
        .attribute("xmlns:rim", ns_rim);
    writer.open("query:ResponseOption")
        .attribute("returnComposedObjects", "true")
        .attribute("returnType", "LeafClass");
    writer.close();
    writer.open("rim:AdhocQuery").attribute("id", id);
    return writer;
}

std::string end_query(xml::Writer& writer) {
    return envelope(xds::action::stored_query, writer.finish());
}

/// The first value of a slot.
std::string slot_value(const xml::Element& object, std::string_view name) {
    for (const xml::Element* candidate : object.children_named(ns_rim, "Slot")) {
        if (candidate->attribute("name") != name) continue;
        const auto* list = candidate->child(ns_rim, "ValueList");
        const auto* value = list != nullptr ? list->child(ns_rim, "Value") : nullptr;
        if (value != nullptr) return std::string(value->text());
    }
    return {};
}

std::string_view after(std::string_view text, std::string_view mark) {
    const std::size_t at = text.rfind(mark);
    return at == std::string_view::npos ? text : text.substr(at + mark.size());
}

}  // namespace

std::string find_documents_request(const model::Cx& patient) {
    xml::Writer writer = begin_query(xds::query_id::find_documents);
    slot(writer, "$XDSDocumentEntryPatientId", "'" + patient.key() + "'");
    slot(writer, "$XDSDocumentEntryStatus",
         "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')");
    return end_query(writer);
}

std::string get_documents_request(std::string_view unique_id) {
    xml::Writer writer = begin_query(xds::query_id::get_documents);
    slot(writer, "$XDSDocumentEntryUniqueId", fmt::format("('{}')", unique_id));
    return end_query(writer);
}

std::string retrieve_request(std::string_view repository_unique_id, std::string_view unique_id) {
    xml::Writer writer;
    writer.open("xdsb:RetrieveDocumentSetRequest")
        .attribute("xmlns:xdsb", ns_xdsb)
        .open("xdsb:DocumentRequest");
    writer.element("xdsb:RepositoryUniqueId", repository_unique_id)
        .element("xdsb:DocumentUniqueId", unique_id);
    return envelope("urn:ihe:iti:2007:RetrieveDocumentSet", writer.finish());
}

std::vector<FoundDocument> read_entries(const xml::Element& adhoc_query_response) {
    std::vector<FoundDocument> found;
    const auto* list = adhoc_query_response.child(ns_rim, "RegistryObjectList");
    if (list == nullptr) return found;
    for (const xml::Element* entry : list->children_named(ns_rim, "ExtrinsicObject")) {
        FoundDocument document;
        for (const xml::Element* id : entry->children_named(ns_rim, "ExternalIdentifier")) {
            if (id->attribute("identificationScheme") == xds::identifier::entry_unique)
                document.unique_id = id->attribute("value");
        }
        document.repository_unique_id = slot_value(*entry, "repositoryUniqueId");
        document.status = after(entry->attribute("status"), ":");
        document.creation_time = slot_value(*entry, "creationTime");
        document.mime_type = entry->attribute("mimeType");
        document.size = slot_value(*entry, "size");
        if (const auto* name = entry->child(ns_rim, "Name")) {
            if (const auto* text = name->child(ns_rim, "LocalizedString"))
                document.title = text->attribute("value");
        }
        found.push_back(std::move(document));
    }
    return found;
}

std::vector<FoundDocument> read_references(const json::Value& bundle) {
    std::vector<FoundDocument> found;
    for (const json::Value& entry : bundle["entry"].as_array()) {
        const json::Value& reference = entry["resource"];
        if (reference["resourceType"].as_string() != "DocumentReference") continue;
        const json::Value& attachment = reference["content"][0]["attachment"];
        FoundDocument document;
        document.unique_id = after(reference["masterIdentifier"]["value"].as_string(), "urn:oid:");
        document.url = attachment["url"].as_string();
        document.status = reference["status"].as_string();
        document.creation_time = attachment["creation"].as_string();
        document.mime_type = attachment["contentType"].as_string();
        document.size = attachment["size"].as_string();
        document.title = attachment["title"].as_string();
        found.push_back(std::move(document));
    }
    return found;
}

Result<std::unique_ptr<SoapAnswer>> call(Connection& connection, std::string_view target,
                                         std::string_view request) {
    const std::vector<http::Field> fields = {
        {"Content-Type", "application/soap+xml; charset=UTF-8"}};
    const auto response = connection.send("POST", target, fields, request);
    if (!response) return response.error();
    auto answer = SoapAnswer::read(*response);
    if (!answer) return failure_of(judge(*response));
    const Verdict verdict = judge_soap((*answer)->payload(), response->status);
    if (!verdict.success) return failure_of(verdict);
    return answer;
}

Result<std::vector<FoundDocument>> search_references(Connection& connection,
                                                     const std::string& query) {
    std::vector<FoundDocument> found;
    std::string target = "/fhir/DocumentReference?" + query;
    for (int page = 0; page < max_pages && !target.empty(); ++page) {
        const auto response = connection.send("GET", target, {{"Accept", "application/fhir+json"}});
        if (!response) return response.error();
        const auto bundle = json::parse(response->body);
        if (response->status != 200 || !bundle) return failure_of(judge(*response));
        auto references = read_references(*bundle);
        std::move(references.begin(), references.end(), std::back_inserter(found));
        target.clear();
        for (const json::Value& link : (*bundle)["link"].as_array()) {
            // The next page is asked from where the first came, whatever name the server gives
            // itself.
            const std::string_view url = link["url"].as_string();
            const std::size_t at = url.find("/fhir");
            if (link["relation"].as_string() == "next" && at != std::string_view::npos)
                target = url.substr(at);
        }
    }
    return found;
}

}  // namespace dmpgw::cli
