#include "gateway/xds/code_rules.hpp"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "gateway/base/text.hpp"
#include "gateway/xds/error_codes.hpp"
#include "gateway/xds/metadata_rules.hpp"

namespace dmpgw::xds {
namespace {

using terminology::CodedAttribute;
using terminology::Verdict;

constexpr Rule not_in_domain{
    "CODE_NOT_IN_AFFINITY_DOMAIN", FailureKind::invalid, error_code::registry_metadata_error,
    "The code is not one that this attribute may hold here", "Le code n'est pas admis ici pour cet attribut",
    "Use a code of the value set", "Utilisez un code du jeu de valeurs", "ITI TF-3 4.2.3.1.2"};
constexpr Rule not_decidable{
    "CODE_NOT_DECIDABLE", FailureKind::invalid, error_code::registry_metadata_error,
    "Whether this attribute may hold the code cannot be said: its value set is not at hand",
    "On ne peut dire si cet attribut admet le code : son jeu de valeurs n'est pas disponible",
    "Nothing is wrong with the message; the operator can add the list by codes.files",
    "Le message n'est pas en cause ; l'exploitant peut ajouter la liste par codes.files", "ITI TF-3 4.2.3.1.2"};
constexpr std::array rule_list{not_in_domain, not_decidable};

constexpr std::size_t nearest_shown = 3;

std::string print(std::string_view code, std::string_view scheme) {
    return scheme.empty() ? std::string(code) : fmt::format("{}^^{}", code, scheme);
}

class CodeCheck {
  public:
    CodeCheck(const terminology::AffinityDomain& domain, Strictness policy, const Locate& locate)
        : domain_(domain), policy_(policy), locate_(locate) {}

    Findings run(const model::Submission& submission) {
        const Place set{ObjectKind::submission_set};
        judge(CodedAttribute::content_type_code, submission.submission_set.content_type_code, set.of("contentTypeCode"));
        judge_authors(submission.submission_set.authors, set);
        for (std::size_t i = 0; i < submission.entries.size(); ++i) {
            judge_entry(submission.entries[i], {ObjectKind::document_entry, i});
        }
        for (std::size_t i = 0; i < submission.folders.size(); ++i) {
            judge(CodedAttribute::folder_code_list, submission.folders[i].codes,
                  Place{ObjectKind::folder, i}.of("codeList"));
        }
        for (std::size_t i = 0; i < submission.associations.size(); ++i) {
            judge(CodedAttribute::association_documentation, submission.associations[i].document_code,
                  Place{ObjectKind::association, i}.of("documentationCode"));
        }
        return std::move(findings_);
    }

  private:
    void judge_entry(const model::DocumentEntry& entry, const Place& place) {
        judge_authors(entry.authors, place);
        judge(CodedAttribute::class_code, entry.class_code, place.of("classCode"));
        judge(CodedAttribute::confidentiality_code, entry.confidentiality_codes, place.of("confidentialityCode"));
        judge(CodedAttribute::event_code_list, entry.event_codes, place.of("eventCodeList"));
        judge(CodedAttribute::format_code, entry.format_code, place.of("formatCode"));
        judge(CodedAttribute::healthcare_facility_type_code, entry.healthcare_facility_type_code,
              place.of("healthcareFacilityTypeCode"));
        judge(CodedAttribute::practice_setting_code, entry.practice_setting_code, place.of("practiceSettingCode"));
        judge(CodedAttribute::type_code, entry.type_code, place.of("typeCode"));
        judge(CodedAttribute::mime_type, entry.mime_type, "", place.of("mimeType"));
    }

    void judge_authors(const std::vector<model::Author>& authors, const Place& object) {
        for (std::size_t i = 0; i < authors.size(); ++i) {
            const Place author = object.of("author").nth(i);
            judge_texts(CodedAttribute::author_role, authors[i].author_role, author.in("authorRole"));
            judge_texts(CodedAttribute::author_specialty, authors[i].author_specialty, author.in("authorSpecialty"));
        }
    }

    // IHE leaves the form of these to the domain; a text that is no coded value cannot be looked up.
    void judge_texts(CodedAttribute attribute, const std::vector<std::string>& texts, const Place& place) {
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const auto parts = split(texts[i], '^');
            if (parts.size() == 3) judge(attribute, parts[0], parts[2], place.nth(i));
        }
    }

    void judge(CodedAttribute attribute, const std::vector<model::Code>& codes, const Place& place) {
        for (std::size_t i = 0; i < codes.size(); ++i) judge(attribute, codes[i].code, codes[i].scheme, place.nth(i));
    }
    void judge(CodedAttribute attribute, const std::optional<model::Code>& code, const Place& place) {
        if (code) judge(attribute, code->code, code->scheme, place);
    }

    // What is missing has been told by the metadata rules.
    void judge(CodedAttribute attribute, std::string_view code, std::string_view scheme, const Place& place) {
        if (code.empty() || findings_.size() >= max_findings) return;
        const Verdict verdict = domain_.judge(attribute, code, scheme);
        if (verdict == Verdict::not_allowed) refuse(attribute, code, scheme, place);
        if (verdict == Verdict::not_decidable) {
            add(not_decidable, attribute, code, scheme, place, Severity::warning);
        }
    }

    void refuse(CodedAttribute attribute, std::string_view code, std::string_view scheme, const Place& place) {
        const Severity severity = policy_ == Strictness::refuse ? Severity::error : Severity::warning;
        Finding& f = add(not_in_domain, attribute, code, scheme, place, severity);
        if (++lookups_ > max_nearest_lookups) return;
        std::string list;
        for (const terminology::Concept& near : domain_.nearest(attribute, code, scheme, nearest_shown)) {
            list += fmt::format("{}{}{}", list.empty() ? "" : ", ", print(near.code, near.system),
                                near.display.empty() ? "" : " (" + near.display + ")");
        }
        if (list.empty()) return;
        f.mend.en += " Nearest: " + list + ".";
        f.mend.fr += " Les plus proches : " + list + ".";
    }

    Finding& add(const Rule& rule, CodedAttribute attribute, std::string_view code, std::string_view scheme,
                 const Place& place, Severity severity) {
        const std::string detail = fmt::format("{} {}; {}", to_string(attribute), print(code, scheme), domain_.sets_of(attribute));
        findings_.push_back(finding(rule, locate_ ? locate_(place) : describe(place), print(code, scheme), detail, severity));
        return findings_.back();
    }

    const terminology::AffinityDomain& domain_;
    Strictness policy_;
    const Locate& locate_;
    std::size_t lookups_ = 0;
    Findings findings_;
};

}  // namespace

Findings check_codes(const model::Submission& submission, const terminology::AffinityDomain& domain, Strictness policy,
                     const Locate& locate) {
    if (policy == Strictness::accept) return {};
    return CodeCheck(domain, policy, locate).run(submission);
}

std::span<const Rule> code_rules() { return rule_list; }

}  // namespace dmpgw::xds
