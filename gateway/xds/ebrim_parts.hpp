// The parts that registry objects are made of, as readers of one object each: slots, classifications and
// external identifiers. Used by the files ebrim_*.cpp only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/xds/ebrim_reader.hpp"

namespace dmpgw::xds {

/// What goes on through the reading of one message.
struct ReadingState {
    EbrimReading& out;

    /// A breach at a place of the model; the place counts as reported from here on.
    void report(const Rule& rule, const Place& place, std::string_view value = {},
                std::string_view detail = {});
    /// A breach at something that is no place of the model.
    void report_at(const Rule& rule, const xml::Element& element, std::string_view value = {},
                   Severity severity = Severity::error);
    /// A finding of a data type's reader, moved to `place`.
    void report(Failure failure, const Place& place);
};

/// The slots of one object. Values are trimmed.
class Slots {
  public:
    /// `base` is the object, or the author; slots are found at base.of(name) or base.in(name).
    Slots(const xml::Element& owner, const Place& base, ReadingState& state);

    /// All values; an empty or too long one is reported. Empty when there is no such slot.
    std::vector<std::string_view> values(std::string_view name, std::string_view attribute = {});
    /// The value of a slot that has at most one; more are reported, and the first is given.
    std::optional<std::string_view> value(std::string_view name, std::string_view attribute = {});
    /// Values as they are, empty ones too: for slots whose own rules judge emptiness.
    std::vector<std::string_view> raw_values(std::string_view name);
    /// The slots that nobody asked for.
    std::vector<model::Slot> rest();

    /// Place of the n-th value of a slot.
    Place place(std::string_view name, std::string_view attribute, std::optional<std::size_t> n) const;

    /// Reads the one value with `read`; a failure is reported.
    template <class T>
    std::optional<T> read(std::string_view name, Result<T> (*reader)(std::string_view, const std::string&),
                          std::string_view attribute = {}) {
        const auto text = value(name, attribute);
        if (!text || text->empty()) return std::nullopt;
        Result<T> result = reader(*text, {});
        if (result) return std::move(*result);
        state_.report(result.error(), place(name, attribute, std::nullopt));
        return std::nullopt;
    }
    /// Reads all values; where one fails an empty T stands in, so that the others keep their numbers.
    template <class T>
    std::vector<T> read_all(std::string_view name,
                            Result<T> (*reader)(std::string_view, const std::string&),
                            std::string_view attribute = {}) {
        std::vector<T> out;
        for (const std::string_view text : values(name, attribute)) {
            Result<T> result = reader(text, {});
            if (!result) {
                state_.report(result.error(), place(name, attribute, out.size()));
            }
            out.push_back(result ? std::move(*result) : T{});
        }
        return out;
    }

  private:
    struct Entry {
        std::string_view name;
        std::vector<std::string_view> values;
        bool taken = false;
    };
    Entry* find(std::string_view name);

    Place base_;
    ReadingState& state_;
    std::vector<Entry> slots_;
    std::unordered_map<std::string_view, std::size_t> index_;  ///< a message may hold very many
};

/// The classifications of one object.
class Classifications {
  public:
    Classifications(const xml::Element& owner, const Place& object, ReadingState& state);

    /// The code of `scheme`, reported at the attribute it carries; a second one is reported.
    std::optional<model::Code> one(std::string_view scheme);
    std::vector<model::Code> many(std::string_view scheme);
    std::vector<model::Author> authors(std::string_view scheme);
    /// True when the object is classified by this node.
    bool has_node(std::string_view node);
    /// Reports what nobody asked for: schemes of other objects, and unknown ones as not kept.
    void finish();

  private:
    struct Entry {
        const xml::Element* element;
        std::string_view scheme;
        std::string_view node;
        bool taken = false;
    };
    void check_owner(const Entry& entry, const Place& place);
    model::Code read_code(const xml::Element& element, const Place& place);
    model::Author read_author(const xml::Element& element, const Place& place);

    Place object_;
    std::string_view owner_id_;
    ReadingState& state_;
    std::vector<Entry> entries_;
};

/// The external identifiers of one object.
class ExternalIdentifiers {
  public:
    ExternalIdentifiers(const xml::Element& owner, const Place& object, ReadingState& state);
    /// The value, which may be empty; nullopt when there is none.
    std::optional<std::string_view> value(std::string_view scheme);
    void finish();

  private:
    struct Entry {
        const xml::Element* element;
        std::string_view scheme;
        bool taken = false;
    };
    Place object_;
    std::string_view owner_id_;
    ReadingState& state_;
    std::vector<Entry> entries_;
};

/// The attribute of an element, trimmed; empty when absent.
std::string_view trimmed_attribute(const xml::Element& element, std::string_view name);
/// rim:Name or rim:Description: its first LocalizedString.
model::LocalizedString read_localized(const xml::Element& owner, std::string_view child);
/// The status attribute; an unknown one is reported.
std::optional<model::AvailabilityStatus> read_status(const xml::Element& owner, const Place& object,
                                                     ReadingState& state);
/// VersionInfo/@versionName; 1 when absent or no whole number.
int read_version(const xml::Element& owner);
/// patientId: reported when it is no CX, absent when there is no such identifier.
std::optional<model::Cx> read_patient(ExternalIdentifiers& identifiers, std::string_view scheme,
                                      const Place& object, ReadingState& state);

// One kind of object each.
model::DocumentEntry read_entry(const xml::Element& element, std::size_t index, ReadingState& state);
model::SubmissionSet read_submission_set(const xml::Element& element, ReadingState& state);
model::Folder read_folder(const xml::Element& element, std::size_t index, ReadingState& state);
/// nullopt when the type is unknown.
std::optional<model::Association> read_association(const xml::Element& element, std::size_t index,
                                                   ReadingState& state);

}  // namespace dmpgw::xds
