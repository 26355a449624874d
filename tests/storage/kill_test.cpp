// Promise P1 at the level of the store: an acknowledged unit survives SIGKILL at any moment. The test of the
// process over HTTP has its own place; here one folder is written, killed and recovered again and again.
//
// Teeth: a child that acknowledges before the commit must be found out within five kills.
//
//   kill_test --kills 30 [--seed N]
#include <cstdio>
#include <filesystem>
#include <random>

#include "gateway/base/log.hpp"
#include "tests/storage/crash_workload.hpp"

namespace {

using namespace dmpgw::storage;

constexpr std::uint64_t units_per_round = 100'000;

/// Kills `kills` times over one folder, stopping at the first thing amiss; the number of kills made.
std::uint64_t run(std::uint64_t seed, std::uint64_t kills, bool early, Verdict& verdict,
                  std::size_t& acknowledged) {
    std::mt19937_64 random(seed);
    const std::string scratch = make_scratch_folder();
    std::uint64_t round = 0;
    while (round < kills && verdict.good()) {
        // Three of four kills fall among running units however slow the machine is, the others anywhere from
        // the start on, also into the opening of the store.
        Kill kill{std::chrono::milliseconds(random() % 100), 0};
        if (early || random() % 4 != 0) kill.output_bytes = 200 + random() % 2000;
        std::vector<std::string> command{DMPGW_WRITING_CHILD, scratch + "/store",
                                         std::to_string(round * units_per_round),
                                         std::to_string(units_per_round)};
        if (early) command.emplace_back("early");
        const ChildRun child = run_child(command, {}, kill);
        ++round;
        if (!child.signalled) {
            ++verdict.damaged;
            verdict.first = "the child ended by itself with status " + std::to_string(child.status);
            break;
        }
        verdict = examine(scratch + "/store", child);
        acknowledged += child.acknowledged.size();
    }
    std::filesystem::remove_all(scratch);
    return round;
}

}  // namespace

int main(int argc, char** argv) {
    dmpgw::log::set_level(dmpgw::log::Level::error);
    const std::uint64_t seed = argument(argc, argv, "--seed", 1);
    const std::uint64_t kills = argument(argc, argv, "--kills", 30);
    Verdict verdict;
    std::size_t acknowledged = 0;
    const std::uint64_t made = run(seed, kills, false, verdict, acknowledged);
    std::printf("kill_test --seed %llu: %llu kills, %zu acknowledged, %zu lost, %zu damaged %s\n",
                static_cast<unsigned long long>(seed), static_cast<unsigned long long>(made), acknowledged,
                verdict.lost, verdict.damaged, verdict.first.c_str());
    if (!verdict.good()) return 1;

    Verdict bad;
    const std::uint64_t needed = run(seed, 5, true, bad, acknowledged);
    std::printf("known-bad (acknowledges before the commit): %s after %llu kills: %s\n",
                bad.lost > 0 ? "found out" : "NOT found out", static_cast<unsigned long long>(needed),
                bad.first.c_str());
    return bad.lost > 0 ? 0 : 1;
}
