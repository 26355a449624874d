#include "conformance/request_builder.hpp"

#include "conformance/rules.hpp"
#include "gateway/base/text.hpp"

namespace dmpgw::conformance {
namespace {

constexpr std::string_view root_id = "root@conformance.invalid";

void set_header(Request& request, std::string_view name, std::string value) {
    for (http::Field& field : request.headers) {
        if (equals_ignoring_case(field.name, name))
            return;  // what the scenario says goes before what we make
    }
    request.headers.push_back({std::string(name), std::move(value)});
}

}  // namespace

Result<std::string> apply_edit(std::string text, const Edit& edit) {
    std::size_t at = 0;
    std::size_t done = 0;
    while ((at = text.find(edit.from, at)) != std::string::npos) {
        std::size_t end = at + edit.from.size();
        if (!edit.to.empty()) {
            const std::size_t to = text.find(edit.to, end);
            if (to == std::string::npos) break;
            end = to + edit.to.size();
        }
        if (++done > 1 && !edit.all)
            return refuse(rules::edit_without_effect, "edit", edit.from, "there more than once");
        text.replace(at, end - at, edit.put);
        at += edit.put.size();
    }
    if (done == 0) return refuse(rules::edit_without_effect, "edit", edit.from, "not there");
    return text;
}

Result<std::string> RequestBuilder::url_of(const Send& send, const Variables& variables) const {
    if (!send.url.empty()) {
        auto url = expander_.expand(send.url, variables);
        if (!url) return url.error();
        if (url->starts_with("http://") || url->starts_with("https://")) return url;
        if (url->starts_with("/")) return endpoints_.base + *url;
        return endpoints_.fhir + "/" + *url;
    }
    auto path = expander_.expand(send.path, variables);
    if (!path) return path.error();
    const std::string& to = send.to == "registry"     ? endpoints_.registry
                            : send.to == "repository" ? endpoints_.repository
                            : send.to == "fhir"       ? endpoints_.fhir
                                                      : endpoints_.base;
    return to + *path;
}

Result<void> RequestBuilder::package(const Mtom& mtom, const Variables& variables,
                                     Request& request) const {
    const std::string boundary = "conformance_" + variables.at("boundary");
    std::string body =
        "--" + boundary +
        "\r\nContent-Type: application/xop+xml; charset=UTF-8; type=\"application/soap+xml\""
        "\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <" +
        std::string(root_id) + ">\r\n\r\n" + request.body;
    for (const MtomPart& part : mtom.parts) {
        auto id = expander_.expand(part.content_id, variables);
        if (!id) return id.error();
        auto file = expander_.expand(part.file, variables);
        if (!file) return file.error();
        auto bytes =
            part.file.empty() ? expander_.expand(part.text, variables) : files_.read(*file);
        if (!bytes) return bytes.error();
        body += "\r\n--" + boundary + "\r\nContent-Type: " +
                (part.content_type.empty() ? "application/octet-stream" : part.content_type) +
                "\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <" + *id + ">\r\n\r\n" +
                *bytes;
    }
    if (mtom.closed) body += "\r\n--" + boundary + "--\r\n";
    request.body = std::move(body);
    auto action = expander_.expand(mtom.action, variables);
    if (!action) return action.error();
    std::string type = "multipart/related; type=\"application/xop+xml\"; start=\"<" +
                       std::string(root_id) + ">\"; start-info=\"application/soap+xml\"";
    if (mtom.boundary_told) type += "; boundary=\"" + boundary + "\"";
    if (!action->empty()) type += "; action=\"" + *action + "\"";
    set_header(request, "Content-Type", std::move(type));
    return {};
}

Result<Request> RequestBuilder::build(const Send& send, const Variables& variables) const {
    Request request;
    request.method = send.method;
    request.raw = send.raw;
    auto url = url_of(send, variables);
    if (!url) return url.error();
    request.url = *std::move(url);
    for (const http::Field& field : send.headers) {
        auto value = expander_.expand(field.value, variables);
        if (!value) return value.error();
        request.headers.push_back({field.name, *std::move(value)});
    }
    auto file = expander_.expand(send.file, variables);
    if (!file) return file.error();
    auto body = file->empty() ? expander_.expand(send.text, variables)
                              : expander_.expand("${include:" + *file + "}", variables);
    if (!body) return body.error();
    for (const Edit& edit : send.edits) {
        auto from = expander_.expand(edit.from, variables);
        auto to = expander_.expand(edit.to, variables);
        auto put = expander_.expand(edit.put, variables);
        for (const auto* text : {&from, &to, &put}) {
            if (!*text) return text->error();
        }
        body = apply_edit(*std::move(body), {*from, *to, *put, edit.all});
        if (!body) return body.error();
    }
    request.body = *std::move(body);
    if (send.mtom) {
        Variables with_boundary = variables;
        auto boundary = expander_.expand("${new_uuid}", variables);
        if (!boundary) return boundary.error();
        with_boundary["boundary"] = *boundary;
        if (auto packed = package(*send.mtom, with_boundary, request); !packed)
            return packed.error();
    }
    return request;
}

}  // namespace dmpgw::conformance
