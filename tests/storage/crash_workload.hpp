// What the crash tests write and how they look at what is left.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/storage/store_options.hpp"
#include "tests/storage/child_process.hpp"

namespace dmpgw::storage {

/// Small segments, a small spool and an early checkpoint, so that a short run rotates segments, streams
/// large documents and copies its log many times.
StoreOptions crash_options(const std::string& folder);

/// Size of the document of submission `number`: mostly small, one in ten with a segment of its own.
std::size_t crash_document_size(std::uint64_t number);

struct Verdict {
    std::size_t lost = 0;     ///< acknowledged and not there
    std::size_t damaged = 0;  ///< there in part, or wrong, or the store does not open
    std::string first;        ///< the first thing that is amiss
    bool good() const { return lost == 0 && damaged == 0; }
};

/// Opens what is left and checks every unit that was begun, then the integrity of the whole.
Verdict examine(const std::string& folder, const ChildRun& ledger);

/// A new empty folder in memory where possible: the tests bring their own durability.
std::string make_scratch_folder();

/// "--name N" of the command line.
std::uint64_t argument(int argc, char** argv, const std::string& name, std::uint64_t fallback);

}  // namespace dmpgw::storage
