// Queries for one patient beside how many others the store holds: stores that are filled with DocumentEntries, and the
// queries that are asked of them. ITI TF-2 3.18 (FindDocuments), 3.67.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/bench/messages.hpp"

namespace dmpgw::bench {

/// Entries of the patient that is asked for, whatever the size of the store.
inline constexpr std::uint64_t asked_entries = 20;
/// Entries of every other patient: the mean of the DMP, rounded.
inline constexpr std::uint64_t entries_of_each = 8;

/// Makes a store in `folder` with so many entries (at least 1000), their submission sets and associations, through the
/// store's own commits. The entries of each patient lie far apart, as they do when they arrive over years. They have
/// no documents. Throws std::runtime_error when the store cannot be filled.
void fill_store(const std::filesystem::path& folder, std::uint64_t entries);

struct ScaleQuery {
    std::string id;
    std::string name;
    Template request;
};

/// What is asked of a store of that size.
std::vector<ScaleQuery> scale_queries(std::uint64_t entries);

}  // namespace dmpgw::bench
