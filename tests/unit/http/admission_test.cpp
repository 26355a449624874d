#include "gateway/http/admission.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace dmpgw::http {
namespace {

TEST(Admission, counts_connections_and_gives_places_back) {
    Admission admission({.connections = 2});
    auto a = admission.admit_connection("192.0.2.1");
    {
        const auto b = admission.admit_connection("192.0.2.1");
        EXPECT_TRUE(a && b);
        EXPECT_FALSE(admission.admit_connection("192.0.2.2"));
    }
    EXPECT_TRUE(admission.admit_connection("192.0.2.2"));
    a = {};
    EXPECT_EQ(admission.connections(), 0U);
}

TEST(Admission, limits_one_address_but_never_the_loopback) {
    Admission admission({.connections_per_address = 1});
    const auto a = admission.admit_connection("192.0.2.1");
    EXPECT_FALSE(admission.admit_connection("192.0.2.1"));
    EXPECT_TRUE(admission.admit_connection("192.0.2.2"));
    const auto b = admission.admit_connection("127.0.0.1");
    EXPECT_TRUE(admission.admit_connection("127.0.0.1"));
    EXPECT_EQ(admission.connections(), 2U);
}

TEST(Admission, reserves_and_returns_body_bytes) {
    Admission admission({.requests_in_flight = 2, .body_bytes_in_flight = 100});
    auto a = admission.admit_request(60);
    EXPECT_FALSE(admission.admit_request(41));
    EXPECT_FALSE(admission.admit_request(~0ULL));
    EXPECT_TRUE(a.grow(40));
    EXPECT_FALSE(a.grow(1));
    EXPECT_EQ(admission.body_bytes_in_flight(), 100U);
    EXPECT_EQ(admission.requests_in_flight(), 1U);
    a = {};
    EXPECT_EQ(admission.body_bytes_in_flight(), 0U);
    EXPECT_EQ(admission.requests_in_flight(), 0U);
}

TEST(Admission, stays_exact_between_threads) {
    Admission admission({.connections = 3, .connections_per_address = 2, .requests_in_flight = 3});
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&admission] {
            for (int i = 0; i < 2000; ++i) {
                const auto connection = admission.admit_connection("192.0.2.1");
                const auto request = admission.admit_request(10);
                EXPECT_LE(admission.body_bytes_in_flight(), 40U);
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(admission.connections(), 0U);
    EXPECT_EQ(admission.requests_in_flight(), 0U);
    EXPECT_EQ(admission.body_bytes_in_flight(), 0U);
}

}  // namespace
}  // namespace dmpgw::http
