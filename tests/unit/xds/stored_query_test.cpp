// Stored queries in: every message of tests/data/stored_query has the outcome that lies beside it, and the
// public queries are understood.
#include "gateway/xds/stored_query.hpp"

#include <algorithm>
#include <sstream>

#include "gateway/base/failure_table.hpp"
#include "gateway/xds/query_match.hpp"
#include "gateway/xds/query_values.hpp"
#include "gateway/xds/vocabulary.hpp"
#include "tests/support/corpus.hpp"

namespace dmpgw::xds {
namespace {

using testing::corpus;
using testing::read_text_file;

std::string line_of(const Finding& f) {
    return std::string(to_string(f.severity)) + " " + f.rule + " " + std::string(xds_code_of(f)) + " " +
           f.where + "\n";
}

// One line a finding, or what was understood.
std::string outcome_of(const xml::Element& request) {
    const auto query = read_stored_query(request);
    std::string out;
    if (!query) {
        for (const Finding& f : query.error().findings) {
            out += line_of(f);
            EXPECT_FALSE(f.mend.fr.empty());
        }
        return out;
    }
    out += std::string(query->definition->name) +
           (query->return_type == ReturnType::leaf_class ? " LeafClass\n" : " ObjectRef\n");
    if (!query->home_community_id.empty()) out += "home " + query->home_community_id + "\n";
    for (const ParameterValues& p : query->parameters) {
        out += p.name;
        for (const auto& group : p.groups) {
            out += " [";
            for (const std::string& value : group) out += value == group[0] ? value : " | " + value;
            out += "]";
        }
        out += "\n";
    }
    for (const Finding& f : query->warnings) out += line_of(f);
    return out;
}

TEST(StoredQuery, every_message_has_the_outcome_beside_it) {
    int count = 0;
    for (const auto& file : std::filesystem::directory_iterator(testing::test_data("stored_query"))) {
        if (file.path().extension() != ".xml") continue;
        const auto document = xml::parse(read_text_file(file.path()));
        ASSERT_TRUE(document) << file.path();
        const auto want = std::filesystem::path(file.path()).replace_extension(".want");
        EXPECT_EQ(outcome_of(document->root()), read_text_file(want)) << file.path().filename();
        ++count;
    }
    EXPECT_GE(count, 20);
}

TEST(StoredQuery, quoted_values_are_read_as_the_profile_codes_them) {
    EXPECT_EQ(read_quoted("'a'"), "a");
    EXPECT_EQ(read_quoted(" 'l''hôpital' "), "l'hôpital");
    EXPECT_EQ(read_quoted("''"), "");
    for (const char* bad : {"", "a", "'a", "a'", "'a'b'", "'a''", "('a')", "'a','b'"}) {
        EXPECT_FALSE(read_quoted(bad)) << bad;
    }
    using List = std::vector<std::string>;
    EXPECT_EQ(read_quoted_list("('a','b')"), (List{"a", "b"}));
    EXPECT_EQ(read_quoted_list("( 'a' ,\n 'b''c' )"), (List{"a", "b'c"}));
    EXPECT_EQ(read_quoted_list("'a'"), (List{"a"}));
    for (const char* bad : {"", "()", "('a'", "('a',)", "('a' 'b')", "(a)", "('a')x", "(,'a')", "'a','b'"}) {
        EXPECT_FALSE(read_quoted_list(bad)) << bad;
    }
}

TEST(StoredQuery, fourteen_queries_of_one_patient_and_three_of_several_are_in_the_table) {
    const auto queries = stored_queries();
    EXPECT_EQ(queries.size(), 17U);
    EXPECT_EQ(std::count_if(queries.begin(), queries.end(),
                            [](const auto& q) { return q.transaction == QueryTransaction::multi_patient; }),
              3);
    for (const QueryDefinition& q : queries) {
        for (const std::string_view name : q.alternatives) {
            EXPECT_TRUE(std::any_of(q.parameters.begin(), q.parameters.end(),
                                    [&](const QueryParameter& p) { return p.name == name; }))
                << q.name << " " << name;
        }
    }
}

Result<StoredQuery> read_query(std::string_view id, const std::string& slots, QueryTransaction transaction) {
    const auto document = xml::parse("<q:AdhocQueryRequest xmlns:q='" + std::string(ns::query) + "' xmlns='" +
                                     std::string(ns::rim) + "'><q:ResponseOption returnType='LeafClass'/><AdhocQuery id='" +
                                     std::string(id) + "'>" + slots + "</AdhocQuery></q:AdhocQueryRequest>");
    return read_stored_query(document->root(), transaction);
}

TEST(StoredQuery, each_query_belongs_to_its_transaction) {
    const auto multi = QueryTransaction::multi_patient;
    const auto stored = QueryTransaction::stored_query;
    EXPECT_EQ(read_query(query_id::find_documents_for_patients, "", stored).error().first().rule, "QUERY_OF_OTHER_TRANSACTION");
    EXPECT_EQ(read_query(query_id::find_documents, "", multi).error().first().rule, "QUERY_OF_OTHER_TRANSACTION");
    const std::string status = "<Slot name='$XDSDocumentEntryStatus'><ValueList><Value>('a')</Value></ValueList></Slot>";
    EXPECT_EQ(read_query(query_id::find_documents_for_patients, status, multi).error().first().rule, "QUERY_NOT_NARROWED");
    const std::string codes = "<Slot name='$XDSDocumentEntryClassCode'><ValueList><Value>('a^^b')</Value></ValueList></Slot>";
    EXPECT_TRUE(read_query(query_id::find_documents_for_patients, status + codes, multi));
}

TEST(StoredQuery, a_query_of_too_many_values_is_refused) {
    std::string list = "('1.2'";
    for (int i = 0; i < 1000; ++i) list += ",'1." + std::to_string(i) + "'";
    const auto document = xml::parse(
        "<q:AdhocQueryRequest xmlns:q='" + std::string(ns::query) + "' xmlns='" + std::string(ns::rim) +
        "'><q:ResponseOption returnType='LeafClass'/><AdhocQuery id='" +
        std::string(query_id::get_documents) +
        "'><Slot name='$XDSDocumentEntryUniqueId'><ValueList><Value>" + list +
        ")</Value></ValueList></Slot></AdhocQuery></q:AdhocQueryRequest>");
    const auto query = read_stored_query(document->root());
    ASSERT_FALSE(query);
    EXPECT_EQ(query.error().first().rule, "QUERY_TOO_LARGE");
}

// The AdhocQueryRequest at or a few levels below `element`.
const xml::Element* find_request(const xml::Element& element, int depth = 4) {
    if (element.is(ns::query, "AdhocQueryRequest")) return &element;
    if (depth == 0) return nullptr;
    for (const xml::Element* child : element.children()) {
        if (const auto* found = find_request(*child, depth - 1)) return found;
    }
    return nullptr;
}

TEST(StoredQuery, the_public_queries_are_understood) {
    DMPGW_NEEDS_CORPUS("xds/nist-testkit/sequence.jsonl");
    std::istringstream lines(read_text_file(corpus("xds/nist-testkit/sequence.jsonl")));
    int understood = 0;
    for (std::string line; std::getline(lines, line);) {
        rapidjson::Document step;
        step.Parse(line.c_str());
        const std::string transaction = step["transaction"].GetString();
        if (!transaction.starts_with("ITI-18") || !step.HasMember("body")) continue;
        // Two files are templates of their authors' harness: it sets $uid$ and takes the UUID beside it out.
        if (step.HasMember("placeholders") && step["placeholders"].HasMember("$uid$")) continue;
        const std::filesystem::path body =
            corpus("xds/nist-testkit/bodies") / std::filesystem::path(step["body"].GetString()).filename();
        const auto document = xml::parse(read_text_file(body));
        ASSERT_TRUE(document) << body;
        const xml::Element* request = find_request(document->root());
        ASSERT_NE(request, nullptr) << body;
        const auto query = read_stored_query(*request);
        ASSERT_TRUE(query) << body.filename() << " " << query.error().first().rule << " " << query.error().first().value;
        EXPECT_TRUE(query->warnings.empty()) << body.filename() << query->warnings.front().value;
        if (query->is(query_id::find_documents)) {
            EXPECT_TRUE(criteria_of(*query)) << body.filename();
        }
        ++understood;
    }
    EXPECT_GE(understood, 90);
}

TEST(StoredQuery, the_public_bad_queries_are_refused) {
    DMPGW_NEEDS_CORPUS("xds/nist-testkit/messagevalidator/sq-req.xml");
    const std::filesystem::path folder = corpus("xds/nist-testkit/messagevalidator");
    const auto read = [&](const char* name) {
        const auto document = xml::parse(read_text_file(folder / name));
        const auto query = read_stored_query(document->root());
        return query ? std::string("ok") : query.error().first().rule;
    };
    EXPECT_EQ(read("sq-req.xml"), "ok");
    EXPECT_EQ(read("sq-req-bad-code.xml"), "INVALID_QUERY_PARAMETER_VALUE");
    EXPECT_EQ(read("sq-req-bad-pid-format.xml"), "PARAMETER_VALUE_NOT_STRING");
    EXPECT_EQ(read("sq-req-bad-stat-format1.xml"), "PARAMETER_VALUE_NOT_STRING_LIST");
    EXPECT_EQ(read("sq-req-bad-stat-format2.xml"), "PARAMETER_VALUE_NOT_STRING_LIST");
    EXPECT_EQ(read("sq-req-missing-stat.xml"), "MISSING_REQUIRED_QUERY_PARAMETER");
}

}  // namespace
}  // namespace dmpgw::xds
