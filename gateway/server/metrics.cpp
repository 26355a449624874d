#include "gateway/server/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>
#include <tuple>

#include "gateway/base/version.hpp"

namespace dmpgw::server {
namespace {

const prometheus::Histogram::BucketBoundaries duration_buckets = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                                  0.1,   0.25,   0.5,   1,    2.5,   10};

}  // namespace

struct Metrics::Impl {
    prometheus::Registry registry;
    prometheus::Family<prometheus::Histogram>& durations;
    prometheus::Family<prometheus::Counter>& bytes;
    prometheus::Gauge& documents;
    prometheus::Gauge& document_bytes;
    prometheus::Gauge& commits;
    prometheus::Gauge& units;
    prometheus::Gauge& queued;
    prometheus::Gauge& audit_backlog;
    prometheus::Gauge& log_bytes;
    prometheus::Gauge& writable;
    prometheus::Gauge& connections;
    prometheus::Gauge& in_flight;

    // Looking a metric up by its labels builds and hashes a map; the few there are lie here by a cheap key.
    struct Cell {
        prometheus::Histogram* duration;
        prometheus::Counter* in;
        prometheus::Counter* out;
    };
    std::mutex mutex;
    std::map<std::tuple<std::string, std::string, unsigned>, Cell, std::less<>> cells;

    Impl()
        : durations(prometheus::BuildHistogram()
                        .Name("http_server_request_duration_seconds")
                        .Help("From the whole head of a request to the last byte of its answer")
                        .Register(registry)),
          bytes(prometheus::BuildCounter()
                    .Name("dmpgw_http_body_bytes_total")
                    .Help("Bytes of bodies, decoded, by direction")
                    .Register(registry)),
          documents(gauge("dmpgw_store_documents", "Documents kept")),
          document_bytes(gauge("dmpgw_store_bytes", "Bytes of the documents kept")),
          commits(gauge("dmpgw_store_commits", "Group commits since the start")),
          units(gauge("dmpgw_store_units", "Units committed since the start")),
          queued(gauge("dmpgw_store_queued_units", "Units that wait for a commit")),
          audit_backlog(gauge("dmpgw_audit_backlog", "Audit records in memory that wait for space on the disk")),
          log_bytes(gauge("dmpgw_store_log_bytes", "Length of the registry's write-ahead log")),
          writable(gauge("dmpgw_store_writable", "1 while the store can write")),
          connections(gauge("dmpgw_http_connections", "Open connections")),
          in_flight(gauge("dmpgw_http_requests_in_flight", "Requests being answered")) {
        prometheus::BuildGauge()
            .Name("dmpgw_build_info")
            .Help("1, with the version as a label")
            .Register(registry)
            .Add({{"version", std::string(version)}})
            .Set(1);
    }

    prometheus::Gauge& gauge(const std::string& name, const std::string& help) {
        return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
    }
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::observe(const http::Served& served) {
    const std::string route = served.route.empty() ? "none" : std::string(served.route);
    const std::string method = served.head.method.empty() ? "none" : served.head.method;
    const std::lock_guard lock(impl_->mutex);
    auto& cell = impl_->cells[{method, route, served.status}];
    if (cell.duration == nullptr) {
        const std::string status = std::to_string(served.status);
        cell.duration = &impl_->durations.Add({{"method", method}, {"route", route}, {"status", status}},
                                              duration_buckets);
        cell.in = &impl_->bytes.Add({{"method", method}, {"route", route}, {"status", status}, {"direction", "in"}});
        cell.out = &impl_->bytes.Add({{"method", method}, {"route", route}, {"status", status}, {"direction", "out"}});
    }
    cell.duration->Observe(static_cast<double>(served.time.count()) / 1e6);
    cell.in->Increment(static_cast<double>(served.bytes_in));
    cell.out->Increment(static_cast<double>(served.bytes_out));
}

std::string Metrics::page(const storage::StoreStatistics& store, const http::Admission& admission) {
    impl_->documents.Set(static_cast<double>(store.documents));
    impl_->document_bytes.Set(static_cast<double>(store.bytes));
    impl_->commits.Set(static_cast<double>(store.commits));
    impl_->units.Set(static_cast<double>(store.units));
    impl_->queued.Set(static_cast<double>(store.queued_units));
    impl_->audit_backlog.Set(static_cast<double>(store.audit_backlog));
    impl_->log_bytes.Set(static_cast<double>(store.log_bytes));
    impl_->writable.Set(store.writable ? 1 : 0);
    impl_->connections.Set(static_cast<double>(admission.connections()));
    impl_->in_flight.Set(static_cast<double>(admission.requests_in_flight()));
    return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace dmpgw::server
