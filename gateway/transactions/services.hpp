// What every transaction is given: ports, seams and the gateway's own identity. Built once by server/.
#pragma once

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/base/identifiers.hpp"
#include "gateway/base/limits.hpp"
#include "gateway/model/ins.hpp"
#include "gateway/storage/store.hpp"
#include "gateway/terminology/affinity_domain.hpp"
#include "gateway/transactions/reply_elsewhere.hpp"
#include "gateway/xds/code_rules.hpp"

namespace dmpgw::transactions {

/// Who this gateway is on the wire.
struct GatewayIdentity {
    std::string repository_unique_id;  ///< OID
    std::string home_community_id;     ///< "urn:oid:…"
    std::string fhir_base;             ///< public URL of the FHIR face, without a slash at the end
    std::string local_patient_oid;     ///< assigning authority of ids given to unknown patients (--dev)
    std::string soap_base{};           ///< public URL of the SOAP face, without a slash at the end
    std::optional<model::InsDomain> ins_domain{};  ///< whose INS the store may hold; nullopt: that of the first one
};

/// What is asked of one sender; a configuration sets it.
struct SourcePolicy {
    bool accept_unknown_subjects = false;  ///< an unknown absolute Patient URL gets a stable local id
    bool accept_unknown_patients = true;   ///< else XDSUnknownPatientId
    bool accept_limited_metadata = false;  ///< of ebRIM: XDR, XDM
    bool accept_minimal_metadata = false;  ///< of MHD
    xds::Strictness codes = xds::Strictness::accept;  ///< outside the value sets of Services::codes
    xds::Strictness ins_key = xds::Strictness::refuse;
};

/// Thread-safe as its members are; lives as long as the server.
struct Services {
    storage::Store& store;
    const Clock& clock;
    Random& random;
    boost::asio::thread_pool& disk;    ///< for calls that wait for the disk
    GatewayIdentity identity;
    bool development = false;          ///< started with --dev; said in the CapabilityStatement
    XmlLimits xml_limits;
    MimeLimits mime_limits;
    JsonLimits json_limits;
    DocumentLimits document_limits;
    /// Name of the [[source]] that a TLS subject or a SubmissionSet.sourceId belongs to (settled order:
    /// subject, then sourceId, then the default).
    std::function<std::string(std::string_view tls_subject, std::string_view source_id)> source_of;

    TimePoint started_at{};
    /// Policy of the source of that name; empty: that of a SourcePolicy as it is made.
    std::function<SourcePolicy(std::string_view source)> policy_of{};

    /// Which codes each attribute may hold. Never null while requests are served; an empty domain allows all.
    std::shared_ptr<const terminology::AffinityDomain> codes = std::make_shared<terminology::AffinityDomain>();
    /// Long answers of stored queries that are being sent: query_stream.hpp.
    std::shared_ptr<std::atomic<std::size_t>> query_streams = std::make_shared<std::atomic<std::size_t>>(0);

    /// Sends answers to addresses of their own; null: none are sent.
    std::shared_ptr<ReplySender> replies{};

    SourcePolicy policy(std::string_view source) const { return policy_of ? policy_of(source) : SourcePolicy{}; }

    std::string new_entry_uuid() const { return "urn:uuid:" + new_uuid(clock, random); }
};

}  // namespace dmpgw::transactions
