#include "gateway/json/tree_builder.hpp"

#include <algorithm>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/json/rules.hpp"

namespace dmpgw::json {
namespace {

constexpr std::size_t max_path_bytes = 500;

// Up to here a new key is compared with each one before it; larger objects are sorted once when they end.
// No hash table: nothing that a sender could aim collisions at.
constexpr std::size_t small_object = 16;

bool is_plain_name(std::string_view key) {
    return !key.empty() && !(key.front() >= '0' && key.front() <= '9') &&
           std::all_of(key.begin(), key.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
           });
}

// Names that FHIRPath cannot take as they are stand between backquotes (FHIRPath 2.0, Identifiers).
void append_name(std::string& path, std::string_view key) {
    if (!path.empty()) path.push_back('.');
    if (is_plain_name(key)) {
        path.append(key);
        return;
    }
    path.push_back('`');
    for (const char c : key) {
        if (c == '`' || c == '\\') path.push_back('\\');
        path.push_back(static_cast<unsigned char>(c) < 0x20 ? '?' : c);
    }
    path.push_back('`');
}

// The first name that appears twice in a large object, or nothing.
std::optional<std::string_view> find_repeated_key(const Object& members) {
    std::vector<std::string_view> keys;
    keys.reserve(members.size());
    for (const Member& m : members) keys.emplace_back(m.first);
    std::sort(keys.begin(), keys.end());
    const auto twin = std::adjacent_find(keys.begin(), keys.end());
    if (twin == keys.end()) return std::nullopt;
    return *twin;
}

// Before the full stop.
void append_to_sentence(std::string& sentence, std::string_view detail) {
    sentence.insert(sentence.ends_with('.') ? sentence.size() - 1 : sentence.size(), detail);
}

}  // namespace

Finding finding_at(const Rule& rule, const std::string& path, std::size_t offset, std::string_view value) {
    const std::string number = std::to_string(offset);
    Finding f = finding(rule, path.empty() ? "byte " + number : path, value);
    append_to_sentence(f.what.en, " (byte " + number + ")");
    append_to_sentence(f.what.fr, " (octet " + number + ")");
    return f;
}

bool TreeBuilder::refuse_at(const Rule& rule, std::size_t offset, std::string_view value) {
    broken_ = finding_at(rule, path(), offset, value);
    return false;
}

std::string TreeBuilder::path() const {
    std::string path;
    for (const Frame& frame : frames_) {
        if (path.size() > max_path_bytes) return path + "…";
        if (!frame.is_object) {
            path.append("[").append(std::to_string(frame.items.size())).append("]");
        } else if (frame.has_key) {
            append_name(path, frame.key);
        }
    }
    return path;
}

// Each value of the tree, containers included, is a node.
bool TreeBuilder::count(std::size_t offset) {
    return ++nodes_ <= limits_.nodes || refuse_at(json_too_many_nodes, offset);
}

bool TreeBuilder::open(bool is_object) {
    if (frames_.size() >= limits_.depth) return refuse_at(json_too_deep, in_.Tell());
    if (!count(in_.Tell())) return false;
    frames_.emplace_back().is_object = is_object;
    return true;
}

bool TreeBuilder::add(Value value) {
    if (frames_.empty()) {
        root_ = std::move(value);
        return true;
    }
    Frame& frame = frames_.back();
    if (frame.is_object) {
        frame.members.emplace_back(std::move(frame.key), std::move(value));
        frame.has_key = false;
    } else {
        frame.items.push_back(std::move(value));
    }
    return true;
}

bool TreeBuilder::RawNumber(const char* text, unsigned length, bool) {
    const std::size_t start = in_.Tell() - length;
    if (length > limits_.number_bytes) return refuse_at(json_number_too_long, start, {text, length});
    if (!count(start)) return false;
    return add(Number{std::string(text, length)});
}

// Escapes can make what the check of the raw bytes could not see: U+0000, and halves of surrogate pairs,
// which RapidJSON 1.1.0 lets pass when the low half stands alone.
bool TreeBuilder::check_text(std::string_view text) {
    if (in_.was_plain()) return true;
    if (text.find('\0') != std::string_view::npos) {
        return refuse_at(json_nul_character, in_.string_start());
    }
    if (!is_utf8(text)) return refuse_at(json_lone_surrogate, in_.string_start());
    return true;
}

bool TreeBuilder::String(const char* decoded, unsigned length, bool) {
    const std::string_view text = in_.string_or({decoded, length});
    if (!check_text(text)) return false;
    if (!count(in_.string_start())) return false;
    return add(Value(std::string(text)));
}

bool TreeBuilder::Key(const char* decoded, unsigned length, bool) {
    const std::string_view key = in_.string_or({decoded, length});
    Frame& frame = frames_.back();
    // First of all: what a finding quotes must be valid UTF-8.
    if (!check_text(key)) return false;
    if (key.size() > limits_.key_bytes) return refuse_at(json_key_too_long, in_.string_start(), key);
    if (frame.members.size() >= limits_.members) {
        return refuse_at(json_too_many_members, in_.string_start());
    }
    frame.key.assign(key);
    frame.has_key = true;
    if (frame.members.size() <= small_object) {
        for (const Member& m : frame.members) {
            if (m.first == key) return refuse_at(json_duplicate_key, in_.string_start(), key);
        }
    }
    return true;
}

bool TreeBuilder::EndObject(unsigned) {
    Frame& frame = frames_.back();
    if (frame.members.size() > small_object) {
        if (const auto key = find_repeated_key(frame.members)) {
            frame.key.assign(*key);
            frame.has_key = true;
            return refuse_at(json_duplicate_key, in_.Tell(), frame.key);
        }
    }
    Value value(std::move(frame.members));
    frames_.pop_back();
    return add(std::move(value));
}

bool TreeBuilder::EndArray(unsigned) {
    Value value(std::move(frames_.back().items));
    frames_.pop_back();
    return add(std::move(value));
}

}  // namespace dmpgw::json
