// ITI TF-3 4.2.2 (associations), MHD 4.2 List.entry and ConceptMap AssociationTypeVsRelatesTo.
#include <utility>

#include "gateway/base/identifiers.hpp"
#include "gateway/fhir/reference.hpp"
#include "gateway/mapping/associations.hpp"
#include "gateway/mapping/identifiers.hpp"
#include "gateway/mapping/list.hpp"
#include "gateway/mapping/rules.hpp"

namespace dmpgw::mapping {
namespace {

using model::Association;
using model::AssociationType;

std::string short_name(AssociationType type) {
    const std::string_view urn = model::to_urn(type);
    return std::string(urn.substr(urn.rfind(':') + 1));
}

std::optional<AssociationType> type_of_relates_to(std::string_view code) {
    for (const json::Value& row : embedded_json("relates_to")["rows"].as_array()) {
        if (row["fhir"].as_string() != code || !row["read"].as_bool()) continue;
        for (const AssociationType type : {AssociationType::replace, AssociationType::append,
                                           AssociationType::transform, AssociationType::signs}) {
            if (short_name(type) == row["xds"].as_string()) return type;
        }
    }
    return std::nullopt;
}

std::optional<Target> target_of_identifier(const ReadContext& context, const json::Value& identifier) {
    const std::string_view value = identifier["value"].as_string();
    if (value.empty()) return std::nullopt;
    if (context.options.find_document) {
        if (auto known = context.options.find_document(unique_id_of_identifier(identifier))) {
            return Target{std::move(*known), "DocumentReference", false, nullptr};
        }
    }
    if (is_urn_uuid(value)) return Target{std::string(value), "DocumentReference", false, nullptr};
    return std::nullopt;
}

}  // namespace

std::optional<Target> find_target(const ReadContext& context, const json::Value& reference,
                                  const std::vector<std::string>& ids) {
    const std::string_view text = reference["reference"].as_string();
    if (const fhir::Entry* entry = context.bundle.resolve(text, context.entry)) {
        return Target{ids[entry->index], entry->type, true, entry};
    }
    const auto rest = fhir::read_rest_reference(text);
    if (rest && (rest->base.empty() || rest->base == context.options.base_url)) {
        return Target{entry_uuid_of(rest->id), rest->type, false, nullptr};
    }
    return text.empty() ? target_of_identifier(context, reference["identifier"]) : std::nullopt;
}

namespace {

// One member of a set or folder; nothing, with a finding, where the reference leads nowhere it may.
std::optional<MappedAssociation> read_member(const ReadContext& context, const json::Value& reference, const std::string& where,
                                             const std::string& name, const std::string& source, bool folder, bool only_new,
                                             const std::vector<std::string>& ids) {
    const auto target = find_target(context, reference, ids);
    if (!target) {
        context.report(rules::list_item, where, reference["reference"].as_string());
        return std::nullopt;
    }
    const bool is_folder = target->type == "List" &&
                           (target->entry == nullptr || list_kind_of(*target->entry->resource) == ListKind::folder);
    if (target->type != "DocumentReference" && (folder || !is_folder)) {
        context.report(rules::list_item_type, where, reference["reference"].as_string());
        return std::nullopt;
    }
    if (only_new && !target->in_bundle) return std::nullopt;
    Association member;
    member.entry_uuid = "bundle:" + std::to_string(context.entry.index) + ".member-" + name;
    member.type = AssociationType::has_member;
    member.source = source;
    member.target = target->id;
    // A Folder that is only added to is on the registry already, although its List is in the Bundle.
    const bool original = target->in_bundle && !is_urn_uuid(target->id);
    if (!folder) member.submission_set_status = original ? "Original" : "Reference";
    return MappedAssociation{std::move(member), where};
}

}  // namespace

std::vector<MappedAssociation> read_members(const ReadContext& context, const std::string& source, bool folder,
                                            bool only_new, const std::vector<std::string>& ids) {
    std::vector<MappedAssociation> members;
    const json::Array& items = context.resource["entry"].as_array();
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string number = std::to_string(i);
        auto member = read_member(context, items[i]["item"], context.entry.where() + ".entry[" + number + "].item", number,
                                  source, folder, only_new, ids);
        if (member) members.push_back(std::move(*member));
    }
    return members;
}

std::vector<MappedAssociation> read_content(const ReadContext& context, const std::string& source,
                                            const std::vector<std::string>& ids) {
    std::vector<MappedAssociation> members;
    const json::Value& content = context.resource["content"];
    const std::string where = context.entry.where() + ".content";
    // Converters from XML write a single reference without its array: it is clear what they mean.
    const json::Array single{content};
    if (content.is_object()) context.report(rules::attribute_form, where, {}, Severity::warning);
    else if (content.as_array().empty()) context.report(rules::list_item, where);
    const json::Array& items = content.is_object() ? single : content.as_array();
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string number = std::to_string(i);
        auto member = read_member(context, items[i], where + "[" + number + "]", number, source, false, false, ids);
        if (member) members.push_back(std::move(*member));
    }
    return members;
}

std::vector<MappedAssociation> read_relations(const ReadContext& context, const std::string& source,
                                              const std::vector<std::string>& ids) {
    std::vector<MappedAssociation> relations;
    const json::Array& items = context.resource["relatesTo"].as_array();
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string where = context.entry.where() + ".relatesTo[" + std::to_string(i) + "]";
        const auto type = type_of_relates_to(items[i]["code"].as_string());
        if (!type) context.report(rules::relates_to_code, where + ".code", items[i]["code"].as_string());
        const auto target = find_target(context, items[i]["target"], ids);
        if (!target || target->type != "DocumentReference") {
            const std::string_view text = items[i]["target"]["reference"].as_string();
            context.report(rules::relates_to_target, where + ".target",
                           text.empty() ? items[i]["target"]["identifier"]["value"].as_string() : text);
            continue;
        }
        if (!type) continue;
        Association relation;
        relation.entry_uuid = "bundle:" + std::to_string(context.entry.index) + ".relation-" + std::to_string(i);
        relation.type = *type;
        relation.source = source;
        relation.target = target->id;
        relations.push_back({std::move(relation), where + ".target"});
    }
    return relations;
}

std::string relates_to_code(AssociationType type) {
    const std::string name = short_name(type);
    for (const json::Value& row : embedded_json("relates_to")["rows"].as_array()) {
        if (row["xds"].as_string() == name) return std::string(row["fhir"].as_string());
    }
    return {};
}

}  // namespace dmpgw::mapping
