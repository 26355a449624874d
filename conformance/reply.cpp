#include "conformance/reply.hpp"

#include "conformance/rules.hpp"
#include "gateway/base/encoding.hpp"
#include "gateway/base/text.hpp"
#include "gateway/soap/mime_reader.hpp"
#include "gateway/soap/xop.hpp"

namespace dmpgw::conformance {
namespace {

constexpr std::string_view ns_xop = "http://www.w3.org/2004/08/xop/include";

/// Keeps the parts of an answer: the judge may hold in memory what the judged must stream.
class PartCollector final : public soap::MimeHandler {
  public:
    struct Part {
        soap::PartHeader header;
        std::string bytes;
    };
    Result<void> begin_part(const soap::PartHeader& header) override {
        parts.push_back({header, {}});
        return {};
    }
    Result<void> part_data(std::string_view bytes) override {
        parts.back().bytes += bytes;
        return {};
    }
    Result<void> end_part() override { return {}; }

    std::vector<Part> parts;
};

Failure unreadable(std::string_view where, const Failure& why) {
    const Finding& first = why.first();
    return refuse(rules::answer_unreadable, std::string(where), first.value,
                  first.what.en + " (" + first.where + ")");
}

}  // namespace

std::string_view Reply::header(std::string_view name) const {
    for (const http::Field& field : headers) {
        if (equals_ignoring_case(field.name, name)) return field.value;
    }
    return {};
}

Result<void> Reply::open() {
    if (opened_) return {};
    const std::string_view type = header("Content-Type");
    if (!to_lower(type).starts_with("multipart/")) {
        root_ = body;
        opened_ = true;
        return {};
    }
    auto multipart = soap::read_multipart_type(type);
    if (!multipart) return unreadable("Content-Type", multipart.error());
    PartCollector collector;
    soap::MimeReader reader(multipart->boundary, collector);
    if (auto fed = reader.feed(body); !fed) return unreadable("multipart body", fed.error());
    if (auto ended = reader.finish(); !ended) return unreadable("multipart body", ended.error());
    for (std::size_t i = 0; i < collector.parts.size(); ++i) {
        auto& part = collector.parts[i];
        const bool root =
            multipart->start.empty() ? i == 0 : part.header.content_id == multipart->start;
        if (root)
            root_ = std::move(part.bytes);
        else
            parts_[part.header.content_id] = std::move(part.bytes);
    }
    opened_ = true;
    return {};
}

Result<const xml::Document*> Reply::xml() {
    if (auto opened = open(); !opened) return opened.error();
    if (!xml_) {
        auto document = xml::parse(root_);
        if (!document) return unreadable("body as XML", document.error());
        xml_ = *std::move(document);
    }
    return &*xml_;
}

Result<const json::Value*> Reply::json() {
    if (!json_) {
        auto value = json::parse(body);
        if (!value) return unreadable("body as JSON", value.error());
        json_ = *std::move(value);
    }
    return &*json_;
}

Result<std::string> Reply::document(const xml::Element& element) {
    const xml::Element* include = element.child(ns_xop, "Include");
    if (include == nullptr) {
        std::string bytes;
        Base64Decoder decoder;
        if (decoder.feed(element.text(), bytes) && decoder.finish()) return bytes;
        return refuse(rules::answer_unreadable, element.path(), {},
                      "neither base64 nor an xop:Include");
    }
    const std::string_view href = include->attribute("href");
    const auto id = soap::content_id_of_href(href);
    const auto part = id ? parts_.find(*id) : parts_.end();
    if (part == parts_.end())
        return refuse(rules::answer_unreadable, element.path(), href, "no such part");
    return part->second;
}

}  // namespace dmpgw::conformance
