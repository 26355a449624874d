// Authors, legal authenticators and intended recipients: references to people and organizations.
#pragma once

#include <optional>
#include <string>

#include "gateway/mapping/context.hpp"
#include "gateway/model/author.hpp"
#include "gateway/model/submission.hpp"

namespace dmpgw::mapping {

/// The resource that a Reference means: contained, or an entry of the Bundle. Null, with a finding, when it
/// is neither: nothing is fetched. A profile that demands containment gets an error for what lies outside.
const json::Value& follow(const ReadContext& context, const json::Value& reference, const std::string& where);

/// The author that a resource (Practitioner, PractitionerRole, Organization, Patient, RelatedPerson, Device)
/// describes. nullopt, with a finding, when it says nobody.
std::optional<model::Author> read_author(const ReadContext& context, const json::Value& resource,
                                         const std::string& where);
/// Adds the contained resources of an author and returns the Reference to it.
json::Value write_author(WriteContext& context, const model::Author& author);

/// legalAuthenticator: the person of an author; an organization is written as a person with its name.
std::optional<model::Xcn> read_authenticator(const ReadContext& context, const json::Value& resource,
                                             const std::string& where);

std::optional<model::IntendedRecipient> read_recipient(const ReadContext& context, const json::Value& resource,
                                                       const std::string& where);
json::Value write_recipient(WriteContext& context, const model::IntendedRecipient& recipient);

}  // namespace dmpgw::mapping
