// XOP packages (W3C XOP 1.0, MTOM, RFC 2387, RFC 2392): the Content-Type that announces one, the type of
// its root part, and the references from the envelope to the other parts.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/base/limits.hpp"
#include "gateway/base/text.hpp"
#include "gateway/soap/mime_reader.hpp"

namespace dmpgw::soap {

/// The HTTP Content-Type of an MTOM message.
struct MultipartType {
    std::string boundary;
    std::string start;       ///< Content-ID of the root without angle brackets; empty: the first part
    std::string start_info;  ///< media type of the envelope, lower case, as "application/soap+xml"; may be empty
    std::string type;        ///< "application/xop+xml", or empty where the sender left it out
    std::string action;      ///< SOAP action, from `action` or else from inside `start-info`; may be empty
};

/// Strict where two readers would see two messages (boundary, a parameter twice, RFC 2231 continuations);
/// takes what SOAP stacks really write: start-info="text/xml" around SOAP 1.2, action inside start-info,
/// start without angle brackets, action="".
Result<MultipartType> read_multipart_type(std::string_view content_type, const MimeLimits& limits = {});

/// The Content-Type of the root part: application/xop+xml in UTF-8.
struct RootType {
    std::string type;    ///< media type of the envelope, lower case, as "application/soap+xml"; may be empty
    std::string action;  ///< may be empty
};
Result<RootType> read_root_type(const PartHeader& root);

/// The Content-ID that an xop:Include refers to: "cid:" and a percent-encoded identifier. nullopt for
/// everything else: another scheme, a relative reference, nothing behind "cid:", a bad escape, a control
/// character, a space. Rule xop_href.
std::optional<std::string> content_id_of_href(std::string_view href);

/// "cid:" and the identifier, percent-encoded: the href of our own xop:Include elements.
std::string href_of_content_id(std::string_view content_id);

/// Which parts came and which the envelope refers to. Parts and references may be told in any order, since
/// the root may stand anywhere. A hostile message is told apart early: a part used twice, or the root, is
/// refused at once. Not shared between threads.
class ReferenceTable {
  public:
    /// `start` is MultipartType::start.
    explicit ReferenceTable(std::string_view start);

    /// The next part of the message, in order of arrival. Gives true when it is the root.
    Result<bool> add_part(const PartHeader& header);

    /// An xop:Include with this href at `where` (the path of its element).
    Result<void> refer(std::string_view href, std::string where);

    /// After the last part and the end of the envelope: there is a root, each reference has its part and
    /// each part but the root its reference. Gives all that is wrong, not only the first.
    Result<void> finish() const;

    /// Index of the part in order of arrival, the root counted too; nullopt for a bad href and while the part
    /// has not come. Call after finish() to join documents and parts.
    std::optional<std::size_t> part_of(std::string_view href) const;

    std::size_t parts() const { return parts_.size(); }
    std::optional<std::size_t> root() const { return root_; }

  private:
    struct Part {
        std::string content_id;  // as sent
        bool referenced = false;
    };
    struct Reference {
        std::string href;
        std::string where;
        std::string content_id;  // canonical
    };

    std::string start_;
    std::vector<Part> parts_;
    std::vector<Reference> references_;
    std::optional<std::size_t> root_;
    std::unordered_map<std::string, std::size_t, StringHash, std::equal_to<>> part_of_id_;
    std::unordered_map<std::string, std::size_t, StringHash, std::equal_to<>> reference_of_id_;
};

}  // namespace dmpgw::soap
