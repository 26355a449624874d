// ITI-44 Patient Identity Feed HL7 V3, Document Registry side. ITI TF-2 3.44.
#pragma once

#include "gateway/transactions/soap_endpoint.hpp"
#include "gateway/xds/identity_feed.hpp"

namespace dmpgw::transactions {

/// Registers and revises patients, and gives what belonged to an obsolete identifier to the one that survives.
http::Task<SoapReply> iti44(SoapRequest& request, Services& services);

/// Keeps what a feed says, with one audit event; durable when it returns. Gives the findings of the refusal, or the
/// warnings that go with what was kept: both messages acknowledge with findings.
http::Task<Findings> keep_identities(xds::IdentityFeed feed, const Caller& caller, Services& services);

/// What a feed, by whatever message it came, does to the patients. Called inside the writer.
storage::Changes changes_of(const xds::IdentityFeed& feed, const storage::RegistryView& registry, const Services& services);

}  // namespace dmpgw::transactions
