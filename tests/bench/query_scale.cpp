#include "tests/bench/query_scale.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "gateway/storage/embedded_store.hpp"

namespace dmpgw::bench {
namespace {

using namespace storage;

constexpr std::uint64_t sets_of = 4;             // entries of one submission set
constexpr std::uint64_t entries_of_unit = 64;
constexpr std::size_t units_in_flight = 256;     // so that each commit finds a whole group waiting
const std::string asked_patient = "299999999999999";

model::Code code(std::string value, std::string scheme) {
    model::LocalizedString display{value, "", ""};
    return {std::move(value), std::move(scheme), std::move(display)};
}

// As Template::number writes the number of a patient.
std::string patient_id(std::uint64_t n) { return fmt::format("1{:014}", n); }

std::string uuid_of(std::uint64_t kind, std::uint64_t n) {
    return fmt::format("urn:uuid:{:08x}-0000-7000-8000-{:012x}", kind, n);
}

// Entry n belongs to the patient asked for at even distances, else to one of the others in turn.
std::string patient_of(std::uint64_t n, std::uint64_t entries) {
    const std::uint64_t distance = entries / asked_entries;
    if (n % distance == 0 && n / distance < asked_entries) return asked_patient;
    return patient_id(n % (entries / entries_of_each));
}

model::Cx cx(const std::string& id) {
    model::Cx patient;
    patient.id = id;
    patient.assigning_authority = {"", "1.2.250.1.213.1.4.10", "ISO"};
    patient.identifier_type_code = "NH";
    return patient;
}

model::Author author() {
    model::Author author;
    author.author_person = model::Xcn{
        {"899700000001", "ESSAI", "Dominique", "", "", "", "", "", "&1.2.250.1.71.4.2.1&ISO", "D", "", "", "IDNPS"}};
    author.author_institution = {
        model::Xon{{"Hopital de test", "", "", "", "", "&1.2.250.1.71.4.2.2&ISO", "IDNST", "", "", "10B0000001"}}};
    return author;
}

model::DocumentEntry entry_of(std::uint64_t n, const std::string& patient) {
    model::DocumentEntry entry;
    entry.entry_uuid = entry.logical_id = uuid_of(1, n);
    entry.unique_id = fmt::format("1.2.250.1.999.8.1.{}", n);
    entry.availability_status = model::AvailabilityStatus::approved;
    entry.patient_id = cx(patient);
    entry.source_patient_id = cx("IPP42");
    entry.source_patient_info = {"PID-5|ESSAI^Camille^^^^^L", "PID-7|19700101", "PID-8|F"};
    entry.authors = {author()};
    entry.class_code = code(n % 2 == 0 ? "10" : "31", "1.2.250.1.213.1.1.4.1");
    entry.type_code = code("11490-0", "2.16.840.1.113883.6.1");
    entry.format_code = code("urn:asip:ci-sis:ldl-ses:2017", "1.2.250.1.213.1.1.4.2.282");
    entry.healthcare_facility_type_code = code("SA01", "1.2.250.1.71.4.2.4");
    entry.practice_setting_code = code("ETABLISSEMENT", "1.2.250.1.213.1.1.4.9");
    entry.confidentiality_codes = {code("N", "2.16.840.1.113883.5.25")};
    entry.event_codes = {code(fmt::format("E{}", n % 3), "1.2.250.1.999.7"), code("F", "1.2.250.1.999.7")};
    entry.creation_time = model::Dtm{static_cast<int>(2016 + n % 10), 3, 14, 15, 30, 0, model::Dtm::Precision::second, "", {}};
    entry.language_code = "fr-FR";
    entry.mime_type = "text/xml";
    entry.hash = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
    entry.size = 50'000;
    entry.repository_unique_id = "1.2.250.1.999.1.1.1";
    entry.title = {"Lettre de liaison", "fr-FR", "UTF-8"};
    return entry;
}

void add_set(Changes& changes, std::uint64_t first, std::uint64_t end, std::uint64_t entries) {
    model::SubmissionSet set;
    set.entry_uuid = set.logical_id = uuid_of(2, first);
    set.unique_id = fmt::format("1.2.250.1.999.8.2.{}", first);
    set.source_id = "1.2.250.1.999.3";
    set.availability_status = model::AvailabilityStatus::approved;
    set.patient_id = cx(patient_of(first, entries));
    set.submission_time = model::Dtm{2026, 3, 14, 15, 31, 7, model::Dtm::Precision::second, "", {}};
    set.content_type_code = code("04", "1.2.250.1.213.2.2");
    set.authors = {author()};
    for (std::uint64_t n = first; n < end; ++n) {
        changes.entries.push_back({entry_of(n, patient_of(n, entries)), std::nullopt});
        model::Association member;
        member.entry_uuid = uuid_of(3, n);
        member.type = model::AssociationType::has_member;
        member.source = set.entry_uuid;
        member.target = uuid_of(1, n);
        member.submission_set_status = "Original";
        member.availability_status = model::AvailabilityStatus::approved;
        changes.associations.push_back(std::move(member));
    }
    changes.submission_sets.push_back(std::move(set));
}

// Units under way, bounded, and the first failure among them.
class Flight {
  public:
    void begin() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return under_way_ < units_in_flight; });
        ++under_way_;
    }
    void end(const Result<void>& result) {
        const std::lock_guard lock(mutex_);
        --under_way_;
        if (!result && failure_.empty()) failure_ = result.error().first().what.en;
        changed_.notify_one();
    }
    void land() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return under_way_ == 0; });
        if (!failure_.empty()) throw std::runtime_error("the store could not be filled: " + failure_);
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t under_way_ = 0;
    std::string failure_;
};

std::string slot(const std::string& name, const std::string& value) {
    return fmt::format(R"(<rim:Slot name="{}"><rim:ValueList><rim:Value>{}</rim:Value></rim:ValueList></rim:Slot>)", name,
                       value);
}

Template find_documents(const std::string& patient, const std::string& more_slots) {
    Template t;
    t.path = "/xds/registry";
    t.content_type = "application/soap+xml; charset=UTF-8";
    t.body =
        R"(<?xml version="1.0" encoding="UTF-8"?><env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope" )"
        R"(xmlns:wsa="http://www.w3.org/2005/08/addressing"><env:Header><wsa:Action>urn:ihe:iti:2007:RegistryStoredQuery</wsa:Action>)"
        "<wsa:MessageID>urn:uuid:00000000-0000-4000-8000-000000000001</wsa:MessageID></env:Header><env:Body>"
        R"(<query:AdhocQueryRequest xmlns:query="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" )"
        R"(xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><query:ResponseOption returnComposedObjects="true" )"
        R"(returnType="LeafClass"/><rim:AdhocQuery id="urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d">)" +
        slot("$XDSDocumentEntryPatientId", "'" + patient + "^^^&amp;1.2.250.1.213.1.4.10&amp;ISO'") +
        slot("$XDSDocumentEntryStatus", "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')") + more_slots +
        "</rim:AdhocQuery></query:AdhocQueryRequest></env:Body></env:Envelope>";
    t.offsets = find_placeholders(t.body);
    // All answers of a kind hold the same: an empty one does not count.
    t.success = "<rim:ExtrinsicObject ";
    return t;
}

}  // namespace

void fill_store(const std::filesystem::path& folder, std::uint64_t entries) {
    StoreOptions options;
    options.folder = folder.string();
    // Large steps: what the gateway does for a latency of milliseconds, nobody waits for here.
    options.writer_cache_bytes = 512 * MiB;
    options.checkpoint_bytes = 256 * MiB;
    auto store = EmbeddedStore::open(options);
    if (!store) throw std::runtime_error("no store in " + options.folder + ": " + store.error().first().what.en);
    Flight flight;
    for (std::uint64_t n = 0; n < entries; n += entries_of_unit) {
        Changes changes;
        const std::uint64_t end = std::min(entries, n + entries_of_unit);
        for (std::uint64_t first = n; first < end; first += sets_of) {
            add_set(changes, first, std::min(end, first + sets_of), entries);
        }
        changes.audit.push_back({TimePoint(std::chrono::microseconds(1'773'500'000'000'000 + n)), "ITI-42", "success", "",
                                 fmt::format("fill-{}", n), "{}"});
        Unit unit;
        // Shared, so that the decision hands the changes over instead of copying them.
        unit.decide = [whole = std::make_shared<Changes>(std::move(changes))](const RegistryView&) {
            return std::move(*whole);
        };
        flight.begin();
        (*store)->commit(std::move(unit), [&flight](const Result<void>& result) { flight.end(result); });
    }
    flight.land();
}

std::vector<ScaleQuery> scale_queries(std::uint64_t entries) {
    const auto event = [](const std::string& codes) { return slot("$XDSDocumentEntryEventCodeList", codes); };
    const std::string narrowed =
        slot("$XDSDocumentEntryClassCode", "('10^^1.2.250.1.213.1.1.4.1','31^^1.2.250.1.213.1.1.4.1')") +
        event("('E0^^1.2.250.1.999.7','E1^^1.2.250.1.999.7')") + event("('F^^1.2.250.1.999.7')") +
        slot("$XDSDocumentEntryCreationTimeFrom", "2016") + slot("$XDSDocumentEntryCreationTimeTo", "2024");
    Template others = find_documents(placeholder, "");
    others.cycle = entries / entries_of_each;
    Template fhir;
    fhir.path = "/fhir/DocumentReference/_search";
    fhir.content_type = "application/x-www-form-urlencoded";
    fhir.body = "patient.identifier=urn:oid:1.2.250.1.213.1.4.10%7C" + asked_patient + "&status=current";
    fhir.success = fmt::format("\"total\":{}", asked_entries);
    return {
        {"find_documents", "FindDocuments, one patient", find_documents(asked_patient, "")},
        {"find_documents_codes", "FindDocuments, codes and dates", find_documents(asked_patient, narrowed)},
        {"find_documents_others", "FindDocuments, another patient each time", std::move(others)},
        {"iti67", "ITI-67, one patient", std::move(fhir)},
    };
}

}  // namespace dmpgw::bench
