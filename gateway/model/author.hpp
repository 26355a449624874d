// author, ITI TF-3 4.2.3.2.1 and 4.2.3.3.1. Nullability: lists may be empty, author_person may be absent;
// one of person, institution and telecommunication is there (rule AUTHOR_INCOMPLETE).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/model/code.hpp"
#include "gateway/model/hl7_types.hpp"

namespace dmpgw::model {

struct Author {
    std::optional<Xcn> author_person;
    std::vector<Xon> author_institution;
    std::vector<std::string> author_role;       ///< plain text or "code^display^scheme" (French use)
    std::vector<std::string> author_specialty;
    std::vector<Xtn> author_telecommunication;
    std::vector<Slot> extra_slots;
    bool operator==(const Author&) const = default;
};

}  // namespace dmpgw::model
