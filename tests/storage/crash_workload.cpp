#include "tests/storage/crash_workload.hpp"

#include <sqlite3.h>
#include <stdlib.h>

#include <filesystem>

#include "gateway/storage/embedded_store.hpp"
#include "tests/storage/sample_units.hpp"

namespace dmpgw::storage {
namespace {

std::string integrity(const std::string& database) {
    sqlite3* db = nullptr;
    std::string answer = "no answer";
    if (sqlite3_open_v2(database.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK) {
        sqlite3_exec(
            db, "PRAGMA integrity_check",
            [](void* to, int, char** values, char**) {
                *static_cast<std::string*>(to) = values[0];
                return 1;
            },
            &answer, nullptr);
    }
    sqlite3_close(db);
    return answer == "ok" ? std::string() : answer;
}

}  // namespace

StoreOptions crash_options(const std::string& folder) {
    StoreOptions options;
    options.folder = folder;
    options.segment_bytes = 256 * KiB;
    options.limits.spool_memory_bytes = 16 * KiB;
    options.checkpoint_bytes = 256 * KiB;
    return options;
}

std::size_t crash_document_size(std::uint64_t number) {
    return static_cast<std::size_t>(number % 10 == 0 ? 40'000 + number : number * 797 % 9'000);
}

Verdict examine(const std::string& folder, const ChildRun& ledger) {
    Verdict verdict;
    const auto amiss = [&](std::size_t& counter, const std::string& what) {
        if (verdict.first.empty()) verdict.first = what;
        ++counter;
    };
    {
        auto store = EmbeddedStore::open(crash_options(folder));
        if (!store) {
            amiss(verdict.damaged, store.error().first().what.en);
            return verdict;
        }
        for (const std::uint64_t number : ledger.started) {
            std::string found;
            try {
                found = sample::check(**store, number, crash_document_size(number));
            } catch (const std::exception& error) {
                found = error.what();
            }
            if (found.empty()) continue;
            const std::string what = "unit " + std::to_string(number) + ": " + found;
            if (found != "absent") {
                amiss(verdict.damaged, what);
            } else if (ledger.acknowledged.contains(number)) {
                amiss(verdict.lost, what);
            }
        }
    }
    const std::string trouble = integrity(folder + "/registry.db");
    if (!trouble.empty()) amiss(verdict.damaged, trouble);
    return verdict;
}

std::string make_scratch_folder() {
    const std::filesystem::path memory = "/dev/shm";
    std::error_code error;
    const bool usable = std::filesystem::space(memory, error).available > 256 * MiB && !error;
    std::string pattern =
        ((usable ? memory : std::filesystem::temp_directory_path()) / "dmpgw-crash-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::filesystem::filesystem_error("mkdtemp", {});
    return pattern;
}

std::uint64_t argument(int argc, char** argv, const std::string& name, std::uint64_t fallback) {
    for (int i = 1; i + 1 < argc; ++i) {
        if (argv[i] == name) return std::stoull(argv[i + 1]);
    }
    return fallback;
}

}  // namespace dmpgw::storage
