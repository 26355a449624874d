// ebRIM out: what is written is read back as it was, and is valid against the schema.
#include "gateway/xds/ebrim_writer.hpp"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <memory>
#include <random>

#include "gateway/xds/ebrim_reader.hpp"
#include "gateway/xds/messages.hpp"
#include "tests/support/sample_submission.hpp"
#include "tests/support/corpus.hpp"

namespace dmpgw::xds {
namespace {

using testing::sample_submission;

model::Submission read_back(const std::string& text) {
    auto document = xml::parse(text);
    if (!document) throw std::runtime_error("not well-formed: " + document.error().first().rule);
    EbrimReading reading = read_ebrim(document->root());
    for (const Finding& f : reading.findings) ADD_FAILURE() << f.rule << " " << f.where << " " << f.value;
    return reading.submission.value();
}

TEST(EbrimWriter, the_full_sample_comes_back) {
    EXPECT_EQ(read_back(write_submit_objects_request(sample_submission())), sample_submission());
}

TEST(EbrimWriter, what_a_registry_adds_comes_back) {
    model::Submission s = sample_submission();
    s.entries[0].logical_id = "urn:uuid:0c2ab1f4-6a0b-4f6e-9d6e-7a1f6c3b2d11";
    s.entries[0].version = 3;
    s.entries[0].availability_status = model::AvailabilityStatus::archived;
    s.entries[0].home_community_id = "urn:oid:1.2.3";
    s.entries[1].type = model::DocumentEntryType::on_demand;
    s.entries[1].limited_metadata = true;
    s.submission_set.logical_id = "x";
    s.submission_set.limited_metadata = true;
    s.folders[0].version = 2;
    s.folders[0].limited_metadata = true;
    s.associations[0].logical_id = "y";
    s.associations[0].previous_version = "2";
    EXPECT_EQ(read_back(write_submit_objects_request(s)), s);
}

TEST(EbrimWriter, the_same_object_is_always_written_the_same) {
    EXPECT_EQ(write_submit_objects_request(sample_submission()),
              write_submit_objects_request(sample_submission()));
}

// Models of random content; texts hold every delimiter of HL7 and XML.
class Generator {
  public:
    explicit Generator(unsigned seed) : random_(seed) {}

    std::size_t number(std::size_t below) { return random_() % below; }
    bool maybe() { return number(2) == 0; }
    std::string text() {
        static const std::vector<std::string> letters{"a", "B", "é", "&", "^", "|", "~", "\\", "<", ">",
                                                      "\"", "'", "1", "œ", "]]>", "S", "\\T\\"};
        std::string out = "x";  // not empty, and without space at the ends
        for (std::size_t n = number(8); n > 0; --n) out += letters[number(letters.size())];
        return out;
    }
    std::string id() { return "id-" + std::to_string(++ids_); }
    model::LocalizedString localized() { return {text(), maybe() ? "fr" : "", maybe() ? "UTF-8" : ""}; }
    model::Code code() { return {text(), text(), localized()}; }
    std::optional<model::Code> maybe_code() {
        return maybe() ? std::optional(code()) : std::nullopt;
    }
    template <class Make>
    auto several(Make make) {
        std::vector<decltype(make())> out;
        for (std::size_t n = number(3); n > 0; --n) out.push_back(make());
        return out;
    }
    std::vector<std::string> components(std::size_t most) {
        std::vector<std::string> out;
        for (std::size_t n = 1 + number(most); n > 0; --n) out.push_back(maybe() ? text() : "");
        out.back() = "z";
        return out;
    }
    // Without '&': in an authority it would separate.
    std::string plain() { return "p" + std::to_string(number(1000)); }
    model::Xcn person() { return {{text(), plain(), text()}}; }
    model::Xon organization() { return {{text(), "", "", "", "", "&" + plain() + "&ISO", "IDNST"}}; }
    model::Xtn telecom() { return {components(12)}; }
    model::Cx cx() { return {text(), {"", plain(), "ISO"}, maybe() ? text() : "", {}, ""}; }
    std::optional<model::Cx> maybe_cx() { return maybe() ? std::optional(cx()) : std::nullopt; }
    std::optional<model::Dtm> time() {
        if (maybe()) return std::nullopt;
        model::Dtm t;
        t.precision = static_cast<model::Dtm::Precision>(number(6));
        t.year = 1900 + static_cast<int>(number(200));
        const auto with = [&](model::Dtm::Precision p, int& field, std::size_t below) {
            if (t.precision >= p) field += static_cast<int>(number(below));
        };
        with(model::Dtm::Precision::month, t.month, 12);
        with(model::Dtm::Precision::day, t.day, 28);
        with(model::Dtm::Precision::hour, t.hour, 24);
        with(model::Dtm::Precision::minute, t.minute, 60);
        with(model::Dtm::Precision::second, t.second, 60);
        return t;
    }
    std::vector<model::Slot> slots() {
        std::vector<model::Slot> out;
        for (std::size_t n = number(3); n > 0; --n) out.push_back({"urn:" + id(), {text(), text()}});
        return out;
    }
    model::Author author() {
        model::Author a;
        if (maybe()) a.author_person = person();
        a.author_institution = several([&] { return organization(); });
        a.author_role = several([&] { return text(); });
        a.author_specialty = several([&] { return text(); });
        a.author_telecommunication = several([&] { return telecom(); });
        a.extra_slots = slots();
        return a;
    }
    std::optional<model::AvailabilityStatus> status() {
        if (maybe()) return std::nullopt;
        return static_cast<model::AvailabilityStatus>(number(5));
    }
    model::DocumentEntry entry() {
        model::DocumentEntry e;
        e.entry_uuid = id();
        e.unique_id = text();
        e.mime_type = text();
        e.type = static_cast<model::DocumentEntryType>(number(2));
        e.version = 1 + static_cast<int>(number(5));
        e.logical_id = maybe() ? id() : "";
        e.home_community_id = maybe() ? text() : "";
        e.availability_status = status();
        e.patient_id = maybe_cx();
        e.source_patient_id = maybe_cx();
        e.source_patient_info = several([&] { return "PID-5|" + text(); });
        e.authors = several([&] { return author(); });
        if (maybe()) e.legal_authenticator = person();
        e.class_code = maybe_code();
        e.type_code = maybe_code();
        e.format_code = maybe_code();
        e.healthcare_facility_type_code = maybe_code();
        e.practice_setting_code = maybe_code();
        e.confidentiality_codes = several([&] { return code(); });
        e.event_codes = several([&] { return code(); });
        e.creation_time = time();
        e.service_start_time = time();
        e.service_stop_time = time();
        e.language_code = maybe() ? text() : "";
        e.hash = maybe() ? "00ff" : "";
        if (maybe()) e.size = random_();
        e.repository_unique_id = maybe() ? text() : "";
        e.uri = maybe() ? text() : "";
        if (maybe()) e.title = localized();
        if (maybe()) e.comments = localized();
        e.reference_id_list = several([&] { return cx(); });
        e.document_availability = maybe() ? "Offline" : "";
        e.limited_metadata = maybe();
        e.extra_slots = slots();
        return e;
    }
    model::Submission submission() {
        model::Submission s;
        s.submission_set.entry_uuid = id();
        s.submission_set.unique_id = text();
        s.submission_set.source_id = text();
        s.submission_set.patient_id = maybe_cx();
        s.submission_set.submission_time = time();
        s.submission_set.content_type_code = maybe_code();
        s.submission_set.authors = several([&] { return author(); });
        s.submission_set.intended_recipients = several([&] {
            model::IntendedRecipient r;
            r.organization = organization();
            if (maybe()) r.person = person();
            if (maybe()) r.telecom = telecom();
            return r;
        });
        s.entries = several([&] { return entry(); });
        s.folders = several([&] {
            model::Folder f;
            f.entry_uuid = id();
            f.unique_id = text();
            f.patient_id = maybe_cx();
            f.codes = several([&] { return code(); });
            f.last_update_time = time();
            f.extra_slots = slots();
            return f;
        });
        s.associations = several([&] {
            model::Association a;
            a.entry_uuid = id();
            a.type = static_cast<model::AssociationType>(number(9));
            a.source = text();
            a.target = text();
            a.submission_set_status = maybe() ? text() : "";
            a.document_code = maybe_code();
            a.extra_slots = slots();
            return a;
        });
        return s;
    }

  private:
    std::mt19937_64 random_;
    int ids_ = 0;
};

TEST(EbrimWriter, any_model_comes_back) {
    for (unsigned seed = 1; seed <= 100; ++seed) {
        const model::Submission s = Generator(seed).submission();
        const std::string text = write_submit_objects_request(s);
        ASSERT_EQ(read_back(text), s) << "seed " << seed << "\n" << text;
    }
}

// The gateway forbids libxml2 to open files; schemas lie in files, so the loader from before is put back for
// the time of their reading.
const xmlExternalEntityLoader loader_of_libxml2 = xmlGetExternalEntityLoader();

// libxml2's own schema validator, on the schemas of OASIS and IHE.
class Schema {
  public:
    explicit Schema(const std::filesystem::path& file) {
        const xmlExternalEntityLoader none = xmlGetExternalEntityLoader();
        xmlSetExternalEntityLoader(loader_of_libxml2);
        parser_.reset(xmlSchemaNewParserCtxt(file.c_str()));
        schema_.reset(xmlSchemaParse(parser_.get()));
        xmlSetExternalEntityLoader(none);
    }
    bool usable() const { return schema_ != nullptr; }
    bool accepts(const std::string& text) const {
        const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(
            xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, nullptr, XML_PARSE_NONET),
            xmlFreeDoc);
        const std::unique_ptr<xmlSchemaValidCtxt, decltype(&xmlSchemaFreeValidCtxt)> validation(
            xmlSchemaNewValidCtxt(schema_.get()), xmlSchemaFreeValidCtxt);
        return document && xmlSchemaValidateDoc(validation.get(), document.get()) == 0;
    }

  private:
    std::unique_ptr<xmlSchemaParserCtxt, decltype(&xmlSchemaFreeParserCtxt)> parser_{
        nullptr, xmlSchemaFreeParserCtxt};
    std::unique_ptr<xmlSchema, decltype(&xmlSchemaFree)> schema_{nullptr, xmlSchemaFree};
};

TEST(EbrimWriter, what_is_written_is_valid_against_the_schemas) {
    DMPGW_NEEDS_CORPUS("xds/nist-testkit/schema/lcm.xsd");
    const std::filesystem::path folder = testing::corpus("xds/nist-testkit/schema");
    const Schema lcm(folder / "lcm.xsd");
    const Schema query(folder / "query.xsd");
    const Schema repository(folder / "XDS.b_DocumentRepository.xsd");
    const Schema rs(folder / "rs.xsd");
    ASSERT_TRUE(lcm.usable() && query.usable() && repository.usable() && rs.usable());
    const model::Submission s = sample_submission();
    EXPECT_TRUE(lcm.accepts(write_submit_objects_request(s)));
    EXPECT_TRUE(lcm.accepts(testing::sample_submission_xml()));
    const QueryResult result{{&s.submission_set},
                             {&s.entries[0], &s.entries[1]},
                             {&s.folders[0]},
                             {&s.associations[0], &s.associations[5]}};
    EXPECT_TRUE(query.accepts(write_adhoc_query_response(result, ReturnType::leaf_class)));
    EXPECT_TRUE(query.accepts(write_adhoc_query_response(result, ReturnType::object_ref)));
    const Rule rule{"R", FailureKind::invalid, "XDSRegistryError", "a", "b", "c", "d", "e"};
    const Findings findings{finding(rule, "/x", "<&\">")};
    EXPECT_TRUE(query.accepts(write_adhoc_query_response(result, ReturnType::leaf_class, findings)));
    EXPECT_TRUE(rs.accepts(write_registry_response(findings)));
    EXPECT_TRUE(rs.accepts(write_registry_response(Findings{})));
    const std::vector<RetrievedDocument> documents{
        {"urn:oid:1.2", "1.2.3", "1.2.4", "text/xml", "", "bytes", "1.2.5", "1.2.6"}};
    EXPECT_TRUE(repository.accepts(write_retrieve_response(documents, findings)));
    EXPECT_FALSE(rs.accepts("<rs:RegistryResponse xmlns:rs='urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0'/>"));
}

}  // namespace
}  // namespace dmpgw::xds
