// The registry objects of a submission: DocumentEntry, SubmissionSet, Folder and Association, ITI TF-3
// Tables 4.2.3.2-1, 4.2.3.3-1, 4.2.3.4-1 and 4.2.2.
#include <charconv>

#include "gateway/base/text.hpp"
#include "gateway/xds/ebrim_parts.hpp"
#include "gateway/xds/ebrim_rules.hpp"
#include "gateway/xds/shared_rules.hpp"
#include "gateway/xds/value_rules.hpp"
#include "gateway/xds/vocabulary.hpp"

namespace dmpgw::xds {
namespace {

std::string string_of(const std::optional<std::string_view>& text) {
    return std::string(text.value_or(std::string_view{}));
}

std::optional<std::uint64_t> read_size(Slots& slots, const Place& object, ReadingState& state) {
    const auto text = slots.value(slot::size);
    if (!text || text->empty()) return std::nullopt;
    if (Fault fault = fault_of_size(*text)) {
        state.report(*fault, object.of("size"), *text);
        return std::nullopt;
    }
    std::uint64_t size = 0;
    const auto result = std::from_chars(text->data(), text->data() + text->size(), size);
    if (result.ec != std::errc{}) {
        state.report(rules::number_too_large, object.of("size"), *text);
        return std::nullopt;
    }
    return size;
}

// "Online" or "Offline", from the URN or the bare word.
std::string read_document_availability(Slots& slots, const Place& object, ReadingState& state) {
    const auto text = slots.value(slot::document_availability);
    if (!text || text->empty()) return {};
    if (*text == availability_online || *text == "Online") return "Online";
    if (*text == availability_offline || *text == "Offline") return "Offline";
    state.report(rules::invalid_document_availability, object.of("documentAvailability"), *text);
    return {};
}

model::DocumentEntryType read_entry_type(const xml::Element& element, const Place& object,
                                         ReadingState& state) {
    const std::string_view type = trimmed_attribute(element, "objectType");
    if (type == object_type::on_demand) return model::DocumentEntryType::on_demand;
    if (type != object_type::stable) {
        state.report(rules::wrong_document_entry_type, object.of("objectType"), type);
    }
    return model::DocumentEntryType::stable;
}

// The URI has its own rule for the empty value.
std::string read_uri(Slots& slots, const Place& object, ReadingState& state) {
    const std::vector<std::string_view> values = slots.raw_values(slot::uri);
    if (values.empty()) return {};
    if (values.size() > 1) {
        state.report(rules::wrong_number_of_slot_values, object.of("URI"), values[1], slot::uri);
    } else if (values[0].empty()) {
        state.report(*fault_of_uri(values[0]), object.of("URI"));
    } else if (utf8_length(values[0]) > 256) {
        state.report(rules::slot_value_too_long, object.of("URI"), values[0], slot::uri);
    }
    return std::string(values[0]);
}

}  // namespace

model::DocumentEntry read_entry(const xml::Element& element, std::size_t index, ReadingState& state) {
    const Place object{ObjectKind::document_entry, index};
    model::DocumentEntry entry;
    entry.entry_uuid = trimmed_attribute(element, "id");
    entry.logical_id = trimmed_attribute(element, "lid");
    entry.home_community_id = trimmed_attribute(element, "home");
    entry.mime_type = trimmed_attribute(element, "mimeType");
    entry.version = read_version(element);
    entry.type = read_entry_type(element, object, state);
    entry.availability_status = read_status(element, object, state);
    entry.title = read_localized(element, "Name");
    entry.comments = read_localized(element, "Description");

    Slots slots(element, object, state);
    entry.creation_time = slots.read(slot::creation_time, model::read_dtm);
    entry.service_start_time = slots.read(slot::service_start, model::read_dtm);
    entry.service_stop_time = slots.read(slot::service_stop, model::read_dtm);
    entry.hash = to_lower(slots.value(slot::hash).value_or(""));
    entry.size = read_size(slots, object, state);
    entry.language_code = string_of(slots.value(slot::language_code));
    entry.legal_authenticator = slots.read(slot::legal_authenticator, model::read_xcn);
    entry.source_patient_id = slots.read(slot::source_patient_id, model::read_cx);
    for (const std::string_view line : slots.values(slot::source_patient_info)) {
        entry.source_patient_info.emplace_back(line);
    }
    entry.repository_unique_id = string_of(slots.value(slot::repository_unique_id));
    entry.uri = read_uri(slots, object, state);
    entry.reference_id_list =
        slots.read_all(slot::reference_id_list, model::read_cx, "referenceIdList");
    entry.document_availability = read_document_availability(slots, object, state);
    entry.extra_slots = slots.rest();

    Classifications codes(element, object, state);
    entry.authors = codes.authors(scheme::entry_author);
    entry.class_code = codes.one(scheme::class_code);
    entry.type_code = codes.one(scheme::type_code);
    entry.format_code = codes.one(scheme::format_code);
    entry.healthcare_facility_type_code = codes.one(scheme::facility_type);
    entry.practice_setting_code = codes.one(scheme::practice_setting);
    entry.confidentiality_codes = codes.many(scheme::confidentiality);
    entry.event_codes = codes.many(scheme::event_code);
    entry.limited_metadata = codes.has_node(node::limited_entry);
    codes.finish();

    ExternalIdentifiers identifiers(element, object, state);
    entry.patient_id = read_patient(identifiers, identifier::entry_patient, object, state);
    entry.unique_id = string_of(identifiers.value(identifier::entry_unique));
    identifiers.finish();
    return entry;
}

model::SubmissionSet read_submission_set(const xml::Element& element, ReadingState& state) {
    const Place object{ObjectKind::submission_set};
    model::SubmissionSet set;
    set.entry_uuid = trimmed_attribute(element, "id");
    set.logical_id = trimmed_attribute(element, "lid");
    set.home_community_id = trimmed_attribute(element, "home");
    set.version = read_version(element);
    set.availability_status = read_status(element, object, state);
    set.title = read_localized(element, "Name");
    set.comments = read_localized(element, "Description");

    Slots slots(element, object, state);
    set.submission_time = slots.read(slot::submission_time, model::read_dtm);
    // Empty recipients have a rule of their own.
    for (const std::string_view text : slots.raw_values(slot::intended_recipient)) {
        const Place place = object.of("intendedRecipient").nth(set.intended_recipients.size());
        auto recipient = read_recipient(text, {});
        if (!recipient) state.report(recipient.error(), place);
        set.intended_recipients.push_back(recipient ? std::move(*recipient)
                                                    : model::IntendedRecipient{});
    }
    set.extra_slots = slots.rest();

    Classifications codes(element, object, state);
    set.authors = codes.authors(scheme::set_author);
    set.content_type_code = codes.one(scheme::content_type);
    set.limited_metadata = codes.has_node(node::limited_set);
    codes.has_node(node::submission_set);
    codes.finish();

    ExternalIdentifiers identifiers(element, object, state);
    set.patient_id = read_patient(identifiers, identifier::set_patient, object, state);
    set.unique_id = string_of(identifiers.value(identifier::set_unique));
    const auto source = identifiers.value(identifier::set_source);
    set.source_id = string_of(source);
    identifiers.finish();
    return set;
}

model::Folder read_folder(const xml::Element& element, std::size_t index, ReadingState& state) {
    const Place object{ObjectKind::folder, index};
    model::Folder folder;
    folder.entry_uuid = trimmed_attribute(element, "id");
    folder.logical_id = trimmed_attribute(element, "lid");
    folder.home_community_id = trimmed_attribute(element, "home");
    folder.version = read_version(element);
    folder.availability_status = read_status(element, object, state);
    folder.title = read_localized(element, "Name");
    folder.comments = read_localized(element, "Description");

    Slots slots(element, object, state);
    folder.last_update_time = slots.read(slot::last_update_time, model::read_dtm);
    folder.extra_slots = slots.rest();

    Classifications codes(element, object, state);
    folder.codes = codes.many(scheme::folder_code);
    folder.limited_metadata = codes.has_node(node::limited_folder);
    codes.has_node(node::folder);
    codes.finish();

    ExternalIdentifiers identifiers(element, object, state);
    folder.patient_id = read_patient(identifiers, identifier::folder_patient, object, state);
    folder.unique_id = string_of(identifiers.value(identifier::folder_unique));
    identifiers.finish();
    return folder;
}

std::optional<model::Association> read_association(const xml::Element& element, std::size_t index,
                                                   ReadingState& state) {
    const Place object{ObjectKind::association, index};
    const std::string_view urn = trimmed_attribute(element, "associationType");
    const auto type = model::association_type_of(urn);
    if (!type) {
        // It leaves the list of associations, so what else is wrong with it has no place there.
        state.out.findings.push_back(finding(rules::invalid_association_type,
                                             element.path() + "/@associationType", urn));
        return std::nullopt;
    }
    model::Association association;
    association.type = *type;
    association.entry_uuid = trimmed_attribute(element, "id");
    association.logical_id = trimmed_attribute(element, "lid");
    association.version = read_version(element);
    association.availability_status = read_status(element, object, state);
    association.source = trimmed_attribute(element, "sourceObject");
    association.target = trimmed_attribute(element, "targetObject");

    Slots slots(element, object, state);
    const std::vector<std::string_view> states = slots.values(slot::submission_set_status);
    if (states.size() > 1) {
        state.report(rules::too_many_submission_set_states, object.of("SubmissionSetStatus"), states[1]);
    }
    if (!states.empty()) association.submission_set_status = states[0];
    association.previous_version = string_of(slots.value(slot::previous_version));
    association.original_status = string_of(slots.value(slot::original_status));
    association.new_status = string_of(slots.value(slot::new_status));
    association.extra_slots = slots.rest();

    Classifications codes(element, object, state);
    association.document_code = codes.one(scheme::association_code);
    codes.finish();
    return association;
}

}  // namespace dmpgw::xds
