// HL7 types: any text is read or refused; what was read and written is read again as the same value.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/model/hl7_types.hpp"

using namespace dmpgw::model;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto stable = [&](auto read) {
        const auto value = read(text, "x");
        if (!value) return;
        const auto again = read(to_string(*value), "x");
        if (!again || !(*again == *value)) std::abort();
    };
    stable([](auto t, auto w) { return read_cx(t, w); });
    stable([](auto t, auto w) { return read_xcn(t, w); });
    stable([](auto t, auto w) { return read_xon(t, w); });
    stable([](auto t, auto w) { return read_xtn(t, w); });
    for (const auto& time : {read_dtm(text, "x"), read_ts(text, "x"), read_fhir_date_time(text, "x")}) {
        if (!time) continue;
        if (time->earliest() >= time->latest()) std::abort();
        if (!read_dtm(time->to_xds(), "x") || !read_fhir_date_time(time->to_fhir(), "x")) std::abort();
    }
    return 0;
}
