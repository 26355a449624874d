#include "gateway/xml/document.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <stdexcept>

#include "gateway/base/encoding.hpp"
#include "tests/unit/xml/cases.hpp"
#include "tests/unit/xml/tree_dump.hpp"

namespace dmpgw::xml {
namespace {

Result<Document> read(std::string_view bytes, std::size_t piece, SinkSelector selector = {},
                      const XmlLimits& limits = {}) {
    DocumentReader reader(limits, std::move(selector));
    Result<void> fed;
    in_pieces(bytes, piece, [&](std::string_view part) {
        fed = reader.feed(part);
        return fed.has_value();
    });
    if (!fed) return fed.error();
    return reader.finish();
}

std::string outcome_of(std::string_view bytes, std::size_t piece) {
    const Result<Document> result = read(bytes, piece);
    return result ? "accept\n" + dump(result->root()) : "refuse " + result.error().first().rule + "\n";
}

std::string rule_of(const Result<Document>& result) { return result ? "accept" : result.error().first().rule; }

/// Keeps what it gets; refuses or throws when told to.
struct RecordingSink final : TextSink {
    std::string text;
    std::size_t largest = 0;
    int finished = 0;
    bool refuses = false;
    bool throws = false;
    Result<void> append(std::string_view piece) override {
        if (throws) throw std::runtime_error("the disk is full");
        if (refuses) return refuse(Rule{"NOT_BASE64", FailureKind::invalid, "", "", "", "", "", ""}, "/a");
        text += piece;
        largest = std::max(largest, piece.size());
        return {};
    }
    Result<void> finish() override {
        ++finished;
        return {};
    }
};

SinkSelector into(RecordingSink& sink, std::string_view local) {
    return [&sink, local](const Element& e) { return e.local_name() == local ? &sink : nullptr; };
}

TEST(document, gives_the_wanted_tree_or_rule_on_every_case_however_it_is_cut) {
    const auto files = case_files("xml");
    ASSERT_GE(files.size(), 60U);
    for (const auto& file : files) {
        const std::string bytes = read_file(file);
        for (const std::size_t piece : {whole, std::size_t{1}, std::size_t{7}, std::size_t{64}}) {
            const std::string outcome = outcome_of(bytes, piece);
            EXPECT_EQ(outcome, wanted(file)) << file.filename() << " in pieces of " << piece;
        }
    }
}

TEST(document, does_not_depend_on_the_cut_for_bent_inputs) {
    std::mt19937 random(20261124);
    const auto files = case_files("xml");
    for (int round = 0; round < 3000; ++round) {
        std::string bytes = read_file(files[random() % files.size()]).substr(0, 600);
        for (int k = 0; k < 2 && !bytes.empty(); ++k) {
            constexpr std::string_view odd("<>&;'\"/!?-[]:=xab \r\n");
            bytes[random() % bytes.size()] = odd[random() % odd.size()];
        }
        const std::string want = outcome_of(bytes, whole);
        for (const std::size_t piece : {1, 2, 5, 13}) ASSERT_EQ(outcome_of(bytes, piece), want) << bytes;
    }
}

TEST(document, finds_children_and_attributes_by_expanded_name) {
    const auto r = parse("<a xmlns='u' xmlns:p='v' k='0' p:k='1'><b/><p:b/><b/></a>");
    ASSERT_TRUE(r);
    const Element& a = r->root();
    EXPECT_EQ(a.attribute("k"), "0");
    EXPECT_EQ(a.find_attribute("v", "k"), "1");
    EXPECT_EQ(a.find_attribute("u", "k"), std::nullopt);
    EXPECT_EQ(a.child("v", "b"), a.children()[1]);
    EXPECT_EQ(a.child("", "b"), nullptr);
    EXPECT_EQ(a.children_named("u", "b").size(), 2U);
    EXPECT_EQ(a.children()[0]->parent(), &a);
    EXPECT_EQ(a.children()[0]->path(), "/a/b[1]");
    EXPECT_EQ(a.children()[1]->path(), "/a/b");
    EXPECT_EQ(a.children()[2]->path(), "/a/b[2]");
}

TEST(document, keeps_where_children_stand_in_the_text) {
    const auto document = parse("<p>one <b>two</b><i/> thr<![CDATA[ee]]><b>&amp;</b></p>");
    ASSERT_TRUE(document);
    const Element& p = document->root();
    EXPECT_EQ(p.text(), "one  three");
    EXPECT_EQ(p.children()[0]->text_offset(), 4U);
    EXPECT_EQ(p.children()[1]->text_offset(), 4U);
    EXPECT_EQ(p.children()[2]->text_offset(), p.text().size());
    EXPECT_EQ(p.text_offset(), 0U);
}

TEST(document, outlives_its_reader_and_its_bytes) {
    std::optional<Document> kept;
    {
        std::string bytes = "<a k='value'><b>text</b></a>";
        auto r = parse(bytes);
        ASSERT_TRUE(r);
        kept.emplace(std::move(*r));
        bytes.assign(bytes.size(), 'x');
    }
    EXPECT_EQ(dump(kept->root()), "a line 1\n  @k \"value\"\n  b line 1\n    \"text\"\n");
}

TEST(document, counts_processing_instructions) {
    EXPECT_EQ(parse("<?xml version='1.0'?><a/>")->processing_instructions(), 0U);
    EXPECT_EQ(parse("<?xml-stylesheet href='x'?><a><?b?></a>")->processing_instructions(), 2U);
}

TEST(document, names_the_place_of_a_breach) {
    const auto mismatch = parse("<a>\n<b/><b><c></b></a>");
    ASSERT_FALSE(mismatch);
    EXPECT_EQ(mismatch.error().first().where, "/a/b[2]/c");
    EXPECT_EQ(mismatch.error().first().value, "c, b");
    EXPECT_NE(mismatch.error().first().what.en.find("line 2"), std::string::npos);
}

TEST(document, fails_for_good) {
    DocumentReader reader;
    ASSERT_FALSE(reader.feed("<a></b>"));
    EXPECT_FALSE(reader.feed("<a/>"));
    EXPECT_EQ(rule_of(reader.finish()), "XML_TAG_MISMATCH");
}

TEST(document, refuses_more_text_than_the_limit_but_not_in_sinks) {
    XmlLimits limits;
    limits.text_bytes = 100;
    const std::string bytes = "<a k='" + std::string(60, 'k') + "'><b>" + std::string(60, 'x') + "</b></a>";
    EXPECT_EQ(rule_of(read(bytes, whole, {}, limits)), "XML_TEXT_TOO_LONG");
    RecordingSink sink;
    EXPECT_EQ(rule_of(read(bytes, whole, into(sink, "b"), limits)), "accept");
    EXPECT_EQ(sink.text.size(), 60U);
}

TEST(document, sends_the_text_of_a_chosen_element_to_its_sink) {
    for (const std::size_t piece : {whole, std::size_t{1}}) {
        RecordingSink sink;
        const auto r = read("<a>x<b id='1'>\n AA&#13;\n<!-- -->BB<![CDATA[CC]]></b><c>y</c></a>", piece, into(sink, "b"));
        ASSERT_TRUE(r) << rule_of(r);
        EXPECT_EQ(sink.text, "\n AA\r\nBBCC");
        EXPECT_EQ(sink.finished, 1);
        EXPECT_EQ(r->root().children()[0]->text(), "");
        EXPECT_EQ(r->root().children()[0]->attribute("id"), "1");
        EXPECT_EQ(r->root().children()[1]->text(), "y");
    }
}

TEST(document, finishes_the_sink_of_an_element_without_text) {
    for (const std::string_view bytes : {"<a><b/></a>", "<a><b></b></a>", "<a><b> \n</b></a>"}) {
        RecordingSink sink;
        ASSERT_TRUE(read(bytes, whole, into(sink, "b")));
        EXPECT_EQ(sink.finished, 1);
    }
}

TEST(document, sends_the_sink_away_when_a_child_comes_before_any_text) {
    RecordingSink sink;
    const auto r = read("<a><b>\n <i href='cid:1'/>\n</b></a>", 1, into(sink, "b"));
    ASSERT_TRUE(r);
    EXPECT_EQ(sink.text, "");
    EXPECT_EQ(sink.finished, 0);
    EXPECT_EQ(r->root().children()[0]->children().size(), 1U);
    EXPECT_EQ(r->root().children()[0]->text(), "\n \n");
}

TEST(document, refuses_a_child_after_text_that_a_sink_took) {
    RecordingSink sink;
    EXPECT_EQ(rule_of(read("<a><b>AA<c/></b></a>", whole, into(sink, "b"))), "XML_ELEMENT_IN_TEXT");
    EXPECT_EQ(sink.finished, 0);
}

TEST(document, ends_with_the_failure_of_a_sink_though_the_rest_is_well_formed) {
    RecordingSink sink;
    sink.refuses = true;
    const auto r = read("<a><b>AA</b><c/></a>", whole, into(sink, "b"));
    EXPECT_EQ(rule_of(r), "NOT_BASE64");
    EXPECT_EQ(sink.finished, 0);
}

TEST(document, lets_the_exception_of_a_sink_pass) {
    RecordingSink sink;
    sink.throws = true;
    EXPECT_THROW(static_cast<void>(read("<a><b>AA</b></a>", whole, into(sink, "b"))), std::runtime_error);
}

TEST(document, shows_the_selector_attributes_and_the_path_so_far) {
    std::vector<std::string> seen;
    const auto r = read("<a><b/><b k='v'/></a>", whole, [&](const Element& e) -> TextSink* {
        seen.push_back(e.path() + " " + std::string(e.attribute("k")));
        return nullptr;
    });
    ASSERT_TRUE(r);
    EXPECT_EQ(seen, (std::vector<std::string>{"/a ", "/a/b ", "/a/b[2] v"}));
}

// libxml2 2.9.14 cuts this at 9,999,989 characters and calls it well-formed, unless told HUGE.
TEST(document, reads_twenty_megabytes_with_carriage_return_references_whole) {
    const std::string line = std::string(76, 'Q') + "&#13;\n";
    constexpr std::size_t lines = 20 * MiB / 78;
    RecordingSink sink;
    DocumentReader reader({}, into(sink, "d"));
    ASSERT_TRUE(reader.feed("<a><d>"));
    for (std::size_t i = 0; i < lines; ++i) ASSERT_TRUE(reader.feed(line));
    ASSERT_TRUE(reader.feed("</d></a>"));
    ASSERT_TRUE(reader.finish());
    EXPECT_EQ(sink.text.size(), lines * 78);
    // And the same into the tree.
    std::string bytes = "<a>";
    for (std::size_t i = 0; i < lines; ++i) bytes += line;
    const auto r = parse(bytes + "</a>");
    ASSERT_TRUE(r) << rule_of(r);
    EXPECT_TRUE(r->root().text() == sink.text);
}

TEST(document, holds_the_text_that_takes_the_place_of_children) {
    auto document = parse("<a><b>old<c/>text</b><d/></a>");
    std::string text = "new";
    document->replace_content(*document->root().child("", "b"), text);
    text = "gone";
    const Element& b = *document->root().child("", "b");
    EXPECT_EQ(b.text(), "new");
    EXPECT_TRUE(b.children().empty());
    EXPECT_EQ(document->root().children().size(), 2U);
    EXPECT_EQ(document->root().child("", "d")->path(), "/a/d");
    document->replace_content(b, "");
    EXPECT_EQ(b.text(), "");
}

TEST(document, takes_time_in_proportion_for_many_sections_references_and_accents) {
    std::string sections = "<a>";
    for (int i = 0; i < 200'000; ++i) sections += "<![CDATA[x]]>";
    EXPECT_EQ(parse(sections + "</a>")->root().text().size(), 200'000U);
    std::string references = "<a>";
    for (int i = 0; i < 1'000'000; ++i) references += "&#65;";
    EXPECT_EQ(parse(references + "</a>")->root().text().size(), 1'000'000U);
}

}  // namespace
}  // namespace dmpgw::xml
