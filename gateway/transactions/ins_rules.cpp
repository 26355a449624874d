#include "gateway/transactions/ins_rules.hpp"

#include <algorithm>

#include "gateway/mapping/systems.hpp"

namespace dmpgw::transactions {
namespace {

constexpr Rule ins_wrong{
    "INS_KEY_WRONG", FailureKind::invalid, "XDSRegistryMetadataError",
    "The INS has not the form of one, or its key is wrong", "L'INS n'en a pas la forme, ou sa clé est fausse",
    "Check the 15 characters: the last two are 97 less the rest of the first 13 divided by 97 (2A counts as 19, 2B as 18)",
    "Vérifiez les 15 caractères : les deux derniers sont 97 moins le reste des 13 premiers divisés par 97 (2A vaut 19, "
    "2B vaut 18)",
    "Référentiel INS 2.0"};
constexpr Rule ins_of_other_domain{
    "INS_OF_OTHER_DOMAIN", FailureKind::invalid, "XDSUnknownPatientId",
    "The INS belongs to another domain than those of this store: real, test and demonstration identities never mix",
    "L'INS appartient à un autre domaine que ceux de ce dépôt : identités réelles, de test et de démonstration ne se "
    "mêlent jamais",
    "Send it to the gateway that holds this domain; identity.ins_domain says which one this is",
    "Envoyez-la à la passerelle qui tient ce domaine ; identity.ins_domain dit lequel est celui-ci",
    "Référentiel INS 2.0; CI-SIS"};
constexpr Rule store_of_other_domain{
    "STORE_OF_OTHER_INS_DOMAIN", FailureKind::conflict, "",
    "The store holds identities of another domain than identity.ins_domain says",
    "Le dépôt contient des identités d'un autre domaine que ne le dit identity.ins_domain",
    "Give each domain a data folder of its own (storage.data), or correct identity.ins_domain",
    "Donnez à chaque domaine son propre dossier de données (storage.data), ou corrigez identity.ins_domain",
    "docs/operations.md, INS"};

constexpr std::string_view fact = "ins_domain";

void add(std::vector<InsUse>& uses, std::string_view value, std::string_view authority, const std::string& where) {
    const auto domain = model::ins_domain_of(authority);
    if (!domain) return;
    const bool known = std::any_of(uses.begin(), uses.end(), [&](const InsUse& use) {
        return use.value == value && use.authority == authority;
    });
    if (!known) uses.push_back({*domain, std::string(value), std::string(authority), where});
}

std::string print(const InsUse& use) { return use.value + "^^^&" + use.authority + "&ISO"; }

std::optional<model::InsDomain> domain_of_store(const storage::RegistryView& registry) {
    return model::ins_domain_of_name(registry.fact(fact));
}

}  // namespace

std::vector<InsUse> ins_of(const model::Submission& submission, const xds::Locate& locate) {
    std::vector<InsUse> uses;
    const auto take = [&](const std::optional<model::Cx>& cx, xds::ObjectKind kind, std::size_t index, std::string_view name) {
        if (!cx || !model::ins_domain_of(cx->assigning_authority.universal_id)) return;
        const xds::Place place = xds::Place{kind, index}.of(name);
        add(uses, cx->id, cx->assigning_authority.universal_id, locate ? locate(place) : describe(place));
    };
    take(submission.submission_set.patient_id, xds::ObjectKind::submission_set, 0, "patientId");
    for (std::size_t i = 0; i < submission.entries.size(); ++i) {
        take(submission.entries[i].patient_id, xds::ObjectKind::document_entry, i, "patientId");
        take(submission.entries[i].source_patient_id, xds::ObjectKind::document_entry, i, "sourcePatientId");
    }
    for (std::size_t i = 0; i < submission.folders.size(); ++i) {
        take(submission.folders[i].patient_id, xds::ObjectKind::folder, i, "patientId");
    }
    return uses;
}

std::vector<InsUse> ins_of(const storage::PatientRecord& patient, const std::string& where) {
    std::vector<InsUse> uses;
    for (const std::string& identifier : patient.identifiers) {
        const std::size_t bar = identifier.find('|');
        if (bar == std::string::npos) continue;
        const std::string oid = mapping::authority_of_system(std::string_view(identifier).substr(0, bar)).oid;
        add(uses, std::string_view(identifier).substr(bar + 1), oid, where);
    }
    return uses;
}

std::vector<InsUse> ins_of(std::span<const model::Cx> identifiers, const std::string& where) {
    std::vector<InsUse> uses;
    for (const model::Cx& cx : identifiers) add(uses, cx.id, cx.assigning_authority.universal_id, where);
    return uses;
}

Findings check_ins_keys(std::span<const InsUse> uses, xds::Strictness strictness) {
    Findings findings;
    if (strictness == xds::Strictness::accept) return findings;
    const Severity severity = strictness == xds::Strictness::refuse ? Severity::error : Severity::warning;
    for (const InsUse& use : uses) {
        if (!model::is_right_ins(use.value, use.authority)) {
            findings.push_back(finding(ins_wrong, use.where, print(use), severity));
        }
    }
    return findings;
}

InsVerdict check_ins_domain(std::span<const InsUse> uses, const storage::RegistryView& registry, const Services& services) {
    InsVerdict verdict;
    if (uses.empty()) return verdict;
    const auto stored = domain_of_store(registry);
    const model::InsDomain domain = services.identity.ins_domain.value_or(stored.value_or(uses.front().domain));
    if (!stored) verdict.becomes = domain;
    for (const InsUse& use : uses) {
        if (use.domain == domain) continue;
        verdict.findings.push_back(finding(ins_of_other_domain, use.where, print(use),
                                           std::string(to_string(use.domain)) + " ≠ " + std::string(to_string(domain))));
    }
    return verdict;
}

void InsVerdict::note(storage::Changes& changes) const {
    if (becomes) changes.facts.emplace_back(std::string(fact), std::string(to_string(*becomes)));
}

Findings check_configured_ins_domain(const storage::RegistryView& registry, const Services& services) {
    const auto stored = domain_of_store(registry);
    if (!stored || !services.identity.ins_domain || *stored == *services.identity.ins_domain) return {};
    return {finding(store_of_other_domain, "identity.ins_domain", to_string(*services.identity.ins_domain), to_string(*stored))};
}

}  // namespace dmpgw::transactions
