// The messages around the metadata: RegistryResponse, AdhocQueryResponse, RetrieveDocumentSet request and
// response, ProvideAndRegisterDocumentSet request. ITI TF-3 4.2.4 (errors); ITI TF-2 3.18, 3.41, 3.43, 3.86.
//
// Writers give one whole element with its namespaces, for a SOAP body.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/model/submission.hpp"
#include "gateway/xml/document.hpp"
#include "gateway/xml/writer.hpp"

namespace dmpgw::xds {

enum class ResponseStatus : std::uint8_t { success, partial_success, failure };
std::string_view to_urn(ResponseStatus status);

/// rs:RegistryResponse: Failure when there is an error finding, else Success (with warnings, if any).
/// `request_id`, the gateway's own number of the request, stands in every codeContext where given.
std::string write_registry_response(const Findings& findings, std::string_view request_id = {});
std::string write_registry_response(const Failure& failure, std::string_view request_id = {});
std::string write_registry_response(ResponseStatus status, const Findings& findings,
                                    std::string_view request_id = {});

/// rs:RegistryErrorList, with the prefix rs declared around it; nothing when there is no finding.
void write_error_list(xml::Writer& writer, const Findings& findings, std::string_view request_id = {});

/// What a finding says in codeContext: rule, value, what and mend in English, then in French.
std::string code_context(const Finding& finding, std::string_view request_id = {});

// ------------------------------------------------------------------------------------------- ITI-18

enum class ReturnType : std::uint8_t { leaf_class, object_ref };

/// What a stored query found; the pointers live as long as the call.
struct QueryResult {
    std::vector<const model::SubmissionSet*> submission_sets;
    std::vector<const model::DocumentEntry*> entries;
    std::vector<const model::Folder*> folders;
    std::vector<const model::Association*> associations;
    std::string home_community_id{};  ///< of references to associations, which carry none themselves (ITI-38)
    std::size_t size() const {
        return submission_sets.size() + entries.size() + folders.size() + associations.size();
    }
};

/// query:AdhocQueryResponse. With an error finding it is a Failure without objects.
std::string write_adhoc_query_response(const QueryResult& result, ReturnType type,
                                       const Findings& findings = {}, std::string_view request_id = {});

/// query:AdhocQueryResponse without its objects, which go behind its first `objects_at` bytes while they are made.
struct QueryResponseFrame {
    std::string text;
    std::size_t objects_at = 0;
};
/// A Success with so many objects to come. `warnings` holds no error.
QueryResponseFrame write_query_response_frame(std::size_t objects, const Findings& warnings,
                                              std::string_view request_id = {});

// ----------------------------------------------------------------------------------- ITI-43, ITI-86

struct DocumentRequest {
    std::string home_community_id;
    std::string repository_unique_id;
    std::string document_unique_id;
    std::string where;  ///< its place in the message, for findings
};

/// One object that ITI-62 is to delete.
struct ObjectReference {
    std::string entry_uuid;
    std::string where;  ///< its place in the message, for findings
};

/// The ObjectRef elements of a lcm:RemoveObjectsRequest, each once. Fails when there is none, or when one is no UUID.
Result<std::vector<ObjectReference>> read_remove_objects(const xml::Element& request);

/// The DocumentRequest elements of a RetrieveDocumentSetRequest or RemoveDocumentsRequest. Fails when there
/// is none, or when one lacks an id.
Result<std::vector<DocumentRequest>> read_document_requests(const xml::Element& request);

struct RetrievedDocument {
    std::string home_community_id;
    std::string repository_unique_id;
    std::string document_unique_id;
    std::string mime_type;
    std::string content_id;  ///< of the MIME part that holds the bytes; empty: `content` goes inline
    std::string content;     ///< bytes, for inline base64
    std::string new_repository_unique_id;  ///< of a persisted on-demand document
    std::string new_document_unique_id;
};

/// xdsb:RetrieveDocumentSetResponse: Success, PartialSuccess where some documents failed, Failure where all.
std::string write_retrieve_response(std::span<const RetrievedDocument> documents,
                                    const Findings& findings, std::string_view request_id = {});

// ------------------------------------------------------------------------------------------- ITI-41

/// One xdsb:Document.
struct ProvidedDocument {
    std::string id;
    const xml::Element* element = nullptr;
    std::string href;  ///< of its xop:Include, as written; empty: the text of the element is base64
};

struct ProvideRequest {
    const xml::Element* submit_objects_request = nullptr;
    std::vector<ProvidedDocument> documents;
};

/// The parts of a ProvideAndRegisterDocumentSetRequest. Fails without metadata, or with a nameless document.
Result<ProvideRequest> read_provide_request(const xml::Element& request);

std::span<const Rule> message_rules();

}  // namespace dmpgw::xds
