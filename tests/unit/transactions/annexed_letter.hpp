// What the tests of updates and of removals start from: a letter in a folder, and an annex that a second submission appends.
#pragma once

#include <string>

#include "tests/unit/transactions/sample.hpp"

namespace dmpgw::transactions::test {

inline model::Association& join(model::Submission& s, model::AssociationType type, const std::string& source,
                                const std::string& target) {
    model::Association& a = s.associations.emplace_back();
    a.entry_uuid = "Association" + std::to_string(s.associations.size() + 10);
    a.type = type;
    a.source = source;
    a.target = target;
    return a;
}

inline SubmitRequest letter_in_folder(TestGateway& gateway) {
    SubmitRequest request = sample_request(gateway);
    model::Submission& s = request.submission;
    model::Folder& folder = s.folders.emplace_back();
    folder.entry_uuid = "Folder01";
    folder.unique_id = "1.2.250.1.999.7.1";
    folder.patient_id = s.entries[0].patient_id;
    folder.title = {"Stay", "", ""};
    folder.codes = {model::Code{"E", "1.2.3", {"Stay", "", ""}}};
    join(s, model::AssociationType::has_member, "SubmissionSet01", "Folder01");
    join(s, model::AssociationType::has_member, "Folder01", "Document01");
    return request;
}

inline SubmitRequest annex_of(TestGateway& gateway, const std::string& letter_uuid) {
    SubmitRequest request = sample_request(gateway, "<ClinicalDocument>annexe</ClinicalDocument>");
    request.submission.entries[0].unique_id = "1.2.250.1.999.5.2";
    request.submission.submission_set.unique_id = "1.2.250.1.999.6.2";
    join(request.submission, model::AssociationType::append, "Document01", letter_uuid);
    return request;
}

}  // namespace dmpgw::transactions::test
