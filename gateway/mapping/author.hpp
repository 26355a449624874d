// Authors, legal authenticators and intended recipients: references to people and organizations.
#pragma once

#include <optional>
#include <string>
#include <vector>

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

/// The resource of a Reference; one that only says identifier or display becomes a Practitioner or an Organization.
/// Null, with a finding, when it says nobody.
json::Value person_resource(const ReadContext& context, const json::Value& reference, const std::string& where);

/// The authors that an array of References names, and back.
std::vector<model::Author> read_authors(const ReadContext& context, const json::Value& references,
                                        const std::string& where);
json::Value write_authors(WriteContext& context, const std::vector<model::Author>& authors);

/// legalAuthenticator: the person of an author; an organization is written as a person with its name.
std::optional<model::Xcn> read_authenticator(const ReadContext& context, const json::Value& resource,
                                             const std::string& where);

std::optional<model::IntendedRecipient> read_recipient(const ReadContext& context, const json::Value& resource,
                                                       const std::string& where);
json::Value write_recipient(WriteContext& context, const model::IntendedRecipient& recipient);

}  // namespace dmpgw::mapping
