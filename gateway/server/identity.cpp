#include "gateway/server/identity.hpp"

#include <fstream>
#include <iterator>
#include <string>

#include "gateway/base/identifiers.hpp"
#include "gateway/json/value.hpp"
#include "gateway/storage/file_system.hpp"

namespace dmpgw::server {
namespace {

constexpr Rule identity_file{
    "IDENTITY_FILE", FailureKind::internal, "",
    "The file with the gateway's identifiers cannot be used",
    "Le fichier des identifiants de la passerelle n'est pas utilisable",
    "Restore identity.json from a backup, or set identity.repository_unique_id in the configuration",
    "Restaurez identity.json depuis une sauvegarde, ou fixez identity.repository_unique_id dans la configuration",
    "docs/storage_format.md"};

std::string new_oid() {
    SystemRandom random;
    return oid_of_uuid(new_uuid(SystemClock(), random));
}

// Written beside, synced and renamed: after a power cut there is the whole file or none. An identity that was
// lost would make every document unreachable by the repositoryUniqueId that others have noted.
void write_durably(const std::filesystem::path& file, const std::string& text) {
    const auto files = storage::posix_file_system();
    const std::string beside = file.string() + ".new";
    files->remove(beside);
    const auto out = files->open(beside, storage::OpenMode::create_new);
    const std::string_view part = text;
    out->write(0, {&part, 1});
    out->sync();
    files->rename(beside, file.string());
    files->sync_folder(file.parent_path().string());
}

Result<json::Value> kept_identity(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) {
        json::Value identity;
        identity.set("repository_unique_id", new_oid()).set("home_community_id", new_oid());
        write_durably(file, json::write_pretty(identity) + "\n");
        return identity;
    }
    std::ifstream in(file, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    auto identity = json::parse(text);
    if (!identity) {
        const Failure broken = identity.error();
        return refuse(identity_file, file.string(), broken.first().value, broken.first().what.en);
    }
    for (const char* key : {"repository_unique_id", "home_community_id"}) {
        if (!is_oid((*identity)[key].as_string())) return refuse(identity_file, file.string(), key, "no OID");
    }
    return identity;
}

}  // namespace

Result<transactions::GatewayIdentity> gateway_identity(const Config& config, const std::filesystem::path& data) {
    const IdentityConfig& wanted = config.identity;
    transactions::GatewayIdentity identity;
    identity.repository_unique_id = wanted.repository_unique_id;
    std::string community = wanted.home_community_id;
    if (identity.repository_unique_id.empty() || community.empty()) {
        const auto kept = kept_identity(data / "identity.json");
        if (!kept) return kept.error();
        if (identity.repository_unique_id.empty()) {
            identity.repository_unique_id = (*kept)["repository_unique_id"].as_string();
        }
        if (community.empty()) community = (*kept)["home_community_id"].as_string();
    }
    identity.home_community_id = "urn:oid:" + std::string(without_oid_prefix(community));
    identity.ins_domain = model::ins_domain_of_name(config.identity.ins_domain);
    identity.fhir_base = public_url(config) + "/fhir";
    identity.soap_base = public_url(config) + "/xds";
    identity.local_patient_oid = identity.repository_unique_id + ".1";
    return identity;
}

}  // namespace dmpgw::server
