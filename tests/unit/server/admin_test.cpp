// The admin listener: what an orchestrator and Prometheus ask for.
#include "gateway/server/admin.hpp"

#include <gtest/gtest.h>

#include "gateway/server/metrics.hpp"
#include "tests/unit/transactions/test_gateway.hpp"

namespace dmpgw::server {
namespace {

struct Answer {
    unsigned status = 0;
    std::string text;
};

class Admin : public testing::Test {
  protected:
    Answer ask(const std::string& method, const std::string& path) {
        http::Request request;
        request.head.method = method;
        request.head.target = path;
        const auto found = routes_.find(request.head);
        if (!found) return {found.error().status, ""};
        const http::Response response = gateway_.run((*found)->handler(request));
        return {response.status, std::get<std::string>(response.body.at(0))};
    }
    bool ready_ = true;
    transactions::test::TestGateway gateway_;
    Routes routes_{admin_routes({[this] { return ready_; }, [] { return std::string("up 1\n"); }})};
};

TEST_F(Admin, it_says_that_the_process_lives) {
    EXPECT_EQ(ask("GET", "/livez").status, 200u);
    EXPECT_EQ(ask("GET", "/health").status, 200u);
    ready_ = false;
    EXPECT_EQ(ask("GET", "/livez").status, 200u) << "alive is not ready: a restart would mend nothing";
}

TEST_F(Admin, it_says_whether_work_may_be_sent) {
    EXPECT_EQ(ask("GET", "/readyz").status, 200u);
    ready_ = false;
    EXPECT_EQ(ask("GET", "/readyz").status, 503u);
}

TEST_F(Admin, it_shows_the_metrics) {
    EXPECT_EQ(ask("GET", "/metrics").text, "up 1\n");
    EXPECT_EQ(ask("POST", "/metrics").status, 405u);
    EXPECT_EQ(ask("GET", "/fhir/metadata").status, 404u) << "patients' data is not on this listener";
}

TEST_F(Admin, it_answers_under_overload_and_takes_no_body) {
    for (const Route& row : routes_.rows()) {
        EXPECT_TRUE(row.info.always_admitted) << row.pattern;
        EXPECT_EQ(row.info.body_limit, 0u) << row.pattern;
    }
}

TEST(MetricsPage, it_counts_by_route_method_and_status) {
    Metrics metrics;
    http::RequestHead head;
    head.method = "POST";
    const http::Served served{head, "iti-41", "request-1", "192.0.2.7", 200, std::chrono::microseconds(1500), 10, 20};
    metrics.observe(served);
    metrics.observe(served);
    const http::Admission admission{http::AdmissionLimits{}};
    storage::StoreStatistics store;
    store.documents = 3;
    const std::string page = metrics.page(store, admission);
    EXPECT_NE(page.find("http_server_request_duration_seconds_count{"), std::string::npos);
    EXPECT_NE(page.find("route=\"iti-41\""), std::string::npos);
    EXPECT_NE(page.find("direction=\"in\""), std::string::npos);
    EXPECT_NE(page.find("dmpgw_store_documents 3"), std::string::npos);
    EXPECT_NE(page.find("dmpgw_store_writable 1"), std::string::npos);
    EXPECT_EQ(page.find("request-1"), std::string::npos) << "no label names a request";
    EXPECT_EQ(page.find("192.0.2.7"), std::string::npos) << "nor a peer";
}

TEST(MetricsPage, a_request_that_could_not_be_read_has_labels_too) {
    Metrics metrics;
    const http::RequestHead head;
    metrics.observe({head, "", "r", "p", 400, std::chrono::microseconds(1), 0, 0});
    const std::string page = metrics.page({}, http::Admission{http::AdmissionLimits{}});
    EXPECT_NE(page.find("route=\"none\""), std::string::npos);
}

}  // namespace
}  // namespace dmpgw::server
