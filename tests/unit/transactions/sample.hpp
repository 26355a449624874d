// One full submission with its document; each test changes one thing in it.
#pragma once

#include <string>

#include "gateway/model/submission.hpp"
#include "tests/unit/transactions/test_gateway.hpp"

namespace dmpgw::transactions::test {

inline model::Submission sample_submission() {
    const auto patient = model::read_cx("207058575627097^^^&1.2.250.1.213.1.4.10&ISO^NH", "").value();
    model::Author author;
    author.author_person =
        model::read_xcn("899700000001^ESSAI^Dominique^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS", "").value();

    model::DocumentEntry entry;
    entry.entry_uuid = "Document01";
    entry.unique_id = "1.2.250.1.999.5.1";
    entry.patient_id = patient;
    entry.source_patient_id = model::read_cx("IPP42^^^&1.2.250.1.999.2&ISO^PI", "").value();
    entry.authors = {author};
    entry.class_code = model::Code{"10", "1.2.250.1.213.1.1.4.1", {"Compte rendu", "", ""}};
    entry.type_code = model::Code{"11490-0", "2.16.840.1.113883.6.1", {"Lettre de liaison", "", ""}};
    entry.format_code = model::Code{"urn:asip:ci-sis:ldl-ses:2017", "1.2.250.1.213.1.1.4.2.282", {"LDL-SES", "", ""}};
    entry.healthcare_facility_type_code = model::Code{"SA01", "1.2.250.1.71.4.2.4", {"Hôpital public", "", ""}};
    entry.practice_setting_code = model::Code{"ETABLISSEMENT", "1.2.250.1.213.1.1.4.9", {"Établissement", "", ""}};
    entry.confidentiality_codes = {model::Code{"N", "2.16.840.1.113883.5.25", {"Normal", "", ""}}};
    entry.creation_time = model::read_dtm("20260314101500", "").value();
    entry.language_code = "fr-FR";
    entry.mime_type = "text/xml";
    entry.title = {"Lettre de liaison", "", ""};

    model::Submission submission;
    submission.entries = {entry};
    submission.submission_set.entry_uuid = "SubmissionSet01";
    submission.submission_set.unique_id = "1.2.250.1.999.6.1";
    submission.submission_set.source_id = "1.2.250.1.999.3";
    submission.submission_set.patient_id = patient;
    submission.submission_set.submission_time = model::read_dtm("20260314101600", "").value();
    submission.submission_set.content_type_code = model::Code{"03", "1.2.250.1.213.2.2", {"Hospitalisation", "", ""}};
    submission.submission_set.authors = {author};
    model::Association member;
    member.entry_uuid = "Association01";
    member.source = "SubmissionSet01";
    member.target = "Document01";
    member.submission_set_status = "Original";
    submission.associations = {member};
    return submission;
}

inline const std::string sample_document = "<ClinicalDocument>lettre</ClinicalDocument>";

inline SubmitRequest sample_request(TestGateway& gateway, const std::string& document = sample_document) {
    SubmitRequest request;
    request.submission = sample_submission();
    auto staged = gateway.store().stage();
    staged->append(document).value();
    staged->finish().value();
    request.documents.push_back({"Document01", std::move(staged)});
    return request;
}

}  // namespace dmpgw::transactions::test
