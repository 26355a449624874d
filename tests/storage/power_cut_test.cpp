// Promise P2: an acknowledged unit survives the loss of power. A child writes below the power-cut shim,
// which lets the power go at a chosen call; what is left must hold every acknowledged unit whole, and every
// other one wholly or not at all. Twice per seed, so that a recovery is cut as well.
//
// Teeth: the same run with a disk whose syncs of the database log (what synchronous=NORMAL amounts to), of
// the segments, or of the folder of the segments do nothing must lose units.
//
//   power_cut_test --seeds 200 [--seed N]         one seed: repeats it
#include <cstdio>
#include <filesystem>
#include <random>

#include "gateway/base/log.hpp"
#include "tests/storage/crash_workload.hpp"

namespace {

using namespace dmpgw::storage;

constexpr int cut_status = 99;
constexpr std::uint64_t units_per_round = 150;
constexpr int rounds = 2;

struct Outcome {
    Verdict verdict;
    std::size_t acknowledged = 0;
    int cuts = 0;
};

Outcome run_seed(std::uint64_t seed, const std::string& lie) {
    std::mt19937_64 random(seed);
    const std::string scratch = make_scratch_folder();
    const std::string folder = scratch + "/store";
    Outcome outcome;
    ChildRun ledger;
    for (int round = 0; round < rounds && outcome.verdict.good(); ++round) {
        // Early cuts fall into the making of the store, later ones between and inside groups.
        const std::uint64_t range = random() % 4 == 0 ? 120 : 6'000;
        const std::uint64_t after = 1 + random() % range;
        const ChildRun run = run_child(
            {DMPGW_WRITING_CHILD, folder, std::to_string(static_cast<std::uint64_t>(round) * units_per_round),
             std::to_string(units_per_round)},
            {{"LD_PRELOAD", DMPGW_POWER_CUT_SHIM},
             {"DMPGW_SHIM_FOLDER", scratch},
             {"DMPGW_SHIM_CUT_AFTER", std::to_string(after)},
             {"DMPGW_SHIM_SEED", std::to_string(random())},
             {"DMPGW_SHIM_LIE", lie}});
        ledger.started.insert(run.started.begin(), run.started.end());
        ledger.acknowledged.insert(run.acknowledged.begin(), run.acknowledged.end());
        if (run.signalled || (run.status != 0 && run.status != cut_status)) {
            outcome.verdict.damaged += 1;
            outcome.verdict.first = "the child ended with status " + std::to_string(run.status);
            break;
        }
        outcome.cuts += run.status == cut_status ? 1 : 0;
        outcome.verdict = examine(folder, ledger);
    }
    outcome.acknowledged = ledger.acknowledged.size();
    std::filesystem::remove_all(scratch);
    return outcome;
}

/// True when a disk that lies about the syncs of these files is found out.
bool has_teeth(const std::string& lie, std::uint64_t first, std::uint64_t most) {
    for (std::uint64_t seed = first; seed < first + most; ++seed) {
        const Outcome outcome = run_seed(seed, lie);
        if (outcome.verdict.good()) continue;
        std::printf("known-bad (syncs of *%s do nothing): found out at seed %llu: %s\n", lie.c_str(),
                    static_cast<unsigned long long>(seed), outcome.verdict.first.c_str());
        return true;
    }
    std::printf("known-bad (syncs of *%s do nothing): NOT found out in %llu seeds\n", lie.c_str(),
                static_cast<unsigned long long>(most));
    return false;
}

}  // namespace

int main(int argc, char** argv) {
    dmpgw::log::set_level(dmpgw::log::Level::error);
    const std::uint64_t only = argument(argc, argv, "--seed", 0);
    const std::uint64_t seeds = only != 0 ? 1 : argument(argc, argv, "--seeds", 200);
    const std::uint64_t first = only != 0 ? only : 1;
    std::size_t lost = 0;
    std::size_t damaged = 0;
    std::size_t acknowledged = 0;
    int cuts = 0;
    for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
        const Outcome outcome = run_seed(seed, "");
        lost += outcome.verdict.lost;
        damaged += outcome.verdict.damaged;
        acknowledged += outcome.acknowledged;
        cuts += outcome.cuts;
        if (!outcome.verdict.good()) {
            std::printf("seed %llu: lost %zu, damaged %zu: %s\n", static_cast<unsigned long long>(seed),
                        outcome.verdict.lost, outcome.verdict.damaged, outcome.verdict.first.c_str());
        }
    }
    std::printf("power_cut_test --seed %llu..%llu: %d cuts, %zu acknowledged, %zu lost, %zu damaged\n",
                static_cast<unsigned long long>(first), static_cast<unsigned long long>(first + seeds - 1),
                cuts, acknowledged, lost, damaged);
    if (lost + damaged > 0) return 1;
    if (only != 0) return 0;
    return has_teeth("-wal", 1, 50) && has_teeth(".seg", 1, 50) && has_teeth("/segments", 1, 50) ? 0 : 1;
}
