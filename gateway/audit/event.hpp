// What happened, as one record a transaction: the content of an ATNA message (ITI TF-2 3.20) and of a
// FHIR AuditEvent, in the words of our own model. Identifiers of patients and documents belong here, and
// only here: logs and metrics never hold them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/failure.hpp"
#include "gateway/storage/store.hpp"

namespace dmpgw::audit {

enum class Outcome : std::uint8_t {
    success,
    refused,   ///< the caller's fault: nothing was stored or shown
    failed,    ///< ours
};
std::string_view to_string(Outcome outcome);

struct Event {
    TimePoint time{};
    std::string transaction;         ///< "ITI-41"
    Outcome outcome = Outcome::success;
    std::string request_id;
    std::string peer_address;
    std::string peer_subject;        ///< of the TLS certificate; empty when none was shown
    std::string source;              ///< name of the [[source]] that matched
    std::string patient;             ///< Cx::key(); empty when not known
    std::vector<std::string> objects;///< uniqueIds of the submission set and documents concerned
    std::string query;               ///< stored query id or search string
    std::vector<std::string> rules;  ///< rules broken
    bool repeated = false;           ///< an equal submission was answered again
};

/// The outcome of a failure: refused, or failed where the fault is ours.
Outcome outcome_of(const Failure& failure);
/// Fills outcome and rules.
void set_failure(Event& event, const Failure& failure);

/// The row that the store keeps.
storage::AuditRecord to_record(const Event& event);

}  // namespace dmpgw::audit
