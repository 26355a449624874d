// Any bytes as an ITI-65 request: parse, view, map. What is accepted must have ids for every entry, and
// every answer must be writable.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/fhir/bundle.hpp"
#include "gateway/fhir/operation_outcome.hpp"
#include "gateway/mapping/render.hpp"
#include "gateway/mapping/submission.hpp"

namespace {

class Nobody final : public dmpgw::mapping::SubjectResolver {
  public:
    std::optional<dmpgw::model::Cx> resolve(std::string_view, const dmpgw::json::Value&) const override { return {}; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto tree = dmpgw::json::parse({reinterpret_cast<const char*>(data), size});
    if (!tree) return 0;
    const auto bundle = dmpgw::fhir::Bundle::read(*tree);
    if (!bundle) return 0;
    const auto mapped = dmpgw::mapping::to_submission(*bundle, Nobody{}, {"https://g.example/fhir", false, {}});
    if (!mapped) {
        if (!dmpgw::has_errors(mapped.error().findings)) std::abort();
        if (dmpgw::json::write(dmpgw::fhir::operation_outcome(mapped.error().findings)).empty()) std::abort();
        return 0;
    }
    if (mapped->ids.size() != bundle->entries().size() || dmpgw::has_errors(mapped->warnings)) std::abort();
    for (const auto& entry : mapped->submission.entries) {
        if (!dmpgw::mapping::to_document_reference(entry, {}).has("content")) std::abort();
    }
    return 0;
}
