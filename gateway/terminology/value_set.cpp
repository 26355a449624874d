#include "gateway/terminology/value_set.hpp"

#include <algorithm>

#include "gateway/base/identifiers.hpp"
#include "gateway/base/text.hpp"

namespace dmpgw::terminology {
namespace {

std::string key_of(std::string_view code, std::string_view system) {
    std::string key;
    key.reserve(code.size() + system.size() + 1);
    key.append(code).push_back('\0');
    return key.append(system);
}

// Longer codes are not compared letter by letter: the cost grows with the square, and nobody mistypes a text that long.
constexpr std::size_t compared_letters = 64;

}  // namespace

bool ValueSet::add(Concept member) {
    member.system = std::string(without_oid_prefix(member.system));
    if (!places_.emplace(key_of(member.code, member.system), concepts_.size()).second) return false;
    concepts_.push_back(std::move(member));
    return true;
}

const Concept* ValueSet::find(std::string_view code, std::string_view system) const {
    auto place = places_.find(key_of(code, without_oid_prefix(system)));
    if (place == places_.end()) place = places_.find(key_of(code, {}));
    return place == places_.end() ? nullptr : &concepts_[place->second];
}

std::vector<Concept> nearest(std::span<const Concept> members, std::string_view code, std::string_view system,
                             std::size_t most) {
    const std::string_view plain = without_oid_prefix(system);
    struct Candidate {
        std::size_t letters;
        bool other_system;
        std::size_t place;
        auto operator<=>(const Candidate&) const = default;
    };
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < members.size(); ++i) {
        const Concept& member = members[i];
        const bool other = !member.system.empty() && member.system != plain;
        if (member.code == code) {
            candidates.push_back({0, other, i});
        } else if (std::max(member.code.size(), code.size()) <= compared_letters) {
            // A third of the letters is as far as a slip goes; of a code of two letters, one.
            const std::size_t letters = edit_distance(to_lower(member.code), to_lower(code));
            const std::size_t bearable = std::max<std::size_t>(1, std::max(member.code.size(), code.size()) / 3);
            if (letters <= bearable) candidates.push_back({letters, other, i});
        }
    }
    std::sort(candidates.begin(), candidates.end());
    if (candidates.size() > most) candidates.resize(most);
    std::vector<Concept> found;
    for (const Candidate& candidate : candidates) found.push_back(members[candidate.place]);
    return found;
}

}  // namespace dmpgw::terminology
