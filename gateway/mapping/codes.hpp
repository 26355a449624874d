// Coded attributes: model::Code and FHIR CodeableConcept or Coding.
#pragma once

#include <optional>
#include <string>

#include "gateway/json/value.hpp"
#include "gateway/mapping/context.hpp"
#include "gateway/model/code.hpp"

namespace dmpgw::mapping {

/// The first coding whose system is known, else the first with a code. The display falls back to the text
/// of the concept, then to the code: XDS demands a name. Findings say what is wrong.
std::optional<model::Code> read_concept(const json::Value& concept_value, const std::string& where,
                                        Findings& findings);
std::optional<model::Code> read_coding(const json::Value& coding, const std::string& where, Findings& findings);

json::Value write_coding(const model::Code& code);
json::Value write_concept(const model::Code& code);

/// authorRole and authorSpecialty: "code^display^scheme" is a coding, anything else a text.
std::string read_role(const json::Value& concept_value);
json::Value write_role(const std::string& role);

}  // namespace dmpgw::mapping
