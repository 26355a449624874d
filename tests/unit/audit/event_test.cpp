// ITI TF-2 3.20: what an audit record must say of who did what to whom, and with which outcome.
#include "gateway/audit/event.hpp"

#include <gtest/gtest.h>

#include "gateway/json/value.hpp"

namespace dmpgw::audit {
namespace {

constexpr Rule first_rule{"FIRST", FailureKind::invalid, "", "a", "b", "c", "d", "e"};
constexpr Rule second_rule{"SECOND", FailureKind::internal, "", "a", "b", "c", "d", "e"};

Event full_event() {
    Event event;
    event.time = TimePoint(std::chrono::microseconds(1'773'486'900'007'000));
    event.transaction = "ITI-41";
    event.request_id = "request-1";
    event.peer_address = "192.0.2.7";
    event.peer_subject = "CN=hôpital";
    event.source = "hopital";
    event.patient = "207058575627097^^^&1.2.250.1.213.1.4.10&ISO";
    event.objects = {"1.2.3", "1.2.4"};
    event.query = "FindDocuments";
    event.repeated = true;
    return event;
}

TEST(Event, the_record_says_all_of_it_and_its_columns_agree) {
    const storage::AuditRecord record = to_record(full_event());
    EXPECT_EQ(record.time, full_event().time);
    EXPECT_EQ(record.transaction, "ITI-41");
    EXPECT_EQ(record.outcome, "success");
    EXPECT_EQ(record.patient, full_event().patient);
    EXPECT_EQ(record.request_id, "request-1");
    EXPECT_EQ(record.event,
              R"({"time":"2026-03-14T11:15:00.007Z","transaction":"ITI-41","outcome":"success","request_id":"request-1",)"
              R"("peer_address":"192.0.2.7","peer_subject":"CN=hôpital","source":"hopital",)"
              R"("patient":"207058575627097^^^&1.2.250.1.213.1.4.10&ISO","objects":["1.2.3","1.2.4"],)"
              R"("query":"FindDocuments","repeated":true})");
}

TEST(Event, what_is_not_known_is_left_out) {
    Event event;
    event.transaction = "ITI-68";
    const auto json = json::parse(to_record(event).event).value();
    for (const char* name : {"peer_subject", "source", "patient", "objects", "query", "rules", "repeated"}) {
        EXPECT_FALSE(json.has(name)) << name;
    }
    for (const char* name : {"time", "transaction", "outcome", "request_id", "peer_address"}) EXPECT_TRUE(json.has(name)) << name;
}

TEST(Event, a_failure_names_each_broken_rule_once_and_no_warning) {
    Event event = full_event();
    set_failure(event, Failure::of({finding(first_rule, "a"), finding(second_rule, "b", "", Severity::warning),
                                    finding(first_rule, "c")}));
    EXPECT_EQ(event.outcome, Outcome::refused);
    EXPECT_EQ(event.rules, std::vector<std::string>{"FIRST"});
    EXPECT_EQ(json::parse(to_record(event).event).value()["rules"][0].as_string(), "FIRST");
    EXPECT_EQ(to_record(event).outcome, "refused");
}

TEST(Event, only_our_own_faults_and_load_are_failures) {
    for (int k = 0; k <= static_cast<int>(FailureKind::internal); ++k) {
        Failure failure(finding(first_rule, ""));
        failure.kind = static_cast<FailureKind>(k);
        const bool ours = failure.kind == FailureKind::internal || failure.kind == FailureKind::unavailable ||
                          failure.kind == FailureKind::busy;
        EXPECT_EQ(outcome_of(failure), ours ? Outcome::failed : Outcome::refused) << to_string(failure.kind);
    }
    EXPECT_EQ(to_string(Outcome::failed), "failed");
}

// A request id or a search string comes from outside: it must not be able to write members of its own.
TEST(Event, values_from_outside_stay_inside_their_strings) {
    Event event = full_event();
    event.query = "a\",\"outcome\":\"success";
    event.request_id = "x\n\"";
    const auto json = json::parse(to_record(event).event);
    ASSERT_TRUE(json);
    EXPECT_EQ((*json)["query"].as_string(), event.query);
    EXPECT_EQ((*json)["request_id"].as_string(), event.request_id);
}

}  // namespace
}  // namespace dmpgw::audit
