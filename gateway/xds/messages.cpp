#include "gateway/xds/messages.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "gateway/base/encoding.hpp"
#include "gateway/base/failure_table.hpp"
#include "gateway/base/identifiers.hpp"
#include "gateway/base/text.hpp"
#include "gateway/xds/ebrim_writer.hpp"
#include "gateway/xds/error_codes.hpp"
#include "gateway/xds/vocabulary.hpp"

namespace dmpgw::xds {
namespace {

constexpr Rule empty_reference_list{
    "EMPTY_REFERENCE_LIST", FailureKind::invalid, error_code::registry_metadata_error,
    "The request names nothing to delete", "La requête ne désigne rien à supprimer",
    "Put rim:ObjectRef elements into rim:ObjectRefList", "Placez des éléments rim:ObjectRef dans rim:ObjectRefList",
    "ITI TF-2 3.62.4.1.2"};
constexpr Rule object_ref_not_uuid{
    "OBJECT_REF_NOT_UUID", FailureKind::invalid, error_code::registry_metadata_error,
    "An ObjectRef is no entryUUID", "Un ObjectRef n'est pas un entryUUID",
    "Write urn:uuid: and the entryUUID that a query returns", "Écrivez urn:uuid: suivi de l'entryUUID renvoyé par une recherche",
    "ITI TF-2 3.62.4.1.2"};
constexpr Rule no_document_request{
    "NO_DOCUMENT_REQUEST", FailureKind::invalid, error_code::document_unique_id_error,
    "The request names no document", "La requête ne désigne aucun document",
    "Add a DocumentRequest with RepositoryUniqueId and DocumentUniqueId",
    "Ajoutez un DocumentRequest avec RepositoryUniqueId et DocumentUniqueId", "ITI TF-2 3.43.4.1.2"};
constexpr Rule repository_id_missing{
    "REPO_ID_MUST_BE_SPECIFIED", FailureKind::invalid, error_code::unknown_repository_id,
    "The DocumentRequest does not name a repository", "Le DocumentRequest ne désigne pas de dépôt",
    "Write the repositoryUniqueId of the DocumentEntry into RepositoryUniqueId",
    "Écrivez le repositoryUniqueId du DocumentEntry dans RepositoryUniqueId", "ITI TF-2 3.43.4.1.2"};
constexpr Rule document_id_missing{
    "DOC_ID_MUST_BE_SPECIFIED", FailureKind::invalid, error_code::document_unique_id_error,
    "The DocumentRequest does not name a document", "Le DocumentRequest ne désigne pas de document",
    "Write the uniqueId of the DocumentEntry into DocumentUniqueId",
    "Écrivez le uniqueId du DocumentEntry dans DocumentUniqueId", "ITI TF-2 3.43.4.1.2"};
constexpr Rule metadata_missing{
    "SUBMIT_OBJECTS_REQUEST_MISSING", FailureKind::invalid, error_code::registry_metadata_error,
    "The request holds no lcm:SubmitObjectsRequest",
    "La requête ne contient pas de lcm:SubmitObjectsRequest",
    "Put the metadata into one lcm:SubmitObjectsRequest before the documents",
    "Placez les métadonnées dans un lcm:SubmitObjectsRequest avant les documents",
    "ITI TF-2 3.41.4.1.2"};
constexpr Rule document_without_id{
    "DOCUMENT_WITHOUT_ID", FailureKind::invalid, error_code::missing_document_metadata,
    "A Document has no id", "Un Document n'a pas d'id",
    "Give the Document the id of its DocumentEntry", "Donnez au Document l'id de son DocumentEntry",
    "ITI TF-2 3.41.4.1.2"};

constexpr std::array rule_list{empty_reference_list, object_ref_not_uuid, no_document_request, repository_id_missing, document_id_missing,
                               metadata_missing, document_without_id};

std::string_view severity_urn(Severity severity) {
    return severity == Severity::error ? error_severity::error : error_severity::warning;
}

std::string text_of(const xml::Element& owner, std::string_view name) {
    const xml::Element* child = owner.child(ns::xdsb, name);
    return child == nullptr ? std::string() : std::string(trim(child->text()));
}

}  // namespace

std::span<const Rule> message_rules() { return rule_list; }

std::string_view to_urn(ResponseStatus status) {
    switch (status) {
        case ResponseStatus::success: return response_status::success;
        case ResponseStatus::partial_success: return response_status::partial;
        case ResponseStatus::failure: break;
    }
    return response_status::failure;
}

std::string code_context(const Finding& finding, std::string_view request_id) {
    std::string out = finding.rule + ": " + finding.what.en;
    if (!finding.value.empty()) out += " Value: \"" + finding.value + "\".";
    out += ' ' + finding.mend.en + " | " + finding.what.fr + ' ' + finding.mend.fr;
    if (!finding.source.empty()) out += " [" + finding.source + ']';
    if (!request_id.empty()) out.append(" [request ").append(request_id).append("]");
    return out;
}

void write_error_list(xml::Writer& writer, const Findings& findings, std::string_view request_id) {
    if (findings.empty()) return;
    writer.open("rs:RegistryErrorList")
        .attribute("highestSeverity",
                   has_errors(findings) ? error_severity::error : error_severity::warning);
    for (const Finding& finding : findings) {
        writer.open("rs:RegistryError")
            .attribute("errorCode", xds_code_of(finding))
            .attribute("codeContext", code_context(finding, request_id))
            .attribute("severity", severity_urn(finding.severity));
        if (!finding.where.empty()) writer.attribute("location", finding.where);
        writer.close();
    }
    writer.close();
}

std::string write_registry_response(ResponseStatus status, const Findings& findings,
                                    std::string_view request_id) {
    xml::Writer writer;
    writer.open("rs:RegistryResponse").attribute("xmlns:rs", ns::rs).attribute("status", to_urn(status));
    write_error_list(writer, findings, request_id);
    return writer.finish();
}

std::string write_registry_response(const Findings& findings, std::string_view request_id) {
    return write_registry_response(
        has_errors(findings) ? ResponseStatus::failure : ResponseStatus::success, findings, request_id);
}

std::string write_registry_response(const Failure& failure, std::string_view request_id) {
    return write_registry_response(ResponseStatus::failure, failure.findings, request_id);
}

namespace {

// Up to the start of the list of objects.
xml::Writer open_query_response(std::size_t objects, const Findings& findings, std::string_view request_id) {
    const bool failed = has_errors(findings);
    xml::Writer writer;
    writer.open("query:AdhocQueryResponse")
        .attribute("xmlns:query", ns::query)
        .attribute("xmlns:rim", ns::rim)
        .attribute("xmlns:rs", ns::rs)
        .attribute("status", to_urn(failed ? ResponseStatus::failure : ResponseStatus::success))
        .attribute("startIndex", "0")
        .attribute("totalResultCount", failed ? "0" : std::to_string(objects));
    write_error_list(writer, findings, request_id);
    writer.open("rim:RegistryObjectList");
    return writer;
}

}  // namespace

QueryResponseFrame write_query_response_frame(std::size_t objects, const Findings& warnings,
                                              std::string_view request_id) {
    xml::Writer writer = open_query_response(objects, warnings, request_id);
    // Ends the start tag.
    writer.raw({});
    const std::size_t at = writer.size();
    return {writer.finish(), at};
}

std::string write_adhoc_query_response(const QueryResult& result, ReturnType type,
                                       const Findings& findings, std::string_view request_id) {
    const bool failed = has_errors(findings);
    xml::Writer writer = open_query_response(result.size(), findings, request_id);
    if (!failed && type == ReturnType::object_ref) {
        for (const auto* o : result.submission_sets) {
            write_object_ref(writer, o->entry_uuid, o->home_community_id);
        }
        for (const auto* o : result.entries) write_object_ref(writer, o->entry_uuid, o->home_community_id);
        for (const auto* o : result.folders) write_object_ref(writer, o->entry_uuid, o->home_community_id);
        for (const auto* o : result.associations) write_object_ref(writer, o->entry_uuid, result.home_community_id);
    } else if (!failed) {
        for (const auto* o : result.submission_sets) write_submission_set(writer, *o);
        for (const auto* o : result.entries) write_entry(writer, *o);
        for (const auto* o : result.folders) write_folder(writer, *o);
        for (const auto* o : result.associations) write_association(writer, *o);
    }
    return writer.finish();
}

Result<std::vector<ObjectReference>> read_remove_objects(const xml::Element& request) {
    std::vector<ObjectReference> references;
    std::set<std::string> seen;
    Findings findings;
    if (const xml::Element* list = request.child(ns::rim, "ObjectRefList")) {
        for (const xml::Element* element : list->children_named(ns::rim, "ObjectRef")) {
            ObjectReference reference{std::string(trim(element->attribute("id"))), element->path()};
            if (!is_urn_uuid(reference.entry_uuid)) {
                findings.push_back(finding(object_ref_not_uuid, reference.where + "/@id", reference.entry_uuid));
            } else if (seen.insert(reference.entry_uuid).second) {
                references.push_back(std::move(reference));
            }
        }
    }
    if (!findings.empty()) return Failure::of(std::move(findings));
    if (references.empty()) return refuse(empty_reference_list, request.path());
    return references;
}

Result<std::vector<DocumentRequest>> read_document_requests(const xml::Element& request) {
    std::vector<DocumentRequest> requests;
    Findings findings;
    for (const xml::Element* element : request.children_named(ns::xdsb, "DocumentRequest")) {
        DocumentRequest r{text_of(*element, "HomeCommunityId"), text_of(*element, "RepositoryUniqueId"),
                          text_of(*element, "DocumentUniqueId"), element->path()};
        if (r.repository_unique_id.empty()) findings.push_back(finding(repository_id_missing, r.where));
        if (r.document_unique_id.empty()) findings.push_back(finding(document_id_missing, r.where));
        requests.push_back(std::move(r));
    }
    if (requests.empty()) return refuse(no_document_request, request.path());
    if (!findings.empty()) return Failure::of(std::move(findings));
    return requests;
}

std::string write_retrieve_response(std::span<const RetrievedDocument> documents,
                                    const Findings& findings, std::string_view request_id) {
    const bool failed = has_errors(findings);
    const ResponseStatus status = !failed             ? ResponseStatus::success
                                  : documents.empty() ? ResponseStatus::failure
                                                      : ResponseStatus::partial_success;
    xml::Writer writer;
    writer.open("xdsb:RetrieveDocumentSetResponse").attribute("xmlns:xdsb", ns::xdsb);
    writer.open("rs:RegistryResponse").attribute("xmlns:rs", ns::rs).attribute("status", to_urn(status));
    write_error_list(writer, findings, request_id);
    writer.close();
    const auto optional = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) writer.element(name, value);
    };
    for (const RetrievedDocument& document : documents) {
        writer.open("xdsb:DocumentResponse");
        optional("xdsb:HomeCommunityId", document.home_community_id);
        writer.element("xdsb:RepositoryUniqueId", document.repository_unique_id);
        writer.element("xdsb:DocumentUniqueId", document.document_unique_id);
        optional("xdsb:NewRepositoryUniqueId", document.new_repository_unique_id);
        optional("xdsb:NewDocumentUniqueId", document.new_document_unique_id);
        writer.element("xdsb:mimeType", document.mime_type);
        writer.open("xdsb:Document");
        if (document.content_id.empty()) {
            writer.text(base64_encode(document.content));
        } else {
            writer.open("xop:Include")
                .attribute("xmlns:xop", ns::xop)
                .attribute("href", "cid:" + document.content_id)
                .close();
        }
        writer.close().close();
    }
    return writer.finish();
}

Result<ProvideRequest> read_provide_request(const xml::Element& request) {
    ProvideRequest out;
    Findings findings;
    out.submit_objects_request = request.child(ns::lcm, "SubmitObjectsRequest");
    if (out.submit_objects_request == nullptr) {
        findings.push_back(finding(metadata_missing, request.path()));
    }
    for (const xml::Element* element : request.children_named(ns::xdsb, "Document")) {
        ProvidedDocument document{std::string(trim(element->attribute("id"))), element, {}};
        if (document.id.empty()) findings.push_back(finding(document_without_id, element->path()));
        if (const xml::Element* include = element->child(ns::xop, "Include")) {
            document.href = trim(include->attribute("href"));
        }
        out.documents.push_back(std::move(document));
    }
    if (!findings.empty()) return Failure::of(std::move(findings));
    return out;
}

}  // namespace dmpgw::xds
