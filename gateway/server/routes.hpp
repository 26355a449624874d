// The route table: which path and method is which transaction, and how large its body may be. Looked up
// before a body is read, so that 404, 405 and 413 cost nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/http/handler.hpp"
#include "gateway/transactions/services.hpp"

namespace dmpgw::server {

/// One row. `pattern` is a path whose segments are literal but for "{id}", which matches one segment.
struct Route {
    std::string method;
    std::string pattern;
    http::RouteInfo info;
};

/// Thread-safe once built.
class Routes final : public http::Router {
  public:
    explicit Routes(std::vector<Route> rows) : rows_(std::move(rows)) {}
    /// 404 where no pattern fits, 405 with Allow where only the method does not. HEAD is answered as GET.
    boost::system::result<const http::RouteInfo*, http::Refusal> find(const http::RequestHead& head) const override;
    const std::vector<Route>& rows() const { return rows_; }

  private:
    std::vector<Route> rows_;
};

/// Both faces. `services` must outlive the routes.
std::vector<Route> public_routes(transactions::Services& services);

/// Refusals in the words of the path: SOAP under /xds, OperationOutcome elsewhere. `retry_after` seconds go with 503.
http::RefusalRenderer refusal_renderer(unsigned retry_after);

}  // namespace dmpgw::server
