// Percentiles of what was measured.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace dmpgw::bench {

struct Percentiles {
    double p50 = 0;
    double p99 = 0;
};

/// Sorts `values`; zeros when there are none.
inline Percentiles percentiles(std::vector<double>& values) {
    if (values.empty()) return {};
    std::sort(values.begin(), values.end());
    const auto at = [&](double p) {
        return values[static_cast<std::size_t>(p * static_cast<double>(values.size() - 1))];
    };
    return {at(0.50), at(0.99)};
}

}  // namespace dmpgw::bench
