// What the sender of answers elsewhere promises of addresses and of memory.
#include "gateway/server/reply_post.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace dmpgw::server {
namespace {

TEST(ReplyPost, addresses_are_allowed_letter_for_letter) {
    Config config;
    config.soap.reply_to = {"https://pfi.example.org/replies"};
    const ReplyPost post(config);
    EXPECT_TRUE(post.allows("https://pfi.example.org/replies"));
    for (const char* other : {"https://pfi.example.org/replies/", "https://pfi.example.org/replies?x=1", "HTTPS://pfi.example.org/replies",
                              "http://pfi.example.org/replies", "https://pfi.example.org", ""}) {
        EXPECT_FALSE(post.allows(other)) << other;
    }
}

TEST(ReplyPost, as_many_answers_are_out_as_may_be_and_room_comes_back) {
    const Config config;
    ReplyPost post(config);
    std::vector<std::shared_ptr<void>> rooms;
    for (std::size_t i = 0; i < ReplyPost::max_waiting; ++i) {
        rooms.push_back(post.reserve());
        ASSERT_NE(rooms.back(), nullptr);
    }
    EXPECT_EQ(post.reserve(), nullptr);
    EXPECT_EQ(post.reserve(), nullptr) << "a refusal takes no room";
    rooms.pop_back();
    EXPECT_NE(post.reserve(), nullptr);
}

}  // namespace
}  // namespace dmpgw::server
