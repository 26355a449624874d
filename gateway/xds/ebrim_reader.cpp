#include "gateway/xds/ebrim_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "gateway/base/text.hpp"
#include "gateway/xds/ebrim_parts.hpp"
#include "gateway/xds/ebrim_rules.hpp"
#include "gateway/xds/ebrim_shape.hpp"
#include "gateway/xds/shared_rules.hpp"
#include "gateway/xds/vocabulary.hpp"

namespace dmpgw::xds {
namespace {

constexpr std::array rule_list{
    rules::no_registry_object_list, rules::too_many_objects, rules::exactly_one_submission_set,
    rules::unclassified_package, rules::missing_slot_name, rules::duplicate_slot_name,
    rules::slot_value_too_long, rules::empty_slot_value, rules::wrong_number_of_slot_values,
    rules::no_classified_object, rules::wrong_classified_object, rules::node_representation_prohibited,
    rules::no_classification_name, rules::illegal_classification,
    rules::wrong_number_of_classifications, rules::missing_external_identifier,
    rules::duplicate_external_identifier, rules::wrong_registry_object,
    rules::invalid_availability_status, rules::invalid_document_availability,
    rules::wrong_document_entry_type, rules::number_too_large, rules::invalid_association_type,
    rules::too_many_submission_set_states, rules::element_order, rules::extra_metadata_not_saved};

// The order of rim.xsd. What is not in it is no part of a registry object.
int rank_of(const xml::Element& part) {
    static constexpr std::array<std::string_view, 6> order{
        "Slot", "Name", "Description", "VersionInfo", "Classification", "ExternalIdentifier"};
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (part.is(ns::rim, order[i])) return static_cast<int>(i);
    }
    return static_cast<int>(order.size());
}

void check_order(const xml::Element& object, ReadingState& state) {
    int last = 0;
    for (const xml::Element* part : object.children()) {
        const int rank = rank_of(*part);
        if (rank < last) {
            state.report_at(rules::element_order, *part, part->local_name(), Severity::warning);
            return;
        }
        last = rank;
    }
}

// What each RegistryPackage is, by the id that a Classification beside or inside it names.
std::multimap<std::string_view, std::string_view> nodes_by_object(const xml::Element& list) {
    std::multimap<std::string_view, std::string_view> nodes;
    const auto note = [&](const xml::Element& element, std::string_view owner) {
        if (!element.is(ns::rim, "Classification")) return;
        const std::string_view node = trimmed_attribute(element, "classificationNode");
        const std::string_view named = trimmed_attribute(element, "classifiedObject");
        if (!node.empty()) nodes.emplace(named.empty() ? owner : named, node);
    };
    for (const xml::Element* object : list.children()) {
        note(*object, {});
        if (!object->is(ns::rim, "RegistryPackage")) continue;
        const std::string_view id = trimmed_attribute(*object, "id");
        for (const xml::Element* part : object->children()) note(*part, id);
    }
    return nodes;
}

bool is_classified(const std::multimap<std::string_view, std::string_view>& nodes, std::string_view id,
                   std::string_view node) {
    const auto [begin, end] = nodes.equal_range(id);
    return std::any_of(begin, end, [&](const auto& entry) { return entry.second == node; });
}

// A classification beside the objects is needed for packages only; others are not kept.
void check_outer_classification(const xml::Element& element, ReadingState& state) {
    const std::string_view node = trimmed_attribute(element, "classificationNode");
    if (node == node::submission_set || node == node::folder) {
        if (trimmed_attribute(element, "classifiedObject").empty()) {
            state.report_at(rules::no_classified_object, element);
        }
        return;
    }
    const std::string_view scheme = trimmed_attribute(element, "classificationScheme");
    state.report_at(rules::extra_metadata_not_saved, element, scheme.empty() ? node : scheme,
                    Severity::warning);
}

void sort_objects(const xml::Element& list, ReadingState& state, std::size_t& sets) {
    const auto nodes = nodes_by_object(list);
    EbrimPlaces& places = state.out.places;
    for (const xml::Element* object : list.children()) {
        if (object->is(ns::rim, "ExtrinsicObject")) {
            places.entries.push_back(object);
        } else if (object->is(ns::rim, "RegistryPackage")) {
            const std::string_view id = trimmed_attribute(*object, "id");
            if (is_classified(nodes, id, node::submission_set)) {
                if (++sets == 1) places.submission_set = object;
                else state.out.reported.drop_object(id);
            } else if (is_classified(nodes, id, node::folder)) {
                places.folders.push_back(object);
            } else {
                state.report_at(rules::unclassified_package, *object, id);
                state.out.reported.drop_object(id);
            }
        } else if (object->is(ns::rim, "Association")) {
            places.associations.push_back(object);
        } else if (object->is(ns::rim, "Classification")) {
            check_outer_classification(*object, state);
        } else if (!object->is(ns::rim, "ObjectRef")) {
            state.report_at(rules::extra_metadata_not_saved, *object, object->local_name(),
                            Severity::warning);
        }
        check_order(*object, state);
    }
}

}  // namespace

void ReadingState::report(const Rule& rule, const Place& place, std::string_view value,
                          std::string_view detail) {
    out.reported.add(place);
    if (out.findings.size() >= max_findings) return;
    std::string where = out.places(place);
    out.findings.push_back(detail.empty() ? finding(rule, std::move(where), value)
                                          : finding(rule, std::move(where), value, detail));
}

void ReadingState::report_at(const Rule& rule, const xml::Element& element, std::string_view value,
                             Severity severity) {
    if (out.findings.size() >= max_findings) return;
    out.findings.push_back(finding(rule, element.path(), value, severity));
}

void ReadingState::report(Failure failure, const Place& place) {
    out.reported.add(place);
    if (out.findings.size() >= max_findings) return;
    const std::string where = out.places(place);
    for (Finding& f : failure.findings) f.where = where;
    append(out.findings, std::move(failure.findings));
}

std::string_view trimmed_attribute(const xml::Element& element, std::string_view name) {
    return trim(element.attribute(name));
}

model::LocalizedString read_localized(const xml::Element& owner, std::string_view child) {
    model::LocalizedString out;
    const xml::Element* name = owner.child(ns::rim, child);
    const xml::Element* text = name == nullptr ? nullptr : name->child(ns::rim, "LocalizedString");
    if (text == nullptr) return out;
    out.value = trimmed_attribute(*text, "value");
    out.lang = trim(text->find_attribute(ns::xml, "lang").value_or(""));
    out.charset = trimmed_attribute(*text, "charset");
    return out;
}

std::optional<model::AvailabilityStatus> read_status(const xml::Element& owner, const Place& object,
                                                     ReadingState& state) {
    const std::string_view urn = trimmed_attribute(owner, "status");
    if (urn.empty()) return std::nullopt;
    const auto status = model::availability_status_of(urn);
    if (!status) {
        state.report(rules::invalid_availability_status, object.of("availabilityStatus"), urn);
    }
    return status;
}

int read_version(const xml::Element& owner) {
    const xml::Element* info = owner.child(ns::rim, "VersionInfo");
    if (info == nullptr) return 1;
    const std::string_view text = trimmed_attribute(*info, "versionName");
    int version = 1;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), version);
    const bool whole = result.ec == std::errc{} && result.ptr == text.data() + text.size();
    return whole && version > 0 ? version : 1;
}

std::optional<model::Cx> read_patient(ExternalIdentifiers& identifiers, std::string_view scheme,
                                      const Place& object, ReadingState& state) {
    const auto text = identifiers.value(scheme);
    if (!text) return std::nullopt;
    auto patient = model::read_cx(*text, {});
    if (patient) return std::move(*patient);
    state.report(patient.error(), object.of("patientId"));
    return std::nullopt;
}

const xml::Element* EbrimPlaces::element_of(const Place& place) const {
    const auto at = [&](const std::vector<const xml::Element*>& objects) {
        return place.index < objects.size() ? objects[place.index] : list;
    };
    switch (place.kind) {
        case ObjectKind::submission: return list;
        case ObjectKind::submission_set: return submission_set == nullptr ? list : submission_set;
        case ObjectKind::document_entry: return at(entries);
        case ObjectKind::folder: return at(folders);
        case ObjectKind::association: return at(associations);
    }
    return list;
}

std::string EbrimPlaces::operator()(const Place& place) const {
    const xml::Element* element = element_of(place);
    return (element == nullptr ? describe(place) : element->path() + ebrim_suffix(place));
}

EbrimReading read_ebrim(const xml::Element& request, const DocumentLimits& limits) {
    EbrimReading out;
    ReadingState state{out};
    const xml::Element* list =
        request.is(ns::lcm, "SubmitObjectsRequest") ? request.child(ns::rim, "RegistryObjectList") : nullptr;
    if (list == nullptr) {
        state.report_at(rules::no_registry_object_list, request, request.local_name());
        return out;
    }
    out.places.list = list;
    if (list->children().size() > 2 * limits.objects_per_submission) {
        // Packages and their classifications count once: the limit is on objects, this is its double.
        state.report_at(rules::too_many_objects, *list, std::to_string(list->children().size()));
        return out;
    }
    std::size_t sets = 0;
    sort_objects(*list, state, sets);
    const std::size_t objects =
        out.places.entries.size() + out.places.folders.size() + out.places.associations.size();
    if (objects > limits.objects_per_submission) {
        state.report_at(rules::too_many_objects, *list, std::to_string(objects));
        return out;
    }
    model::Submission submission;
    if (sets != 1) {
        // The set counts as reported as a whole: its attributes are not missing one by one.
        state.report_at(rules::exactly_one_submission_set, *list, std::to_string(sets));
        if (sets == 0) out.reported.add({ObjectKind::submission_set});
    }
    if (out.places.submission_set != nullptr) {
        submission.submission_set = read_submission_set(*out.places.submission_set, state);
    }
    for (std::size_t i = 0; i < out.places.entries.size(); ++i) {
        submission.entries.push_back(read_entry(*out.places.entries[i], i, state));
    }
    for (std::size_t i = 0; i < out.places.folders.size(); ++i) {
        submission.folders.push_back(read_folder(*out.places.folders[i], i, state));
    }
    // Associations that cannot be held leave the list, so that places keep their numbers.
    const std::vector<const xml::Element*> all = std::exchange(out.places.associations, {});
    for (const xml::Element* element : all) {
        out.places.associations.push_back(element);
        auto association = read_association(*element, submission.associations.size(), state);
        if (association) {
            submission.associations.push_back(std::move(*association));
        } else {
            out.places.associations.pop_back();
            out.reported.drop_object(trimmed_attribute(*element, "id"));
            out.associations_complete = false;
        }
    }
    out.submission = std::move(submission);
    return out;
}

ReadSubmission read_submission(const xml::Element& request, const ReadOptions& options) {
    EbrimReading reading = read_ebrim(request, options.limits);
    ReadSubmission out;
    out.findings = std::move(reading.findings);
    out.submission = std::move(reading.submission);
    if (!out.submission) return out;
    RuleContext context = options.rules;
    context.locate = [&](const Place& place) { return reading.places(place); };
    context.reported = &reading.reported;
    context.associations_complete = reading.associations_complete;
    append(out.findings, check(*out.submission, context));
    return out;
}

std::span<const Rule> ebrim_rules() { return rule_list; }

}  // namespace dmpgw::xds
