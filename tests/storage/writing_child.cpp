// The process that the crash tests end at bad moments: writes units from several threads and says on
// standard output which it began ("s N") and which the store acknowledged ("a N").
//
//   writing_child FOLDER FIRST COUNT [early]
//
// early: a known-bad store that acknowledges before the commit.
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "gateway/base/log.hpp"
#include "gateway/storage/embedded_store.hpp"
#include "tests/storage/crash_workload.hpp"
#include "tests/storage/sample_units.hpp"

namespace {

constexpr int threads = 4;

void say(char kind, std::uint64_t number) {
    const std::string line = std::string(1, kind) + " " + std::to_string(number) + "\n";
    // One write a line, no buffer: what was said before the power went was said.
    if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) ::_exit(3);
}

}  // namespace

int main(int argc, char** argv) {
    using namespace dmpgw::storage;
    if (argc < 4) return 2;
    const std::uint64_t first = std::stoull(argv[2]);
    const std::uint64_t count = std::stoull(argv[3]);
    const bool early = argc > 4 && std::string(argv[4]) == "early";
    dmpgw::log::set_level(dmpgw::log::Level::error);

    auto opened = EmbeddedStore::open(crash_options(argv[1]));
    if (!opened) {
        std::fprintf(stderr, "%s\n", opened.error().first().what.en.c_str());
        return 4;
    }
    Store& store = **opened;
    std::atomic<std::uint64_t> next{first};
    std::vector<std::thread> writers;
    for (int t = 0; t < threads; ++t) {
        writers.emplace_back([&] {
            for (std::uint64_t n = next++; n < first + count; n = next++) {
                say('s', n);
                auto unit = sample::unit_of(store, n, crash_document_size(n));
                if (!unit) ::_exit(5);
                if (early) say('a', n);
                if (!sample::commit_and_wait(store, std::move(*unit))) ::_exit(6);
                if (!early) say('a', n);
            }
        });
    }
    for (auto& writer : writers) writer.join();
    return 0;
}
