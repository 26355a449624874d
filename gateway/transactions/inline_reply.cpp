#include "gateway/transactions/inline_reply.hpp"

#include <memory>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <variant>

#include "gateway/base/encoding.hpp"
#include "gateway/transactions/stored_body.hpp"

namespace dmpgw::transactions {

std::vector<http::BodyPiece> inline_attachments(std::string envelope, std::vector<soap::Attachment> attachments) {
    constexpr std::string_view element = "<xop:Include";
    std::vector<http::BodyPiece> pieces;
    std::size_t written = 0;
    for (soap::Attachment& attachment : attachments) {
        const std::size_t reference = envelope.find("\"cid:" + attachment.content_id + "\"", written);
        const std::size_t begin = reference == std::string::npos ? reference : envelope.rfind(element, reference);
        const std::size_t end = reference == std::string::npos ? reference : envelope.find("/>", reference);
        if (begin == std::string::npos || end == std::string::npos || begin < written) {
            throw std::logic_error("an attachment that the envelope does not refer to in its order");
        }
        pieces.emplace_back(envelope.substr(written, begin - written));
        if (auto* bytes = std::get_if<std::string>(&attachment.content)) {
            pieces.emplace_back(base64_encode(*bytes));
        } else {
            pieces.emplace_back(base64_body(std::get<std::shared_ptr<http::BodySource>>(std::move(attachment.content))));
        }
        written = end + 2;
    }
    pieces.emplace_back(envelope.substr(written));
    return pieces;
}

}  // namespace dmpgw::transactions
