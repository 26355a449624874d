// What the files of the metadata rules share: one run over one submission.
#pragma once

#include <string>
#include <string_view>

#include "gateway/xds/metadata_rules.hpp"
#include "gateway/xds/value_rules.hpp"

namespace dmpgw::xds {

/// Collects findings, and passes over places that a reader has reported. Used by one thread.
class Checker {
  public:
    Checker(const model::Submission& s, const RuleContext& c) : submission(s), context(c) {}

    void report(const Rule& rule, const Place& place, std::string_view value = {},
                std::string_view detail = {}, Severity severity = Severity::error);
    /// Reports the fault, if it is one.
    void judge(Fault fault, const Place& place, std::string_view value) {
        if (fault != nullptr) report(*fault, place, value);
    }
    bool is_update() const {
        return context.transaction == Transaction::iti57 || context.transaction == Transaction::iti92;
    }
    Findings take() { return std::move(findings_); }

    const model::Submission& submission;
    const RuleContext& context;

  private:
    Findings findings_;
};

// The parts of check(), in the order in which their findings appear.
void check_identifiers(Checker& checker);
void check_associations(Checker& checker);
void check_update_message(Checker& checker);
void check_entry(Checker& checker, const model::DocumentEntry& entry, const Place& place);
void check_submission_set(Checker& checker);
void check_folder(Checker& checker, const model::Folder& folder, const Place& place);
void check_one_patient(Checker& checker);
/// No value is longer than an ebRIM message can hold (length_rules.cpp).
void check_lengths(Checker& checker);

// What entries, sets and folders have in common.
void check_authors(Checker& checker, const std::vector<model::Author>& authors, const Place& object);
void check_code(Checker& checker, const std::optional<model::Code>& code, const Place& place,
                bool required);
void check_codes(Checker& checker, const std::vector<model::Code>& codes, const Place& place,
                 bool required);
void check_text(Checker& checker, const model::LocalizedString& text, const Place& place);
/// patientId: there unless limited metadata, and right.
void check_patient(Checker& checker, const std::optional<model::Cx>& patient, const Place& object,
                   bool required);
void check_home_community(Checker& checker, std::string_view id, const Place& object);
/// limited_metadata is said only where it may be.
void check_limited(Checker& checker, bool limited, const Place& object);
/// A status that an object may have when it is submitted.
bool is_status_of_submission(const Checker& checker,
                             const std::optional<model::AvailabilityStatus>& status);
/// WRONG_NUMBER_OF_SLOT_VALUES for a mandatory attribute without a value.
void require(Checker& checker, bool present, const Place& place);

std::span<const Rule> entry_rules();
std::span<const Rule> common_rules();
std::span<const Rule> length_rules();

}  // namespace dmpgw::xds
