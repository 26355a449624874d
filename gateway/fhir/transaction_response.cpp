#include "gateway/fhir/transaction_response.hpp"

#include <utility>

#include "gateway/fhir/operation_outcome.hpp"

namespace dmpgw::fhir {
namespace {

json::Value object() { return json::Value(json::Object{}); }

json::Value response_of(const EntryResult& entry, const std::string& last_modified) {
    json::Value response = object();
    response.set("status", entry.created ? "201 Created" : "200 OK");
    if (!entry.id.empty()) {
        const std::string version = std::to_string(entry.version);
        response.set("location", entry.type + "/" + entry.id + "/_history/" + version);
        response.set("etag", "W/\"" + version + "\"");
    }
    if (!last_modified.empty()) response.set("lastModified", last_modified);
    return response;
}

}  // namespace

json::Value transaction_response(const TransactionReceipt& receipt) {
    json::Value entries(json::Array{});
    for (std::size_t i = 0; i < receipt.entries.size(); ++i) {
        json::Value response = response_of(receipt.entries[i], receipt.last_modified);
        if (i == 0 && !receipt.warnings.empty()) {
            response.set("outcome", operation_outcome(receipt.warnings));
        }
        entries.push(object().set("response", std::move(response)));
    }
    json::Value self = object();
    self.set("relation", "self").set("url", receipt.base_url);
    json::Value bundle = object();
    bundle.set("resourceType", "Bundle").set("type", "transaction-response");
    bundle.set("link", json::Array{std::move(self)}).set("entry", std::move(entries));
    return bundle;
}

}  // namespace dmpgw::fhir
