// Every row of the tables, both ways, with generated values: what is written as FHIR reads back as it was,
// but for the losses that mappings/README.md names.
#include "gateway/mapping/render.hpp"

#include <random>

#include "gateway/base/encoding.hpp"
#include "tests/unit/mapping/mapping_support.hpp"

namespace dmpgw::mapping::test {
namespace {

constexpr const char* document_uuid = "urn:uuid:0a1b2c3d-0000-4000-8000-000000000001";
constexpr const char* set_uuid = "urn:uuid:0a1b2c3d-0000-4000-8000-000000000002";
constexpr const char* folder_uuid = "urn:uuid:0a1b2c3d-0000-4000-8000-000000000004";

/// Makes values of every kind, awkward ones included. The same seed makes the same values.
class Generator {
  public:
    explicit Generator(unsigned seed) : random_(seed) {}

    bool coin() { return random_() % 2 == 0; }
    std::size_t below(std::size_t n) { return random_() % n; }
    template <class T>
    T one_of(const std::vector<T>& all) { return all[below(all.size())]; }

    std::string word() {
        return one_of<std::string>({"Leclerc", "D'Arc", "Müller & fils", "Noël", "a^b", "x|y~z", "back\\slash", "É", "\"q\" <t>"});
    }
    std::string oid() { return one_of<std::string>({"1.2.250.1.999.7", "2.16.840.1.113883.6.1", "1.2.250.1.213.1.1.4.1", "2.25.17"}); }
    model::Code code() {
        model::Code c;
        c.code = one_of<std::string>({"11490-0", "10", "SA01", "urn:ihe:iti:xds-sd:pdf:2008"});
        c.scheme = one_of<std::string>({oid(), "http://example.org/codes", "Connect-a-thon classCodes", "URN", "ASTM", "1.2.250.1.213.1.1.4.13"});
        c.display.value = coin() ? c.code : word();
        return c;
    }
    std::vector<model::Code> codes() {
        std::vector<model::Code> all;
        for (std::size_t n = 1 + below(3); n > 0; --n) all.push_back(code());
        return all;
    }
    model::Dtm time() {
        return *model::read_dtm(one_of<std::string>({"2026", "202603", "20260314", "20260314153000", "19991231235959"}), "t");
    }
    model::LocalizedString text() { return {word() + " " + word(), "", ""}; }
    model::Cx patient() {
        model::Cx cx;
        if (coin()) {
            cx.id = one_of<std::string>({"279035121518989", "180032B12345678"});
            cx.assigning_authority = {"", one_of<std::string>({"1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.10"}), "ISO"};
            if (coin()) cx.identifier_type_code = "NH";
        } else {
            cx.id = "IPP-" + std::to_string(below(1000));
            cx.assigning_authority = {"", "1.2.250.1.999.3", "ISO"};
            cx.identifier_type_code = one_of<std::string>({"", "PI", "PT"});
        }
        if (coin()) cx.effective_date = "20100907";
        return cx;
    }
    model::Xcn person() {
        model::Xcn xcn;
        xcn.components = one_of<std::vector<std::string>>(
            {{"810101201234", "Leclerc", "Sophie", "", "", "", "", "", "&1.2.250.1.71.4.2.1&ISO", "D", "", "", "IDNPS"},
             {"", word(), word(), "", "", "Dr"},
             {"279035121518989", "PAT", "D", "", "", "", "", "", "&1.2.250.1.213.1.4.10&ISO", "L", "", "", "NH"},
             {"3/42", "Logiciel", "Version", "", "", "", "", "", "&1.2.250.1.71.4.2.1&ISO", "U", "", "", "EI"},
             {"7", word(), "Jean", "Paul Marie", "Jr", "Pr", "MD", "", "&1.2.3&ISO"}});
        return xcn;
    }
    model::Xon organization() {
        model::Xon xon;
        xon.components = one_of<std::vector<std::string>>(
            {{"CH de Quimper", "", "", "", "", "&1.2.250.1.71.4.2.2&ISO", "IDNST", "", "", "10B0127189"},
             {word()},
             {"", "", "", "", "", "&1.2.3&ISO", "", "", "", "42"},
             {word(), "L", "", "", "", "&1.2.3&ISO", "XX", "", "", "42"}});
        return xon;
    }
    model::Xtn telecom() {
        model::Xtn xtn;
        xtn.components = one_of<std::vector<std::string>>({{"", "", "Internet", "a@b.example"},
                                                           {"", "WPN", "PH", "", "", "", "", "", "", "", "", "+33 1 23"},
                                                           {"", "", "CP", "", "33", "", "612345678"},
                                                           {"", "NET", "X.400", "c=fr;a=x"},
                                                           {"01 23 45", "PRN", "FX"}});
        return xtn;
    }
    model::Author author() {
        model::Author a;
        if (coin()) a.author_person = person();
        for (std::size_t n = below(3); n > 0; --n) a.author_institution.push_back(organization());
        if (coin()) a.author_role = {one_of<std::string>({"Médecin traitant", "ATTND^Responsable^2.16.840.1.113883.5.88", "a^b"})};
        if (coin()) a.author_specialty = {"G15_10/SM26^Médecin^1.2.250.1.213.1.1.4.5", "X^^1.2.3"};
        for (std::size_t n = below(3); n > 0; --n) a.author_telecommunication.push_back(telecom());
        if (!a.author_person && a.author_institution.empty() && a.author_telecommunication.empty()) {
            a.author_person = person();
        }
        return a;
    }
    std::vector<std::string> source_info() {
        return one_of<std::vector<std::string>>(
            {{},
             {"PID-5|PAT-TROIS^DOMINIQUE^^^^^L", "PID-7|19790328", "PID-8|F"},
             {"PID-3|4711^^^&1.2.3&ISO", "PID-5|A\\T\\B^C", "PID-8|U", "PID-11|1 rue X^^Brest^^29200^FR"},
             {"PID-8|M", "PID-5|DUPONT^Jean^^^^^D~DUPOND^Jean^^^^^L", "PID-13|0102030405"},
             {"PID-3|mrn^^^&http://example.org/p&URI"}});
    }
    std::vector<model::Cx> references() {
        std::vector<model::Cx> all;
        if (coin()) all.push_back({"ACC1", {"", "1.2.3.4", "ISO"}, "urn:ihe:iti:xds:2013:accession", {}, ""});
        if (coin()) all.push_back({"1.2.3.4.5", {}, "urn:ihe:iti:xds:2013:uniqueId", {}, ""});
        if (coin()) all.push_back({"E7", {"", "1.2.3.5", "ISO"}, "urn:ihe:iti:xds:2015:encounterId", {}, ""});
        return all;
    }

  private:
    std::mt19937 random_;
};

model::DocumentEntry generated_entry(Generator& g, const model::Cx& patient) {
    model::DocumentEntry e;
    e.entry_uuid = document_uuid;
    e.unique_id = g.one_of<std::string>({"1.2.3.4.5", "1.2.3.4^ext-7", "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "plain-id"});
    e.availability_status = model::AvailabilityStatus::approved;
    e.patient_id = patient;
    e.source_patient_id = g.patient();
    e.source_patient_info = g.source_info();
    for (std::size_t n = g.below(3); n > 0; --n) e.authors.push_back(g.author());
    if (g.coin()) e.legal_authenticator = g.person();
    e.class_code = g.code();
    e.type_code = g.code();
    e.format_code = g.code();
    e.healthcare_facility_type_code = g.code();
    e.practice_setting_code = g.code();
    e.confidentiality_codes = g.codes();
    if (g.coin()) e.event_codes = g.codes();
    e.creation_time = g.time();
    if (g.coin()) e.service_start_time = g.time();
    if (g.coin()) e.service_stop_time = g.time();
    e.language_code = "fr-FR";
    e.mime_type = "text/plain";
    if (g.coin()) e.hash = "8843d7f92416211de9ebb963ff4ce28125932878";
    if (g.coin()) e.size = 6;
    if (g.coin()) e.title = g.text();
    if (g.coin()) e.comments = g.text();
    if (g.coin()) e.home_community_id = "urn:oid:1.2.3.9";
    e.reference_id_list = g.references();
    return e;
}

model::Submission generated_submission(Generator& g) {
    model::Submission s;
    const model::Cx patient = g.patient();
    s.entries.push_back(generated_entry(g, patient));
    model::SubmissionSet& set = s.submission_set;
    set.entry_uuid = set_uuid;
    set.unique_id = "1.2.3.4.6";
    set.source_id = "1.2.3.4.7";
    set.availability_status = model::AvailabilityStatus::approved;
    set.patient_id = patient;
    set.submission_time = g.time();
    set.content_type_code = g.code();
    for (std::size_t n = g.below(3); n > 0; --n) set.authors.push_back(g.author());
    for (std::size_t n = g.below(3); n > 0; --n) {
        model::IntendedRecipient r;
        if (g.coin()) r.person = g.person();
        if (g.coin()) r.organization = g.organization();
        if (g.coin() || (!r.person && !r.organization)) r.telecom = g.telecom();
        set.intended_recipients.push_back(std::move(r));
    }
    if (g.coin()) set.title = g.text();
    if (g.coin()) set.comments = g.text();
    if (g.coin()) {
        model::Folder folder;
        folder.entry_uuid = folder_uuid;
        folder.unique_id = "1.2.3.4.8";
        folder.availability_status = model::AvailabilityStatus::approved;
        folder.patient_id = patient;
        folder.codes = g.codes();
        if (g.coin()) folder.last_update_time = g.time();
        folder.title = g.text();
        if (g.coin()) folder.comments = g.text();
        s.folders.push_back(std::move(folder));
    }
    return s;
}

json::Value object() { return json::Value(json::Object{}); }

json::Value bundle_entry(const std::string& full_url, json::Value resource) {
    const std::string type(resource["resourceType"].as_string());
    json::Value entry = object();
    entry.set("fullUrl", full_url).set("resource", std::move(resource));
    return entry.set("request", object().set("method", "POST").set("url", type));
}

/// The submission as an ITI-65 Bundle whose fullUrls are the resources' places on the server.
json::Value to_bundle(const model::Submission& s, bool of_mhd_3 = false) {
    const std::string base = base_url;
    const RenderContext context{base, "", "", {}};
    json::Value entries(json::Array{});
    std::vector<std::string> members;
    for (const model::DocumentEntry& e : s.entries) {
        entries.push(bundle_entry(base + "/" + document_location(e.entry_uuid), to_document_reference(e, context)));
        members.push_back(document_location(e.entry_uuid));
        json::Value binary = object();
        binary.set("resourceType", "Binary").set("contentType", e.mime_type).set("data", "Zm9vYmFy");
        entries.push(bundle_entry(base + "/" + binary_location(e.entry_uuid), std::move(binary)));
    }
    std::vector<std::string> of_set = members;
    for (const model::Folder& f : s.folders) {
        entries.push(bundle_entry(base + "/" + list_location(f.entry_uuid), to_list(f, members, context)));
        of_set.push_back(list_location(f.entry_uuid));
    }
    entries.push(bundle_entry(base + "/" + list_location(s.submission_set.entry_uuid),
                              of_mhd_3 ? to_document_manifest(s.submission_set, of_set, context)
                                       : to_list(s.submission_set, of_set, context)));
    json::Value profile = object();
    profile.set("profile", json::Array{of_mhd_3 ? "http://ihe.net/fhir/StructureDefinition/IHE_MHD_Provide_Comprehensive_DocumentBundle"
                                                : "https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Comprehensive.ProvideBundle"});
    json::Value bundle = object();
    bundle.set("resourceType", "Bundle").set("type", "transaction").set("meta", std::move(profile));
    return bundle.set("entry", std::move(entries));
}

class RoundTrip : public testing::TestWithParam<unsigned> {};

TEST_P(RoundTrip, a_submission_written_as_fhir_reads_back_as_it_was) {
    Generator g(GetParam());
    const model::Submission wanted = generated_submission(g);
    const json::Value bundle = to_bundle(wanted);
    const std::string text = json::write_pretty(bundle);
    auto tree = json::parse(text);
    ASSERT_TRUE(tree.has_value());
    auto mapped = map(*tree);
    ASSERT_TRUE(mapped.has_value()) << describe(mapped.error().findings) << "\n" << text;
    model::Submission& got = mapped->submission;
    ASSERT_EQ(got.entries.size(), wanted.entries.size());
    for (std::size_t i = 0; i < got.entries.size(); ++i) {
        model::DocumentEntry& e = got.entries[i];
        const model::DocumentEntry& w = wanted.entries[i];
        e.entry_uuid = w.entry_uuid;  // assigned by the server
        EXPECT_EQ(e.authors, w.authors) << text;
        EXPECT_EQ(e.legal_authenticator, w.legal_authenticator) << text;
        EXPECT_EQ(e.source_patient_info, w.source_patient_info) << text;
        EXPECT_EQ(e.source_patient_id, w.source_patient_id) << text;
        EXPECT_EQ(e.patient_id, w.patient_id) << text;
        EXPECT_EQ(e.reference_id_list, w.reference_id_list) << text;
        EXPECT_EQ(e.unique_id, w.unique_id);
        EXPECT_TRUE(e == w) << text;
    }
    got.submission_set.entry_uuid = wanted.submission_set.entry_uuid;
    EXPECT_EQ(got.submission_set.authors, wanted.submission_set.authors) << text;
    EXPECT_EQ(got.submission_set.intended_recipients, wanted.submission_set.intended_recipients) << text;
    EXPECT_TRUE(got.submission_set == wanted.submission_set) << text;
    ASSERT_EQ(got.folders.size(), wanted.folders.size());
    for (std::size_t i = 0; i < got.folders.size(); ++i) {
        got.folders[i].entry_uuid = wanted.folders[i].entry_uuid;
        EXPECT_TRUE(got.folders[i] == wanted.folders[i]) << text;
    }
}

TEST_P(RoundTrip, a_submission_set_written_as_mhd_3_reads_back_but_for_its_comments) {
    Generator g(GetParam());
    model::Submission wanted = generated_submission(g);
    wanted.folders.clear();
    const json::Value bundle = to_bundle(wanted, true);
    auto mapped = map(bundle);
    ASSERT_TRUE(mapped.has_value()) << describe(mapped.error().findings) << "\n" << json::write_pretty(bundle);
    EXPECT_EQ(mapped->profile.version, "MHD 3.x");
    model::SubmissionSet& got = mapped->submission.submission_set;
    got.entry_uuid = wanted.submission_set.entry_uuid;
    wanted.submission_set.comments = {};
    EXPECT_EQ(got.authors, wanted.submission_set.authors);
    EXPECT_EQ(got.intended_recipients, wanted.submission_set.intended_recipients);
    EXPECT_TRUE(got == wanted.submission_set) << json::write_pretty(bundle);
    ASSERT_EQ(mapped->submission.associations.size(), 1U);
    EXPECT_EQ(mapped->submission.associations[0].submission_set_status, "Original");
}

INSTANTIATE_TEST_SUITE_P(Seeds, RoundTrip, testing::Range(1U, 201U));

TEST(Render, a_relation_reads_as_relates_to) {
    Generator g(1);
    model::DocumentEntry entry = generated_entry(g, g.patient());
    model::Association relation;
    relation.type = model::AssociationType::transform_and_replace;
    relation.source = entry.entry_uuid;
    relation.target = "urn:uuid:6b1b2c3d-0000-4000-8000-000000000001";
    const json::Value resource = to_document_reference(entry, {base_url, "Patient/12", "2026-03-14T15:00:00Z", {relation}});
    EXPECT_EQ(resource["relatesTo"][0]["code"].as_string(), "replaces");
    EXPECT_EQ(resource["relatesTo"][0]["target"]["reference"].as_string(),
              "DocumentReference/6b1b2c3d-0000-4000-8000-000000000001");
    EXPECT_EQ(resource["subject"]["reference"].as_string(), "Patient/12");
    EXPECT_EQ(resource["id"].as_string(), "0a1b2c3d-0000-4000-8000-000000000001");
    EXPECT_EQ(resource["content"][0]["attachment"]["url"].as_string(),
              std::string(base_url) + "/Binary/0a1b2c3d-0000-4000-8000-000000000001");
}

TEST(Render, statuses_of_the_dmp_have_their_fhir_forms) {
    Generator g(1);
    model::DocumentEntry entry = generated_entry(g, g.patient());
    const auto status_of = [&](model::AvailabilityStatus status) {
        entry.availability_status = status;
        const json::Value resource = to_document_reference(entry, {base_url, "", "", {}});
        const bool archived = json::write(resource["extension"]).find("pdsm-ext-is-archived") != std::string::npos;
        return std::string(resource["status"].as_string()) + (archived ? "+archived" : "");
    };
    EXPECT_EQ(status_of(model::AvailabilityStatus::approved), "current");
    EXPECT_EQ(status_of(model::AvailabilityStatus::deprecated), "superseded");
    EXPECT_EQ(status_of(model::AvailabilityStatus::archived), "current+archived");
    EXPECT_EQ(status_of(model::AvailabilityStatus::deleted), "entered-in-error");
}

}  // namespace
}  // namespace dmpgw::mapping::test
