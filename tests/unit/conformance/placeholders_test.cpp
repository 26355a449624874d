#include <gtest/gtest.h>

#include "conformance/request_builder.hpp"
#include "conformance/rules.hpp"
#include "gateway/base/identifiers.hpp"
#include "tests/unit/conformance/support.hpp"

namespace dmpgw::conformance {
namespace {

class Placeholders : public ::testing::Test {
  protected:
    SuiteFolder folder;
    StillClock clock;
    CountingRandom random;
    Files files = folder.files();
    Expander expander{files, clock, random};
    Variables variables{{"name", "A&B \"é\""}, {"file", "shared/a.txt"}, {"hex", "00ff"}};

    std::string expand(std::string_view text) {
        auto out = expander.expand(text, variables);
        return out ? *out : "failed: " + out.error().first().rule;
    }
};

TEST_F(Placeholders, text_without_placeholders_stays) {
    EXPECT_EQ(expand("a $b {c} }"), "a $b {c} }");
}

TEST_F(Placeholders, times_are_of_the_clock) {
    EXPECT_EQ(expand("${now_dtm} ${now_fhir} ${now_date}"),
              "20260310091000 2026-03-10T09:10:00Z 2026-03-10");
}

TEST_F(Placeholders, identifiers_are_fresh_and_well_formed) {
    EXPECT_TRUE(is_oid(expand("${new_oid}")));
    EXPECT_LE(expand("${new_oid}").size(), max_oid_length);
    EXPECT_TRUE(is_uuid(expand("${new_uuid}")));
    EXPECT_NE(expand("${new_oid}"), expand("${new_oid}"));
    EXPECT_EQ(expand("${new_id}").size(), 12U);
}

TEST_F(Placeholders, a_variable_is_escaped_for_where_it_goes) {
    EXPECT_EQ(expand("${name}"), "A&B \"é\"");
    EXPECT_EQ(expand("${xml:name}"), "A&amp;B &quot;é&quot;");
    EXPECT_EQ(expand("${json:name}"), "A&B \\\"é\\\"");
    EXPECT_EQ(expand("${url:name}"), "A%26B%20%22%C3%A9%22");
    EXPECT_EQ(expand("${hex_to_base64:hex}"), "AP8=");
}

TEST_F(Placeholders, files_give_content_base64_hash_and_size) {
    folder.write("shared/a.txt", "abc");
    EXPECT_EQ(expand("${content:shared/a.txt}"), "abc");
    EXPECT_EQ(expand("${base64:${file}}"), "YWJj");
    EXPECT_EQ(expand("${sha1:${file}}"), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(expand("${sha1_base64:${file}}"), "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
    EXPECT_EQ(expand("${size:${file}}"), "3");
}

TEST_F(Placeholders, an_include_is_expanded_and_content_is_not) {
    folder.write("shared/a.txt", "<${hex}>");
    EXPECT_EQ(expand("${include:shared/a.txt}"), "<00ff>");
    EXPECT_EQ(expand("${content:shared/a.txt}"), "<${hex}>");
}

TEST_F(Placeholders, an_include_that_includes_itself_ends) {
    folder.write("shared/a.txt", "x${include:shared/a.txt}");
    EXPECT_EQ(expand("${include:shared/a.txt}"), "failed: PLACEHOLDER_MALFORMED");
}

TEST_F(Placeholders, a_text_is_repeated) {
    EXPECT_EQ(expand("${repeat:3:ab}"), "ababab");
    EXPECT_EQ(expand("${repeat:2:{\"a\":}"), "{\"a\":{\"a\":");
    EXPECT_EQ(expand("${repeat:99999999999999:ab}"), "failed: PLACEHOLDER_MALFORMED");
}

TEST_F(Placeholders, what_is_unknown_or_broken_is_refused) {
    EXPECT_EQ(expand("${nobody}"), "failed: PLACEHOLDER_UNKNOWN");
    EXPECT_EQ(expand("${xml:nobody}"), "failed: PLACEHOLDER_UNKNOWN");
    EXPECT_EQ(expand("${nothing:name}"), "failed: PLACEHOLDER_MALFORMED");
    EXPECT_EQ(expand("${name"), "failed: PLACEHOLDER_MALFORMED");
    EXPECT_EQ(expand("${content:shared/none.txt}"), "failed: SCENARIO_FILE_MISSING");
    EXPECT_EQ(expand("${content:../../etc/hostname}"), "failed: SCENARIO_FILE_MISSING");
    EXPECT_EQ(expand("${content:/etc/hostname}"), "failed: SCENARIO_FILE_MISSING");
}

TEST(edits, replace_up_to_a_text_once_or_everywhere) {
    EXPECT_EQ(*apply_edit("a<b>c</b>d", {"<b>", "</b>", "X", false}), "aXd");
    EXPECT_EQ(*apply_edit("a.a.a", {"a", "", "bb", true}), "bb.bb.bb");
    EXPECT_FALSE(apply_edit("a.a", {"a", "", "b", false}));
    EXPECT_FALSE(apply_edit("a.a", {"c", "", "b", true}));
    EXPECT_FALSE(apply_edit("<b>", {"<b>", "</b>", "", false}));
}

class Building : public Placeholders {
  protected:
    RequestBuilder builder{files, expander, endpoints};
};

TEST_F(Building, an_mtom_package_holds_root_and_parts) {
    folder.write("shared/a.txt", std::string("a\0\r\n", 4));
    Send send;
    send.to = "repository";
    send.method = "POST";
    send.text = "<envelope/>";
    send.mtom = Mtom{{{"doc1@x", "text/plain", "${file}", ""}}, "urn:act", true, true};
    const auto request = builder.build(send, variables);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->url, "http://host/xds/repository");
    ASSERT_EQ(request->headers.size(), 1U);
    EXPECT_NE(request->headers[0].value.find("action=\"urn:act\""), std::string::npos);
    // The answer's reader, which is not ours, reads the package.
    Reply as_reply = reply_of(200, request->headers[0].value, request->body);
    const auto document = as_reply.xml();
    ASSERT_TRUE(document);
    EXPECT_EQ((*document)->root().local_name(), "envelope");
}

TEST_F(Building, a_captured_url_may_be_absolute_or_relative) {
    Send send;
    for (const auto& [url, wanted] : {std::pair("https://other/x", "https://other/x"),
                                      std::pair("/fhir/Binary/1", "http://host/fhir/Binary/1"),
                                      std::pair("Binary/1", "http://host/fhir/Binary/1")}) {
        send.url = url;
        EXPECT_EQ(builder.build(send, variables)->url, wanted);
    }
}

}  // namespace
}  // namespace dmpgw::conformance
