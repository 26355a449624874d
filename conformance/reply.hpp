// An answer of the server under test, and the views of it that checks look into: SOAP (in an MTOM
// package or not), JSON, the bytes of a document inside.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/http/message.hpp"
#include "gateway/json/value.hpp"
#include "gateway/xml/document.hpp"

namespace dmpgw::conformance {

/// What was sent, as it is shown in reports.
struct Request {
    std::string url;  ///< absolute
    std::string method;
    std::vector<http::Field> headers;
    std::string body;
    bool raw = false;  ///< body is the whole stream of bytes
};

/// One answer. Views are made when first asked for. Not shared between threads.
class Reply {
  public:
    unsigned status = 0;
    std::vector<http::Field> headers;
    std::string body;
    /// Answers that came on the connection of a raw request.
    std::size_t answers = 1;

    std::string_view header(std::string_view name) const;
    /// The SOAP envelope (the root part of an MTOM package) or any other XML. Rule
    /// answer_unreadable.
    Result<const xml::Document*> xml();
    Result<const json::Value*> json();
    /// The bytes that a base64 element holds, or that its xop:Include refers to.
    Result<std::string> document(const xml::Element& element);

  private:
    Result<void> open();

    bool opened_ = false;
    std::string root_;                          ///< envelope
    std::map<std::string, std::string> parts_;  ///< by Content-ID
    std::optional<xml::Document> xml_;
    std::optional<json::Value> json_;
};

}  // namespace dmpgw::conformance
