// A stored document as the body of an answer: streamed from its segment, as bytes or as base64.
#pragma once

#include <memory>

#include "gateway/http/message.hpp"
#include "gateway/storage/store.hpp"

namespace dmpgw::transactions {

std::shared_ptr<http::BodySource> raw_body(std::unique_ptr<storage::DocumentReader> document);

/// RFC 4648 without line breaks; constant memory.
std::shared_ptr<http::BodySource> base64_body(std::shared_ptr<http::BodySource> bytes);

}  // namespace dmpgw::transactions
