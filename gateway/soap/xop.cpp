#include "gateway/soap/xop.hpp"

#include <algorithm>
#include <utility>

#include "gateway/http/message.hpp"
#include "gateway/soap/mime_headers.hpp"
#include "gateway/soap/soap_rules.hpp"

namespace dmpgw::soap {
namespace {

constexpr std::string_view header_place = "header Content-Type";
constexpr std::string_view xop_type = "application/xop+xml";

std::string_view without_brackets(std::string_view id) {
    if (id.size() >= 2 && id.front() == '<' && id.back() == '>') return id.substr(1, id.size() - 2);
    return id;
}

// A parameter that holds a media type, perhaps with the action as a parameter of its own:
// start-info="application/soap+xml; action=\"urn:...\"" (JAX-WS RI).
RootType read_inner_type(std::string_view parameter) {
    const auto inner = http::parse_media_type(parameter);
    if (!inner) return {};
    return {inner->type, std::string(inner->parameter("action"))};
}

}  // namespace

Result<MultipartType> read_multipart_type(std::string_view content_type, const MimeLimits& limits) {
    const std::string where(header_place);
    const auto media = http::parse_media_type(content_type);
    if (!media) return refuse(multipart_content_type, where, content_type);
    if (media->type != "multipart/related") return refuse(multipart_not_related, where, media->type);
    for (const http::Field& parameter : media->parameters) {
        // RFC 2231 continuations and encodings: a reader that knows them finds another boundary.
        if (parameter.name.find('*') != std::string::npos) {
            return refuse(multipart_content_type, where, parameter.name);
        }
    }

    MultipartType type;
    type.boundary = media->parameter("boundary");
    if (!is_boundary(type.boundary, limits)) return refuse(mime_boundary, where, type.boundary);
    type.type = to_lower(media->parameter("type"));
    if (!type.type.empty() && type.type != xop_type) return refuse(multipart_not_xop, where, type.type);
    type.start = without_brackets(media->parameter("start"));
    RootType inner = read_inner_type(media->parameter("start-info"));
    type.start_info = std::move(inner.type);
    type.action = media->parameter("action");
    if (type.action.empty()) type.action = std::move(inner.action);
    return type;
}

Result<RootType> read_root_type(const PartHeader& root) {
    const std::string where = "root part header Content-Type";
    const auto media = http::parse_media_type(root.content_type);
    if (!media) return refuse(multipart_content_type, where, root.content_type);
    if (media->type != xop_type) return refuse(multipart_not_xop, where, root.content_type);
    const std::string_view charset = media->parameter("charset");
    if (!charset.empty() && !equals_ignoring_case(charset, "utf-8")) {
        return refuse(multipart_root_charset, where, charset);
    }
    RootType type = read_inner_type(media->parameter("type"));
    if (type.action.empty()) type.action = media->parameter("action");
    return type;
}

std::optional<std::string> content_id_of_href(std::string_view href) {
    constexpr std::string_view scheme = "cid:";
    if (!equals_ignoring_case(href.substr(0, scheme.size()), scheme)) return std::nullopt;
    auto id = http::percent_decode(href.substr(scheme.size()), false);
    if (!id || id->empty()) return std::nullopt;
    const bool good = std::all_of(id->begin(), id->end(), [](char c) {
        return c > ' ' && c < 0x7F && c != '<' && c != '>' && c != '"';
    });
    // An addr-spec has no two dots in a row (RFC 5322 3.2.3); what has is a path that somebody tries out.
    if (!good || id->find("..") != std::string::npos) return std::nullopt;
    return id;
}

std::string href_of_content_id(std::string_view content_id) {
    return "cid:" + http::percent_encode(content_id);
}

ReferenceTable::ReferenceTable(std::string_view start) : start_(canonical_content_id(start)) {}

Result<bool> ReferenceTable::add_part(const PartHeader& header) {
    const std::size_t index = parts_.size();
    parts_.push_back({header.content_id, false});
    const std::string id = canonical_content_id(header.content_id);
    const bool is_root = start_.empty() ? index == 0 : id == start_;
    if (!id.empty() && !part_of_id_.emplace(id, index).second) {
        return refuse(mime_content_id_twice, "part " + std::to_string(index + 1) + " header Content-ID",
                      header.content_id);
    }
    const auto reference = reference_of_id_.find(id);
    parts_[index].referenced = reference != reference_of_id_.end();
    if (!is_root) return false;
    root_ = index;
    if (parts_[index].referenced) {
        const Reference& self = references_[reference->second];
        return refuse(xop_refers_to_root, self.where, self.href);
    }
    return true;
}

Result<void> ReferenceTable::refer(std::string_view href, std::string where) {
    const auto sent = content_id_of_href(href);
    if (!sent) return refuse(xop_href, std::move(where), href);
    const std::string id = canonical_content_id(*sent);
    const auto part = part_of_id_.find(id);
    if (id == start_ || (part != part_of_id_.end() && root_ == part->second)) {
        return refuse(xop_refers_to_root, std::move(where), href);
    }
    if (!reference_of_id_.emplace(id, references_.size()).second) {
        return refuse(xop_part_used_twice, std::move(where), href);
    }
    references_.push_back({std::string(href), std::move(where), id});
    if (part != part_of_id_.end()) parts_[part->second].referenced = true;
    return {};
}

Result<void> ReferenceTable::finish() const {
    if (!root_) return refuse(multipart_root_missing, std::string(header_place), start_);
    Findings wrong;
    for (const Reference& reference : references_) {
        if (part_of_id_.contains(reference.content_id)) continue;
        wrong.push_back(finding(xop_part_missing, reference.where, reference.href));
    }
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        if (i == *root_ || parts_[i].referenced) continue;
        wrong.push_back(finding(xop_part_unreferenced, "part " + std::to_string(i + 1), parts_[i].content_id));
    }
    if (!wrong.empty()) return Failure::of(std::move(wrong));
    return {};
}

std::optional<std::size_t> ReferenceTable::part_of(std::string_view href) const {
    const auto sent = content_id_of_href(href);
    if (!sent) return std::nullopt;
    const auto part = part_of_id_.find(canonical_content_id(*sent));
    if (part == part_of_id_.end()) return std::nullopt;
    return part->second;
}

}  // namespace dmpgw::soap
