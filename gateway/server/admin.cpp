#include "gateway/server/admin.hpp"

#include <memory>
#include <utility>

namespace dmpgw::server {
namespace {

using Page = std::function<http::Response()>;

http::Task<http::Response> render(Page page) { co_return page(); }

Route get(std::string pattern, std::string name, Page page) {
    return {"GET", std::move(pattern),
            {std::move(name), 0, [page = std::move(page)](http::Request&) { return render(page); }, true}};
}

constexpr std::string_view plain_text = "text/plain; charset=utf-8";

}  // namespace

std::vector<Route> admin_routes(AdminSources sources) {
    const auto shared = std::make_shared<AdminSources>(std::move(sources));
    std::vector<Route> rows;
    const auto live = [] { return http::Response(200, plain_text, "alive\n"); };
    rows.push_back(get("/livez", "livez", live));
    rows.push_back(get("/health", "livez", live));
    rows.push_back(get("/readyz", "readyz", [shared] {
        return shared->ready() ? http::Response(200, plain_text, "ready\n")
                               : http::Response(503, plain_text, "not ready\n");
    }));
    rows.push_back(get("/metrics", "metrics", [shared] {
        return http::Response(200, "text/plain; version=0.0.4; charset=utf-8", shared->metrics());
    }));
    return rows;
}

}  // namespace dmpgw::server
