// The handler of RapidJSON's events: builds the tree and holds it against our limits and rules.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/base/limits.hpp"
#include "gateway/json/input_stream.hpp"
#include "gateway/json/value.hpp"

namespace dmpgw::json {

/// "Bundle.entry[0]" and a byte offset, as a finding shows them: `where` is the path, or "byte N" at the
/// root, and the offset stands behind the sentence in both languages.
Finding finding_at(const Rule& rule, const std::string& path, std::size_t offset,
                   std::string_view value = {});

/// One text, one builder. Every event returns false once a rule is broken, which ends the reading.
class TreeBuilder {
  public:
    TreeBuilder(const InputStream& in, const JsonLimits& limits) : in_(in), limits_(limits) {}

    bool Null() { return count(in_.Tell()) && add(Value()); }
    bool Bool(bool b) { return count(in_.Tell()) && add(Value(b)); }
    bool RawNumber(const char* text, unsigned length, bool copy);
    bool String(const char* text, unsigned length, bool copy);
    bool Key(const char* text, unsigned length, bool copy);
    bool StartObject() { return open(true); }
    bool EndObject(unsigned);
    bool StartArray() { return open(false); }
    bool EndArray(unsigned);
    // Numbers come as text, so these never happen.
    bool Int(int) { return false; }
    bool Uint(unsigned) { return false; }
    bool Int64(std::int64_t) { return false; }
    bool Uint64(std::uint64_t) { return false; }
    bool Double(double) { return false; }

    /// Path of the value that is being read or would come next, as FHIRPath names it, the root by nothing:
    /// "entry[0].resource". Cut when longer than 500 bytes.
    std::string path() const;
    std::optional<Finding>& broken() { return broken_; }
    Value take_root() { return std::move(root_); }

  private:
    struct Frame {
        bool is_object = false;
        bool has_key = false;
        std::string key;
        Object members;
        Array items;
    };

    bool open(bool is_object);
    bool count(std::size_t offset);
    bool add(Value value);
    bool check_text(std::string_view text);
    bool refuse_at(const Rule& rule, std::size_t offset, std::string_view value = {});

    const InputStream& in_;
    const JsonLimits limits_;
    std::vector<Frame> frames_;
    std::size_t nodes_ = 0;
    Value root_;
    std::optional<Finding> broken_;
};

}  // namespace dmpgw::json
