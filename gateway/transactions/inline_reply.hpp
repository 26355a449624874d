// An answer without MIME parts, for a caller that sent none: documents as base64 in the place of their xop:Include.
#pragma once

#include <string>
#include <vector>

#include "gateway/http/message.hpp"
#include "gateway/soap/multipart_writer.hpp"

namespace dmpgw::transactions {

/// The envelope in pieces; documents stay streams, encoded as they go. Throws std::logic_error when the envelope does
/// not refer to an attachment: both are ours.
std::vector<http::BodyPiece> inline_attachments(std::string envelope, std::vector<soap::Attachment> attachments);

}  // namespace dmpgw::transactions
