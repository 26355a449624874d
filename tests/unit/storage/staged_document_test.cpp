#include "gateway/storage/staged_document.hpp"

#include <gtest/gtest.h>

#include "tests/storage/sample_units.hpp"
#include "tests/support/failing_file_system.hpp"

namespace dmpgw::storage {
namespace {

struct Bench {
    std::shared_ptr<ForgetfulFileSystem> disk = std::make_shared<ForgetfulFileSystem>();
    std::shared_ptr<FailingFileSystem> files = std::make_shared<FailingFileSystem>(disk);
    std::shared_ptr<Spool> spool = std::make_shared<Spool>();
    int sync_failures = 0;

    Bench() {
        spool->folder = std::make_shared<SegmentFolder>(files, "segments", 1);
        spool->limits.spool_memory_bytes = 1 * MiB;
        spool->limits.spool_budget_bytes = 4 * MiB;
        spool->limits.document_bytes = 10 * MiB;
        spool->sync_guard = std::make_shared<SyncGuard>([this](const std::exception&) { ++sync_failures; });
    }
};

TEST(StagedDocument, small_ones_stay_in_memory_and_are_hashed_on_the_way) {
    Bench bench;
    SpooledDocument document(bench.spool);
    std::string all;
    for (std::size_t i = 0; i < 50; ++i) {
        const std::string piece = sample::document_of(i, i * 137);
        ASSERT_TRUE(document.append(piece));
        all += piece;
        EXPECT_FALSE(document.wants_flush());
    }
    ASSERT_TRUE(document.finish());
    EXPECT_FALSE(document.wants_flush());
    EXPECT_TRUE(document.in_memory());
    EXPECT_EQ(document.size(), all.size());
    EXPECT_EQ(document.sha1(), sha1(all));
    EXPECT_EQ(document.sha256(), sha256(all));
    std::string joined;
    for (const auto part : document.parts()) joined += part;
    EXPECT_EQ(joined, all);
    EXPECT_TRUE(bench.disk->list("segments").empty());
}

TEST(StagedDocument, large_ones_stream_in_constant_memory) {
    Bench bench;
    std::string all;
    {
        SpooledDocument document(bench.spool);
        while (all.size() < 9 * MiB) {
            const std::string piece = sample::document_of(all.size(), 64 * KiB);
            ASSERT_TRUE(document.append(piece));
            all += piece;
            if (document.wants_flush()) {
                ASSERT_TRUE(document.flush());
            }
            EXPECT_LE(bench.spool->used_bytes, 2 * MiB);
        }
        ASSERT_TRUE(document.finish());
        ASSERT_TRUE(document.wants_flush());
        ASSERT_TRUE(document.flush());
        EXPECT_FALSE(document.wants_flush());
        EXPECT_EQ(bench.spool->used_bytes, 0U);
        document.keep();
        EXPECT_EQ(document.location().length, all.size());
        EXPECT_EQ(document.growth().tail, segment_header_bytes + record_bytes(all.size()));
    }
    std::mt19937_64 random(1);
    bench.disk->cut_power(random);
    const auto file = bench.disk->open("segments/" + segment_name(1), OpenMode::read);
    EXPECT_EQ(file->size(), segment_header_bytes + record_bytes(all.size()));
    std::string raw(static_cast<std::size_t>(file->size()), '\0');
    file->read(0, raw.data(), raw.size());
    EXPECT_EQ(decode_segment_header(raw), 1U);
    const auto header = decode_record_header(std::string_view(raw).substr(segment_header_bytes));
    ASSERT_TRUE(header);
    EXPECT_EQ(header->sha256, sha256(all));
    EXPECT_EQ(raw.substr(segment_header_bytes + record_header_bytes, all.size()), all);
}

TEST(StagedDocument, past_the_limit_of_size_it_is_refused) {
    Bench bench;
    bench.spool->limits.document_bytes = 1000;
    SpooledDocument document(bench.spool);
    ASSERT_TRUE(document.append(std::string(1000, 'x')));
    const auto refused = document.append("y");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, FailureKind::too_large);
    EXPECT_FALSE(document.finish());
}

TEST(StagedDocument, past_the_budget_of_the_process_it_is_refused_and_gives_its_memory_back) {
    Bench bench;
    bench.spool->limits.spool_budget_bytes = 100 * KiB;
    SpooledDocument first(bench.spool);
    ASSERT_TRUE(first.append(std::string(60 * KiB, 'x')));
    {
        SpooledDocument second(bench.spool);
        const auto refused = second.append(std::string(60 * KiB, 'x'));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, FailureKind::busy);
    }
    SpooledDocument third(bench.spool);
    EXPECT_TRUE(third.append(std::string(30 * KiB, 'x')));
}

TEST(StagedDocument, any_failure_of_the_disk_is_a_refusal_and_leaves_no_file) {
    for (const DiskStep step : {DiskStep::open, DiskStep::write, DiskStep::allocate, DiskStep::truncate,
                                DiskStep::sync}) {
        for (int n = 0; n < 100; ++n) {
            Bench bench;
            bench.files->fail(step, n, 1, ENOSPC);
            bool refused = false;
            {
                SpooledDocument document(bench.spool);
                for (int i = 0; i < 40 && !refused; ++i) {
                    refused = !document.append(std::string(64 * KiB, 'x')) || !document.flush();
                }
                refused = refused || !document.finish() || !document.flush();
            }
            EXPECT_EQ(refused, bench.files->met() > 0) << to_string(step) << " " << n;
            EXPECT_TRUE(bench.disk->list("segments").empty());
            EXPECT_EQ(bench.sync_failures, step == DiskStep::sync ? bench.files->met() : 0);
            EXPECT_EQ(bench.spool->used_bytes, 0U);
            if (!refused) break;
            EXPECT_LT(n, 99);
        }
    }
}

}  // namespace
}  // namespace dmpgw::storage
