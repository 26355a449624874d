// How long a value may be to have a place in an ebRIM message: 256 characters in a slot, a code or an identifier (LongName),
// 1024 in a name (FreeFormText). ebRIM 3.0, 2.10 and rim.xsd.
//
// The ebRIM reader looks at the slots of a message; these rules look at the model, so that what came by the FHIR face can be
// given back by the SOAP face in a message that its schema calls valid.
#include <array>
#include <string>

#include "gateway/base/text.hpp"
#include "gateway/xds/checker.hpp"
#include "gateway/xds/ebrim_rules.hpp"
#include "gateway/xds/error_codes.hpp"

namespace dmpgw::xds {
namespace {

constexpr Rule text_too_long{
    "TEXT_TOO_LONG", FailureKind::invalid, error_code::registry_metadata_error,
    "A title, a comment or the display of a code is longer than 1024 characters",
    "Un titre, un commentaire ou un libellé de code dépasse 1024 caractères",
    "Shorten the text to 1024 characters", "Raccourcissez le texte à 1024 caractères", "ebRIM 3.0, rim.xsd"};
constexpr Rule code_too_long{
    "CODE_TOO_LONG", FailureKind::invalid, error_code::registry_metadata_error,
    "A code or its system is longer than 256 characters", "Un code ou son système dépasse 256 caractères",
    "Write the code as its system defines it", "Écrivez le code tel que son système le définit", "ebRIM 3.0, rim.xsd"};

constexpr std::array rule_list{text_too_long, code_too_long};

constexpr std::size_t max_long_name = 256;
constexpr std::size_t max_free_form_text = 1024;

// Bytes first: counting characters is only needed where there are too many bytes.
bool is_longer(std::string_view text, std::size_t limit) { return text.size() > limit && utf8_length(text) > limit; }

class Lengths {
  public:
    Lengths(Checker& checker, Place object) : checker_(checker), object_(object) {}

    void text(const model::LocalizedString& text, const Place& place) {
        if (is_longer(text.value, max_free_form_text)) checker_.report(text_too_long, place, text.value);
    }
    void text(const model::LocalizedString& value, std::string_view attribute) { text(value, object_.of(attribute)); }

    void slot(std::string_view value, const Place& place, std::string_view name) {
        if (is_longer(value, max_long_name)) checker_.report(rules::slot_value_too_long, place, value, name);
    }
    void slot(std::string_view value, std::string_view attribute) { slot(value, object_.of(attribute), attribute); }

    void code(const model::Code& value, const Place& place) {
        if (is_longer(value.code, max_long_name) || is_longer(value.scheme, max_long_name)) {
            checker_.report(code_too_long, place, value.code);
        }
        text(value.display, place);
    }
    void code(const std::optional<model::Code>& value, std::string_view attribute) {
        if (value) code(*value, object_.of(attribute));
    }
    void codes(const std::vector<model::Code>& values, std::string_view attribute) {
        for (std::size_t i = 0; i < values.size(); ++i) code(values[i], object_.of(attribute).nth(i));
    }

    void authors(const std::vector<model::Author>& authors) {
        for (std::size_t i = 0; i < authors.size(); ++i) {
            const model::Author& author = authors[i];
            const Place place = object_.of("author").nth(i);
            if (author.author_person) {
                slot(model::to_string(*author.author_person), place.in("authorPerson"), "authorPerson");
            }
            parts(author.author_institution, place.in("authorInstitution"));
            parts(author.author_role, place.in("authorRole"));
            parts(author.author_specialty, place.in("authorSpecialty"));
            parts(author.author_telecommunication, place.in("authorTelecommunication"));
        }
    }

  private:
    static const std::string& text_of(const std::string& value) { return value; }
    template <class T>
    static std::string text_of(const T& value) {
        return model::to_string(value);
    }
    template <class T>
    void parts(const std::vector<T>& values, const Place& place) {
        for (std::size_t k = 0; k < values.size(); ++k) slot(text_of(values[k]), place.nth(k), place.part);
    }

    Checker& checker_;
    Place object_;
};

void check_entry_lengths(Checker& checker, const model::DocumentEntry& entry, const Place& place) {
    Lengths lengths(checker, place);
    lengths.text(entry.title, "title");
    lengths.text(entry.comments, "comments");
    lengths.authors(entry.authors);
    lengths.code(entry.class_code, "classCode");
    lengths.codes(entry.confidentiality_codes, "confidentialityCode");
    lengths.codes(entry.event_codes, "eventCodeList");
    lengths.code(entry.format_code, "formatCode");
    lengths.code(entry.healthcare_facility_type_code, "healthcareFacilityTypeCode");
    lengths.code(entry.practice_setting_code, "practiceSettingCode");
    lengths.code(entry.type_code, "typeCode");
    lengths.slot(entry.mime_type, "mimeType");
    lengths.slot(entry.uri, "URI");
    if (entry.legal_authenticator) lengths.slot(model::to_string(*entry.legal_authenticator), "legalAuthenticator");
    if (entry.source_patient_id) lengths.slot(model::to_string(*entry.source_patient_id), "sourcePatientId");
    for (std::size_t i = 0; i < entry.source_patient_info.size(); ++i) {
        lengths.slot(entry.source_patient_info[i], place.of("sourcePatientInfo").nth(i), "sourcePatientInfo");
    }
    for (std::size_t i = 0; i < entry.reference_id_list.size(); ++i) {
        lengths.slot(model::to_string(entry.reference_id_list[i]), place.of("referenceIdList").nth(i), "referenceIdList");
    }
}

}  // namespace

std::span<const Rule> length_rules() { return rule_list; }

void check_lengths(Checker& checker) {
    const model::Submission& submission = checker.submission;
    for (std::size_t i = 0; i < submission.entries.size(); ++i) {
        check_entry_lengths(checker, submission.entries[i], {ObjectKind::document_entry, i});
    }
    for (std::size_t i = 0; i < submission.folders.size(); ++i) {
        const model::Folder& folder = submission.folders[i];
        Lengths lengths(checker, {ObjectKind::folder, i});
        lengths.text(folder.title, "title");
        lengths.text(folder.comments, "comments");
        lengths.codes(folder.codes, "codeList");
    }
    const model::SubmissionSet& set = submission.submission_set;
    Lengths lengths(checker, {ObjectKind::submission_set});
    lengths.text(set.title, "title");
    lengths.text(set.comments, "comments");
    lengths.authors(set.authors);
    lengths.code(set.content_type_code, "contentTypeCode");
    for (std::size_t i = 0; i < set.intended_recipients.size(); ++i) {
        lengths.slot(to_string(set.intended_recipients[i]), Place{ObjectKind::submission_set}.of("intendedRecipient").nth(i),
                     "intendedRecipient");
    }
    for (std::size_t i = 0; i < submission.associations.size(); ++i) {
        Lengths(checker, {ObjectKind::association, i}).code(submission.associations[i].document_code, "documentationCode");
    }
}

}  // namespace dmpgw::xds
