// What the command line does with a store beside serving it: trail, backup, verification. Each opens the data folder
// of the configuration read-only and works while `dmpgw serve` runs on it.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/server/config.hpp"

namespace dmpgw::server {

struct AuditQuery {
    TimePoint since{};        ///< records from here on
    std::string patient_key;  ///< model::Cx::key() of one patient; empty: of all
};

/// Prints the audit events, oldest first, one JSON object a line. Returns the exit code: 0, or 1 with the reason on
/// `err` when the store cannot be read.
int print_audit(const Config& config, const AuditQuery& query, std::ostream& out, std::ostream& err);

/// Copies the store as of one moment into `to`, which must not exist or be empty; `to` is whole only when this
/// returns 0. The copy can be served as a data folder.
int back_up(const Config& config, const std::filesystem::path& to, std::ostream& out, std::ostream& err);

/// Reads every document and compares it with its hash and size. Returns 0 when all is right, 1 when something is
/// missing or differs (each is named on `out`) or the store cannot be read.
int verify(const Config& config, std::ostream& out, std::ostream& err);

}  // namespace dmpgw::server
