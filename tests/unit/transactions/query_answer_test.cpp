// What an answer keeps of the objects that a stored query finds.
#include "gateway/transactions/query_answer.hpp"

#include <gtest/gtest.h>

namespace dmpgw::transactions::test {
namespace {

model::DocumentEntry entry(int n, const std::string& patient = "1") {
    model::DocumentEntry e;
    e.entry_uuid = "entry" + std::to_string(n);
    e.unique_id = "1.2." + std::to_string(n);
    e.patient_id.emplace().id = patient;
    return e;
}

model::Association association(int n) {
    model::Association a;
    a.entry_uuid = "association" + std::to_string(n);
    return a;
}

TEST(QueryAnswer, keeps_each_object_once) {
    QueryAnswer answer(10);
    EXPECT_TRUE(answer.add(entry(1)));
    EXPECT_TRUE(answer.add(entry(1)));
    EXPECT_TRUE(answer.add(association(1)));
    EXPECT_EQ(answer.size(), 2U);
    EXPECT_EQ(answer.result().size(), 2U);
    EXPECT_EQ(answer.unique_ids(), std::vector<std::string>{"1.2.1"});
    EXPECT_EQ(answer.uuids(), std::vector<std::string>{"entry1"}) << "associations have no associations";
    EXPECT_TRUE(answer.has("association1"));
}

TEST(QueryAnswer, of_a_long_one_only_ids_stay) {
    QueryAnswer answer(10, "", 2);
    answer.add(entry(1));
    answer.add(association(1));
    EXPECT_TRUE(answer.is_short());
    EXPECT_EQ(answer.result().size(), 2U);
    answer.add(entry(2, "2"));
    EXPECT_FALSE(answer.is_short());
    EXPECT_EQ(answer.result().size(), 0U);
    EXPECT_EQ(answer.size(), 3U);
    EXPECT_EQ(answer.patients().size(), 2U);
    std::vector<std::string> order;
    for (const FoundObject& object : answer.found()) order.push_back(*object.entry_uuid);
    EXPECT_EQ(order, (std::vector<std::string>{"entry1", "entry2", "association1"}));
}

TEST(QueryAnswer, one_object_past_the_limit_is_too_many) {
    QueryAnswer answer(2);
    EXPECT_TRUE(answer.add(entry(1)));
    EXPECT_TRUE(answer.add(entry(2)));
    EXPECT_TRUE(answer.add(entry(2))) << "one that is there already is none more";
    EXPECT_FALSE(answer.too_many());
    EXPECT_FALSE(answer.add(association(1)));
    EXPECT_TRUE(answer.too_many());
    EXPECT_EQ(answer.size(), 2U);
}

TEST(QueryAnswer, objects_without_a_home_get_that_of_the_gateway) {
    QueryAnswer answer(10, "urn:oid:1.2.3");
    model::DocumentEntry foreign = entry(1);
    foreign.home_community_id = "urn:oid:9.9";
    answer.add(foreign);
    answer.add(entry(2));
    answer.add(association(1));
    std::vector<std::string> homes;
    for (const FoundObject& object : answer.found()) homes.push_back(answer.home_of(object));
    EXPECT_EQ(homes, (std::vector<std::string>{"urn:oid:9.9", "urn:oid:1.2.3", "urn:oid:1.2.3"}));
    EXPECT_EQ(answer.result().entries[1]->home_community_id, "urn:oid:1.2.3");
    EXPECT_EQ(answer.result().home_community_id, "urn:oid:1.2.3");
}

}  // namespace
}  // namespace dmpgw::transactions::test
