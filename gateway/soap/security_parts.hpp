// xop:Include inside wsse:Security: XOP 1.0, 3.2; WSS SOAP Message Security 1.1, 6.3 (BinarySecurityToken), XML Encryption
// 3.3 (CipherValue). The bytes take the place of the Include as base64, so that whoever reads the header sees what an
// inline sender would have written.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/base/failure.hpp"
#include "gateway/base/limits.hpp"
#include "gateway/soap/message.hpp"
#include "gateway/xml/document.hpp"

namespace dmpgw::soap {

/// True for an element inside a wsse:Security that is a block of the envelope's Header, at any depth.
bool stands_in_security(const xml::Element& element);

/// Belongs to one MessageReader.
class SecurityParts {
  public:
    explicit SecurityParts(const MimeLimits& limits) : limits_(limits) {}

    /// Looks for the Includes of the header, once the SOAP part has been read: parts that come before it are not kept.
    Result<void> expect_parts_of(const xml::Element& envelope);
    /// Where the bytes of the part with that Content-ID go; nullptr for one that the header does not refer to.
    ByteSink* sink_of(std::string_view content_id);
    /// After the last part, when all references are known to resolve: puts base64 in the place of each Include.
    Result<void> resolve(xml::Document& document);

  private:
    struct Part;
    MimeLimits limits_;
    std::map<std::string, std::shared_ptr<Part>, std::less<>> parts_;  ///< by canonical Content-ID
};

}  // namespace dmpgw::soap
