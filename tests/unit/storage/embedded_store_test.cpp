#include "gateway/storage/embedded_store.hpp"
#include "gateway/storage/schema.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "tests/storage/sample_units.hpp"
#include "tests/unit/storage/store_fixture.hpp"

namespace dmpgw::storage {
namespace {

using sample::check;
using sample::submit;

TEST(EmbeddedStore, gives_back_what_went_in) {
    const TemporaryFolder folder;
    const auto store = open_store(options_of(folder));
    ASSERT_TRUE(submit(*store, 1, 50'000));
    EXPECT_EQ(check(*store, 1, 50'000), "");
    EXPECT_EQ(check(*store, 2, 50'000), "absent");
    EXPECT_EQ(store->statistics().documents, 1U);
    EXPECT_EQ(store->statistics().bytes, 50'000U);
}

TEST(EmbeddedStore, keeps_documents_of_every_size_over_a_restart) {
    const TemporaryFolder folder;
    const std::vector<std::size_t> sizes{0, 1, 7, 8, 9, 4096, 1'048'576, 1'048'577, 5'000'000, 12};
    {
        const auto store = open_store(options_of(folder));
        for (std::size_t i = 0; i < sizes.size(); ++i) ASSERT_TRUE(submit(*store, i, sizes[i]));
        for (std::size_t i = 0; i < sizes.size(); ++i) EXPECT_EQ(check(*store, i, sizes[i]), "") << i;
    }
    const auto store = open_store(options_of(folder));
    for (std::size_t i = 0; i < sizes.size(); ++i) EXPECT_EQ(check(*store, i, sizes[i]), "") << i;
    EXPECT_EQ(store->statistics().documents, sizes.size());
    ASSERT_TRUE(submit(*store, 100, 3000));
    EXPECT_EQ(check(*store, 100, 3000), "");
    EXPECT_EQ(check(*store, 9, 12), "");
}

TEST(EmbeddedStore, a_refused_unit_leaves_its_audit_record_and_no_byte) {
    const TemporaryFolder folder;
    const auto store = open_store(options_of(folder));
    auto unit = sample::unit_of(*store, 1, 3'000'000);
    ASSERT_TRUE(unit);
    unit->decide = [](const RegistryView&) {
        Changes changes;
        changes.audit.push_back(sample::audit_of(1));
        return changes;
    };
    ASSERT_TRUE(sample::commit_and_wait(*store, std::move(*unit)));
    EXPECT_EQ(check(*store, 1, 3'000'000), "half there");
    EXPECT_EQ(store->statistics().documents, 0U);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path() + "/store/segments"));
}

TEST(EmbeddedStore, a_dropped_large_document_leaves_no_file) {
    const TemporaryFolder folder;
    const auto store = open_store(options_of(folder));
    {
        auto document = store->stage();
        ASSERT_TRUE(document->append(std::string(2'000'000, 'x')));
        ASSERT_TRUE(document->wants_flush());
        ASSERT_TRUE(document->flush());
        EXPECT_FALSE(std::filesystem::is_empty(folder.path() + "/store/segments"));
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path() + "/store/segments"));
}

TEST(EmbeddedStore, decides_on_the_state_left_by_the_unit_before) {
    const TemporaryFolder folder;
    const auto store = open_store(options_of(folder));
    constexpr int senders = 100;
    std::atomic<int> first{0};
    std::atomic<int> again{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < senders / 4; ++i) {
                auto unit = sample::unit_of(*store, 7, 1000);
                ASSERT_TRUE(unit);
                auto decide = unit->decide;
                unit->decide = [&, decide](const RegistryView& view) {
                    if (!view.submission_record("test", sample::set_unique_id(7))) {
                        ++first;
                        return decide(view);
                    }
                    ++again;
                    return Changes{};
                };
                ASSERT_TRUE(sample::commit_and_wait(*store, std::move(*unit)));
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(first, 1);
    EXPECT_EQ(again, senders - 1);
    EXPECT_EQ(check(*store, 7, 1000), "");
    EXPECT_EQ(store->statistics().documents, 1U);
}

TEST(EmbeddedStore, nobody_but_the_service_and_its_group_may_read_the_store) {
    const TemporaryFolder folder;
    const auto store = open_store(options_of(folder));
    ASSERT_TRUE(submit(*store, 1, 10));
    ASSERT_TRUE(submit(*store, 2, 2'000'000));
    int files = 0;
    for (const auto& item : std::filesystem::recursive_directory_iterator(folder.path())) {
        const auto others = item.status().permissions() & std::filesystem::perms::others_all;
        EXPECT_EQ(others, std::filesystem::perms::none) << item.path();
        ++files;
    }
    EXPECT_GE(files, 6);
}

TEST(EmbeddedStore, a_second_opening_is_refused_until_the_first_ends) {
    const TemporaryFolder folder;
    auto store = open_store(options_of(folder));
    const auto second = EmbeddedStore::open(options_of(folder));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().first().rule, "STORE_IN_USE");
    store.reset();
    EXPECT_TRUE(EmbeddedStore::open(options_of(folder)));
}

TEST(EmbeddedStore, refuses_a_newer_schema_and_names_both_versions) {
    const TemporaryFolder folder;
    open_store(options_of(folder)).reset();
    execute(folder.path() + "/store/registry.db", "PRAGMA user_version = 99");
    const auto store = EmbeddedStore::open(options_of(folder));
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().first().rule, "STORE_TOO_NEW");
    EXPECT_NE(store.error().first().what.en.find("99"), std::string::npos);
    EXPECT_NE(store.error().first().what.fr.find("99"), std::string::npos);
    EXPECT_NE(store.error().first().what.fr.find(std::to_string(newest_schema())), std::string::npos);
}

TEST(EmbeddedStore, leaves_a_database_of_somebody_else_alone) {
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() + "/store");
    execute(folder.path() + "/store/registry.db", "CREATE TABLE theirs (x)");
    const auto store = EmbeddedStore::open(options_of(folder));
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().first().rule, "STORE_NOT_OURS");

    std::ofstream(folder.path() + "/store/registry.db") << std::string(5000, 'x');
    const auto text = EmbeddedStore::open(options_of(folder));
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().first().rule, "STORE_NOT_OURS");
}

TEST(EmbeddedStore, never_removes_segments_whose_registry_is_missing) {
    const TemporaryFolder folder;
    {
        const auto store = open_store(options_of(folder));
        ASSERT_TRUE(submit(*store, 1, 1000));
    }
    std::filesystem::remove(folder.path() + "/store/registry.db");
    const auto store = EmbeddedStore::open(options_of(folder));
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().first().rule, "STORE_NOT_OURS");
    EXPECT_FALSE(std::filesystem::is_empty(folder.path() + "/store/segments"));
}

}  // namespace
}  // namespace dmpgw::storage
