#include "gateway/model/ins.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "gateway/base/identifiers.hpp"

namespace dmpgw::model {
namespace {

constexpr std::string_view nir = "1.2.250.1.213.1.4.8";
constexpr std::string_view nia = "1.2.250.1.213.1.4.9";
constexpr std::string_view nir_for_tests = "1.2.250.1.213.1.4.10";
constexpr std::string_view nir_for_demonstrations = "1.2.250.1.213.1.4.11";

constexpr std::size_t length = 15;
constexpr std::size_t department = 5;  // where 2A and 2B stand

constexpr std::array<std::string_view, 3> names = {"real", "test", "demo"};

}  // namespace

std::string_view to_string(InsDomain domain) { return names[static_cast<std::size_t>(domain)]; }

std::optional<InsDomain> ins_domain_of_name(std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<InsDomain>(found - names.begin());
}

std::optional<InsDomain> ins_domain_of(std::string_view authority) {
    const std::string_view oid = without_oid_prefix(authority);
    if (oid == nir || oid == nia) return InsDomain::real;
    if (oid == nir_for_tests) return InsDomain::test;
    if (oid == nir_for_demonstrations) return InsDomain::demo;
    return std::nullopt;
}

bool is_right_ins(std::string_view value, std::string_view authority) {
    if (value.size() != length) return false;
    std::string digits(value);
    if (digits[department] == '2' && (digits[department + 1] == 'A' || digits[department + 1] == 'B')) {
        // Corsica: 2A counts as 19, 2B as 18.
        digits[department + 1] = digits[department + 1] == 'A' ? '9' : '8';
        digits[department] = '1';
    }
    if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) return false;
    if (without_oid_prefix(authority) == nia) return true;
    const std::uint64_t number = std::stoull(digits.substr(0, length - 2));
    const std::uint64_t key = std::stoull(digits.substr(length - 2));
    return key == 97 - number % 97;
}

}  // namespace dmpgw::model
