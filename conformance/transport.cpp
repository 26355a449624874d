#include "conformance/transport.hpp"

#include <charconv>

#include "conformance/rules.hpp"
#include "gateway/base/text.hpp"

namespace dmpgw::conformance {
namespace {

constexpr std::chrono::milliseconds quiet_after_answer{700};

std::string unreachable_detail(const Failure& failure) {
    return failure.first().what.en +
           (failure.first().value.empty() ? "" : " (" + failure.first().value + ")");
}

}  // namespace

Result<Reply> NetworkTransport::send(const Request& request) {
    auto url = http::parse_url(request.url);
    if (!url)
        return refuse(rules::server_unreachable, "URL", request.url, "not an http or https URL");
    http::ClientOptions& to = url->options;
    to.insecure = options_.insecure;
    to.ca_file = options_.ca_file;
    to.certificate = options_.certificate;
    to.private_key = options_.private_key;
    to.timeout = options_.timeout;
    if (request.raw) {
        auto bytes = exchange_bytes(to, request.body, quiet_after_answer);
        if (!bytes) return bytes.error();
        return read_raw_reply(*bytes);
    }
    // What parse_url leaves out of a path, a slash at its end, belongs to the request.
    const std::size_t authority = request.url.find("//") + 2;
    const std::size_t slash = request.url.find_first_of("/?", authority);
    std::string target = slash == std::string::npos ? "/" : request.url.substr(slash);
    if (target.starts_with('?')) target.insert(0, "/");
    const std::string key =
        (to.tls ? "https://" : "http://") + to.host + ":" + std::to_string(to.port);
    const auto client = clients_.try_emplace(key, to).first;
    auto answer = client->second.send(request.method, target, request.headers,
                                      std::string_view(request.body));
    if (!answer) {
        return refuse(rules::server_unreachable, request.method + " " + request.url, {},
                      unreachable_detail(answer.error()));
    }
    Reply reply;
    reply.status = answer->status;
    reply.headers = std::move(answer->fields);
    reply.body = std::move(answer->body);
    return reply;
}

Result<Reply> read_raw_reply(std::string_view bytes) {
    Reply reply;
    const auto malformed = [&](std::string_view detail) {
        return refuse(rules::answer_unreadable, "raw answer", bytes.substr(0, 80), detail);
    };
    reply.answers = 0;
    std::string_view rest = bytes;
    while (rest.starts_with("HTTP/1.")) {
        const std::size_t end = rest.find("\r\n\r\n");
        if (end == std::string_view::npos || rest.size() < 12)
            return malformed("the head does not end");
        unsigned status = 0;
        std::from_chars(rest.data() + 9, rest.data() + 12, status);
        std::vector<http::Field> fields;
        std::size_t length = std::string_view::npos;
        std::string_view head = rest.substr(0, end);
        for (std::size_t at = head.find("\r\n"); at != std::string_view::npos;) {
            const std::size_t next = head.find("\r\n", at + 2);
            const std::string_view line =
                head.substr(at + 2, next == std::string_view::npos ? next : next - at - 2);
            at = next;
            const std::size_t colon = line.find(':');
            if (colon == std::string_view::npos) return malformed("a header line has no colon");
            fields.push_back(
                {std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))});
            if (equals_ignoring_case(fields.back().name, "Content-Length")) {
                const std::string& digits = fields.back().value;
                std::from_chars(digits.data(), digits.data() + digits.size(), length);
            }
        }
        rest.remove_prefix(end + 4);
        const bool bodiless = (status >= 100 && status < 200) || status == 204 || status == 304;
        const std::string_view body = rest.substr(0, bodiless ? 0 : length);
        rest.remove_prefix(body.size());
        if (status >= 100 && status < 200) continue;
        if (++reply.answers == 1) {
            reply.status = status;
            reply.headers = std::move(fields);
            reply.body = body;
        }
    }
    return reply;
}

}  // namespace dmpgw::conformance
