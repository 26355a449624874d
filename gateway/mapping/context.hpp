// What the converters of a row are given.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/failure.hpp"
#include "gateway/fhir/bundle.hpp"
#include "gateway/fhir/findings.hpp"
#include "gateway/json/value.hpp"
#include "gateway/mapping/profile.hpp"
#include "gateway/mapping/subject_resolver.hpp"
#include "gateway/mapping/tables.hpp"

namespace dmpgw::mapping {

struct MappingOptions {
    std::string base_url;         ///< the public base of this server, without a slash at the end
    bool require_profile = true;  ///< a Bundle without meta.profile is refused (NIST RM4_4), else warned about
    /// entryUUID of the stored document with that uniqueId, for relatesTo by identifier. May be empty.
    std::function<std::optional<std::string>(std::string_view unique_id)> find_document;
};

/// One resource being read. Findings are collected, never thrown.
struct ReadContext {
    const fhir::Bundle& bundle;
    const fhir::Entry& entry;
    const json::Value& resource;
    const Profile& profile;
    const MappingOptions& options;
    const SubjectResolver& subjects;
    Findings& findings;

    void report(const Rule& rule, const std::string& where, std::string_view value = {},
                Severity severity = Severity::error) const {
        fhir::add_finding(findings, finding(rule, where, value, severity));
    }
};

/// One resource being written.
struct WriteContext {
    json::Value& resource;
    std::size_t contained = 0;

    /// Adds a contained resource and returns the reference to it, as "#author-1".
    std::string contain(std::string_view name, json::Value value);
};

}  // namespace dmpgw::mapping
