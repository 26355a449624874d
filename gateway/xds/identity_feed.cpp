#include "gateway/xds/identity_feed.hpp"

#include <array>

#include "gateway/base/text.hpp"
#include "gateway/xds/error_codes.hpp"
#include "gateway/xds/value_rules.hpp"
#include "gateway/xds/vocabulary.hpp"
#include "gateway/xml/writer.hpp"

namespace dmpgw::xds {
namespace {

constexpr auto invalid = FailureKind::invalid;

constexpr Rule no_patient{
    "IDENTITY_WITHOUT_PATIENT", invalid, error_code::registry_error, "The message holds no patient",
    "Le message ne contient pas de patient",
    "Put controlActProcess/subject/registrationEvent/subject1/patient into the message",
    "Placez controlActProcess/subject/registrationEvent/subject1/patient dans le message", "ITI TF-2 3.44.4.1.2"};
constexpr Rule no_identifier{
    "IDENTITY_WITHOUT_IDENTIFIER", invalid, error_code::registry_error, "The patient has no identifier",
    "Le patient n'a pas d'identifiant", "Give patient/id with root (an OID) and extension",
    "Donnez patient/id avec root (un OID) et extension", "ITI TF-2 3.44.4.1.2"};
constexpr Rule bad_identifier{
    "IDENTITY_IDENTIFIER_FORM", invalid, error_code::registry_error,
    "An identifier of the patient lacks its OID or its value", "Un identifiant du patient n'a pas d'OID ou de valeur",
    "Write root as an OID and extension as the patient's number", "Écrivez dans root un OID et dans extension le numéro du patient",
    "ITI TF-2 3.44.4.1.2"};
constexpr Rule nothing_replaced{
    "IDENTITY_REPLACES_NOTHING", invalid, error_code::registry_error,
    "Duplicates are resolved, and no obsolete identifier is named",
    "Des doublons sont résolus, mais aucun identifiant obsolète n'est désigné",
    "Put replacementOf/priorRegistration/subject1/priorRegisteredRole/id into the registrationEvent",
    "Placez replacementOf/priorRegistration/subject1/priorRegisteredRole/id dans le registrationEvent",
    "ITI TF-2 3.44.4.2.2"};
constexpr Rule replaced_by_itself{
    "IDENTITY_REPLACED_BY_ITSELF", invalid, error_code::registry_error,
    "An identifier is both obsolete and the patient's own", "Un identifiant est à la fois obsolète et celui du patient",
    "Name under priorRegisteredRole only what is no longer valid", "Ne désignez sous priorRegisteredRole que ce qui n'est plus valide",
    "ITI TF-2 3.44.4.2.2"};

constexpr std::array rule_list{no_patient, no_identifier, bad_identifier, nothing_replaced, replaced_by_itself};

constexpr std::size_t max_identifiers = 100;

const xml::Element* follow(const xml::Element* element, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        if (element == nullptr) return nullptr;
        element = element->child(ns::hl7v3, name);
    }
    return element;
}

InstanceId instance_id(const xml::Element* owner) {
    const xml::Element* id = follow(owner, {"id"});
    if (id == nullptr) return {};
    return {std::string(id->attribute("root")), std::string(id->attribute("extension"))};
}

void write_instance_id(xml::Writer& writer, const InstanceId& id) {
    writer.open("id").attribute("root", id.root);
    if (!id.extension.empty()) writer.attribute("extension", id.extension);
    writer.close();
}

void write_device(xml::Writer& writer, std::string_view role, std::string_view type_code, const InstanceId& id) {
    writer.open(role).attribute("typeCode", type_code);
    writer.open("device").attribute("classCode", "DEV").attribute("determinerCode", "INSTANCE");
    write_instance_id(writer, id);
    writer.close().close();
}

class Reader {
  public:
    Result<IdentityFeed> read(const xml::Element& payload) {
        if (payload.local_name() == "PRPA_IN201302UV02") feed_.event = IdentityEvent::revised;
        if (payload.local_name() == "PRPA_IN201304UV02") feed_.event = IdentityEvent::duplicates_resolved;
        const xml::Element* event = follow(&payload, {"controlActProcess", "subject", "registrationEvent"});
        const xml::Element* patient = follow(event, {"subject1", "patient"});
        if (patient == nullptr) return refuse(no_patient, payload.path());
        feed_.identifiers = identifiers(*patient);
        feed_.identifiers_at = patient->path() + "/id";
        if (feed_.identifiers.empty() && findings_.empty()) findings_.push_back(finding(no_identifier, patient->path()));
        if (feed_.event == IdentityEvent::duplicates_resolved) read_obsolete(*event);
        read_person(*patient);
        if (!findings_.empty()) return Failure::of(std::move(findings_));
        return std::move(feed_);
    }

  private:
    std::vector<model::Cx> identifiers(const xml::Element& owner) {
        std::vector<model::Cx> all;
        for (const xml::Element* id : owner.children_named(ns::hl7v3, "id")) {
            model::Cx cx;
            cx.id = trim(id->attribute("extension"));
            cx.assigning_authority.universal_id = trim(id->attribute("root"));
            cx.assigning_authority.universal_id_type = "ISO";
            if (all.size() >= max_identifiers || fault_of_patient_id(cx) != nullptr) {
                findings_.push_back(finding(bad_identifier, id->path(), model::to_string(cx)));
            } else {
                all.push_back(std::move(cx));
            }
        }
        return all;
    }

    void read_obsolete(const xml::Element& event) {
        for (const xml::Element* replaced : event.children_named(ns::hl7v3, "replacementOf")) {
            const xml::Element* role = follow(replaced, {"priorRegistration", "subject1", "priorRegisteredRole"});
            if (role == nullptr) continue;
            for (model::Cx& cx : identifiers(*role)) {
                for (const model::Cx& own : feed_.identifiers) {
                    if (own.key() == cx.key()) findings_.push_back(finding(replaced_by_itself, role->path(), model::to_string(cx)));
                }
                feed_.obsolete.push_back(std::move(cx));
            }
        }
        if (feed_.obsolete.empty() && findings_.empty()) findings_.push_back(finding(nothing_replaced, event.path()));
    }

    void read_person(const xml::Element& patient) {
        const xml::Element* person = follow(&patient, {"patientPerson"});
        if (const xml::Element* name = follow(person, {"name"})) {
            if (const xml::Element* family = follow(name, {"family"})) feed_.family = trim(family->text());
            for (const xml::Element* given : name->children_named(ns::hl7v3, "given")) {
                feed_.given.emplace_back(trim(given->text()));
            }
        }
        if (const xml::Element* gender = follow(person, {"administrativeGenderCode"})) feed_.gender = gender->attribute("code");
        if (const xml::Element* birth = follow(person, {"birthTime"})) feed_.birth_time = birth->attribute("value");
    }

    IdentityFeed feed_;
    Findings findings_;
};

}  // namespace

std::span<const Rule> identity_feed_rules() { return rule_list; }

IdentityMessage read_identity_message(const xml::Element& payload) {
    return {instance_id(&payload), instance_id(follow(&payload, {"sender", "device"})),
            instance_id(follow(&payload, {"receiver", "device"}))};
}

Result<IdentityFeed> read_identity_feed(const xml::Element& payload) { return Reader().read(payload); }

std::string write_identity_acknowledgement(const IdentityMessage& message, const Findings& findings, std::string_view uuid,
                                           TimePoint now) {
    xml::Writer writer;
    writer.open("MCCI_IN000002UV01").attribute("xmlns", ns::hl7v3).attribute("ITSVersion", "XML_1.0");
    write_instance_id(writer, {std::string(uuid), {}});
    writer.open("creationTime").attribute("value", to_dtm(now)).close();
    writer.open("interactionId").attribute("root", "2.16.840.1.113883.1.6").attribute("extension", "MCCI_IN000002UV01").close();
    writer.open("processingCode").attribute("code", "P").close();
    writer.open("processingModeCode").attribute("code", "T").close();
    writer.open("acceptAckCode").attribute("code", "NE").close();
    write_device(writer, "receiver", "RCV", message.sender);
    write_device(writer, "sender", "SND", message.receiver);
    writer.open("acknowledgement");
    writer.open("typeCode").attribute("code", has_errors(findings) ? "CE" : "CA").close();
    writer.open("targetMessage");
    write_instance_id(writer, message.id);
    writer.close();
    for (const Finding& f : findings) {
        writer.open("acknowledgementDetail").attribute("typeCode", f.severity == Severity::error ? "E" : "W");
        writer.open("code").attribute("code", f.rule).close();
        writer.element("text", f.what.en + " " + f.mend.en + " | " + f.what.fr + " " + f.mend.fr);
        writer.element("location", f.where);
        writer.close();
    }
    return writer.finish();
}

}  // namespace dmpgw::xds
