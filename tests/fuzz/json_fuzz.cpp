// Any bytes: parse() answers; what it accepts is written, read back and equal, and keeps the limits.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/base/text.hpp"
#include "gateway/json/value.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto tree = dmpgw::json::parse(bytes);
    if (!tree) {
        // A refusal says where and how to mend it, in valid UTF-8.
        const dmpgw::Finding f = tree.error().first();
        if (f.where.empty() || f.mend.fr.empty() || !dmpgw::is_utf8(f.where) || !dmpgw::is_utf8(f.value)) {
            std::abort();
        }
        return 0;
    }
    if (!dmpgw::is_utf8(bytes)) std::abort();
    const std::string text = dmpgw::json::write(*tree);
    const auto again = dmpgw::json::parse(text);
    if (!again || *again != *tree || dmpgw::json::write(*again) != text) std::abort();
    const auto pretty = dmpgw::json::parse(dmpgw::json::write_pretty(*tree));
    if (!pretty || *pretty != *tree) std::abort();
    return 0;
}
