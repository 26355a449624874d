// Requests the command line makes itself (ITI-18, ITI-43, ITI-67, ITI-68) and what it takes from
// their answers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/cli/answer.hpp"
#include "gateway/cli/connection.hpp"
#include "gateway/model/hl7_types.hpp"

namespace dmpgw::cli {

/// One document as a list shows it.
struct FoundDocument {
    std::string unique_id;
    std::string repository_unique_id;  ///< empty from FHIR
    std::string url;                   ///< of the content; empty from XDS
    std::string status;
    std::string creation_time;
    std::string mime_type;
    std::string size;
    std::string title;
};

/// The bodies of an AdhocQueryRequest and of a RetrieveDocumentSetRequest, in a SOAP 1.2 envelope.
std::string find_documents_request(const model::Cx& patient);
std::string get_documents_request(std::string_view unique_id);
std::string retrieve_request(std::string_view repository_unique_id, std::string_view unique_id);

/// The entries of an AdhocQueryResponse.
std::vector<FoundDocument> read_entries(const xml::Element& adhoc_query_response);
/// The DocumentReferences of a searchset Bundle.
std::vector<FoundDocument> read_references(const json::Value& bundle);

/// Sends a SOAP request of ours and reads the answer. Fails with the answer's own errors when it is
/// no success.
Result<std::unique_ptr<SoapAnswer>> call(Connection& connection, std::string_view target,
                                         std::string_view request);

/// ITI-67 with the parameters given (already encoded), all pages. Fails with the OperationOutcome's
/// text.
Result<std::vector<FoundDocument>> search_references(Connection& connection,
                                                     const std::string& query);

}  // namespace dmpgw::cli
