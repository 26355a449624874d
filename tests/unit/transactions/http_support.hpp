// Requests without a socket: a body in memory that comes in pieces and may break off, and the samples.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "gateway/http/body_stream.hpp"
#include "gateway/http/handler.hpp"
#include "gateway/json/value.hpp"
#include "tests/unit/transactions/test_gateway.hpp"

namespace dmpgw::transactions::test {

inline constexpr Rule broken_off{"BROKEN_OFF", FailureKind::malformed, "", "The body broke off", "Le corps est incomplet",
                                 "Send it again", "Renvoyez-le", "RFC 9112 8"};

/// Pieces of `size` bytes; from piece number `fails_at` on (counted from 0) reading fails, and stays failed.
class MemoryBody final : public http::BodyReader {
  public:
    explicit MemoryBody(std::string bytes, std::size_t size = 4096, std::optional<std::size_t> fails_at = std::nullopt)
        : bytes_(std::move(bytes)), size_(size), fails_at_(fails_at) {}
    http::Task<Result<std::string_view>> read() override {
        if (fails_at_ && pieces_ >= *fails_at_) co_return refuse(broken_off, "body");
        ++pieces_;
        // Each piece lies in the same place, as in a connection's buffer: a view that is kept shows.
        piece_ = bytes_.substr(std::min(at_, bytes_.size()), size_);
        at_ += piece_.size();
        co_return std::string_view(piece_);
    }
    std::size_t pieces() const { return pieces_; }

  private:
    std::string bytes_;
    std::string piece_;
    std::size_t size_;
    std::optional<std::size_t> fails_at_;
    std::size_t at_ = 0;
    std::size_t pieces_ = 0;
};

struct Exchange {
    std::string method = "GET";
    std::string target = "/";
    std::vector<http::Field> fields;
    std::string body;
    std::size_t piece = 4096;
    std::optional<std::size_t> fails_at;
};

struct Answer {
    unsigned status = 0;
    std::vector<http::Field> fields;
    std::string body;
    std::size_t pieces_read = 0;

    std::string field(std::string_view name) const {
        for (const http::Field& f : fields) {
            if (f.name == name) return f.value;
        }
        return "";
    }
    json::Value json() const {
        auto value = json::parse(body);
        EXPECT_TRUE(value) << body;
        return value ? *value : json::Value();
    }
    /// The first rule that an OperationOutcome names, or "none".
    bool names(std::string_view text) const { return body.find(text) != std::string::npos; }
};

inline std::string drain(TestGateway& gateway, const std::vector<http::BodyPiece>& pieces) {
    std::string text;
    for (const http::BodyPiece& piece : pieces) {
        if (const auto* bytes = std::get_if<std::string>(&piece)) {
            text += *bytes;
            continue;
        }
        if (const auto* stream = std::get_if<std::shared_ptr<http::BodyStream>>(&piece)) {
            while (true) {
                const std::string next = gateway.run((*stream)->next());
                if (next.empty()) break;
                text += next;
            }
            continue;
        }
        http::BodySource& source = *std::get<std::shared_ptr<http::BodySource>>(piece);
        const std::uint64_t size = source.size();
        const std::size_t before = text.size();
        char buffer[1000];
        while (const std::size_t n = source.read(buffer, sizeof buffer)) text.append(buffer, n);
        EXPECT_EQ(text.size() - before, size) << "a body source must be as long as it says";
    }
    return text;
}

/// What a handler answers, its body still to be read.
template <class Handler>
http::Response respond(TestGateway& gateway, Services& services, Handler&& handler, const Exchange& sent,
                       std::size_t* pieces_read = nullptr) {
    MemoryBody body(sent.body, sent.piece, sent.fails_at);
    http::Request request;
    request.head.method = sent.method;
    request.head.target = sent.target;
    request.head.fields = sent.fields;
    request.head.content_length = sent.body.size();
    request.request_id = "request-1";
    request.peer_address = "192.0.2.7";
    request.body = &body;
    http::Response response = [&] {
        if constexpr (std::is_invocable_v<Handler, http::Request&, Services&>) return gateway.run(handler(request, services));
        else return gateway.run(handler(request));
    }();
    if (pieces_read != nullptr) *pieces_read = body.pieces();
    return response;
}

template <class Handler>
Answer exchange(TestGateway& gateway, Services& services, Handler&& handler, const Exchange& sent) {
    std::size_t pieces = 0;
    http::Response response = respond(gateway, services, std::forward<Handler>(handler), sent, &pieces);
    return {response.status, std::move(response.fields), drain(gateway, response.body), pieces};
}

template <class Handler>
Answer exchange(TestGateway& gateway, Handler&& handler, const Exchange& sent) {
    return exchange(gateway, gateway.services(), std::forward<Handler>(handler), sent);
}

inline std::string sample_file(const std::string& name) {
    const std::filesystem::path path = std::filesystem::path(DMPGW_SOURCE_DIR) / "samples" / name;
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline const std::vector<std::string>& sample_names() {
    static const std::vector<std::string> names = {"ldl-ses-2022.01", "cr-bio-2024.01", "cda-n1-pdf"};
    return names;
}

inline Exchange mtom_sample(const std::string& name) {
    std::string type = sample_file("iti41/" + name + ".mtom.headers");
    type.erase(0, std::string_view("Content-Type: ").size());
    while (!type.empty() && (type.back() == '\n' || type.back() == '\r')) type.pop_back();
    return {"POST", "/xds/repository", {{"Content-Type", type}}, sample_file("iti41/" + name + ".mtom"), 4096, {}};
}

inline Exchange soap_message(const std::string& path, std::string body) {
    return {"POST", path, {{"Content-Type", "application/soap+xml; charset=UTF-8"}}, std::move(body), 4096, {}};
}

/// The same message as the root of an MTOM package without further parts.
inline Exchange as_mtom(Exchange sent) {
    sent.fields = {{"Content-Type",
                    "multipart/related; boundary=b; type=\"application/xop+xml\"; start=\"<root@test>\"; "
                    "start-info=\"application/soap+xml\""}};
    sent.body = "--b\r\nContent-Type: application/xop+xml; charset=UTF-8; type=\"application/soap+xml\"\r\n"
                "Content-ID: <root@test>\r\n\r\n" + sent.body + "\r\n--b--\r\n";
    return sent;
}

inline Exchange inline_sample(const std::string& name) {
    return soap_message("/xds/repository", sample_file("iti41/" + name + ".inline.xml"));
}

inline Exchange fhir_message(const std::string& method, const std::string& target, std::string body) {
    return {method, target, {{"Content-Type", "application/fhir+json"}}, std::move(body), 4096, {}};
}

inline Exchange bundle_sample(const std::string& name) {
    return fhir_message("POST", "/fhir", sample_file("iti65/" + name + ".json"));
}

inline Exchange get(const std::string& target, std::vector<http::Field> fields = {}) {
    return {"GET", target, std::move(fields), "", 4096, {}};
}

inline json::Value sample_metadata(const std::string& name) {
    return json::parse(sample_file("documents/" + name + ".metadata.json")).value();
}

/// A URL of this gateway as a path: what a client that follows it would send.
inline std::string path_of_url(std::string_view url) {
    const std::size_t host = url.find("://");
    return std::string(host == std::string_view::npos ? url : url.substr(url.find('/', host + 3)));
}

/// The logical id in a location, without its version.
inline std::string id_of(std::string_view location) {
    const std::size_t history = location.find("/_history");
    location = location.substr(0, history);
    return std::string(location.substr(location.rfind('/') + 1));
}

/// Where the answer to a bundle says that its first entry of this type went.
inline std::string location_of(const json::Value& answer, std::string_view type) {
    for (const json::Value& entry : answer["entry"].as_array()) {
        const std::string_view location = entry["response"]["location"].as_string();
        if (location.find(std::string(type) + "/") != std::string_view::npos) return std::string(location);
    }
    return "none";
}

}  // namespace dmpgw::transactions::test
