// MTOM messages out (MTOM 1.0, XOP 1.0, RFC 2387): documents stay streams, nothing is copied.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/http/message.hpp"

namespace dmpgw::soap {

/// A document beside the envelope. `content` is its bytes or a source of them.
struct Attachment {
    std::string content_id;    ///< without angle brackets; visible ASCII, as "1.<uuid>@dmpgw"
    std::string content_type;  ///< its media type; what is none is sent as application/octet-stream
    http::BodyPiece content;
};

struct MultipartMessage {
    std::string content_type;           ///< the value of the HTTP header
    std::vector<http::BodyPiece> body;  ///< in order; Response::body as it is
};

/// Packs an envelope, whole or in pieces, and its attachments. `uuid` makes the boundary and the root's Content-ID; it must be
/// new for each message (new_uuid), so that no stored document can hold the boundary. `action` may be empty.
/// `envelope_type` is text/xml around SOAP 1.1: an answer has the version of its request.
/// Throws std::logic_error when a content id or the uuid is not what it must be: they are ours.
MultipartMessage write_multipart(std::vector<http::BodyPiece> envelope, std::vector<Attachment> attachments,
                                 std::string_view uuid, std::string_view action = {},
                                 std::string_view envelope_type = "application/soap+xml");
MultipartMessage write_multipart(std::string envelope, std::vector<Attachment> attachments, std::string_view uuid,
                                 std::string_view action = {},
                                 std::string_view envelope_type = "application/soap+xml");

}  // namespace dmpgw::soap
