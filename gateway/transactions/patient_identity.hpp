// From a FHIR subject to the patient id of XDS: a Patient of the bundle, a stored Patient, or, under --dev, a
// stable local id for a URL that nobody knows. MHD 3.65.4.1.2.2; ITI TF-3 4.2.3.2.16.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/fhir/bundle.hpp"
#include "gateway/json/value.hpp"
#include "gateway/mapping/subject_resolver.hpp"
#include "gateway/model/hl7_types.hpp"
#include "gateway/storage/store.hpp"
#include "gateway/transactions/services.hpp"

namespace dmpgw::transactions {

/// The CX of a Patient resource: an INS or an official identifier, else its first, else the local authority
/// and its logical id.
model::Cx cx_of_patient(const json::Value& patient, std::string_view id, const Services& services);

/// The logical id of a Patient entry of a bundle: that of a PUT, else one made of the resource's content, so that
/// the same Patient sent twice is one Patient, and a repeated bundle names the same.
std::string patient_id_of(const fhir::Entry& entry);

/// "system|value" of every identifier of a Patient, as the store indexes them.
std::vector<std::string> identifier_keys(const json::Value& patient);

/// A literal reference outside any bundle: "Patient/12" or an absolute URL. `source` decides whether a URL that
/// nobody knows gets a local id.
std::optional<model::Cx> resolve_patient(std::string_view reference, const storage::RegistryView& registry,
                                         const Services& services, std::string_view source);

/// What the mapping of a bundle asks. Lives as long as its arguments.
class BundleSubjects final : public mapping::SubjectResolver {
  public:
    BundleSubjects(const fhir::Bundle& bundle, const storage::RegistryView& registry, const Services& services,
                   std::string_view source)
        : bundle_(bundle), registry_(registry), services_(services), source_(source) {}
    std::optional<model::Cx> resolve(std::string_view reference, const json::Value& identifier) const override;

  private:
    const fhir::Bundle& bundle_;
    const storage::RegistryView& registry_;
    const Services& services_;
    std::string source_;
};

}  // namespace dmpgw::transactions
