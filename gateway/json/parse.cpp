// JSON text to a tree (RFC 8259), on RapidJSON's SAX reader in its iterative mode.
//
// RapidJSON 1.1.0 checks the grammar only. Its known gaps are closed around it: recursion (iterative mode
// and a depth of our own), text after a NUL byte (Tell() is compared with the length), byte order marks and
// invalid UTF-8 (checked first over all bytes), lone surrogates, duplicate keys and U+0000 (TreeBuilder),
// and an allocator that does not look at malloc's answer.
#include <cstdlib>
#include <new>

#include <rapidjson/reader.h>

#include "gateway/base/text.hpp"
#include "gateway/json/rules.hpp"
#include "gateway/json/tree_builder.hpp"

namespace dmpgw::json {
namespace {

constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag |
                           rapidjson::kParseNumbersAsStringsFlag;

// RapidJSON writes through what malloc gives without looking at it; here a failure throws instead.
class StackAllocator {
  public:
    [[maybe_unused]] static constexpr bool kNeedFree = true;
    void* Malloc(std::size_t size) { return size == 0 ? nullptr : checked(std::malloc(size)); }
    void* Realloc(void* old, std::size_t, std::size_t size) {
        if (size == 0) {
            std::free(old);
            return nullptr;
        }
        return checked(std::realloc(old, size));
    }
    static void Free(void* memory) { std::free(memory); }

  private:
    static void* checked(void* memory) {
        if (memory == nullptr) throw std::bad_alloc();
        return memory;
    }
};
using Reader = rapidjson::GenericReader<rapidjson::UTF8<>, rapidjson::UTF8<>, StackAllocator>;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "01", "+1", ".5", "-x", "NaN": what was meant as a number but is none.
bool looks_like_number(std::string_view bytes, std::size_t offset) {
    const char c = bytes[offset];
    const char before = offset > 0 ? bytes[offset - 1] : ' ';
    return before == '-' || c == '+' || c == '.' || c == 'N' || c == 'I' || (is_digit(before) && is_digit(c));
}

std::size_t number_length(std::string_view bytes, std::size_t offset) {
    const std::size_t end = bytes.find_first_not_of("+-.0123456789eE", offset);
    return (end == std::string_view::npos ? bytes.size() : end) - offset;
}

const Rule& rule_of(rapidjson::ParseErrorCode code, std::string_view bytes, std::size_t offset,
                    const JsonLimits& limits) {
    switch (code) {
        case rapidjson::kParseErrorStringUnicodeSurrogateInvalid: return json_lone_surrogate;
        case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex: return json_escape;
        case rapidjson::kParseErrorNumberTooBig:
            return number_length(bytes, offset) > limits.number_bytes ? json_number_too_long
                                                                      : json_number_range;
        default: break;
    }
    if (offset >= bytes.size()) {
        return code == rapidjson::kParseErrorDocumentEmpty ? json_empty : json_truncated;
    }
    if (bytes[offset] == '\0') return json_nul_byte;
    switch (code) {
        case rapidjson::kParseErrorDocumentRootNotSingular:
            return looks_like_number(bytes, offset) ? json_number : json_trailing_bytes;
        case rapidjson::kParseErrorStringEscapeInvalid:
            return bytes[offset] == '\\' ? json_escape : json_control_character;
        case rapidjson::kParseErrorNumberMissFraction:
        case rapidjson::kParseErrorNumberMissExponent: return json_number;
        default: return looks_like_number(bytes, offset) ? json_number : json_syntax;
    }
}

// The character at fault, where showing one character helps and cannot tell anything about a patient.
std::string_view character_at(std::string_view bytes, std::size_t offset) {
    if (offset >= bytes.size() || bytes[offset] < '!' || bytes[offset] > '~') return {};
    return bytes.substr(offset, 1);
}

}  // namespace

Result<Value> parse(std::string_view bytes, const JsonLimits& limits) {
    if (bytes.size() > limits.text_bytes) return Failure(finding_at(json_too_large, "", limits.text_bytes));
    if (bytes.substr(0, 3) == "\xEF\xBB\xBF") return Failure(finding_at(json_byte_order_mark, "", 0));
    if (const std::size_t bad = find_invalid_utf8(bytes); bad != std::string_view::npos) {
        return Failure(finding_at(json_not_utf8, "", bad));
    }

    InputStream in(bytes);
    TreeBuilder builder(in, limits);
    Reader reader;
    const rapidjson::ParseResult result = reader.Parse<flags>(in, builder);
    if (builder.broken()) return Failure(std::move(*builder.broken()));
    if (result.IsError()) {
        const Rule& rule = rule_of(result.Code(), bytes, result.Offset(), limits);
        return Failure(finding_at(rule, builder.path(), result.Offset(), character_at(bytes, result.Offset())));
    }
    if (in.Tell() != bytes.size()) return Failure(finding_at(json_nul_byte, "", in.Tell()));
    return builder.take_root();
}

}  // namespace dmpgw::json
