// ${name} and ${function:argument} in templates, headers, paths and wanted values.
//
// Fresh values: new_oid, new_uuid, new_id (12 letters and digits), now_dtm, now_fhir, now_date.
// Functions on files: include (content, expanded), content (as it is), base64, sha1 (hex),
// sha1_base64, size. Functions on variables: xml and json (escaped for it), url (percent-encoded),
// base64_of, hex_to_base64.
// ${repeat:1000:text} repeats a text. Everything else is a variable. Arguments may hold
// placeholders: ${sha1:${document}}.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "conformance/files.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/base/failure.hpp"
#include "gateway/base/identifiers.hpp"

namespace dmpgw::conformance {

using Variables = std::map<std::string, std::string, std::less<>>;

/// Expands placeholders. Not shared between threads.
class Expander {
  public:
    /// All three must outlive the expander.
    Expander(const Files& files, const Clock& clock, Random& random)
        : files_(files), clock_(clock), random_(random) {}

    /// `text` with every placeholder replaced. Rules placeholder_unknown, placeholder_malformed,
    /// file_missing.
    Result<std::string> expand(std::string_view text, const Variables& variables) const {
        return expand(text, variables, 0);
    }

  private:
    Result<std::string> expand(std::string_view text, const Variables& variables, int depth) const;
    Result<std::string> value_of(std::string_view inside, const Variables& variables,
                                 int depth) const;
    Result<std::string> call(std::string_view function, std::string_view argument,
                             const Variables& variables, int depth) const;

    const Files& files_;
    const Clock& clock_;
    Random& random_;
};

/// `text` as content of an XML element or of an attribute in double quotes.
std::string escape_xml(std::string_view text);

}  // namespace dmpgw::conformance
