// Lists of codes as operators have them, read into one AffinityDomain:
//
//   codes.xml                    of the NIST XDS toolkit: <Codes><CodeType name="typeCode"><Code code codingScheme display/>
//   RetrieveValueSetResponse     of IHE SVS (ITI TF-2 3.48): a value set, bound to attributes by the next
//   {"affinity_domain": …}       JSON, as profiles/affinity_domains/ci-sis.json: which set each attribute uses
//   {"value_set": …}             JSON, as profiles/valuesets/*.json
//
// Lists of several files for one attribute are taken together: a code in any of them is allowed.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "gateway/base/failure.hpp"
#include "gateway/terminology/affinity_domain.hpp"

namespace dmpgw::terminology {

struct NamedText {
    std::string name;  ///< as the operator wrote it; findings name it
    std::string text;
};

struct CodeLists {
    AffinityDomain domain;
    Findings warnings;  ///< what was passed over
};

/// Fails with every mistake of every file. Places are "codes.xml:12" and "list.json systems[0].codes".
Result<CodeLists> read_code_lists(std::span<const NamedText> files);

/// The lists of this version: the value sets of the CI-SIS that lie in /profiles, as files, so that operators' lists can
/// be read beside them. Thread-safe.
std::span<const NamedText> ci_sis_files();

}  // namespace dmpgw::terminology
