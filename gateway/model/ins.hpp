// INS, the national health identity of France: its assigning authorities and the key of its NIR. Référentiel INS 2.0
// (ANS); the key is that of the NIR (décret 82-103): 97 less the rest of the 13 characters by 97.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace dmpgw::model {

/// Real people, or those that exist for tests and demonstrations only. One store never holds two of them.
enum class InsDomain : std::uint8_t { real, test, demo };

/// "real", "test", "demo".
std::string_view to_string(InsDomain domain);
std::optional<InsDomain> ins_domain_of_name(std::string_view name);

/// The domain of an assigning authority (an OID, with or without "urn:oid:"): NIR and NIA are real; nullopt for what is no
/// INS, and for the INS-C that preceded it, which has neither key nor domain.
std::optional<InsDomain> ins_domain_of(std::string_view authority);

/// 15 characters, digits but for the departments 2A and 2B, and, where it is a NIR (all but the waiting number NIA),
/// with the right key. Precondition: `authority` has a domain.
bool is_right_ins(std::string_view value, std::string_view authority);

}  // namespace dmpgw::model
