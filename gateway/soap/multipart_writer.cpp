#include "gateway/soap/multipart_writer.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "gateway/base/identifiers.hpp"

namespace dmpgw::soap {
namespace {

// A content id stands in a header line; a byte outside this set could start another one.
void require_content_id(std::string_view id) {
    const bool good = !id.empty() && id.size() <= 256 && std::all_of(id.begin(), id.end(), [](char c) {
        return c > ' ' && c < 0x7F && c != '<' && c != '>' && c != '"';
    });
    if (!good) throw std::logic_error("a content id of our own is malformed");
}

// The type of a document comes from metadata that somebody sent. It is written back only when it is a media
// type of printable ASCII, so that it can neither end the header nor hide from the reader of it.
std::string_view safe_content_type(std::string_view type) {
    const bool printable = std::all_of(type.begin(), type.end(), [](char c) { return c >= ' ' && c < 0x7F; });
    return printable && type.size() <= 256 && http::parse_media_type(type) ? type : "application/octet-stream";
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out.push_back('\\');
        if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) out.push_back(c);
    }
    return out + "\"";
}

std::string part_head(std::string_view boundary, std::string_view type, std::string_view id) {
    std::string head = "--";
    head.append(boundary).append("\r\nContent-Type: ").append(type);
    head.append("\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <").append(id).append(">\r\n\r\n");
    return head;
}

}  // namespace

MultipartMessage write_multipart(std::string envelope, std::vector<Attachment> attachments, std::string_view uuid,
                                 std::string_view action, std::string_view envelope_type) {
    std::vector<http::BodyPiece> pieces;
    pieces.emplace_back(std::move(envelope));
    return write_multipart(std::move(pieces), std::move(attachments), uuid, action, envelope_type);
}

MultipartMessage write_multipart(std::vector<http::BodyPiece> envelope, std::vector<Attachment> attachments,
                                 std::string_view uuid, std::string_view action, std::string_view envelope_type) {
    if (!is_uuid(uuid)) throw std::logic_error("a multipart message needs a UUID");
    // Token characters only: even a reader that does not unquote finds the boundary.
    const std::string boundary = "MIMEBoundary-" + std::string(uuid);
    const std::string root_id = "root." + std::string(uuid) + "@dmpgw";

    MultipartMessage message;
    message.content_type = "multipart/related; type=\"application/xop+xml\"; boundary=\"" + boundary +
                           "\"; start=\"<" + root_id + ">\"; start-info=" + quoted(envelope_type);
    const std::string root_type = "application/xop+xml; charset=UTF-8; type=" + quoted(envelope_type);
    if (!action.empty()) message.content_type += "; action=" + quoted(action);

    message.body.reserve(2 * attachments.size() + envelope.size() + 2);
    message.body.emplace_back(part_head(boundary, root_type, root_id));
    for (http::BodyPiece& piece : envelope) message.body.push_back(std::move(piece));
    for (Attachment& attachment : attachments) {
        require_content_id(attachment.content_id);
        message.body.emplace_back(
            "\r\n" + part_head(boundary, safe_content_type(attachment.content_type), attachment.content_id));
        message.body.push_back(std::move(attachment.content));
    }
    message.body.emplace_back("\r\n--" + boundary + "--\r\n");
    return message;
}

}  // namespace dmpgw::soap
