// Prometheus metrics of the process. Names follow the Prometheus rules and OpenTelemetry where it has one; no
// label ever holds a patient, document or user.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "gateway/http/handler.hpp"
#include "gateway/http/server.hpp"
#include "gateway/storage/store.hpp"

namespace dmpgw::server {

/// Thread-safe.
class Metrics {
  public:
    Metrics();
    ~Metrics();
    /// For http::ServerOptions::observer.
    void observe(const http::Served& served);
    /// The page of /metrics, with the store's figures of this moment.
    std::string page(const storage::StoreStatistics& store, const http::Admission& admission);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace dmpgw::server
