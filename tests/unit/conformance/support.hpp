// What the tests of the bench share: a folder of scenario files, a clock and chance that stand
// still, and a transport with canned answers.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "conformance/runner.hpp"

namespace dmpgw::conformance {

/// A suites folder "ROOT/suite" that goes away with the test.
class SuiteFolder {
  public:
    SuiteFolder() {
        std::string name =
            (std::filesystem::temp_directory_path() / "conformance-test-XXXXXX").string();
        root_ = ::mkdtemp(name.data());
        std::filesystem::create_directories(root_ / "suite");
        std::filesystem::create_directories(root_ / "shared");
    }
    ~SuiteFolder() { std::filesystem::remove_all(root_); }
    SuiteFolder(const SuiteFolder&) = delete;
    SuiteFolder& operator=(const SuiteFolder&) = delete;

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(root_ / name, std::ios::binary) << text;
    }
    Result<Scenario> read(const std::string& text) const {
        write("suite/case.json", text);
        return read_scenario({root_ / "suite/case.json", root_, "suite", "case"});
    }
    Files files() const { return {root_ / "suite", root_}; }
    const std::filesystem::path& root() const { return root_; }

  private:
    std::filesystem::path root_;
};

class StillClock final : public Clock {
  public:
    TimePoint now() const override {
        return TimePoint(std::chrono::seconds(1'773'133'800));
    }  // 2026-03-10T09:10Z
};

class CountingRandom final : public Random {
  public:
    std::uint64_t next() override { return ++last_; }

  private:
    std::uint64_t last_ = 0;
};

/// Answers what the test says, and keeps what was asked.
class CannedTransport final : public Transport {
  public:
    std::function<Result<Reply>(const Request&)> answer;
    std::vector<Request> asked;
    Result<Reply> send(const Request& request) override {
        asked.push_back(request);
        return answer(request);
    }
};

/// An answer to make as often as it is asked for: a Reply with its views cannot be copied.
struct Canned {
    unsigned status;
    std::string type;
    std::string body;
};

inline Reply reply_of(unsigned status, std::string type, std::string body) {
    Reply reply;
    reply.status = status;
    reply.headers = {{"Content-Type", std::move(type)}};
    reply.body = std::move(body);
    return reply;
}

inline const Endpoints endpoints{"http://host", "http://host/xds/registry",
                                 "http://host/xds/repository", "http://host/fhir"};

}  // namespace dmpgw::conformance
