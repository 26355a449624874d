// CX, CXi, XCN, XON, XTN and intendedRecipient: what XDS and the French profile allow in them.
#include <algorithm>
#include <array>

#include "gateway/base/identifiers.hpp"
#include "gateway/base/text.hpp"
#include "gateway/xds/error_codes.hpp"
#include "gateway/xds/value_rules.hpp"

namespace dmpgw::xds {
namespace {

constexpr auto invalid = FailureKind::invalid;
constexpr std::string_view code = error_code::registry_metadata_error;
constexpr std::string_view data_types = "ITI TF-3 Table 4.2.3.1.7-2";

constexpr Rule cx_needs_id{
    "CX_NEEDS_ID", invalid, code, "The patient or reference identifier is empty",
    "L'identifiant de patient ou de référence est vide",
    "Write the identifier first: 279035121518989^^^&1.2.250.1.213.1.4.8&ISO",
    "Écrivez d'abord l'identifiant : 279035121518989^^^&1.2.250.1.213.1.4.8&ISO", data_types};
constexpr Rule cx_too_many_components{
    "CX_TOO_MANY_COMPONENTS", invalid, code, "The patient identifier has an assigning facility",
    "L'identifiant de patient comporte un établissement d'attribution",
    "Leave component 6 empty", "Laissez vide le composant 6", data_types};
constexpr Rule cx_unknown_type{
    "CX_UNKNOWN_TYPE", invalid, code, "The type of the patient identifier is not known",
    "Le type de l'identifiant de patient n'est pas connu",
    "Leave component 5 empty, or write NH, PI, PT, INS-C or INS-NIR",
    "Laissez vide le composant 5, ou écrivez NH, PI, PT, INS-C ou INS-NIR",
    "CI-SIS, volet Partage de documents de santé"};
constexpr Rule cx_invalid_date{
    "CX_INVALID_DATE", invalid, code, "Component 7 of the patient identifier is not a date",
    "Le composant 7 de l'identifiant de patient n'est pas une date",
    "Leave component 7 empty, or write a date such as 20100907",
    "Laissez vide le composant 7, ou écrivez une date telle que 20100907",
    "CI-SIS, volet Partage de documents de santé"};
constexpr Rule cxi_too_many_components{
    "CXI_TOO_MANY_COMPONENTS", invalid, code, "The reference identifier has more than 6 components",
    "L'identifiant de référence comporte plus de 6 composants",
    "Keep id^^^authority^type^home community only",
    "Ne gardez que id^^^autorité^type^communauté", "ITI TF-3 Table 4.2.3.1.7-2, CXi"};
constexpr Rule cxi_incomplete_authority{
    "CXI_INCOMPLETE_ASSIGNING_AUTHORITY", invalid, code,
    "The authority of the reference identifier is incomplete",
    "L'autorité de l'identifiant de référence est incomplète",
    "Write the authority as a name, or as &OID&ISO with both parts",
    "Écrivez l'autorité sous la forme d'un nom, ou de &OID&ISO avec les deux parties",
    "ITI TF-3 Table 4.2.3.1.7-2, CXi"};
constexpr Rule cxi_needs_type{
    "CXI_NEEDS_ID_TYPE_CODE", invalid, code, "The reference identifier does not say of what type it is",
    "L'identifiant de référence n'indique pas son type",
    "Write the type as component 5, such as urn:ihe:iti:xds:2013:accession",
    "Écrivez le type comme composant 5, par exemple urn:ihe:iti:xds:2013:accession",
    "ITI TF-3 Table 4.2.3.1.7-2, CXi"};
constexpr Rule hd_namespace{
    "HD_MUST_NOT_HAVE_NAMESPACE_ID", invalid, code, "The authority begins with a local name",
    "L'autorité commence par un nom local", "Leave the part before the first '&' empty: &OID&ISO",
    "Laissez vide la partie avant le premier « & » : &OID&ISO", data_types};
constexpr Rule hd_type{
    "UNIVERSAL_ID_TYPE_MUST_BE_ISO", invalid, code, "The authority is not an OID marked ISO",
    "L'autorité n'est pas un OID marqué ISO", "Write the authority as &OID&ISO",
    "Écrivez l'autorité sous la forme &OID&ISO", data_types};
constexpr Rule hd_needs_id{
    "HD_NEEDS_UNIVERSAL_ID", invalid, code, "The authority has no OID", "L'autorité n'a pas d'OID",
    "Write the OID of the authority between the two '&'",
    "Écrivez l'OID de l'autorité entre les deux « & »", data_types};
constexpr Rule person_missing{
    "PERSON_MISSING_NAME_AND_ID", invalid, code, "The person has neither a name nor an identifier",
    "La personne n'a ni nom ni identifiant",
    "Write the identifier as component 1 or the family name as component 2",
    "Écrivez l'identifiant comme composant 1 ou le nom de famille comme composant 2",
    "ITI TF-3 Table 4.2.3.1.7-2, XCN"};
constexpr Rule person_hd_inopportune{
    "PERSON_HD_INOPPORTUNE", invalid, code, "The person has an authority but no identifier",
    "La personne a une autorité mais pas d'identifiant",
    "Write the identifier as component 1, or leave component 9 empty",
    "Écrivez l'identifiant comme composant 1, ou laissez vide le composant 9",
    "ITI TF-3 Table 4.2.3.1.7-2, XCN"};
constexpr Rule organization_name_missing{
    "ORGANIZATION_NAME_MISSING", invalid, code, "The organisation has no name",
    "L'organisation n'a pas de nom", "Write the name of the organisation as component 1",
    "Écrivez le nom de l'organisation comme composant 1", "ITI TF-3 Table 4.2.3.1.7-2, XON"};
constexpr Rule organization_components{
    "ORGANIZATION_TOO_MANY_COMPONENTS", invalid, code,
    "The organisation has components that an XON of XDS does not have",
    "L'organisation comporte des composants qu'un XON de XDS ne possède pas",
    "Keep the name (1), the authority (6), the type IDNST (7) and the identifier (10) only",
    "Ne gardez que le nom (1), l'autorité (6), le type IDNST (7) et l'identifiant (10)",
    "ITI TF-3 Table 4.2.3.1.7-2, XON; CI-SIS, volet Partage de documents de santé"};
constexpr Rule telecom_type{
    "WRONG_TELECOM_TYPE", invalid, code, "The kind of telecommunication address is not known",
    "Le type d'adresse de télécommunication n'est pas connu",
    "Write Internet, PH or CP as component 3", "Écrivez Internet, PH ou CP comme composant 3",
    "ITI TF-3 Table 4.2.3.1.7-2, XTN"};
constexpr Rule telecom_use{
    "WRONG_TELECOM_USE", invalid, code, "The use of the address does not go with its kind",
    "L'usage de l'adresse ne convient pas à son type",
    "Write NET as component 2 of an Internet address, and another use for a telephone",
    "Écrivez NET comme composant 2 d'une adresse Internet, et un autre usage pour un téléphone",
    "ITI TF-3 Table 4.2.3.1.7-2, XTN"};
constexpr Rule telecom_missing{
    "MISSING_TELECOM_PARAM", invalid, code, "The address or the number itself is missing",
    "L'adresse ou le numéro lui-même manque",
    "Write the address as component 4, or the number as component 7 or 12",
    "Écrivez l'adresse comme composant 4, ou le numéro comme composant 7 ou 12",
    "ITI TF-3 Table 4.2.3.1.7-2, XTN"};
constexpr Rule telecom_inconsistent{
    "INCONSISTENT_TELECOM_PARAM", invalid, code,
    "An Internet address and a telephone number, or two forms of a number, stand together",
    "Une adresse Internet et un numéro de téléphone, ou deux formes d'un numéro, se trouvent ensemble",
    "Keep component 4 only for Internet; components 5 to 8, or 12 alone, for a telephone",
    "Ne gardez que le composant 4 pour Internet ; les composants 5 à 8, ou 12 seul, pour un téléphone",
    "ITI TF-3 Table 4.2.3.1.7-2, XTN"};
constexpr Rule recipient_empty{
    "RECIPIENT_EMPTY", invalid, code, "The intended recipient is empty",
    "Le destinataire prévu est vide", "Name an organisation, a person or an address, or remove the value",
    "Nommez une organisation, une personne ou une adresse, ou retirez la valeur",
    "ITI TF-3 4.2.3.3.7"};
constexpr Rule invalid_recipient{
    "INVALID_RECIPIENT", invalid, code, "The intended recipient has more than three parts",
    "Le destinataire prévu comporte plus de trois parties",
    "Write organisation|person|telecommunication, with at most two '|'",
    "Écrivez organisation|personne|télécommunication, avec au plus deux « | »",
    "ITI TF-3 4.2.3.3.7"};

constexpr std::array rules{
    cx_needs_id, cx_too_many_components, cx_unknown_type, cx_invalid_date,
    cxi_too_many_components, cxi_incomplete_authority, cxi_needs_type, hd_namespace, hd_type,
    hd_needs_id, person_missing, person_hd_inopportune, organization_name_missing,
    organization_components, telecom_type, telecom_use, telecom_missing, telecom_inconsistent,
    recipient_empty, invalid_recipient};

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& list) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

// The OID of an authority comes from outside the submission, often from a test set whose first arc does not
// exist (3.4.5): everything but that arc is held to the rule.
Fault fault_of_universal_id(const model::Hd& hd) {
    if (hd.universal_id_type != "ISO") return &hd_type;
    if (hd.universal_id.empty()) return &hd_needs_id;
    std::string oid = hd.universal_id;
    if (oid.size() > 1 && oid[0] >= '3' && oid[0] <= '9' && oid[1] == '.') oid[0] = '2';
    return fault_of_oid(oid);
}

Fault fault_of_authority(const model::Hd& hd) {
    if (!hd.namespace_id.empty()) return &hd_namespace;
    return fault_of_universal_id(hd);
}

}  // namespace

std::span<const Rule> hl7_value_rules() { return rules; }

Fault fault_of_patient_id(const model::Cx& cx) {
    static constexpr std::array<std::string_view, 6> types{"", "NH", "PI", "PT", "INS-C", "INS-NIR"};
    if (cx.id.empty()) return &cx_needs_id;
    if (Fault fault = fault_of_authority(cx.assigning_authority)) return fault;
    if (!is_one_of(cx.identifier_type_code, types)) return &cx_unknown_type;
    if (!cx.assigning_facility.empty()) return &cx_too_many_components;
    if (!cx.effective_date.empty() && !model::read_dtm(cx.effective_date, "")) return &cx_invalid_date;
    return nullptr;
}

Fault fault_of_reference_id(const model::Cx& cx) {
    if (cx.id.empty()) return &cx_needs_id;
    if (cx.identifier_type_code.empty()) return &cxi_needs_type;
    if (!cx.effective_date.empty()) return &cxi_too_many_components;
    const model::Hd& authority = cx.assigning_authority;
    if (authority.universal_id.empty() != authority.universal_id_type.empty()) {
        return &cxi_incomplete_authority;
    }
    if (!authority.universal_id.empty()) {
        if (Fault fault = fault_of_universal_id(authority)) return fault;
    }
    model::Hd home = cx.assigning_facility;
    if (home.empty()) return nullptr;
    if (home.universal_id.empty() || home.universal_id_type.empty()) return &cxi_incomplete_authority;
    // The home community is written as a URN in the profile's own examples, as a bare OID in others.
    home.universal_id = std::string(without_oid_prefix(home.universal_id));
    return fault_of_universal_id(home);
}

Fault fault_of_person(const model::Xcn& xcn) {
    const model::Hd authority = xcn.assigning_authority();
    if (xcn.id().empty() && xcn.family().empty() && xcn.given().empty()) return &person_missing;
    if (authority.empty()) return nullptr;
    if (xcn.id().empty()) return &person_hd_inopportune;
    return fault_of_universal_id(authority);
}

Fault fault_of_organization(const model::Xon& xon) {
    if (xon.name().empty()) return &organization_name_missing;
    for (const std::size_t unused : {2U, 3U, 4U, 5U, 8U, 9U}) {
        if (!xon.component(unused).empty()) return &organization_components;
    }
    if (!xon.identifier_type_code().empty() && xon.identifier_type_code() != "IDNST") {
        return &organization_components;
    }
    const model::Hd authority = xon.assigning_authority();
    if (!authority.empty()) return fault_of_authority(authority);
    // Without an authority the identifier must be unique by itself.
    return xon.id().empty() ? nullptr : fault_of_oid(xon.id());
}

Fault fault_of_telecom(const model::Xtn& xtn) {
    const auto has = [&](std::size_t number) { return !trim(xtn.component(number)).empty(); };
    const bool address = has(4);
    const bool local = has(7);
    const bool unformatted = has(12);
    if (xtn.equipment_type() == "Internet") {
        if (!xtn.use().empty() && xtn.use() != "NET") return &telecom_use;
        if (!address) return &telecom_missing;
        return has(5) || has(6) || local || has(8) || unformatted ? &telecom_inconsistent : nullptr;
    }
    if (xtn.equipment_type() == "PH" || xtn.equipment_type() == "CP") {
        if (xtn.use() == "NET") return &telecom_use;
        if (address) return &telecom_inconsistent;
        if (!local && !unformatted) return &telecom_missing;
        return local && unformatted ? &telecom_inconsistent : nullptr;
    }
    return &telecom_type;
}

Fault fault_of_recipient(const model::IntendedRecipient& recipient) {
    if (!recipient.organization && !recipient.person && !recipient.telecom) return &recipient_empty;
    if (recipient.organization) {
        if (Fault fault = fault_of_organization(*recipient.organization)) return fault;
    }
    if (recipient.person) {
        if (Fault fault = fault_of_person(*recipient.person)) return fault;
    }
    return recipient.telecom ? fault_of_telecom(*recipient.telecom) : nullptr;
}

Result<model::IntendedRecipient> read_recipient(std::string_view text, const std::string& where) {
    const std::vector<std::string_view> parts = split(text, '|');
    if (parts.size() > 3) return refuse(invalid_recipient, where, text);
    model::IntendedRecipient recipient;
    if (!parts.empty() && !parts[0].empty()) {
        auto organization = model::read_xon(parts[0], where);
        if (!organization) return organization.error();
        recipient.organization = std::move(*organization);
    }
    if (parts.size() > 1 && !parts[1].empty()) {
        auto person = model::read_xcn(parts[1], where);
        if (!person) return person.error();
        recipient.person = std::move(*person);
    }
    if (parts.size() > 2 && !parts[2].empty()) {
        auto telecom = model::read_xtn(parts[2], where);
        if (!telecom) return telecom.error();
        recipient.telecom = std::move(*telecom);
    }
    return recipient;
}

std::string to_string(const model::IntendedRecipient& recipient) {
    std::string out;
    if (recipient.organization) out += model::to_string(*recipient.organization);
    if (recipient.person || recipient.telecom) out += '|';
    if (recipient.person) out += model::to_string(*recipient.person);
    if (recipient.telecom) out += '|' + model::to_string(*recipient.telecom);
    return out;
}

}  // namespace dmpgw::xds
