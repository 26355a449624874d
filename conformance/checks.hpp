// Looks into an answer and holds checks against it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "conformance/placeholders.hpp"
#include "conformance/reply.hpp"
#include "conformance/scenario.hpp"
#include "gateway/base/failure.hpp"

namespace dmpgw::conformance {

/// Longest value that `matches` looks at, in bytes: std::regex recurses on its input.
inline constexpr std::size_t max_matched_bytes = 4096;

/// The values that `look` finds. A body that cannot be read that way is rule answer_unreadable.
Result<std::vector<std::string>> look_into(Reply& reply, const Look& look);

/// What came of one check.
struct CheckResult {
    std::string id, clause, message;  ///< of the check
    bool passed = false;
    std::string expected;  ///< in words, with the predicate
    std::string got;       ///< the values found, cut
};

/// Wanted values and paths may hold placeholders. A failure is a mistake in the scenario; an answer
/// that cannot be read makes the check fail.
Result<CheckResult> hold(const Check& check, Reply& reply, const Expander& expander,
                         const Files& files, const Variables& variables);

/// The value of a capture: the one value found, or the first group of its expression.
Result<std::string> capture(const Capture& capture, Reply& reply, const Expander& expander,
                            const Variables& variables);

/// `bytes` as a terminal and a report can show them: shortened, control characters as full stops; a
/// count where they are no UTF-8, since an answer may hold a PDF.
std::string printable(std::string_view bytes, std::size_t most);

/// `text` shortened to `bytes` at a character boundary, with "…" and its whole length.
std::string shorten(std::string_view text, std::size_t bytes);

}  // namespace dmpgw::conformance
