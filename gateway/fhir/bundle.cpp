// FHIR R4 bundle.html and http.html#transaction, as far as ITI-65 uses them.
#include "gateway/fhir/bundle.hpp"

#include <array>

#include "gateway/base/identifiers.hpp"
#include "gateway/fhir/bundle_rules.hpp"
#include "gateway/fhir/findings.hpp"
#include "gateway/fhir/reference.hpp"

namespace dmpgw::fhir {
namespace {

std::string entry_path(std::size_t index) { return "Bundle.entry[" + std::to_string(index) + "]"; }

bool is_full_url(std::string_view text) {
    if (is_urn_uuid(text) || is_urn_oid(text)) return true;
    const bool web = text.starts_with("http://") || text.starts_with("https://");
    return web && text.find_first_of(" \t\r\n\"<>\\") == std::string_view::npos;
}

bool method_fits(std::string_view method, std::string_view type) {
    if (method == "POST") return true;
    if (method == "PUT") return type == "List" || type == "Patient";
    if (method == "PATCH") return type == "Parameters";
    return method == "GET" && type == "Patient";
}

// The name of an event handler at `at`, as in `onclick =`: an attribute whose name starts with "on".
bool is_event_handler(std::string_view text, std::size_t at) {
    if (!text.substr(at).starts_with("on")) return false;
    if (at == 0 || std::string_view(" \t\r\n/\"'").find(text[at - 1]) == std::string_view::npos) return false;
    // No attribute of HTML has a longer name: the look ahead stays short, the whole walk linear.
    constexpr std::size_t longest_name = 40;
    for (std::size_t i = at + 2; i < text.size() && i < at + longest_name; ++i) {
        const char c = text[i];
        if (c == '=') return true;
        if ((c < 'a' || c > 'z') && std::string_view(" \t\r\n").find(c) == std::string_view::npos) return false;
    }
    return false;
}

// What no narrative may hold (txt-1). We never show a narrative, so a coarse look is enough: it refuses
// what could only be meant to hurt a reader further on.
bool is_active_narrative(std::string_view div) {
    static constexpr std::array<std::string_view, 9> signs = {
        "<!", "<?", "<script", "<iframe", "<object", "<embed", "<form", "javascript:", "<style"};
    const std::string lower = to_lower(div);
    for (const std::string_view sign : signs) {
        if (lower.find(sign) != std::string::npos) return true;
    }
    bool in_tag = false;
    for (std::size_t i = 0; i < lower.size(); ++i) {
        if (lower[i] == '<') in_tag = true;
        if (lower[i] == '>') in_tag = false;
        if (in_tag && is_event_handler(lower, i)) return true;
    }
    return false;
}

void check_resource(const json::Value& resource, const std::string& where, Findings& findings) {
    if (resource.has("id") && !is_id(resource["id"].as_string())) {
        add_finding(findings, finding(rules::resource_id, where + ".id", resource["id"].as_string()));
    }
    const json::Array& inner = resource["contained"].as_array();
    if (inner.size() > max_contained) {
        add_finding(findings, finding(rules::contained_many, where + ".contained", std::to_string(inner.size())));
    }
    for (std::size_t i = 0; i < inner.size(); ++i) {
        const std::string place = where + ".contained[" + std::to_string(i) + "]";
        if (inner[i].has("contained")) add_finding(findings, finding(rules::contained_in_contained, place));
        if (is_active_narrative(inner[i]["text"]["div"].as_string())) {
            add_finding(findings, finding(rules::narrative_active, place + ".text.div"));
        }
    }
    if (is_active_narrative(resource["text"]["div"].as_string())) {
        add_finding(findings, finding(rules::narrative_active, where + ".text.div"));
    }
}

// The request of one entry. Fills method, url, type and id.
void check_request(const json::Value& request, Entry& entry, Findings& findings) {
    const std::string where = entry_path(entry.index) + ".request";
    entry.method = request["method"].as_string();
    entry.url = request["url"].as_string();
    if (entry.method.empty() || entry.url.empty()) {
        add_finding(findings, finding(rules::request_missing, where));
        return;
    }
    for (const char* name : {"ifNoneMatch", "ifModifiedSince", "ifMatch", "ifNoneExist"}) {
        if (request.has(name)) {
            add_finding(findings, finding(rules::conditional_not_supported, where + "." + name));
        }
    }
    // A urn:uuid: equal to the fullUrl says "this entry": older MHD sources write it.
    if (entry.url == entry.full_url && is_urn_uuid(entry.url)) return;
    if (entry.url.find('?') != std::string::npos) {
        add_finding(findings, finding(rules::conditional_not_supported, where + ".url", entry.url));
        return;
    }
    std::string type = entry.url;
    std::string id;
    if (entry.url.find('/') != std::string::npos) {
        const auto reference = read_rest_reference(entry.url);
        if (!reference || !reference->base.empty() || !reference->version.empty()) {
            add_finding(findings, finding(rules::request_url, where + ".url", entry.url));
            return;
        }
        type = reference->type;
        id = reference->id;
    }
    if (!is_type_name(type)) {
        add_finding(findings, finding(rules::request_url, where + ".url", entry.url));
        return;
    }
    if (entry.method == "GET" && entry.type.empty()) entry.type = type;
    const bool patch = entry.method == "PATCH";
    const std::string_view named = patch ? std::string_view("DocumentReference") : std::string_view(entry.type);
    if (!named.empty() && type != named) {
        add_finding(findings, finding(rules::request_url_type, where + ".url", entry.url));
    }
    if (!id.empty()) entry.id = id;
}

Entry read_entry(const json::Value& value, std::size_t index, Findings& findings) {
    Entry entry;
    entry.index = index;
    if (!value.is_object()) {
        add_finding(findings, finding(rules::entry_not_object, entry_path(index)));
        return entry;
    }
    entry.full_url = value["fullUrl"].as_string();
    if (value.has("fullUrl") && !is_full_url(entry.full_url)) {
        add_finding(findings, finding(rules::full_url_form, entry_path(index) + ".fullUrl", entry.full_url));
    }
    const json::Value& resource = value["resource"];
    entry.type = resource["resourceType"].as_string();
    entry.id = resource["id"].as_string();
    if (resource.is_object()) entry.resource = &resource;
    check_request(value["request"], entry, findings);
    if (entry.method == "GET" ? entry.type.empty() : !is_type_name(resource["resourceType"].as_string())) {
        add_finding(findings, finding(rules::resource_missing, entry_path(index) + ".resource"));
        return entry;
    }
    if (!entry.method.empty() && !method_fits(entry.method, entry.type)) {
        add_finding(findings, finding(rules::method_not_allowed, entry_path(index) + ".request.method", entry.method));
    }
    const std::string_view inner = resource["type"].as_string();
    if (entry.type == "Bundle" && (inner == "transaction" || inner == "batch")) {
        add_finding(findings, finding(rules::nested_bundle, entry.where(), inner));
    }
    if (resource.is_object()) check_resource(resource, entry.where(), findings);
    return entry;
}

}  // namespace

std::string Entry::where() const { return entry_path(index) + ".resource"; }

Result<Bundle> Bundle::read(const json::Value& tree, const BundleLimits& limits) {
    if (tree["resourceType"].as_string() != "Bundle") {
        return refuse(rules::not_a_bundle, "Bundle", tree["resourceType"].as_string());
    }
    if (tree["type"].as_string() != "transaction") {
        return refuse(rules::not_a_transaction, "Bundle.type", tree["type"].as_string());
    }
    const json::Array& items = tree["entry"].as_array();
    if (items.empty()) return refuse(rules::bundle_empty, "Bundle.entry");
    if (items.size() > limits.entries) {
        return refuse(rules::too_many_entries, "Bundle.entry", std::to_string(items.size()));
    }
    Bundle bundle;
    bundle.tree_ = &tree;
    bundle.entries_.reserve(items.size());
    Findings& findings = bundle.findings_;
    for (std::size_t i = 0; i < items.size(); ++i) {
        Entry entry = read_entry(items[i], i, findings);
        if (!entry.full_url.empty() && !bundle.by_url_.emplace(entry.full_url, i).second) {
            add_finding(findings, finding(rules::full_url_twice, entry_path(i) + ".fullUrl", entry.full_url));
        }
        if (!entry.type.empty() && !entry.id.empty()) {
            bundle.by_type_and_id_.emplace(entry.type + "/" + entry.id, i);
        }
        bundle.entries_.push_back(std::move(entry));
    }
    return bundle;
}

const Entry* Bundle::resolve(std::string_view reference, const Entry& from) const {
    if (reference.empty() || reference.front() == '#') return nullptr;
    if (const auto found = by_url_.find(reference); found != by_url_.end()) return &entries_[found->second];
    const auto rest = read_rest_reference(reference);
    if (!rest || !rest->base.empty()) return nullptr;
    const std::string local = rest->type + "/" + rest->id;
    if (const auto base = read_rest_reference(from.full_url); base && !base->base.empty()) {
        const auto found = by_url_.find(base->base + "/" + local);
        if (found != by_url_.end()) return &entries_[found->second];
    }
    const auto found = by_type_and_id_.find(local);
    return found == by_type_and_id_.end() ? nullptr : &entries_[found->second];
}

}  // namespace dmpgw::fhir
