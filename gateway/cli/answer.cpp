#include "gateway/cli/answer.hpp"

#include <fmt/format.h>

#include "gateway/base/encoding.hpp"
#include "gateway/http/message.hpp"

namespace dmpgw::cli {
namespace {

constexpr Rule refused{"CLI_REFUSED",
                       FailureKind::invalid,
                       "",
                       "The gateway refused.",
                       "La passerelle a refusé.",
                       "Correct what its answer names.",
                       "Corrigez ce que nomme sa réponse.",
                       ""};

std::string http_status(unsigned status) {
    return fmt::format("HTTP {} {}", status, http::reason_phrase(status));
}

std::string_view last_segment(std::string_view text) {
    return text.substr(text.rfind(':') + 1);
}

/// The first element of that name in the tree under `from`, depth first without recursion.
const xml::Element* find_element(const xml::Element& from, std::string_view ns,
                                 std::string_view local) {
    std::vector<const xml::Element*> open{&from};
    while (!open.empty()) {
        const xml::Element* element = open.back();
        open.pop_back();
        if (element->is(ns, local)) return element;
        const auto children = element->children();
        open.insert(open.end(), children.rbegin(), children.rend());
    }
    return nullptr;
}

Verdict judge_fault(const xml::Element& fault, unsigned status) {
    Verdict verdict{false, fmt::format("SOAP fault, {}", http_status(status)), {}};
    const std::string_view ns = fault.namespace_uri();
    const bool soap12 = ns == soap::ns_soap12;
    if (const auto* reason =
            fault.child(soap12 ? ns : std::string_view(), soap12 ? "Reason" : "faultstring")) {
        if (!soap12) verdict.lines.emplace_back(reason->text());
        for (const xml::Element* text : reason->children())
            verdict.lines.emplace_back(text->text());
    }
    return verdict;
}

bool is_json(const http::ClientResponse& response) {
    const auto type = http::parse_media_type(response.field("Content-Type"));
    return type && type->type.ends_with("json");
}

}  // namespace

// ------------------------------------------------------------------------------------------------
// SOAP

struct SoapAnswer::Buffer final : soap::ByteSink {
    std::string bytes;
    Result<void> append(std::string_view more) override {
        bytes += more;
        return {};
    }
    Result<void> finish() override { return {}; }
};

SoapAnswer::SoapAnswer() = default;
SoapAnswer::~SoapAnswer() = default;

Result<soap::ByteSink*> SoapAnswer::part(std::size_t index) {
    auto& buffer = parts_[index];
    buffer = std::make_unique<Buffer>();
    return buffer.get();
}

soap::ByteSink* SoapAnswer::inline_text(const xml::Element& element) {
    if (!element.is(ns_xdsb, "Document")) return nullptr;
    auto& buffer = inline_[&element];
    buffer = std::make_unique<Buffer>();
    return buffer.get();
}

bool SoapAnswer::takes_include(const xml::Element& parent) const {
    return parent.is(ns_xdsb, "Document");
}

Result<std::unique_ptr<SoapAnswer>> SoapAnswer::read(const http::ClientResponse& response) {
    auto answer = std::make_unique<SoapAnswer>();
    auto reader = soap::MessageReader::open(response.field("Content-Type"), {}, {}, {}, *answer);
    if (!reader) return reader.error();
    if (auto fed = (*reader)->feed(response.body); !fed) return fed.error();
    auto message = (*reader)->finish();
    if (!message) return message.error();
    answer->message_ = *std::move(message);
    return answer;
}

std::string SoapAnswer::document(const xml::Element& element) {
    if (const auto* include = element.child(soap::ns_xop, "Include")) {
        const auto index = message_->references.part_of(include->attribute("href"));
        const auto found = index ? parts_.find(*index) : parts_.end();
        return found == parts_.end() ? std::string() : found->second->bytes;
    }
    const auto found = inline_.find(&element);
    return found == inline_.end() ? std::string() : found->second->bytes;
}

Verdict judge_soap(const xml::Element& payload, unsigned status) {
    if (payload.local_name() == "Fault") return judge_fault(payload, status);
    Verdict verdict;
    // RetrieveDocumentSetResponse has its RegistryResponse inside, the others are one.
    const xml::Element* response = payload.child(ns_rs, "RegistryResponse");
    if (response == nullptr) response = &payload;
    const std::string_view code = last_segment(response->attribute("status"));
    verdict.success = status == 200 && (code == "Success" || code == "PartialSuccess");
    verdict.summary = code.empty() ? http_status(status) : std::string(code);
    if (const auto* list = find_element(payload, ns_rs, "RegistryErrorList")) {
        for (const xml::Element* error : list->children()) {
            verdict.lines.push_back(
                fmt::format("{} {}: {}", last_segment(error->attribute("severity")),
                            error->attribute("errorCode"), error->attribute("codeContext")));
        }
    }
    return verdict;
}

// ------------------------------------------------------------------------------------------------
// FHIR

Verdict judge_fhir(const json::Value& resource, unsigned status) {
    Verdict verdict{status >= 200 && status < 300, http_status(status), {}};
    const std::string_view type = resource["resourceType"].as_string();
    if (type == "OperationOutcome") {
        for (const json::Value& issue : resource["issue"].as_array()) {
            const std::string_view text = issue["details"]["text"].as_string();
            verdict.lines.push_back(fmt::format(
                "{} {}: {}{}{}", issue["severity"].as_string(), issue["code"].as_string(),
                text.empty() ? issue["diagnostics"].as_string() : text,
                issue["expression"].size() > 0 ? " at " : "", issue["expression"][0].as_string()));
        }
    } else if (type == "Bundle") {
        for (const json::Value& entry : resource["entry"].as_array()) {
            const json::Value& response = entry["response"];
            if (!response.is_object()) continue;
            verdict.lines.push_back(fmt::format("{} {}", response["status"].as_string(),
                                                response["location"].as_string()));
        }
    }
    return verdict;
}

Verdict judge(const http::ClientResponse& response) {
    if (is_json(response)) {
        const auto resource = json::parse(response.body);
        if (resource) return judge_fhir(*resource, response.status);
        return {false, http_status(response.status) + ", with a body that is not JSON", {}};
    }
    if (auto answer = SoapAnswer::read(response))
        return judge_soap((*answer)->payload(), response.status);
    // No body to read: a created or updated resource may come without one.
    const bool success = response.status >= 200 && response.status < 300 && response.body.empty();
    return {success, http_status(response.status), {}};
}

Failure failure_of(const Verdict& verdict) {
    std::string detail = verdict.summary;
    for (const std::string& line : verdict.lines)
        detail += "; " + line;
    return refuse(refused, "", "", detail);
}

}  // namespace dmpgw::cli
