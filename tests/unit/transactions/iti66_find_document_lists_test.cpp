// MHD 4.2 3.66: submission sets and folders of a registry, found, paged, shown as a read shows them, and recorded.
#include "gateway/transactions/iti66_find_document_lists.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>

#include "gateway/transactions/fhir_read.hpp"
#include "gateway/transactions/record_search.hpp"
#include "gateway/transactions/waiting.hpp"
#include "tests/unit/transactions/http_support.hpp"
#include "tests/unit/transactions/sample.hpp"

namespace dmpgw::transactions::test {
namespace {

constexpr std::string_view base = "https://gateway.test";
const std::string ana = "patient.identifier=urn:oid:1.2.250.1.213.1.4.10%7C207058575627097";

std::string uuid(int number) { return fmt::format("urn:uuid:018f0000-0000-7000-8000-{:012}", number); }

// Of Ana: sets 1, 2 and 3 in the wrong order of their dates (March, January, February) and folders 11 and 12; set 1 and
// folder 11 have the entry 21. Of Bob: set 4.
class Iti66 : public testing::Test {
  protected:
    Iti66() {
        storage::Changes changes;
        changes.submission_sets = {set(1, "20260301120000"), set(2, "20260101120000"), set(3, "20260201120000"),
                                   set(4, "20260101120000")};
        changes.submission_sets[3].patient_id = model::read_cx("111111111111120^^^&1.2.250.1.213.1.4.10&ISO^NH", "").value();
        for (const int number : {11, 12}) {
            model::Folder& folder = changes.folders.emplace_back();
            folder.unique_id = "1.2.250.1.999.7." + std::to_string(number);
            folder.last_update_time = model::read_dtm("20260301120000", "").value();
            complete(folder, number);
        }
        storage::NewEntry& letter = changes.entries.emplace_back();
        letter.entry = sample_submission().entries[0];
        complete(letter.entry, 21);
        for (const int holder : {1, 11}) {
            model::Association& member = changes.associations.emplace_back();
            member.entry_uuid = member.logical_id = uuid(30 + holder);
            member.availability_status = model::AvailabilityStatus::approved;
            member.source = uuid(holder);
            member.target = uuid(21);
        }
        keep(std::move(changes));
    }

    void keep(storage::Changes changes) {
        storage::AuditRecord audit;
        audit.transaction = audit.outcome = "test";
        audit.event = "{}";
        changes.audit = {audit};
        storage::Unit unit;
        unit.decide = [changes](const storage::RegistryView&) { return changes; };
        gateway_.run(commit(gateway_.store(), std::move(unit))).value();
    }
    template <class Object>
    static void complete(Object& object, int number) {
        object.entry_uuid = object.logical_id = uuid(number);
        object.availability_status = model::AvailabilityStatus::approved;
        object.patient_id = sample_submission().submission_set.patient_id;
    }
    static model::SubmissionSet set(int number, const std::string& time) {
        model::SubmissionSet made = sample_submission().submission_set;
        complete(made, number);
        made.unique_id = "1.2.250.1.999.6." + std::to_string(number);
        made.submission_time = model::read_dtm(time, "").value();
        return made;
    }

    Answer ask(const std::string& query) { return exchange(gateway_, iti66, get("/fhir/List?" + query)); }
    Answer ask_as_mhd_3(const std::string& query) {
        return exchange(gateway_, iti66_of_mhd_3, get("/fhir/DocumentManifest?" + query));
    }
    // The numbers of what was found, in order.
    static std::string numbers(const json::Value& bundle) {
        std::string text;
        for (const json::Value& entry : bundle["entry"].as_array()) {
            const std::string_view id = entry["resource"]["id"].as_string();
            text += (text.empty() ? "" : " ") + std::to_string(std::stoi(std::string(id.substr(id.size() - 6))));
        }
        return text;
    }
    std::string found(const std::string& query) {
        const Answer answer = ask(query);
        EXPECT_EQ(answer.status, 200u) << answer.body;
        return numbers(answer.json());
    }
    static std::string link(const json::Value& bundle, std::string_view relation) {
        for (const json::Value& link : bundle["link"].as_array()) {
            if (link["relation"].as_string() == relation) return std::string(link["url"].as_string());
        }
        return "";
    }

    TestGateway gateway_;
};

TEST_F(Iti66, lists_of_the_patient_come_sets_first_and_oldest_first) {
    const json::Value bundle = ask(ana).json();
    EXPECT_EQ(bundle["type"].as_string(), "searchset");
    EXPECT_EQ(bundle["total"].as_string(), "5");
    EXPECT_EQ(numbers(bundle), "2 3 1 11 12");
    EXPECT_EQ(link(bundle, "self"), "https://gateway.test/fhir/List?" + ana.substr(0, 18) + "=urn%3Aoid%3A1.2.250.1.213.1.4.10%7C207058575627097");
    EXPECT_EQ(link(bundle, "next"), "");
    EXPECT_EQ(bundle["entry"][0]["fullUrl"].as_string(), "https://gateway.test/fhir/List/" + uuid(2).substr(9));
    EXPECT_EQ(bundle["entry"][0]["search"]["mode"].as_string(), "match");
    EXPECT_EQ(found(ana + "&code=submissionset"), "2 3 1");
    EXPECT_EQ(found(ana + "&code=folder"), "11 12");
    EXPECT_EQ(found("patient.identifier=urn:oid:1.2.250.1.213.1.4.10%7C999"), "");
}

TEST_F(Iti66, a_search_shows_what_a_read_shows) {
    const json::Value found = ask(ana).json();
    EXPECT_EQ(found["entry"].size(), 5u);
    for (const json::Value& entry : found["entry"].as_array()) {
        const std::string url(entry["fullUrl"].as_string());
        EXPECT_EQ(exchange(gateway_, read_list, get(path_of_url(url))).json(), entry["resource"]);
    }
    const json::Value manifest = ask_as_mhd_3(ana).json()["entry"][2];
    const std::string url(manifest["fullUrl"].as_string());
    EXPECT_EQ(url, "https://gateway.test/fhir/DocumentManifest/" + uuid(1).substr(9));
    EXPECT_EQ(exchange(gateway_, read_document_manifest, get(path_of_url(url))).json(), manifest["resource"]);
    EXPECT_EQ(manifest["resource"]["content"][0]["reference"].as_string(), "DocumentReference/" + uuid(21).substr(9));
}

TEST_F(Iti66, pages_follow_each_other_without_gap_or_repetition) {
    std::string all;
    std::string target = "/fhir/List?" + ana + "&_count=2";
    for (int page = 0; page < 3; ++page) {
        const json::Value bundle = exchange(gateway_, iti66, get(target)).json();
        EXPECT_EQ(bundle["total"].as_string(), "5");
        all += numbers(bundle) + ";";
        target = link(bundle, "next").substr(std::min(link(bundle, "next").size(), base.size()));
    }
    EXPECT_EQ(all, "2 3;1 11;12;");
    EXPECT_EQ(target, "") << "the last page has no next";
}

TEST_F(Iti66, what_goes_between_two_pages_moves_nothing) {
    const json::Value first = ask(ana + "&_count=2").json();
    storage::Changes changes;
    changes.removed_objects = {uuid(2), uuid(3)};
    keep(std::move(changes));
    const json::Value second = exchange(gateway_, iti66, get(path_of_url(link(first, "next")))).json();
    EXPECT_EQ(numbers(second), "1 11");
}

TEST_F(Iti66, a_page_ends_behind_a_list_of_very_many_members) {
    storage::Changes changes;
    for (int i = 0; i <= static_cast<int>(SearchPage::max_references); ++i) {
        model::Folder& folder = changes.folders.emplace_back();
        complete(folder, 100'000 + i);
        folder.unique_id = "1.2.250.1.999.8." + std::to_string(i);
        model::Association& member = changes.associations.emplace_back();
        member.entry_uuid = member.logical_id = uuid(200'000 + i);
        member.source = uuid(2);
        member.target = folder.entry_uuid;
    }
    keep(std::move(changes));
    const json::Value first = ask(ana + "&code=submissionset").json();
    EXPECT_EQ(first["total"].as_string(), "3");
    EXPECT_EQ(numbers(first), "2");
    EXPECT_EQ(numbers(exchange(gateway_, iti66, get(path_of_url(link(first, "next")))).json()), "3 1");
}

TEST_F(Iti66, a_count_of_none_tells_the_total_alone) {
    const json::Value bundle = ask(ana + "&_count=0").json();
    EXPECT_EQ(bundle["total"].as_string(), "5");
    EXPECT_EQ(numbers(bundle), "");
    EXPECT_EQ(link(bundle, "next"), "");
}

TEST_F(Iti66, an_identifier_needs_no_patient_and_finds_each_once) {
    EXPECT_EQ(found("identifier=urn:oid:1.2.250.1.999.6.4"), "4");
    EXPECT_EQ(found("identifier=1.2.250.1.999.7.11," + uuid(11)), "11");
    EXPECT_EQ(found("_id=" + uuid(12).substr(9)), "12");
    EXPECT_EQ(found(ana + "&identifier=urn:oid:1.2.250.1.999.6.4"), "") << "it is another patient's";
    EXPECT_EQ(gateway_.audit().back().patient, "207058575627097^^^&1.2.250.1.213.1.4.10&ISO");
}

TEST_F(Iti66, manifests_are_submission_sets_alone) {
    const json::Value bundle = ask_as_mhd_3(ana).json();
    EXPECT_EQ(numbers(bundle), "2 3 1");
    EXPECT_EQ(bundle["entry"][0]["resource"]["resourceType"].as_string(), "DocumentManifest");
    EXPECT_EQ(numbers(ask_as_mhd_3(ana + "&created=ge2026-02&_count=1").json()), "3");
    EXPECT_EQ(numbers(ask_as_mhd_3("identifier=1.2.250.1.999.7.11").json()), "") << "a folder is no manifest";
    EXPECT_EQ(numbers(ask_as_mhd_3("identifier=1.2.250.1.999.6.4").json()), "4");
}

TEST_F(Iti66, by_post_the_same_is_found) {
    const Exchange form{"POST", "/fhir/List/_search", {{"Content-Type", "application/x-www-form-urlencoded"}},
                        ana + "&code=folder", 4096, {}};
    EXPECT_EQ(numbers(exchange(gateway_, iti66, form).json()), "11 12");
}

TEST_F(Iti66, every_search_is_recorded_with_patient_query_and_objects) {
    ask(ana + "&code=folder");
    const storage::AuditRecord kept = gateway_.audit().back();
    EXPECT_EQ(kept.transaction, "ITI-66");
    EXPECT_EQ(kept.outcome, "success");
    EXPECT_EQ(kept.patient, "207058575627097^^^&1.2.250.1.213.1.4.10&ISO");
    EXPECT_NE(kept.event.find("code=folder"), std::string::npos) << kept.event;
    EXPECT_NE(kept.event.find("1.2.250.1.999.7.12"), std::string::npos) << kept.event;
    ask("identifier=urn:oid:1.2.250.1.999.6.4");
    EXPECT_EQ(gateway_.audit().back().patient, "111111111111120^^^&1.2.250.1.213.1.4.10&ISO")
        << "whose set was shown, whoever was asked for";
}

TEST_F(Iti66, a_refusal_names_every_fault_and_is_recorded) {
    const Answer answer = ask("code=&date=2026-13&facility=x");
    EXPECT_EQ(answer.status, 422u) << answer.body;
    for (const char* rule : {"SEARCH_VALUE_EMPTY", "SEARCH_VALUE_FORM", "SEARCH_PARAMETER_UNKNOWN", "SEARCH_PATIENT_MISSING"}) {
        EXPECT_TRUE(answer.names(rule)) << rule << answer.body;
    }
    EXPECT_EQ(gateway_.audit().back().transaction + " " + gateway_.audit().back().outcome, "ITI-66 refused");
    EXPECT_EQ(exchange(gateway_, iti66, get("/fhir/List?" + ana, {{"Accept", "text/html"}})).status, 406u);
}

TEST_F(Iti66, who_prefers_lenient_handling_is_told_what_was_ignored) {
    const auto lenient = [&](const std::string& query) {
        return exchange(gateway_, iti66, get("/fhir/List?" + query, {{"Prefer", "return=minimal, handling=lenient"}}));
    };
    const json::Value bundle = lenient(ana + "&code=folder&facility=x").json();
    EXPECT_EQ(bundle["total"].as_string(), "2");
    EXPECT_EQ(link(bundle, "self").find("facility"), std::string::npos) << "the search as it was understood";
    EXPECT_NE(link(bundle, "self").find("code=folder"), std::string::npos);
    const json::Value outcome = bundle["entry"][2];
    EXPECT_EQ(outcome["search"]["mode"].as_string(), "outcome");
    EXPECT_EQ(outcome["resource"]["issue"][0]["severity"].as_string(), "warning");
    EXPECT_EQ(outcome["resource"]["issue"][0]["expression"][0].as_string(), "query facility");
    EXPECT_TRUE(lenient(ana + "&code:not=folder").names("SEARCH_PARAMETER_UNKNOWN")) << "that would turn the search around";
    EXPECT_EQ(lenient(ana + "&code:not=folder").status, 400u);
    EXPECT_TRUE(lenient("facility=x").names("SEARCH_PATIENT_MISSING")) << "all that is left names no patient";
    EXPECT_EQ(ask(ana + "&facility=x").status, 400u);
}

// However many fit, and in whatever order they come, the page holds what it shows.
TEST(SearchPage, memory_holds_one_page) {
    fhir::RecordSearch search;
    search.count = 2;
    search.cursor = "b";
    SearchPage page(search, "");
    for (const char* key : {"z", "y", "a", "c", "b", "d", "x"}) {
        if (page.count(key)) page.keep(key, {});
        EXPECT_LE(page.matches().size(), 2u) << key;
    }
    EXPECT_EQ(page.total(), 7u);
    EXPECT_TRUE(page.more());
    EXPECT_EQ(page.matches().begin()->first + page.matches().rbegin()->first, "cd");
}

}  // namespace
}  // namespace dmpgw::transactions::test
