#include "gateway/xds/stored_query.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "gateway/base/text.hpp"
#include "gateway/model/hl7_types.hpp"
#include "gateway/xds/error_codes.hpp"
#include "gateway/xds/query_values.hpp"
#include "gateway/xds/vocabulary.hpp"

namespace dmpgw::xds {
namespace {

constexpr auto invalid = FailureKind::invalid;

constexpr Rule no_adhoc_query{
    "NO_ADHOC_QUERY", FailureKind::malformed, error_code::registry_error,
    "The request holds no query", "La requête ne contient pas d'interrogation",
    "Put rim:AdhocQuery with the id of a stored query into query:AdhocQueryRequest",
    "Placez rim:AdhocQuery avec l'id d'une requête prédéfinie dans query:AdhocQueryRequest",
    "ITI TF-2 3.18.4.1.2"};
constexpr Rule unknown_return_type{
    "UNKNOWN_RETURN_TYPE", invalid, error_code::registry_error, "The returnType is not known",
    "Le returnType n'est pas connu", "Write LeafClass or ObjectRef", "Écrivez LeafClass ou ObjectRef",
    "ITI TF-2 3.18.4.1.2.3.1"};
constexpr Rule unknown_query{
    "UNKNOWN_QUERY_TYPE", FailureKind::unsupported, error_code::unknown_stored_query,
    "The id is not that of a stored query", "L'id n'est pas celui d'une requête prédéfinie",
    "Use one of the UUIDs of ITI TF-2 3.18.4.1.2.4, such as that of FindDocuments",
    "Utilisez un des UUID d'ITI TF-2 3.18.4.1.2.4, par exemple celui de FindDocuments",
    "ITI TF-2 3.18.4.1.2.4"};
constexpr Rule query_of_other_transaction{
    "QUERY_OF_OTHER_TRANSACTION", FailureKind::unsupported, error_code::unknown_stored_query,
    "This query belongs to another transaction", "Cette requête relève d'une autre transaction",
    "Send queries of several patients with action urn:ihe:iti:2009:MultiPatientStoredQuery (ITI-51), all others with "
    "urn:ihe:iti:2007:RegistryStoredQuery (ITI-18)",
    "Envoyez les requêtes multi-patients avec l'action urn:ihe:iti:2009:MultiPatientStoredQuery (ITI-51), les autres "
    "avec urn:ihe:iti:2007:RegistryStoredQuery (ITI-18)",
    "ITI TF-2 3.51.4.1.2"};
constexpr Rule not_narrowed{
    "QUERY_NOT_NARROWED", invalid, error_code::stored_query_missing_param,
    "The query names neither a patient nor anything else that narrows it",
    "La requête ne nomme ni patient ni aucun autre critère qui la restreigne",
    "Name patients, or at least a class, an event or a facility type; of folders, patients or codes",
    "Nommez des patients, ou au moins une classe, un événement ou un type d'établissement ; pour les classeurs, des "
    "patients ou des codes",
    "ITI TF-2 3.51.4.1.2.3"};
constexpr Rule missing_parameter{
    "MISSING_REQUIRED_QUERY_PARAMETER", invalid, error_code::stored_query_missing_param,
    "A mandatory parameter is missing", "Un paramètre obligatoire manque",
    "Add the parameter as a Slot of the AdhocQuery", "Ajoutez le paramètre comme Slot de l'AdhocQuery",
    "ITI TF-2 3.18.4.1.2.3.7"};
constexpr Rule too_many_values{
    "TOO_MANY_VALUES_FOR_QUERY_PARAMETER", invalid, error_code::stored_query_param_number,
    "The parameter takes one value and has several",
    "Le paramètre n'accepte qu'une valeur et en a plusieurs", "Keep one value", "Gardez une seule valeur",
    "ITI TF-2 3.18.4.1.2.3.5"};
constexpr Rule not_repeatable{
    "QUERY_PARAMETER_NOT_REPEATABLE", invalid, error_code::stored_query_param_number,
    "The parameter stands in several Slots, and cannot be combined by AND",
    "Le paramètre figure dans plusieurs Slots, et ne peut être combiné par ET",
    "Put all values into one Slot; only codes of events, confidentiality and folders repeat",
    "Réunissez les valeurs dans un Slot ; seuls se répètent les codes d'acte, de confidentialité et de "
    "dossier",
    "ITI TF-2 3.18.4.1.2.3.5"};
constexpr Rule set_together{
    "QUERY_PARAMETERS_CANNOT_BE_SET_TOGETHER", invalid, error_code::stored_query_param_number,
    "Two parameters stand together that exclude each other",
    "Deux paramètres qui s'excluent figurent ensemble",
    "Name the objects by entryUUID, by uniqueId or by logicalID, not by two of them",
    "Désignez les objets par entryUUID, par uniqueId ou par logicalID, non par deux d'entre eux",
    "ITI TF-2 3.18.4.1.2.3.7"};
constexpr Rule not_string{
    "PARAMETER_VALUE_NOT_STRING", invalid, error_code::registry_error,
    "The value is not a text in quotes", "La valeur n'est pas un texte entre apostrophes",
    "Write 'value'; a quote inside is written twice",
    "Écrivez 'valeur' ; une apostrophe à l'intérieur est doublée", "ITI TF-2 3.18.4.1.2.3.5"};
constexpr Rule not_string_list{
    "PARAMETER_VALUE_NOT_STRING_LIST", invalid, error_code::registry_error,
    "The value is not a list of texts in quotes",
    "La valeur n'est pas une liste de textes entre apostrophes", "Write ('one','two')",
    "Écrivez ('un','deux')", "ITI TF-2 3.18.4.1.2.3.5"};
constexpr Rule invalid_value{
    "INVALID_QUERY_PARAMETER_VALUE", invalid, error_code::registry_error,
    "The value is not of the type that the parameter has",
    "La valeur n'est pas du type que le paramètre exige",
    "Write codes as ('code^^scheme'), times as 20260314, numbers without quotes",
    "Écrivez les codes ('code^^système'), les dates 20260314, les nombres sans apostrophes",
    "ITI TF-2 3.18.4.1.2.3.5"};
constexpr Rule too_large{
    "QUERY_TOO_LARGE", FailureKind::too_large, error_code::registry_out_of_resources,
    "The query holds more than 1000 values, or a value of more than 256 characters",
    "L'interrogation contient plus de 1000 valeurs, ou une valeur de plus de 256 caractères",
    "Split the query into several", "Répartissez l'interrogation en plusieurs requêtes",
    "limit of this gateway; ebRIM 3.0 2.10"};
constexpr Rule wrong_slot_name{
    "WRONG_QUERY_SLOT_NAME", FailureKind::unsupported, error_code::registry_error,
    "This query does not have this parameter; it was passed over",
    "Cette requête n'a pas ce paramètre ; il a été ignoré", "Correct the name of the Slot, or remove it",
    "Corrigez le nom du Slot, ou retirez-le", "ITI TF-2 3.18.4.1.2.3.7"};

constexpr std::array rule_list{no_adhoc_query,
                               unknown_return_type,
                               unknown_query,
                               query_of_other_transaction,
                               not_narrowed,
                               missing_parameter,
                               too_many_values,
                               not_repeatable,
                               set_together,
                               not_string,
                               not_string_list,
                               invalid_value,
                               too_large,
                               wrong_slot_name};

// Matching costs values times entries: both must be bounded.
constexpr std::size_t max_values = 1000;
constexpr std::size_t max_value_length = 256;
constexpr std::size_t max_query_findings = 100;

bool is_code(std::string_view value) {
    const std::size_t separator = value.find("^^");
    return separator != std::string_view::npos && separator > 0 && separator + 2 < value.size();
}

// Numbers and times stand without quotes; with them they are taken too, as real clients write them.
std::string without_quotes(std::string_view value) {
    return read_quoted(value).value_or(std::string(trim(value)));
}

class Reader {
  public:
    Reader(const xml::Element& query, StoredQuery& out) : query_(query), out_(out) {
        for (const QueryParameter& p : out.definition->parameters) known_.emplace(p.name, &p);
    }

    Findings read() {
        for (const xml::Element* slot : query_.children_named(ns::rim, "Slot")) read_slot(*slot);
        check_required();
        check_alternatives();
        return std::move(findings_);
    }

  private:
    std::string where(std::string_view name) const {
        return query_.path() + "/Slot[@name='" + std::string(name) + "']";
    }
    void report(const Rule& rule, std::string_view name, std::string_view value) {
        if (findings_.size() >= max_query_findings) return;
        findings_.push_back(finding(rule, where(name), value, name));
    }

    void read_slot(const xml::Element& slot) {
        const std::string_view name = trim(slot.attribute("name"));
        const auto known = known_.find(name);
        if (known == known_.end()) {
            if (out_.warnings.size() < max_warnings) {
                out_.warnings.push_back(finding(wrong_slot_name, where(name), name, Severity::warning));
            }
            return;
        }
        const QueryParameter& parameter = *known->second;
        std::vector<std::string> group;
        for (const xml::Element* list : slot.children_named(ns::rim, "ValueList")) {
            for (const xml::Element* value : list->children_named(ns::rim, "Value")) {
                read_value(parameter, value->text(), group);
            }
        }
        const bool single =
            parameter.type != ParameterType::texts && parameter.type != ParameterType::codes;
        if (single && group.size() > 1) report(too_many_values, name, group[1]);
        if (group.empty()) return;  // a Slot without a value asks for nothing
        auto [at, fresh] = places_.emplace(name, out_.parameters.size());
        if (fresh) {
            out_.parameters.push_back({std::string(name), {}});
        } else if (!parameter.repeatable) {
            report(not_repeatable, name, group[0]);
        }
        out_.parameters[at->second].groups.push_back(std::move(group));
    }

    void read_value(const QueryParameter& parameter, std::string_view value,
                    std::vector<std::string>& group) {
        const std::size_t before = group.size();
        switch (parameter.type) {
            case ParameterType::text:
            case ParameterType::texts:
            case ParameterType::codes: {
                auto texts = read_quoted_list(value);
                const bool list = parameter.type != ParameterType::text;
                if (!texts) return report(list ? not_string_list : not_string, parameter.name, value);
                group.insert(group.end(), texts->begin(), texts->end());
                break;
            }
            case ParameterType::time:
            case ParameterType::number: group.push_back(without_quotes(value)); break;
        }
        count_ += group.size() - before;
        for (std::size_t i = before; i < group.size(); ++i) {
            if (count_ > max_values || utf8_length(group[i]) > max_value_length) {
                return report(too_large, parameter.name, group[i]);
            }
            if (!fits(parameter.type, group[i])) report(invalid_value, parameter.name, group[i]);
        }
    }

    static bool fits(ParameterType type, std::string_view value) {
        switch (type) {
            case ParameterType::text:
            case ParameterType::texts: return !value.empty();
            case ParameterType::codes: return is_code(value);
            case ParameterType::time: return bool(model::read_dtm(value, {}));
            case ParameterType::number: return !value.empty() && is_digits(value);
        }
        return false;
    }

    void check_required() {
        for (const QueryParameter& p : out_.definition->parameters) {
            // A value that could not be read has been reported; it is not missing as well.
            const bool reported =
                std::any_of(findings_.begin(), findings_.end(),
                            [&](const Finding& f) { return f.where == where(p.name); });
            if (p.required && !places_.contains(p.name) && !reported) {
                report(missing_parameter, p.name, {});
            }
        }
    }

    void check_alternatives() {
        std::vector<std::string_view> given;
        for (const std::string_view name : out_.definition->alternatives) {
            if (places_.contains(name)) given.push_back(name);
        }
        if (given.size() > 1) report(set_together, given[1], given[0]);
        if (given.empty() && findings_.empty() && !out_.definition->alternatives.empty()) {
            report(missing_parameter, out_.definition->alternatives[0], {});
        }
        const auto narrowing = out_.definition->narrowed_by;
        const bool narrowed = std::any_of(narrowing.begin(), narrowing.end(),
                                          [&](std::string_view name) { return places_.contains(name); });
        if (!narrowed && findings_.empty() && !narrowing.empty()) report(not_narrowed, narrowing[0], {});
    }

    static constexpr std::size_t max_warnings = 20;

    const xml::Element& query_;
    StoredQuery& out_;
    std::unordered_map<std::string_view, const QueryParameter*> known_;
    std::unordered_map<std::string_view, std::size_t> places_;
    Findings findings_;
    std::size_t count_ = 0;
};

}  // namespace

std::span<const Rule> stored_query_rules() { return rule_list; }

const ParameterValues* StoredQuery::find(std::string_view name) const {
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [&](const ParameterValues& p) { return p.name == name; });
    return found == parameters.end() ? nullptr : &*found;
}

std::string_view StoredQuery::value(std::string_view name) const {
    const ParameterValues* found = find(name);
    return found == nullptr ? std::string_view{} : std::string_view(found->groups[0][0]);
}

std::vector<std::string> StoredQuery::values(std::string_view name) const {
    std::vector<std::string> out;
    for (const auto& group : groups(name)) out.insert(out.end(), group.begin(), group.end());
    return out;
}

std::vector<std::vector<std::string>> StoredQuery::groups(std::string_view name) const {
    const ParameterValues* found = find(name);
    return found == nullptr ? std::vector<std::vector<std::string>>{} : found->groups;
}

Result<StoredQuery> read_stored_query(const xml::Element& request, QueryTransaction transaction) {
    const xml::Element* query = request.child(ns::rim, "AdhocQuery");
    if (query == nullptr) return refuse(no_adhoc_query, request.path(), request.local_name());
    StoredQuery out;
    Findings findings;
    const xml::Element* option = request.child(ns::query, "ResponseOption");
    const std::string_view type = option == nullptr ? "" : trim(option->attribute("returnType"));
    if (type == "ObjectRef") {
        out.return_type = ReturnType::object_ref;
    } else if (type != "LeafClass") {
        const std::string where = (option == nullptr ? request : *option).path() + "/@returnType";
        findings.push_back(finding(unknown_return_type, where, type));
    }
    const std::string id = to_lower(trim(query->attribute("id")));
    const auto definitions = stored_queries();
    const auto found = std::find_if(definitions.begin(), definitions.end(),
                                    [&](const QueryDefinition& d) { return d.id == id; });
    if (found == definitions.end() || found->transaction != transaction) {
        const bool unknown = found == definitions.end();
        findings.push_back(unknown ? finding(unknown_query, query->path() + "/@id", id)
                                   : finding(query_of_other_transaction, query->path() + "/@id", id, found->name));
        return Failure::of(std::move(findings));
    }
    out.definition = &*found;
    append(findings, Reader(*query, out).read());
    if (!findings.empty()) return Failure::of(std::move(findings));
    const std::string_view home = trim(query->attribute("home"));
    out.home_community_id = home.empty() ? out.value("$homeCommunityId") : home;
    return out;
}

}  // namespace dmpgw::xds
