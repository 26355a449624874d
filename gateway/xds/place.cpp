#include "gateway/xds/place.hpp"

#include <fmt/format.h>

namespace dmpgw::xds {

std::string_view to_string(ObjectKind kind) {
    switch (kind) {
        case ObjectKind::submission: return "Submission";
        case ObjectKind::submission_set: return "SubmissionSet";
        case ObjectKind::document_entry: return "DocumentEntry";
        case ObjectKind::folder: return "Folder";
        case ObjectKind::association: return "Association";
    }
    return "Submission";
}

std::string describe(const Place& place) {
    std::string out(to_string(place.kind));
    if (place.kind != ObjectKind::submission && place.kind != ObjectKind::submission_set) {
        out += fmt::format("[{}]", place.index + 1);
    }
    if (place.attribute.empty()) return out;
    out.append(1, '.').append(place.attribute);
    if (place.occurrence) out += fmt::format("[{}]", *place.occurrence + 1);
    if (place.part.empty()) return out;
    out.append(1, '.').append(place.part);
    if (place.part_occurrence) out += fmt::format("[{}]", *place.part_occurrence + 1);
    return out;
}

bool Reported::contains(const Place& place) const {
    if (places_.empty()) return false;
    Place p = place;
    while (true) {
        if (places_.contains(describe(p))) return true;
        // One step outwards: from a part to its author, from a value to its attribute, to the object.
        if (p.part_occurrence) p.part_occurrence.reset();
        else if (!p.part.empty()) p.part = {};
        else if (p.occurrence) p.occurrence.reset();
        else if (!p.attribute.empty()) p.attribute = {};
        else return false;
    }
}

}  // namespace dmpgw::xds
