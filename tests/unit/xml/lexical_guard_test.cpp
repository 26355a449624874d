#include "gateway/xml/lexical_guard.hpp"

#include <gtest/gtest.h>

#include <random>

#include "tests/unit/xml/cases.hpp"

namespace dmpgw::xml {
namespace {

std::string verdict_of(std::string_view bytes, std::size_t piece, const XmlLimits& limits = {}) {
    LexicalGuard guard(limits);
    Result<void> result;
    in_pieces(bytes, piece, [&](std::string_view part) {
        result = guard.feed(part);
        return result.has_value();
    });
    if (result) result = guard.finish();
    return result ? "accept\n" : "refuse " + result.error().first().rule + "\n";
}

TEST(lexical_guard, gives_the_wanted_verdict_on_every_case_however_it_is_cut) {
    const auto files = case_files("lexical_guard");
    ASSERT_GE(files.size(), 90U);
    for (const auto& file : files) {
        const std::string bytes = read_file(file);
        for (const std::size_t piece : {whole, std::size_t{1}, std::size_t{7}, std::size_t{64}}) {
            EXPECT_EQ(verdict_of(bytes, piece), wanted(file)) << file.filename() << " in pieces of " << piece;
        }
    }
}

TEST(lexical_guard, names_the_byte_and_the_reference_in_its_finding) {
    LexicalGuard guard;
    const Result<void> result = guard.feed("<a>caf&eacute;</a>");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().first().where, "byte 13");
    EXPECT_EQ(result.error().first().value, "&eacute;");
}

TEST(lexical_guard, stays_refused_once_it_has_refused) {
    LexicalGuard guard;
    EXPECT_FALSE(guard.feed("<!DOCTYPE a>"));
    EXPECT_FALSE(guard.feed("<a/>"));
    EXPECT_EQ(guard.finish().error().first().rule, "XML_DOCTYPE");
}

TEST(lexical_guard, settles_whole_tokens_only) {
    LexicalGuard guard;
    ASSERT_TRUE(guard.feed("<a>text"));
    EXPECT_EQ(guard.settled(), 7U);
    ASSERT_TRUE(guard.feed("<b c='"));
    EXPECT_EQ(guard.settled(), 7U);
    ASSERT_TRUE(guard.feed("'/>&am"));
    EXPECT_EQ(guard.settled(), 16U);
    ASSERT_TRUE(guard.feed("p;<![CDATA[x]"));
    EXPECT_EQ(guard.settled(), 31U);
    EXPECT_TRUE(guard.settled_in_cdata());
    ASSERT_TRUE(guard.feed("]>"));
    EXPECT_EQ(guard.settled(), 34U);
    EXPECT_FALSE(guard.settled_in_cdata());
}

TEST(lexical_guard, counts_processing_instructions_but_not_the_declaration) {
    LexicalGuard guard;
    ASSERT_TRUE(guard.feed("<?xml version='1.0'?><?xml-stylesheet href='x'?><a><?b?></a>"));
    ASSERT_TRUE(guard.finish());
    EXPECT_EQ(guard.processing_instructions(), 2U);
}

TEST(lexical_guard, counts_every_kind_of_node_against_the_limit) {
    XmlLimits limits;
    limits.nodes = 5;
    EXPECT_EQ(verdict_of("<a b='' xmlns='u'><!-- --><?p?></a>", whole, limits), "accept\n");
    EXPECT_EQ(verdict_of("<a b='' xmlns='u'><!-- --><?p?><c/></a>", whole, limits), "refuse XML_TOO_MANY_NODES\n");
    EXPECT_EQ(verdict_of("<a b='' xmlns='u'><!-- --><c/><?p?></a>", 1, limits), "refuse XML_TOO_MANY_NODES\n");
}

TEST(lexical_guard, obeys_lowered_limits) {
    XmlLimits limits;
    limits.depth = 2;
    limits.start_tag_bytes = 20;
    EXPECT_EQ(verdict_of("<a><b/></a>", whole, limits), "accept\n");
    EXPECT_EQ(verdict_of("<a><b><c/></b></a>", whole, limits), "refuse XML_TOO_DEEP\n");
    EXPECT_EQ(verdict_of("<a b='0123456789' c='0123456789'/>", 3, limits), "refuse XML_TAG_TOO_LONG\n");
}

// What the cut changes must be nothing: verdict, rule and place, on inputs bent at random.
TEST(lexical_guard, does_not_depend_on_the_cut_for_bent_inputs) {
    std::mt19937 random(20261124);
    const auto files = case_files("lexical_guard");
    for (int round = 0; round < 3000; ++round) {
        std::string bytes = read_file(files[random() % files.size()]).substr(0, 400);
        for (int k = 0; k < 3 && !bytes.empty(); ++k) {
            constexpr std::string_view odd("<>&;'\"/!?-[] =x\xC3\xA9\x00\r", 19);
            bytes[random() % bytes.size()] = odd[random() % odd.size()];
        }
        const std::string want = verdict_of(bytes, whole);
        for (const std::size_t piece : {1, 2, 5, 13}) ASSERT_EQ(verdict_of(bytes, piece), want) << bytes;
    }
}

}  // namespace
}  // namespace dmpgw::xml
