// MHD 4.2 ITI-65 2:3.65.4.1.2.1 (attachment.url and Binary).
#include "gateway/mapping/binary.hpp"

#include <array>
#include <unordered_map>

#include "gateway/base/text.hpp"
#include "gateway/fhir/findings.hpp"
#include "gateway/fhir/reference.hpp"
#include "gateway/mapping/rules.hpp"
#include "gateway/mapping/submission.hpp"

namespace dmpgw::mapping {
namespace {

constexpr std::uint8_t not_base64 = 0xFF;
constexpr std::uint8_t white_space = 0xFE;
constexpr std::uint8_t padding = 0xFD;

constexpr std::array<std::uint8_t, 256> base64_table = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(not_base64);
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    for (const char c : {' ', '\t', '\r', '\n'}) table[static_cast<unsigned char>(c)] = white_space;
    table[static_cast<unsigned char>('=')] = padding;
    return table;
}();

// "text/xml; charset=utf-8" and "TEXT/XML" say the same type.
std::string media_type(std::string_view text) { return to_lower(trim(text.substr(0, text.find(';')))); }

}  // namespace

bool is_base64(std::string_view text) {
    std::size_t digits = 0;
    std::size_t padded = 0;
    std::uint8_t last = 0;
    for (const char c : text) {
        const std::uint8_t value = base64_table[static_cast<unsigned char>(c)];
        if (value == white_space) continue;
        if (value == not_base64) return false;
        if (value == padding) {
            ++padded;
            continue;
        }
        if (padded > 0) return false;
        ++digits;
        last = value;
    }
    if (padded > 2 || (digits + padded) % 4 != 0) return false;
    if (padded == 2) return (last & 0x0FU) == 0;
    return padded == 0 || (last & 0x03U) == 0;
}

void BinaryPairing::pair_with(const fhir::Entry& binary, const std::string& where,
                              const model::DocumentEntry& entry) {
    if (binary.type == "Bundle") return;  // reported where the entry stands
    if (binary.type != "Binary") {
        fhir::add_finding(findings_, finding(rules::attachment_not_binary, where, binary.type));
        return;
    }
    pairs_.emplace_back(entry.entry_uuid, binary.index);
    const std::string_view type = (*binary.resource)["contentType"].as_string();
    if (!entry.mime_type.empty() && media_type(type) != media_type(entry.mime_type)) {
        fhir::add_finding(findings_, finding(rules::mime_type_mismatch, binary.where() + ".contentType", type));
    }
    const json::Value& data = (*binary.resource)["data"];
    const bool empty_document = entry.size == std::uint64_t{0} && data.is_null();
    if (!empty_document && (!data.is_string() || !is_base64(data.as_string()))) {
        fhir::add_finding(findings_, finding(rules::binary_base64, binary.where() + ".data"));
    }
}

void BinaryPairing::pair(const fhir::Entry& reference, model::DocumentEntry& entry) {
    const std::string_view url = (*reference.resource)["content"][0]["attachment"]["url"].as_string();
    if (url.empty()) return;  // the table asks for it
    const std::string where = reference.where() + ".content[0].attachment.url";
    if (const fhir::Entry* binary = bundle_.resolve(url, reference)) {
        pair_with(*binary, where, entry);
        return;
    }
    const auto rest = fhir::read_rest_reference(url);
    if (!rest || rest->type != "Binary" || (!rest->base.empty() && rest->base != options_.base_url)) {
        fhir::add_finding(findings_, finding(rules::attachment_outside, where, url));
        return;
    }
    if (entry.hash.empty() && !entry.size) {
        // There may be no document yet: nothing is copied, and the entry keeps the URL it was given.
        entry.type = model::DocumentEntryType::on_demand;
        entry.creation_time.reset();
        entry.uri = options_.base_url + "/Binary/" + rest->id;
        return;
    }
    existing_.emplace_back(entry.entry_uuid, rest->id);
}

std::vector<MappedDocument> BinaryPairing::finish(std::vector<std::string>& ids) {
    std::vector<MappedDocument> documents;
    std::unordered_map<std::size_t, std::string> owner;
    for (const auto& [entry_id, index] : pairs_) {
        const fhir::Entry& binary = bundle_.entries()[index];
        if (!owner.emplace(index, entry_id).second) {
            fhir::add_finding(findings_, finding(rules::binary_shared, binary.where(), binary.full_url));
            continue;
        }
        ids[index] = entry_id;
        documents.push_back({entry_id, index, (*binary.resource)["data"].as_string(), {}});
    }
    for (const auto& [entry_id, id] : existing_) documents.push_back({entry_id, 0, {}, id});
    for (const fhir::Entry* binary : binaries_) {
        if (!owner.contains(binary->index)) {
            fhir::add_finding(findings_, finding(rules::binary_without_reference, binary->where(), binary->full_url));
        }
    }
    return documents;
}

}  // namespace dmpgw::mapping
