#include "gateway/xds/ebrim_writer.hpp"

#include <string>

#include "gateway/base/identifiers.hpp"
#include "gateway/xds/value_rules.hpp"
#include "gateway/xds/vocabulary.hpp"

namespace dmpgw::xds {
namespace {

using xml::Writer;

// One registry object being written: what its parts must say of it, and numbers for their ids.
class ObjectWriter {
  public:
    ObjectWriter(Writer& writer, std::string_view id) : writer_(writer), id_(id) {}

    void slot(std::string_view name, const std::vector<std::string>& values) {
        if (values.empty()) return;
        writer_.open("rim:Slot").attribute("name", name).open("rim:ValueList");
        for (const std::string& value : values) writer_.element("rim:Value", value);
        writer_.close().close();
    }
    void slot(std::string_view name, const std::string& value) {
        if (!value.empty()) slot(name, std::vector<std::string>{value});
    }
    template <class T>
    void slots(std::string_view name, const std::vector<T>& values) {
        std::vector<std::string> texts;
        for (const T& value : values) texts.push_back(text_of(value));
        slot(name, texts);
    }
    template <class T>
    void slot(std::string_view name, const std::optional<T>& value) {
        if (value) slot(name, text_of(*value));
    }
    void extra(const std::vector<model::Slot>& extra_slots) {
        for (const model::Slot& s : extra_slots) slot(s.name, s.values);
    }

    void localized(std::string_view element, const model::LocalizedString& text) {
        if (text == model::LocalizedString{}) return;
        writer_.open(element).open("rim:LocalizedString");
        if (!text.lang.empty()) writer_.attribute("xml:lang", text.lang);
        if (!text.charset.empty()) writer_.attribute("charset", text.charset);
        writer_.attribute("value", text.value).close().close();
    }
    // A version is said of what a registry keeps; a new object has none yet.
    void version(const std::string& logical_id, int number) {
        if (logical_id.empty() && number == 1) return;
        writer_.open("rim:VersionInfo").attribute("versionName", std::to_string(number)).close();
    }

    void code(std::string_view scheme, const model::Code& value) {
        open_classification();
        writer_.attribute("classificationScheme", scheme).attribute("nodeRepresentation", value.code);
        slot(slot::coding_scheme, value.scheme);
        // XDS wants a display name, and consumers refuse a code without: the code stands in for it.
        localized("rim:Name", value.display.empty() ? model::LocalizedString{value.code, "", ""}
                                                    : value.display);
        writer_.close();
    }
    void code(std::string_view scheme, const std::optional<model::Code>& value) {
        if (value) code(scheme, *value);
    }
    void codes(std::string_view scheme, const std::vector<model::Code>& values) {
        for (const model::Code& value : values) code(scheme, value);
    }
    void authors(std::string_view scheme, const std::vector<model::Author>& authors) {
        for (const model::Author& author : authors) {
            open_classification();
            writer_.attribute("classificationScheme", scheme).attribute("nodeRepresentation", "");
            slot(slot::author_person, author.author_person);
            slots(slot::author_institution, author.author_institution);
            slot(slot::author_role, author.author_role);
            slot(slot::author_specialty, author.author_specialty);
            slots(slot::author_telecommunication, author.author_telecommunication);
            extra(author.extra_slots);
            writer_.close();
        }
    }
    void node(std::string_view classification_node) {
        open_classification();
        writer_.attribute("classificationNode", classification_node).close();
    }
    void identifier(std::string_view scheme, std::string_view value, std::string_view name) {
        writer_.open("rim:ExternalIdentifier")
            .attribute("id", next_id())
            .attribute("objectType", object_type::external_identifier)
            .attribute("registryObject", id_)
            .attribute("identificationScheme", scheme)
            .attribute("value", value);
        localized("rim:Name", {std::string(name), "", ""});
        writer_.close();
    }

  private:
    static std::string text_of(const model::Dtm& v) { return v.to_xds(); }
    static std::string text_of(const model::IntendedRecipient& v) { return to_string(v); }
    template <class T>
    static std::string text_of(const T& v) {
        return model::to_string(v);
    }

    // The same part of the same object always gets the same id.
    std::string next_id() {
        return "urn:uuid:" + uuid_of_name(std::string(id_) + '#' + std::to_string(++part_));
    }
    void open_classification() {
        writer_.open("rim:Classification")
            .attribute("id", next_id())
            .attribute("objectType", object_type::classification)
            .attribute("classifiedObject", id_);
    }

    Writer& writer_;
    std::string_view id_;
    int part_ = 0;
};

// The attributes that all registry objects have.
template <class T>
void write_head(Writer& writer, const T& object) {
    writer.attribute("id", object.entry_uuid);
    if (!object.logical_id.empty()) writer.attribute("lid", object.logical_id);
    if (object.availability_status) writer.attribute("status", to_urn(*object.availability_status));
}

template <class T>
void write_home(Writer& writer, const T& object) {
    if (!object.home_community_id.empty()) writer.attribute("home", object.home_community_id);
}

std::string availability_urn(const std::string& word) {
    if (word == "Online") return std::string(availability_online);
    if (word == "Offline") return std::string(availability_offline);
    return word;
}

void write_patient(ObjectWriter& part, std::string_view scheme, const std::optional<model::Cx>& patient,
                   std::string_view name) {
    if (patient) part.identifier(scheme, model::to_string(*patient), name);
}

}  // namespace

void write_entry(Writer& writer, const model::DocumentEntry& entry) {
    writer.open("rim:ExtrinsicObject");
    write_head(writer, entry);
    write_home(writer, entry);
    writer.attribute("objectType", entry.type == model::DocumentEntryType::on_demand
                                       ? object_type::on_demand
                                       : object_type::stable);
    writer.attribute("mimeType", entry.mime_type).attribute("isOpaque", "false");
    ObjectWriter part(writer, entry.entry_uuid);
    part.slot(slot::creation_time, entry.creation_time);
    part.slot(slot::service_start, entry.service_start_time);
    part.slot(slot::service_stop, entry.service_stop_time);
    part.slot(slot::hash, entry.hash);
    if (entry.size) part.slot(slot::size, std::to_string(*entry.size));
    part.slot(slot::language_code, entry.language_code);
    part.slot(slot::legal_authenticator, entry.legal_authenticator);
    part.slot(slot::source_patient_id, entry.source_patient_id);
    part.slot(slot::source_patient_info, entry.source_patient_info);
    part.slot(slot::repository_unique_id, entry.repository_unique_id);
    part.slot(slot::uri, entry.uri);
    part.slots(slot::reference_id_list, entry.reference_id_list);
    part.slot(slot::document_availability, availability_urn(entry.document_availability));
    part.extra(entry.extra_slots);
    part.localized("rim:Name", entry.title);
    part.localized("rim:Description", entry.comments);
    part.version(entry.logical_id, entry.version);
    part.authors(scheme::entry_author, entry.authors);
    part.code(scheme::class_code, entry.class_code);
    part.codes(scheme::confidentiality, entry.confidentiality_codes);
    part.codes(scheme::event_code, entry.event_codes);
    part.code(scheme::format_code, entry.format_code);
    part.code(scheme::facility_type, entry.healthcare_facility_type_code);
    part.code(scheme::practice_setting, entry.practice_setting_code);
    part.code(scheme::type_code, entry.type_code);
    if (entry.limited_metadata) part.node(node::limited_entry);
    write_patient(part, identifier::entry_patient, entry.patient_id, "XDSDocumentEntry.patientId");
    if (!entry.unique_id.empty()) {
        part.identifier(identifier::entry_unique, entry.unique_id, "XDSDocumentEntry.uniqueId");
    }
    writer.close();
}

void write_submission_set(Writer& writer, const model::SubmissionSet& set) {
    writer.open("rim:RegistryPackage");
    write_head(writer, set);
    write_home(writer, set);
    writer.attribute("objectType", object_type::registry_package);
    ObjectWriter part(writer, set.entry_uuid);
    part.slot(slot::submission_time, set.submission_time);
    part.slots(slot::intended_recipient, set.intended_recipients);
    part.extra(set.extra_slots);
    part.localized("rim:Name", set.title);
    part.localized("rim:Description", set.comments);
    part.version(set.logical_id, set.version);
    part.authors(scheme::set_author, set.authors);
    part.code(scheme::content_type, set.content_type_code);
    part.node(node::submission_set);
    if (set.limited_metadata) part.node(node::limited_set);
    write_patient(part, identifier::set_patient, set.patient_id, "XDSSubmissionSet.patientId");
    if (!set.unique_id.empty()) {
        part.identifier(identifier::set_unique, set.unique_id, "XDSSubmissionSet.uniqueId");
    }
    if (!set.source_id.empty()) {
        part.identifier(identifier::set_source, set.source_id, "XDSSubmissionSet.sourceId");
    }
    writer.close();
}

void write_folder(Writer& writer, const model::Folder& folder) {
    writer.open("rim:RegistryPackage");
    write_head(writer, folder);
    write_home(writer, folder);
    writer.attribute("objectType", object_type::registry_package);
    ObjectWriter part(writer, folder.entry_uuid);
    part.slot(slot::last_update_time, folder.last_update_time);
    part.extra(folder.extra_slots);
    part.localized("rim:Name", folder.title);
    part.localized("rim:Description", folder.comments);
    part.version(folder.logical_id, folder.version);
    part.codes(scheme::folder_code, folder.codes);
    part.node(node::folder);
    if (folder.limited_metadata) part.node(node::limited_folder);
    write_patient(part, identifier::folder_patient, folder.patient_id, "XDSFolder.patientId");
    if (!folder.unique_id.empty()) {
        part.identifier(identifier::folder_unique, folder.unique_id, "XDSFolder.uniqueId");
    }
    writer.close();
}

void write_association(Writer& writer, const model::Association& association) {
    writer.open("rim:Association");
    write_head(writer, association);
    writer.attribute("objectType", object_type::association)
        .attribute("associationType", to_urn(association.type))
        .attribute("sourceObject", association.source)
        .attribute("targetObject", association.target);
    ObjectWriter part(writer, association.entry_uuid);
    part.slot(slot::submission_set_status, association.submission_set_status);
    part.slot(slot::previous_version, association.previous_version);
    part.slot(slot::original_status, association.original_status);
    part.slot(slot::new_status, association.new_status);
    part.extra(association.extra_slots);
    part.version(association.logical_id, association.version);
    part.code(scheme::association_code, association.document_code);
    writer.close();
}

void write_object_ref(Writer& writer, std::string_view id, std::string_view home) {
    writer.open("rim:ObjectRef").attribute("id", id);
    if (!home.empty()) writer.attribute("home", home);
    writer.close();
}

std::string write_submit_objects_request(const model::Submission& submission) {
    Writer writer;
    writer.open("lcm:SubmitObjectsRequest").attribute("xmlns:lcm", ns::lcm).attribute("xmlns:rim", ns::rim);
    writer.open("rim:RegistryObjectList");
    for (const auto& entry : submission.entries) write_entry(writer, entry);
    write_submission_set(writer, submission.submission_set);
    for (const auto& folder : submission.folders) write_folder(writer, folder);
    for (const auto& association : submission.associations) write_association(writer, association);
    return writer.finish();
}

}  // namespace dmpgw::xds
