#include "gateway/storage/object_json.hpp"

#include <gtest/gtest.h>

#include <random>
#include <type_traits>

#include "gateway/json/value.hpp"
#include "tests/storage/sample_units.hpp"

namespace dmpgw::storage {
namespace {

using namespace model;

/// Objects of every shape that the types allow, by a seed.
class AnyObject {
  public:
    explicit AnyObject(std::uint64_t seed) : random_(seed) {}

    DocumentEntry entry() {
        DocumentEntry e;
        identity(e);
        e.type = chance() ? DocumentEntryType::stable : DocumentEntryType::on_demand;
        maybe(e.patient_id, [&] { return cx(); });
        maybe(e.source_patient_id, [&] { return cx(); });
        e.source_patient_info = list([&] { return text(); });
        e.authors = list([&] { return author(); });
        maybe(e.legal_authenticator, [&] { return Xcn{list([&] { return text(); })}; });
        for (auto* c : {&e.class_code, &e.type_code, &e.format_code, &e.healthcare_facility_type_code,
                        &e.practice_setting_code}) {
            maybe(*c, [&] { return code(); });
        }
        e.confidentiality_codes = list([&] { return code(); });
        e.event_codes = list([&] { return code(); });
        for (auto* t : {&e.creation_time, &e.service_start_time, &e.service_stop_time}) {
            maybe(*t, [&] { return dtm(); });
        }
        for (auto* s : {&e.language_code, &e.mime_type, &e.hash, &e.repository_unique_id, &e.uri,
                        &e.document_availability}) {
            *s = text();
        }
        maybe(e.size, [&] { return random_(); });
        e.title = localized();
        e.comments = localized();
        e.reference_id_list = list([&] { return cx(); });
        e.limited_metadata = chance();
        e.extra_slots = list([&] { return slot(); });
        return e;
    }
    SubmissionSet set() {
        SubmissionSet s;
        identity(s);
        s.source_id = text();
        maybe(s.patient_id, [&] { return cx(); });
        maybe(s.submission_time, [&] { return dtm(); });
        maybe(s.content_type_code, [&] { return code(); });
        s.authors = list([&] { return author(); });
        s.intended_recipients = list([&] {
            IntendedRecipient r;
            maybe(r.organization, [&] { return Xon{list([&] { return text(); })}; });
            maybe(r.person, [&] { return Xcn{list([&] { return text(); })}; });
            maybe(r.telecom, [&] { return Xtn{list([&] { return text(); })}; });
            return r;
        });
        s.title = localized();
        s.comments = localized();
        s.limited_metadata = chance();
        s.extra_slots = list([&] { return slot(); });
        return s;
    }
    Folder folder() {
        Folder f;
        identity(f);
        maybe(f.patient_id, [&] { return cx(); });
        f.codes = list([&] { return code(); });
        maybe(f.last_update_time, [&] { return dtm(); });
        f.title = localized();
        f.comments = localized();
        f.limited_metadata = chance();
        f.extra_slots = list([&] { return slot(); });
        return f;
    }
    Association association() {
        Association a;
        a.entry_uuid = text();
        a.logical_id = text();
        a.version = static_cast<int>(random_() % 4);
        a.type = static_cast<AssociationType>(random_() % 9);
        for (auto* s : {&a.source, &a.target, &a.submission_set_status, &a.previous_version,
                        &a.original_status, &a.new_status}) {
            *s = text();
        }
        maybe(a.document_code, [&] { return code(); });
        maybe(a.availability_status, [&] { return status(); });
        a.extra_slots = list([&] { return slot(); });
        return a;
    }

  private:
    bool chance() { return random_() % 2 == 0; }
    template <class T, class Make>
    void maybe(std::optional<T>& to, Make make) {
        if (chance()) to = make();
    }
    template <class Make>
    std::vector<std::invoke_result_t<Make>> list(Make make) {
        std::vector<std::invoke_result_t<Make>> items;
        for (auto n = random_() % 4; n > 0; --n) items.push_back(make());
        return items;
    }
    std::string text() {
        static const std::vector<std::string> pieces{
            "",     "a",    "é",          "\"",   "\\",           "\n",           "\t",
            "\x1f", "\x7f", "\xF0\x9F\x98\x80", "\u2028", "null", "1.2.250.1", "/",  "urn:uuid:"};
        std::string result;
        for (auto n = random_() % 5; n > 0; --n) result += pieces[random_() % pieces.size()];
        return result;
    }
    AvailabilityStatus status() { return static_cast<AvailabilityStatus>(random_() % 5); }
    LocalizedString localized() {
        if (chance()) return {text(), "", ""};
        return {text(), text(), text()};
    }
    Code code() { return {text(), text(), localized()}; }
    Slot slot() { return {text(), list([&] { return text(); })}; }
    Hd hd() { return chance() ? Hd{} : Hd{text(), text(), text()}; }
    Cx cx() { return {text(), hd(), text(), hd(), text()}; }
    Dtm dtm() {
        Dtm d;
        d.precision = static_cast<Dtm::Precision>(random_() % 6);
        d.year = static_cast<int>(random_() % 10000);
        d.month = static_cast<int>(1 + random_() % 12);
        d.day = static_cast<int>(1 + random_() % 28);
        d.hour = static_cast<int>(random_() % 24);
        d.minute = static_cast<int>(random_() % 60);
        d.second = static_cast<int>(random_() % 61);
        if (chance()) d.fraction = "120";
        if (chance()) d.zone_minutes = static_cast<int>(random_() % 1441) - 720;
        return d;
    }
    Author author() {
        Author a;
        maybe(a.author_person, [&] { return Xcn{list([&] { return text(); })}; });
        a.author_institution = list([&] { return Xon{list([&] { return text(); })}; });
        a.author_role = list([&] { return text(); });
        a.author_specialty = list([&] { return text(); });
        a.author_telecommunication = list([&] { return Xtn{list([&] { return text(); })}; });
        a.extra_slots = list([&] { return slot(); });
        return a;
    }
    template <class T>
    void identity(T& object) {
        object.entry_uuid = text();
        object.logical_id = text();
        object.version = static_cast<int>(random_() % 4);
        object.unique_id = text();
        object.home_community_id = text();
        maybe(object.availability_status, [&] { return status(); });
    }

    std::mt19937_64 random_;
};

TEST(ObjectJson, every_object_comes_back_as_it_was) {
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        AnyObject any(seed);
        const auto entry = any.entry();
        const auto set = any.set();
        const auto folder = any.folder();
        const auto association = any.association();
        const auto entry_again = read_document_entry(to_json(entry));
        const auto set_again = read_submission_set(to_json(set));
        const auto folder_again = read_folder(to_json(folder));
        const auto association_again = read_association(to_json(association));
        ASSERT_TRUE(entry_again && *entry_again == entry) << seed << "\n" << to_json(entry);
        ASSERT_TRUE(set_again && *set_again == set) << seed << "\n" << to_json(set);
        ASSERT_TRUE(folder_again && *folder_again == folder) << seed << "\n" << to_json(folder);
        ASSERT_TRUE(association_again && *association_again == association) << seed;
    }
}

TEST(ObjectJson, what_is_written_is_json) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        AnyObject any(seed);
        Submission submission{any.set(), {any.entry(), any.entry()}, {any.folder()}, {any.association()}};
        EXPECT_TRUE(json::parse(canonical_json(submission))) << seed;
    }
}

TEST(ObjectJson, bytes_that_no_door_lets_in_do_not_make_an_unreadable_row) {
    auto entry = sample::entry_of(1);
    entry.title.value = "caf\xE9 \xFF\xC3";
    entry.uri = std::string("a\0b", 3);
    const auto again = read_document_entry(to_json(entry));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->title.value.starts_with("caf\xEF\xBF\xBD "));
    EXPECT_EQ(again->uri, "a\xEF\xBF\xBD" "b");
}

TEST(ObjectJson, text_that_is_no_object_is_refused) {
    for (const char* text : {"", "[]", "{", "null", "{\"a\":1}x"}) {
        EXPECT_FALSE(read_document_entry(text)) << text;
    }
}

Submission submission_of(const std::string& set, const std::string& first, const std::string& second) {
    Submission submission;
    submission.submission_set = sample::set_of(1);
    submission.submission_set.entry_uuid = set;
    submission.submission_set.logical_id = set;
    for (const auto& id : {first, second}) {
        auto entry = sample::entry_of(submission.entries.size());
        entry.entry_uuid = id;
        entry.logical_id = submission.entries.empty() ? id : "";
        submission.entries.push_back(entry);
        auto member = sample::member_of(submission.entries.size());
        member.entry_uuid = "as" + id;
        member.source = set;
        member.target = id;
        submission.associations.push_back(member);
    }
    return submission;
}

TEST(CanonicalJson, does_not_depend_on_the_ids_of_an_attempt) {
    const auto first = submission_of("SubmissionSet01", "Document01", "Document02");
    auto again = submission_of("urn:uuid:0c0bd1d9-0f3c-4d3c-9b3c-000000000001", "urn:uuid:x", "urn:uuid:y");
    EXPECT_EQ(canonical_json(first), canonical_json(again));
}

TEST(CanonicalJson, tells_apart_what_differs) {
    const auto reference = submission_of("s", "a", "b");
    const std::string text = canonical_json(reference);
    auto changed = reference;
    changed.associations[0].target = "b";
    EXPECT_NE(canonical_json(changed), text) << "another member";
    changed = reference;
    changed.associations[0].target = "urn:uuid:of-somebody-else";
    EXPECT_NE(canonical_json(changed), text) << "a member outside the submission";
    changed = reference;
    changed.entries[1].title.value += " ";
    EXPECT_NE(canonical_json(changed), text) << "a title";
    changed = reference;
    changed.entries[0].logical_id = "urn:uuid:an-older-version";
    EXPECT_NE(canonical_json(changed), text) << "a version of another entry";
    changed = reference;
    std::swap(changed.entries[0], changed.entries[1]);
    EXPECT_NE(canonical_json(changed), text) << "the order";
}

}  // namespace
}  // namespace dmpgw::storage
