// One full and valid submission, as a model and as ebRIM: tests change one thing of it at a time. It holds
// each attribute of the profile at least once, in the French form.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "gateway/model/submission.hpp"

namespace dmpgw::testing {

inline model::Code sample_code(std::string code, std::string scheme, std::string display) {
    return {std::move(code), std::move(scheme), {std::move(display), "fr-FR", "UTF-8"}};
}

inline model::Xcn sample_doctor() {
    return {{"801234567890", "DUPONT", "Jean", "", "", "", "", "", "&1.2.250.1.71.4.2.1&ISO", "D", "",
             "", "IDNPS"}};
}

inline model::Xon sample_hospital() {
    return {{"CHU DE TEST", "", "", "", "", "&1.2.250.1.71.4.2.2&ISO", "IDNST", "", "", "1750712184"}};
}

inline model::Cx sample_patient() {
    return {"279035121518989", {"", "1.2.250.1.213.1.4.10", "ISO"}, "NH", {}, ""};
}

inline model::Dtm sample_time(int day, int hour, int minute, model::Dtm::Precision precision) {
    model::Dtm t;
    t.year = 2026;
    t.month = 3;
    t.day = day;
    t.hour = hour;
    t.minute = minute;
    t.precision = precision;
    return t;
}

inline model::Author sample_author() {
    model::Author author;
    author.author_person = sample_doctor();
    author.author_institution = {sample_hospital(), {{"Service de cardiologie"}}};
    author.author_role = {"10^Médecin^1.2.250.1.71.1.2.7"};
    author.author_specialty = {
        "G15_10/SM26^Médecin - Qualifié en Médecine Générale (SM)^1.2.250.1.213.1.1.4.5"};
    author.author_telecommunication = {{{"", "NET", "Internet", "secretariat@chu.test.mssante.fr"}}};
    return author;
}

/// What the entries have in common.
inline model::DocumentEntry sample_entry(std::string id, std::string unique_id) {
    using Precision = model::Dtm::Precision;
    model::DocumentEntry entry;
    entry.entry_uuid = std::move(id);
    entry.unique_id = std::move(unique_id);
    entry.patient_id = sample_patient();
    entry.source_patient_id = model::Cx{"IPP0042", {"", "1.2.250.1.211.10.200.1", "ISO"}, "PI", {}, ""};
    entry.creation_time = sample_time(14, 15, 30, Precision::second);
    entry.language_code = "fr-FR";
    entry.mime_type = "text/xml";
    entry.repository_unique_id = "1.2.250.1.213.4.1.1.1.2";
    entry.healthcare_facility_type_code =
        sample_code("SA01", "1.2.250.1.71.4.2.4", "Établissement public de santé");
    entry.practice_setting_code =
        sample_code("ETABLISSEMENT", "1.2.250.1.213.1.1.4.9", "Établissement de santé");
    entry.confidentiality_codes = {sample_code("N", "2.16.840.1.113883.5.25", "Normal")};
    return entry;
}

inline model::DocumentEntry sample_letter() {
    using Precision = model::Dtm::Precision;
    model::DocumentEntry entry = sample_entry("letter01", "1.2.250.1.211.10.200.9.1");
    entry.source_patient_info = {"PID-3|279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH",
                                 "PID-5|PAT-TROIS^DOMINIQUE^^^^^L", "PID-7|19790328", "PID-8|F"};
    entry.service_start_time = sample_time(10, 8, 0, Precision::minute);
    entry.service_stop_time = sample_time(14, 0, 0, Precision::day);
    entry.hash = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
    entry.size = 0;
    entry.legal_authenticator = sample_doctor();
    entry.uri = "DOC00001.XML";
    entry.reference_id_list = {
        {"ACC42", {"", "1.2.250.1.211.10.200.3", "ISO"}, "urn:ihe:iti:xds:2013:accession", {}, ""}};
    entry.document_availability = "Online";
    entry.extra_slots = {{"urn:example:projet", {"pilote", "deuxième valeur"}}};
    entry.title = {"Lettre de liaison à la sortie", "fr-FR", ""};
    entry.comments = {"Hospitalisation du 10 au 14 mars 2026", "fr-FR", ""};
    model::Author device;
    device.author_person = model::Xcn{{"3750712184/42", "Logiciel de dépôt", "Modèle", "", "", "", "", "",
                                       "&1.2.250.1.71.4.2.1&ISO", "U", "", "", "EI"}};
    device.author_institution = {sample_hospital()};
    entry.authors = {sample_author(), device};
    entry.class_code = sample_code("10", "1.2.250.1.213.1.1.4.1", "Compte rendu");
    entry.type_code = sample_code("11490-0", "2.16.840.1.113883.6.1", "Lettre de liaison à la sortie");
    entry.format_code = sample_code("urn:asip:ci-sis:ldl-ses:2017", "1.2.250.1.213.1.1.4.2.282",
                                    "Lettre de liaison à la sortie");
    entry.confidentiality_codes.push_back(sample_code("INVISIBLE_PATIENT", "1.2.250.1.213.1.1.4.13",
                                                      "Document non visible par le patient"));
    entry.event_codes = {sample_code("DEQP003", "1.2.250.1.213.2.5",
                                     "Électrocardiographie sur au moins 12 dérivations")};
    return entry;
}

inline model::DocumentEntry sample_signature() {
    model::DocumentEntry entry = sample_entry("signature01", "1.2.250.1.211.10.200.9.2");
    entry.creation_time = sample_time(14, 15, 31, model::Dtm::Precision::second);
    entry.language_code = "art";
    entry.hash = "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12";
    entry.size = 43;
    entry.title = {"Source", "fr-FR", ""};
    model::Author author;
    author.author_person = sample_doctor();
    author.author_institution = {sample_hospital(), {{"Service de cardiologie"}}};
    entry.authors = {author};
    entry.class_code = sample_code("urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1", "URN", "Digital Signature");
    entry.type_code = sample_code("E1762", "ASTM", "Full Document");
    entry.format_code =
        sample_code("http://www.w3.org/2000/09/xmldsig#", "URN", "Default Signature Style");
    entry.event_codes = {sample_code("1.2.840.10065.1.12.1.14", "1.2.840.10065.1.12", "Source")};
    return entry;
}

inline model::Association sample_association(std::string id, model::AssociationType type,
                                             std::string source, std::string target) {
    model::Association association;
    association.entry_uuid = std::move(id);
    association.type = type;
    association.source = std::move(source);
    association.target = std::move(target);
    return association;
}

/// A discharge letter that replaces an older one, its signature, and a folder. Ids are symbolic.
inline model::Submission sample_submission() {
    using model::AssociationType;
    model::Submission s;
    model::SubmissionSet& set = s.submission_set;
    set.entry_uuid = "set01";
    set.unique_id = "1.2.250.1.211.10.200.9.3";
    set.source_id = "1.2.250.1.211.10.200";
    set.patient_id = sample_patient();
    set.submission_time = sample_time(14, 15, 32, model::Dtm::Precision::second);
    set.content_type_code = sample_code("04", "1.2.250.1.213.2.2", "Hospitalisation");
    set.authors = {sample_author()};
    set.intended_recipients = {
        {model::Xon{{"Cabinet du Dr MARTIN"}}, model::Xcn{{"", "MARTIN", "Anne"}},
         model::Xtn{{"", "NET", "Internet", "anne.martin@test.mssante.fr"}}},
        {std::nullopt, model::Xcn{{"", "LEGRAND"}}, std::nullopt}};
    set.title = {"Sortie du 14 mars", "fr-FR", ""};
    set.comments = {"Envoi du service de cardiologie", "fr-FR", ""};

    s.entries = {sample_letter(), sample_signature()};

    model::Folder folder;
    folder.entry_uuid = "folder01";
    folder.unique_id = "1.2.250.1.211.10.200.9.4";
    folder.patient_id = sample_patient();
    folder.codes = {sample_code("CARDIO", "1.2.250.1.211.10.200.7", "Cardiologie")};
    folder.last_update_time = sample_time(14, 15, 32, model::Dtm::Precision::second);
    folder.title = {"Cardiologie", "fr-FR", ""};
    folder.comments = {"Suivi de cardiologie", "fr-FR", ""};
    s.folders = {folder};

    s.associations = {
        sample_association("member01", AssociationType::has_member, "set01", "letter01"),
        sample_association("member02", AssociationType::has_member, "set01", "signature01"),
        sample_association("member03", AssociationType::has_member, "set01", "folder01"),
        sample_association("member04", AssociationType::has_member, "folder01", "letter01"),
        sample_association("member05", AssociationType::has_member, "set01", "member04"),
        sample_association("replacement01", AssociationType::replace, "letter01",
                           "urn:uuid:0c2ab1f4-6a0b-4f6e-9d6e-7a1f6c3b2d10"),
        sample_association("signs01", AssociationType::signs, "signature01", "set01")};
    s.associations[0].submission_set_status = "Original";
    s.associations[1].submission_set_status = "Original";
    s.associations[5].document_code =
        sample_code("RPLC", "1.2.250.1.211.10.200.8", "Remplacement");
    s.associations[5].extra_slots = {{"urn:example:motif", {"correction"}}};
    return s;
}

/// The same, as the text of a SubmitObjectsRequest that was not written by the gateway.
inline std::string sample_submission_xml() {
    std::ifstream file(std::filesystem::path(DMPGW_SOURCE_DIR) / "tests/data/xds/sample.xml",
                       std::ios::binary);
    if (!file) throw std::runtime_error("tests/data/xds/sample.xml is missing");
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace dmpgw::testing
