#include "gateway/fhir/searchset.hpp"

#include <utility>

#include "gateway/fhir/operation_outcome.hpp"

namespace dmpgw::fhir {
namespace {

json::Value object() { return json::Value(json::Object{}); }

json::Value link(std::string_view relation, const std::string& url) {
    return object().set("relation", relation).set("url", url);
}

}  // namespace

json::Value searchset(std::vector<json::Value> resources, const SearchsetContext& context) {
    json::Value bundle = object();
    bundle.set("resourceType", "Bundle").set("type", "searchset");
    if (!context.last_updated.empty()) bundle.set("meta", object().set("lastUpdated", context.last_updated));
    if (context.total) bundle.set("total", *context.total);
    json::Value links(json::Array{});
    if (!context.self.empty()) links.push(link("self", context.self));
    if (!context.next.empty()) links.push(link("next", context.next));
    if (links.size() > 0) bundle.set("link", std::move(links));
    json::Value entries(json::Array{});
    for (json::Value& resource : resources) {
        json::Value entry = object();
        std::string url = context.base_url + "/";
        url.append(resource["resourceType"].as_string()).append("/").append(resource["id"].as_string());
        entry.set("fullUrl", std::move(url)).set("resource", std::move(resource));
        entry.set("search", object().set("mode", "match"));
        entries.push(std::move(entry));
    }
    if (!context.warnings.empty()) {
        json::Value entry = object();
        entry.set("resource", operation_outcome(context.warnings));
        entries.push(std::move(entry.set("search", object().set("mode", "outcome"))));
    }
    // FHIR forbids an empty array.
    if (entries.size() > 0) bundle.set("entry", std::move(entries));
    return bundle;
}

}  // namespace dmpgw::fhir
