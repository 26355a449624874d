// A store in a folder of its own and the services around it, for tests of the transactions: no socket, the
// clock stands still until it is moved, ids are counted.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <filesystem>
#include <list>
#include <mutex>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/storage/embedded_store.hpp"
#include "gateway/transactions/services.hpp"
#include "gateway/transactions/submit.hpp"

namespace dmpgw::transactions::test {

class FixedClock final : public Clock {
  public:
    TimePoint now() const override { return TimePoint(std::chrono::seconds(1'773'500'000)) + passed_; }
    void advance(std::chrono::seconds time) { passed_ += time; }

  private:
    std::chrono::seconds passed_{0};
};

class CountingRandom final : public Random {
  public:
    std::uint64_t next() override { return ++count_; }

  private:
    std::uint64_t count_ = 0;
};

class TestGateway {
  public:
    explicit TestGateway(bool accept_unknown_subjects = true)
        : folder_(std::filesystem::temp_directory_path() / ("dmpgw-unit-" + new_uuid(SystemClock(), entropy_))) {
        storage::StoreOptions options;
        options.folder = folder_.string();
        options.segment_bytes = 1 * MiB;
        store_ = std::move(storage::EmbeddedStore::open(options).value());
        services_.emplace(Services{*store_, clock_, random_, disk_,
                                   {"1.2.250.1.999.1", "urn:oid:1.2.250.1.999", "https://gateway.test/fhir", "1.2.250.1.999.1.1",
                                    "https://gateway.test/xds"},
                                   false, {}, {}, {}, {},
                                   [](std::string_view, std::string_view) { return std::string("default"); }});
        policy.accept_unknown_subjects = accept_unknown_subjects;
        services_->policy_of = [this](std::string_view) { return policy; };
    }
    ~TestGateway() {
        disk_.join();
        store_.reset();
        std::filesystem::remove_all(folder_);
    }
    TestGateway(const TestGateway&) = delete;
    TestGateway& operator=(const TestGateway&) = delete;

    /// Of every source; a test changes it between two runs.
    SourcePolicy policy;

    Services& services() { return *services_; }
    storage::Store& store() { return *store_; }
    /// Between two runs only: nobody else looks at the clock then.
    void advance(std::chrono::seconds time) { clock_.advance(time); }
    Caller caller(std::string transaction = "ITI-41") { return {std::move(transaction), "request-1", "192.0.2.7", "", "default"}; }

    /// Runs one coroutine to its end on this thread.
    template <class T>
    T run(http::Task<T> task) {
        boost::asio::io_context& io = new_context();
        std::optional<T> value;
        std::exception_ptr thrown;
        boost::asio::co_spawn(io, keep(std::move(task), value), [&](std::exception_ptr e) { thrown = e; });
        io.run();
        if (thrown) std::rethrow_exception(thrown);
        return std::move(*value);
    }

    std::vector<storage::AuditRecord> audit() {
        std::vector<storage::AuditRecord> records;
        store_->read()->audit_records(TimePoint{}, "", [&](const storage::AuditRecord& r) {
            records.push_back(r);
            return true;
        });
        return records;
    }

  private:
    // co_spawn wants a value that can be made of nothing, which a Result is not.
    template <class T>
    static http::Task<void> keep(http::Task<T> task, std::optional<T>& value) {
        value.emplace(co_await std::move(task));
    }

    // The committer may still be in the call that woke a context when that has run dry: contexts live as long as the
    // store, as those of the program do.
    boost::asio::io_context& new_context() {
        const std::lock_guard lock(contexts_mutex_);
        return contexts_.emplace_back(1);
    }

    std::mutex contexts_mutex_;
    std::list<boost::asio::io_context> contexts_;
    SystemRandom entropy_;
    std::filesystem::path folder_;
    FixedClock clock_;
    CountingRandom random_;
    std::unique_ptr<storage::Store> store_;
    boost::asio::thread_pool disk_{1};
    std::optional<Services> services_;
};

}  // namespace dmpgw::transactions::test
