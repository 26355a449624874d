#include "gateway/server/store_commands.hpp"

#include <fmt/format.h>

#include <memory>
#include <ostream>

#include "gateway/storage/maintenance.hpp"
#include "gateway/storage/reader_pool.hpp"
#include "gateway/storage/rules.hpp"
#include "gateway/storage/store_layout.hpp"

namespace dmpgw::server {
namespace {

constexpr const char* identity_file = "identity.json";

int fail(const Failure& failure, std::ostream& err) {
    for (const Finding& f : failure.findings) {
        err << "dmpgw: " << f.what.en << (f.value.empty() ? "" : " [" + f.value + "]") << "\n    " << f.mend.en << " ("
            << f.rule << ")\n";
    }
    return 1;
}

void print(const char* kind, const storage::Damage& damage, std::ostream& out) {
    out << kind << ": " << damage.what;
    if (!damage.entry_uuid.empty()) out << ", entry " << damage.entry_uuid;
    if (damage.segment != 0) out << fmt::format(", segment {} at {}", damage.segment, damage.offset);
    out << '\n';
}

}  // namespace

int print_audit(const Config& config, const AuditQuery& query, std::ostream& out, std::ostream& err) {
    const std::string& folder = config.storage.data;
    const std::string database = storage::database_path(folder);
    // Opening would make an empty database where there is none.
    if (!std::filesystem::exists(database)) return fail(refuse(storage::store_not_ours, "", folder), err);
    try {
        storage::StoreOptions options;
        options.folder = folder;
        const auto pool = std::make_shared<storage::ReaderPool>(options, database);
        pool->view()->audit_records(query.since, query.patient_key, [&out](const storage::AuditRecord& record) {
            out << record.event << '\n';
            return out.good();
        });
        return out.good() ? 0 : 1;
    } catch (const std::exception& error) {
        return fail(storage::failure_of(error), err);
    }
}

int back_up(const Config& config, const std::filesystem::path& to, std::ostream& out, std::ostream& err) {
    const auto report = storage::backup(config.storage.data, to.string());
    if (!report) return fail(report.error(), err);
    // The store is retrieved by the gateway's identifiers: without them the copy would come back as another.
    const std::filesystem::path identity = std::filesystem::path(config.storage.data) / identity_file;
    if (std::filesystem::exists(identity)) std::filesystem::copy_file(identity, to / identity_file);
    out << fmt::format("{} documents in {} segments, {} bytes, copied to {}\n", report->documents, report->segments,
                       report->bytes, to.string());
    return 0;
}

int verify(const Config& config, std::ostream& out, std::ostream& err) {
    const auto report = storage::verify(config.storage.data);
    if (!report) return fail(report.error(), err);
    for (const storage::Damage& damage : report->damages) print("DAMAGE", damage, out);
    for (const storage::Damage& orphan : report->orphans) print("orphan", orphan, out);
    out << fmt::format("{} entries, {} documents, {} bytes: {}\n", report->entries, report->documents, report->bytes,
                       report->good() ? "all as acknowledged"
                                      : fmt::format("{} damaged", report->damages.size()));
    return report->good() ? 0 : 1;
}

}  // namespace dmpgw::server
