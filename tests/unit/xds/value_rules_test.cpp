// Data types of XDS attributes: our own cases, and the public vectors where they are at hand.
#include "gateway/xds/value_rules.hpp"

#include <functional>
#include <map>

#include "gateway/base/text.hpp"
#include "tests/support/corpus.hpp"

namespace dmpgw::xds {
namespace {

using testing::corpus;

template <class T>
std::string rule_of(const Result<T>& read, Fault (*judge)(const T&)) {
    if (!read) return read.error().first().rule;
    const Fault fault = judge(*read);
    return fault == nullptr ? "" : std::string(fault->id);
}

std::string rule_of(Fault fault) { return fault == nullptr ? "" : std::string(fault->id); }

// Types by name; the outcome is the id of the rule broken, or empty.
const std::map<std::string, std::function<std::string(std::string_view)>>& types() {
    static const std::map<std::string, std::function<std::string(std::string_view)>> map{
        {"CX", [](auto t) { return rule_of(model::read_cx(t, ""), fault_of_patient_id); }},
        {"CXi", [](auto t) { return rule_of(model::read_cx(t, ""), fault_of_reference_id); }},
        {"XCN", [](auto t) { return rule_of(model::read_xcn(t, ""), fault_of_person); }},
        {"XON", [](auto t) { return rule_of(model::read_xon(t, ""), fault_of_organization); }},
        {"XTN", [](auto t) { return rule_of(model::read_xtn(t, ""), fault_of_telecom); }},
        {"recipient", [](auto t) { return rule_of(read_recipient(t, ""), fault_of_recipient); }},
        {"hash", [](auto t) { return rule_of(fault_of_hash(t)); }},
        {"uniqueId", [](auto t) { return rule_of(fault_of_document_unique_id(t)); }},
        {"languageCode", [](auto t) { return rule_of(fault_of_language(t)); }},
        {"mimeType", [](auto t) { return rule_of(fault_of_mime_type(t)); }},
        {"OID", [](auto t) { return rule_of(fault_of_oid(t)); }},
        {"PID", [](auto t) { return rule_of(fault_of_pid_line(t)); }},
        {"size", [](auto t) { return rule_of(fault_of_size(t)); }},
        {"UUID", [](auto t) { return rule_of(fault_of_urn_uuid(t)); }},
        {"URI", [](auto t) { return rule_of(fault_of_uri(t)); }},
        {"DTM", [](auto t) {
             const auto time = model::read_dtm(t, "");
             return time ? std::string() : time.error().first().rule;
         }},
        {"DTM8", [](auto t) {
             const auto time = model::read_dtm(t, "");
             if (!time) return time.error().first().rule;
             return rule_of(fault_of_precision(*time, model::Dtm::Precision::day));
         }},
    };
    return map;
}

TEST(ValueRules, every_case_of_the_data_file_has_its_outcome) {
    std::ifstream file(testing::test_data("xds/values.txt"));
    int cases = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.starts_with('#')) continue;
        const auto parts = split(line, '\t');
        ASSERT_EQ(parts.size(), 3U) << line;
        EXPECT_EQ(types().at(std::string(parts[0]))(parts[1]), parts[2]) << line;
        ++cases;
    }
    EXPECT_GE(cases, 60);
}

TEST(ValueRules, a_period_may_be_of_mixed_precision) {
    const auto time = [](const char* text) { return model::read_dtm(text, "").value(); };
    EXPECT_EQ(fault_of_period(time("19900101010159"), time("1990")), nullptr);
    EXPECT_EQ(fault_of_period(time("1990"), time("19900101010159")), nullptr);
    EXPECT_NE(fault_of_period(time("19900101010159"), time("1989")), nullptr);
    EXPECT_NE(fault_of_period(time("1991"), time("19900101")), nullptr);
}

TEST(ValueRules, a_recipient_is_written_as_it_was_read) {
    for (const char* text : {"Some Hospital|^Welby", "|^Welby", "Some Hospital", "||^^Internet^a@b.fr",
                             "A||^^PH^^^^1"}) {
        EXPECT_EQ(to_string(*read_recipient(text, "")), text);
    }
}

// The name of a type in the public vectors, by its beginning.
std::string our_name(std::string_view type) {
    const std::vector<std::pair<std::string_view, std::string>> names{
        {"CXi", "CXi"}, {"CX ", "CX"}, {"hash", "hash"}, {"uniqueId", "uniqueId"},
        {"languageCode", "languageCode"}, {"mimeType", "mimeType"}, {"OID", "OID"},
        {"sourcePatientInfo", "PID"}, {"size", "size"}, {"intendedRecipient", "recipient"},
        {"DTM with", "DTM8"}, {"DTM", "DTM"}, {"UUID", "UUID"}, {"URI", "URI"}, {"XCN", "XCN"},
        {"XON", "XON"}, {"XTN", "XTN"}, {"serviceStartTime", "period"}};
    for (const auto& [start, name] : names) {
        if (type.starts_with(start)) return name;
    }
    return {};
}

bool is_accepted(const std::string& type, const rapidjson::Value& vector) {
    if (type == "period") {
        if (vector[0].IsNull() || vector[1].IsNull()) return true;
        const auto start = model::read_dtm(vector[0].GetString(), "");
        const auto stop = model::read_dtm(vector[1].GetString(), "");
        return fault_of_period(start.value(), stop.value()) == nullptr;
    }
    if (type == "recipient") {
        for (const auto& value : vector.GetArray()) {
            if (!types().at(type)(value.GetString()).empty()) return false;
        }
        return true;
    }
    return types().at(type)(vector.GetString()).empty();
}

TEST(ValueRules, the_public_vectors_have_their_verdicts) {
    DMPGW_NEEDS_CORPUS("xds/ipf/value-vectors.json");
    const auto document = testing::read_json_file(corpus("xds/ipf/value-vectors.json"));
    int vectors = 0;
    for (const auto& group : document.GetArray()) {
        const std::string type = our_name(group["type"].GetString());
        ASSERT_FALSE(type.empty()) << group["type"].GetString();
        for (const bool accept : {true, false}) {
            const char* key = accept ? "accept" : "reject";
            if (!group.HasMember(key)) continue;
            for (const auto& vector : group[key].GetArray()) {
                EXPECT_EQ(is_accepted(type, vector), accept)
                    << type << " " << (vector.IsString() ? vector.GetString() : "(list)");
                ++vectors;
            }
        }
    }
    EXPECT_GE(vectors, 228);
}

}  // namespace
}  // namespace dmpgw::xds
