// The requests that the benchmark sends: one of each kind, with places where a number makes it
// unique.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace dmpgw::bench {

/// A request body of constant length. At each offset lie `digits` digits that number the request.
struct Template {
    std::string path;
    std::string content_type;
    std::string body;
    std::vector<std::size_t> offsets;
    std::string success;  ///< text that an answer must hold to count
    std::uint64_t cycle =
        0;  ///< numbers are scattered over so many values and come again; 0: each is used once

    /// What stands in the places of the request with that number.
    std::uint64_t value_of(std::uint64_t n) const { return cycle == 0 ? n : n * 7919 % cycle; }

    /// Writes the number of the request into its places.
    static void number(std::string& body, const std::vector<std::size_t>& offsets, std::uint64_t n);
};

inline constexpr std::size_t digits = 15;
/// Stands where the number of the request goes; no other text of a message looks like it.
inline const std::string placeholder = "100000000000009";
/// Where it stands in a body.
std::vector<std::size_t> find_placeholders(const std::string& body);

/// ITI-41 as MTOM with one CDA of that many bytes.
Template iti41_mtom(std::size_t document_bytes);
/// ITI-65 with that many documents of that many bytes each.
Template iti65(std::size_t documents, std::size_t document_bytes);

}  // namespace dmpgw::bench
