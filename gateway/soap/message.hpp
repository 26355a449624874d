// A SOAP message as it arrives: MIME parts and envelope, read piece by piece and without I/O. SOAP 1.2
// (W3C, part 1), SOAP 1.1 tolerated, MTOM/XOP (W3C XOP 1.0, ITI TF-2 Appendix V.3), WS-Addressing 1.0.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/failure.hpp"
#include "gateway/base/limits.hpp"
#include "gateway/soap/mime_reader.hpp"
#include "gateway/soap/xop.hpp"
#include "gateway/xml/document.hpp"

namespace dmpgw::soap {

inline constexpr std::string_view ns_soap12 = "http://www.w3.org/2003/05/soap-envelope";
inline constexpr std::string_view ns_soap11 = "http://schemas.xmlsoap.org/soap/envelope/";
inline constexpr std::string_view ns_addressing = "http://www.w3.org/2005/08/addressing";
inline constexpr std::string_view ns_xop = "http://www.w3.org/2004/08/xop/include";
inline constexpr std::string_view ns_wsse =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

enum class Version : std::uint8_t { soap11, soap12 };

/// What the Content-Type field says before the envelope is read: 1.1 for text/xml, alone or as start-info.
Version version_of(std::string_view content_type);

enum class Packaging : std::uint8_t { plain, mtom };

/// WS-Addressing headers, ITI TF-2 Appendix V.3.2.2. Empty: absent.
struct Addressing {
    std::string action;
    std::string message_id;
    std::string reply_to;   ///< address of ReplyTo
    std::string fault_to;   ///< address of FaultTo
};

/// Where the bytes of a document go while they arrive.
class ByteSink {
  public:
    virtual ~ByteSink() = default;
    virtual Result<void> append(std::string_view bytes) = 0;
    virtual Result<void> finish() = 0;
};

/// Asked by a MessageReader where to put what is not metadata. Owns the sinks.
class DocumentSinks {
  public:
    virtual ~DocumentSinks() = default;
    /// A MIME part that is not the SOAP part, by its place in order of arrival. Its bytes come decoded from
    /// their transfer encoding.
    virtual Result<ByteSink*> part(std::size_t index) = 0;
    /// The base64 text of this element: nullptr leaves the text in the tree.
    virtual ByteSink* inline_text(const xml::Element& element) = 0;
    /// True where an xop:Include may stand: as the only child of this element. Those of wsse:Security are the reader's.
    virtual bool takes_include(const xml::Element& parent) const = 0;
};

/// A whole message. `payload` and the rest point into `document`.
struct Message {
    xml::Document document;
    Version version = Version::soap12;
    Packaging packaging = Packaging::plain;
    Addressing addressing;
    const xml::Element* header = nullptr;   ///< nullptr when there is none
    const xml::Element* payload = nullptr;  ///< the one child of the Body
    ReferenceTable references{""};          ///< which part each xop:Include means; all resolve
};

/// What xop:Include elements of wsse:Security refer to, as WCF and Metro send a BinarySecurityToken or a CipherValue: kept
/// beside the documents, within limits, until it takes the place of the Include.
class SecurityParts;

/// Reads one message from the pieces of an HTTP body. A failure is final. Not shared between threads.
class MessageReader final : public MimeHandler {
  public:
    /// `content_type` and `soap_action` are the HTTP fields. Refuses what is neither SOAP nor MTOM.
    static Result<std::unique_ptr<MessageReader>> open(std::string_view content_type, std::string_view soap_action,
                                                       const XmlLimits& xml, const MimeLimits& mime,
                                                       DocumentSinks& sinks);
    ~MessageReader() override;

    Result<void> feed(std::string_view bytes);
    Result<Message> finish();

    /// What is known even when reading fails, so that a fault is written in the right version.
    Version version_hint() const { return version_hint_; }
    /// wsa:MessageID of an envelope that was well-formed but refused; else empty. A fault relates to it.
    const std::string& message_id_hint() const { return message_id_hint_; }

  private:
    struct InlineDocument;
    MessageReader(const XmlLimits& xml, const MimeLimits& mime, DocumentSinks& sinks);
    Result<void> begin_part(const PartHeader& header) override;
    Result<void> part_data(std::string_view bytes) override;
    Result<void> end_part() override;
    Result<void> end_root();
    Result<void> finish_root();
    Result<void> refer_to_parts(const xml::Element& root);

    DocumentSinks& sinks_;
    std::map<const xml::Element*, std::unique_ptr<InlineDocument>> inline_documents_;
    std::unique_ptr<xml::DocumentReader> root_;
    std::optional<xml::Document> document_;  ///< of a package: as soon as its part has ended
    std::unique_ptr<SecurityParts> security_;
    std::unique_ptr<MimeReader> mime_;
    ReferenceTable references_{""};
    std::string action_hint_;             ///< action of the Content-Type or SOAPAction, where no wsa:Action is
    bool in_root_ = false;
    std::uint64_t root_bytes_ = 0;
    std::uint64_t root_limit_ = 0;
    Result<void> feed_root(std::string_view bytes);
    ByteSink* part_sink_ = nullptr;
    Version version_hint_ = Version::soap12;
    std::string message_id_hint_;
    Packaging packaging_ = Packaging::plain;
};

/// wsa:MessageID of any root element; empty where there is none.
std::string message_id_of(const xml::Element& envelope);

/// Reads Envelope, Header, Body and the addressing headers of a parsed document.
Result<Message> read_envelope(xml::Document document, std::string_view action_hint);

}  // namespace dmpgw::soap
