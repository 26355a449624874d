// Any bytes as a resource in XML. What is read must be a tree that the JSON door lets in, and must come back the same
// from the XML that is written of it; what any JSON text becomes must be well-formed.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/fhir/xml_reader.hpp"
#include "gateway/fhir/xml_writer.hpp"

namespace {

using dmpgw::json::Value;

Value sorted(const Value& value) {
    if (value.is_array()) {
        dmpgw::json::Array items;
        for (const Value& item : value.as_array()) items.push_back(sorted(item));
        return items;
    }
    if (!value.is_object()) return value;
    dmpgw::json::Object members;
    for (const auto& [name, member] : value.as_object()) members.emplace_back(name, sorted(member));
    std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return members;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const dmpgw::XmlLimits limits = dmpgw::fhir::resource_limits({});
    dmpgw::XmlLimits any_depth = limits;  // JSON may be as deep as its own door allows
    any_depth.depth = 2 * dmpgw::JsonLimits{}.depth;
    if (const auto tree = dmpgw::json::parse(bytes)) {
        const auto written = dmpgw::fhir::write_xml(*tree, size % 2 == 0);
        if (dmpgw::fhir::write_xml(*tree).left_out.empty() && !dmpgw::xml::parse(written.text, any_depth)) std::abort();
        return 0;
    }
    const auto document = dmpgw::xml::parse(bytes, limits);
    if (!document) return 0;
    const auto read = dmpgw::fhir::read_xml(document->root());
    if (!read) {
        if (!dmpgw::has_errors(read.error().findings)) std::abort();
        return 0;
    }
    if (!dmpgw::json::parse(dmpgw::json::write(read->resource))) std::abort();
    const auto written = dmpgw::fhir::write_xml(read->resource);
    if (!written.left_out.empty()) std::abort();
    const auto again = dmpgw::xml::parse(written.text, limits);
    if (!again) std::abort();
    const auto same = dmpgw::fhir::read_xml(again->root());
    if (!same || sorted(same->resource) != sorted(read->resource)) std::abort();
    return 0;
}
