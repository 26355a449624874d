#include "gateway/cli/payload.hpp"

#include <algorithm>
#include <array>
#include <fstream>

#include "gateway/base/limits.hpp"
#include "gateway/base/text.hpp"
#include "gateway/xds/vocabulary.hpp"

namespace dmpgw::cli {
namespace {

constexpr Rule unknown_content{"CLI_UNKNOWN_CONTENT",
                               FailureKind::unsupported,
                               "",
                               "This is nothing that dmpgw can send.",
                               "Ce fichier n'est rien que dmpgw sache envoyer.",
                               "Give a SOAP request (any that /xds takes; XML or MTOM), "
                               "or a FHIR transaction Bundle or Patient in JSON.",
                               "Donnez une requête SOAP (de celles que /xds accepte ; XML ou "
                               "MTOM), ou un Bundle de transaction ou un Patient "
                               "FHIR en JSON.",
                               ""};

constexpr Rule fhir_xml{"CLI_FHIR_XML",
                        FailureKind::unsupported,
                        "",
                        "This is FHIR in XML, which this release does not take.",
                        "C'est du FHIR en XML, que cette version n'accepte pas.",
                        "Send the same resource in JSON.",
                        "Envoyez la même ressource en JSON.",
                        ""};

struct SoapRequest {
    std::string_view element;  ///< local name of the Body's child
    std::string_view action;   ///< wsa:Action, which tells apart transactions of one element
    std::string_view transaction;
    std::string_view target;
};
// Of several rows with one element, the first is what a message without an Action means.
constexpr std::array soap_requests = {
    SoapRequest{"ProvideAndRegisterDocumentSetRequest", xds::action::provide_and_register, "ITI-41", "/xds/repository"},
    SoapRequest{"RetrieveDocumentSetRequest", xds::action::retrieve, "ITI-43", "/xds/repository"},
    SoapRequest{"RetrieveDocumentSetRequest", xds::action::cross_gateway_retrieve, "ITI-39", "/xds/gateway"},
    SoapRequest{"RemoveDocumentsRequest", xds::action::remove_documents, "ITI-86", "/xds/repository"},
    SoapRequest{"SubmitObjectsRequest", xds::action::register_set, "ITI-42", "/xds/registry"},
    SoapRequest{"SubmitObjectsRequest", xds::action::update, "ITI-57", "/xds/registry"},
    SoapRequest{"SubmitObjectsRequest", xds::action::register_on_demand, "ITI-61", "/xds/registry"},
    SoapRequest{"SubmitObjectsRequest", xds::action::restricted_update, "ITI-92", "/xds/registry"},
    SoapRequest{"RemoveObjectsRequest", xds::action::delete_set, "ITI-62", "/xds/registry"},
    SoapRequest{"AdhocQueryRequest", xds::action::stored_query, "ITI-18", "/xds/registry"},
    SoapRequest{"AdhocQueryRequest", xds::action::multi_patient_query, "ITI-51", "/xds/registry"},
    SoapRequest{"AdhocQueryRequest", xds::action::cross_gateway_query, "ITI-38", "/xds/gateway"},
    SoapRequest{"PRPA_IN201301UV02", xds::action::patient_added, "ITI-44", "/xds/identity"},
    SoapRequest{"PRPA_IN201302UV02", xds::action::patient_revised, "ITI-44", "/xds/identity"},
    SoapRequest{"PRPA_IN201304UV02", xds::action::patients_merged, "ITI-44", "/xds/identity"},
};

/// Whether the text of some element in `header` is this Action; spaces around it count for nothing.
bool says_action(std::string_view header, std::string_view action) {
    for (std::size_t at = header.find(action); at != std::string_view::npos; at = header.find(action, at + 1)) {
        const std::string_view before = header.substr(0, at);
        const std::string_view after = header.substr(at + action.size());
        const std::size_t last = before.find_last_not_of(" \t\r\n");
        const std::size_t next = after.find_first_not_of(" \t\r\n");
        if (last != std::string_view::npos && before[last] == '>' && next != std::string_view::npos && after[next] == '<') {
            return true;
        }
    }
    return false;
}

/// The request of a SOAP envelope: the known element that begins first after the start of the Body, under the Action
/// of its header. A scan is enough here: the server reads with care, and the file may be too large for a tree.
const SoapRequest* find_request(std::string_view text) {
    const SoapRequest* best = nullptr;
    std::size_t first = std::string_view::npos;
    const std::size_t body = text.find("Body");
    if (body == std::string_view::npos) return nullptr;
    for (const SoapRequest& request : soap_requests) {
        const std::size_t at = text.find(request.element, body);
        if (at < first && at > 0 && (text[at - 1] == '<' || text[at - 1] == ':')) {
            first = at;
            best = &request;
        }
    }
    if (best == nullptr) return nullptr;
    for (const SoapRequest& request : soap_requests) {
        if (request.element == best->element && says_action(text.substr(0, body), request.action)) return &request;
    }
    return best;
}

/// The value of a JSON string member of the outermost object, from a scan that knows strings and
/// depth.
std::string_view top_member(std::string_view text, std::string_view name) {
    int depth = 0;
    std::string_view key;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') {
            const std::size_t begin = i + 1;
            for (i = begin; i < text.size() && text[i] != '"'; ++i) {
                if (text[i] == '\\') ++i;
            }
            const std::string_view string = text.substr(begin, i - std::min(begin, i));
            if (depth == 1 && key == name) return string;
            if (depth == 1) key = string;
        } else if (text[i] == '{' || text[i] == '[') {
            ++depth;
        } else if (text[i] == '}' || text[i] == ']') {
            --depth;
        } else if (text[i] == ',' && depth == 1) {
            key = {};
        }
    }
    return {};
}

std::string content_type_of(std::string_view headers) {
    std::string value;
    bool wanted = false;
    for (std::string_view line : split(headers, '\n')) {
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.starts_with(' ') || line.starts_with('\t')) {
            if (wanted) value.append(" ").append(trim(line));
            continue;
        }
        const std::size_t colon = line.find(':');
        wanted = colon != std::string_view::npos &&
                 equals_ignoring_case(trim(line.substr(0, colon)), "content-type");
        if (wanted) value = trim(line.substr(colon + 1));
    }
    return value;
}

Result<Payload> recognise_mtom(std::string_view head, std::string_view headers) {
    const SoapRequest* request = find_request(head);
    if (request == nullptr) return refuse(unknown_content, "");
    std::string type = content_type_of(headers);
    if (type.empty()) {
        std::string_view line = head.substr(0, head.find('\n'));
        if (line.ends_with('\r')) line.remove_suffix(1);
        const std::string boundary(trim(line.substr(2)));
        if (boundary.find_first_of("\"\\") != std::string::npos)
            return refuse(unknown_content, "", boundary);
        type =
            "multipart/related; type=\"application/xop+xml\"; start-info=\"application/soap+xml\"; "
            "boundary=\"" +
            boundary + "\"";
    }
    return Payload{request->transaction, "POST", std::string(request->target), std::move(type)};
}

Result<Payload> recognise_xml(std::string_view head) {
    if (head.find("http://hl7.org/fhir") < head.find("Body")) return refuse(fhir_xml, "");
    const SoapRequest* request = find_request(head);
    if (request == nullptr) return refuse(unknown_content, "");
    const bool soap11 = head.find("http://schemas.xmlsoap.org/soap/envelope/") < head.find("Body");
    return Payload{request->transaction, "POST", std::string(request->target),
                   soap11 ? "text/xml; charset=UTF-8" : "application/soap+xml; charset=UTF-8"};
}

Result<Payload> recognise_json(std::string_view head) {
    constexpr const char* fhir_json = "application/fhir+json";
    const std::string_view type = top_member(head, "resourceType");
    if (type == "Bundle") return Payload{"ITI-65", "POST", "/fhir", fhir_json};
    if (type == "Patient") {
        const std::string_view id = top_member(head, "id");
        if (id.empty()) return Payload{"POST Patient", "POST", "/fhir/Patient", fhir_json};
        return Payload{"PUT Patient", "PUT", "/fhir/Patient/" + std::string(id), fhir_json};
    }
    return refuse(unknown_content, "", type);
}

}  // namespace

Result<Payload> recognise(std::string_view head, std::string_view headers) {
    std::string_view text = head;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    while (!text.empty() && trim(text.substr(0, 1)).empty())
        text.remove_prefix(1);
    if (text.starts_with("--")) return recognise_mtom(text, headers);
    if (text.starts_with('<')) return recognise_xml(text);
    if (text.starts_with('{')) return recognise_json(text);
    return refuse(unknown_content, "");
}

Result<Payload> recognise_file(const std::filesystem::path& file) {
    std::error_code error;
    std::ifstream stream(file, std::ios::binary);
    if (!stream || std::filesystem::is_directory(file, error))
        return refuse(file_unreadable, file.string());
    std::string head(1 * MiB, '\0');
    stream.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(stream.gcount()));
    std::ifstream companion(file.string() + ".headers", std::ios::binary);
    const std::string headers{std::istreambuf_iterator<char>(companion), {}};
    auto payload = recognise(head, headers);
    if (!payload) {
        Failure failure = payload.error();
        failure.findings.front().where = file.string();
        return failure;
    }
    return payload;
}

}  // namespace dmpgw::cli
