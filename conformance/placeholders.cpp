#include "conformance/placeholders.hpp"

#include <charconv>
#include <optional>

#include "conformance/rules.hpp"
#include "gateway/base/digest.hpp"
#include "gateway/base/encoding.hpp"
#include "gateway/base/limits.hpp"
#include "gateway/base/log.hpp"
#include "gateway/http/message.hpp"

namespace dmpgw::conformance {
namespace {

// Includes in includes and placeholders in arguments; also the end of an include that includes
// itself.
constexpr int max_depth = 16;

// Longest text that ${repeat:…} makes, in bytes.
constexpr std::size_t max_repeated = 256 * MiB;

// The end of the placeholder whose "${" stands before `from`: its own "}" past all nested ones.
std::size_t find_end(std::string_view text, std::size_t from) {
    int open = 1;
    for (std::size_t i = from; i < text.size(); ++i) {
        if (text.substr(i).starts_with("${"))
            ++open;
        else if (text[i] == '}' && --open == 0)
            return i;
    }
    return std::string_view::npos;
}

std::string new_id(Random& random) {
    constexpr std::string_view alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    std::uint64_t bits = random.next();
    std::string out;
    for (int i = 0; i < 12; ++i, bits >>= 5)
        out += alphabet[bits % alphabet.size()];
    return out;
}

// "1000:text" as a thousand times "text".
std::optional<std::string> repeated(std::string_view argument) {
    const std::size_t colon = argument.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::size_t times = 0;
    const auto [end, ec] = std::from_chars(argument.data(), argument.data() + colon, times);
    const std::string_view text = argument.substr(colon + 1);
    if (ec != std::errc{} || end != argument.data() + colon || text.empty()) return std::nullopt;
    if (times > max_repeated / text.size()) return std::nullopt;
    std::string out;
    out.reserve(times * text.size());
    for (std::size_t i = 0; i < times; ++i)
        out += text;
    return out;
}

std::string now_date(TimePoint now) {
    return to_iso8601(now).substr(0, 10);
}

}  // namespace

std::string escape_xml(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

Result<std::string> Expander::expand(std::string_view text, const Variables& variables,
                                     int depth) const {
    if (depth > max_depth)
        return refuse(rules::placeholder_malformed, "${…}", text, "nested too deep");
    std::string out;
    std::size_t at = 0;
    while (true) {
        const std::size_t begin = text.find("${", at);
        out.append(text.substr(at, begin - at));
        if (begin == std::string_view::npos) return out;
        const std::size_t end = find_end(text, begin + 2);
        if (end == std::string_view::npos)
            return refuse(rules::placeholder_malformed, "${…}", text.substr(begin));
        auto value = value_of(text.substr(begin + 2, end - begin - 2), variables, depth);
        if (!value) return value.error();
        out += *value;
        at = end + 1;
    }
}

Result<std::string> Expander::value_of(std::string_view inside, const Variables& variables,
                                       int depth) const {
    auto expanded = expand(inside, variables, depth + 1);
    if (!expanded) return expanded.error();
    const std::string_view name = *expanded;
    if (const std::size_t colon = name.find(':'); colon != std::string_view::npos) {
        return call(name.substr(0, colon), name.substr(colon + 1), variables, depth);
    }
    if (const auto known = variables.find(name); known != variables.end()) return known->second;
    if (name == "new_oid") return oid_of_uuid(new_uuid(clock_, random_));
    if (name == "new_uuid") return new_uuid(clock_, random_);
    if (name == "new_id") return new_id(random_);
    if (name == "now_dtm") return to_dtm(clock_.now());
    if (name == "now_fhir") return to_iso8601(clock_.now()).substr(0, 19) + "Z";
    if (name == "now_date") return now_date(clock_.now());
    return refuse(rules::placeholder_unknown, "${" + std::string(name) + "}");
}

Result<std::string> Expander::call(std::string_view function, std::string_view argument,
                                   const Variables& variables, int depth) const {
    const std::string where = "${" + std::string(function) + ":" + std::string(argument) + "}";
    if (function == "xml" || function == "json" || function == "url" || function == "base64_of" ||
        function == "hex_to_base64") {
        const auto known = variables.find(argument);
        if (known == variables.end()) return refuse(rules::placeholder_unknown, where);
        if (function == "xml") return escape_xml(known->second);
        if (function == "json") return log::escape_json(known->second);
        if (function == "url") return http::percent_encode(known->second);
        if (function == "base64_of") return base64_encode(known->second);
        const auto bytes = hex_decode(known->second);
        if (!bytes)
            return refuse(rules::placeholder_malformed, where, known->second, "not hexadecimal");
        return base64_encode(*bytes);
    }
    if (function == "repeat") {
        if (auto text = repeated(argument)) return *std::move(text);
        return refuse(rules::placeholder_malformed, where);
    }
    if (function != "include" && function != "content" && function != "base64" &&
        function != "sha1" && function != "sha1_base64" && function != "size") {
        return refuse(rules::placeholder_malformed, where);
    }
    auto bytes = files_.read(argument);
    if (!bytes) return bytes.error();
    if (function == "include") return expand(*bytes, variables, depth + 1);
    if (function == "content") return bytes;
    if (function == "base64") return base64_encode(*bytes);
    if (function == "size") return std::to_string(bytes->size());
    const Sha1Digest digest = sha1(*bytes);
    if (function == "sha1") return hex_encode(digest);
    return base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace dmpgw::conformance
