// dmpgw-bench: what the gateway costs, beside what its two halves cost alone, in one run on one
// machine. README.md here says how to read the table.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "tests/bench/bare_server.hpp"
#include "tests/bench/disk.hpp"
#include "tests/bench/load.hpp"
#include "tests/bench/process.hpp"
#include "tests/bench/query_scale.hpp"
#include "tests/bench/sqlite_alone.hpp"
#include "tests/bench/table.hpp"

namespace {

using namespace dmpgw::bench;
namespace fs = std::filesystem;

constexpr std::size_t cda_bytes = 50'000;
constexpr std::size_t bundle_documents = 9;

struct Options {
    std::string only;
    double seconds = 6;
    std::size_t connections = 64;
    double rate = 1000;
    std::string json;
    std::string gateway;
    std::string folder = "var";
    std::vector<std::uint64_t> entries = {10'000, 100'000, 1'000'000};
    bool keep = false;
};

/// A new folder for one run; removed at the end unless it is to be kept.
class Folder {
  public:
    Folder(const fs::path& parent, bool keep) : keep_(keep) {
        fs::create_directories(parent);
        std::string name = (fs::absolute(parent) / "bench-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("no folder can be made in " + name);
        path_ = name;
    }
    ~Folder() {
        std::error_code ignored;
        if (!keep_) fs::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const fs::path& path() const { return path_; }

  private:
    fs::path path_;
    bool keep_;
};

class Bench {
  public:
    explicit Bench(const Options& options)
        : options_(options), folder_(options.folder, options.keep) {}

    Report run() {
        describe_machine();
        const Template soap = iti41_mtom(cda_bytes);
        const Template fhir = iti65(bundle_documents, cda_bytes);
        const double pressure = cpu_pressure();
        measure_sqlite();
        measure_bare(soap, fhir);
        measure_gateway(soap, fhir);
        measure_scale();
        report_.facts.push_back(
            fmt::format("CPU pressure (some, 10 s) before {:.0f} %, after {:.0f} %; the load "
                        "generator shares the cores",
                        pressure, cpu_pressure()));
        add_aims();
        return std::move(report_);
    }

  private:
    void describe_machine() {
        const Percentiles sync = sync_latency(folder_.path());
        report_.facts.push_back(fmt::format(
            "{} cores; 4 KiB append and fdatasync: p50 {:.2f} ms, p99 {:.2f} ms{}",
            std::thread::hardware_concurrency(), sync.p50, sync.p99,
            is_in_memory(folder_.path()) ? " (IN MEMORY: give --folder on a disk)" : ""));
        report_.facts.push_back(fmt::format(
            "TLS 1.3 keep-alive, {} connections, {:.0f} s after a warm-up; ITI-41: MTOM with one "
            "CDA of {} bytes; "
            "ITI-65: {} documents of {} bytes; every acknowledged document is on the disk",
            options_.connections, options_.seconds, cda_bytes, bundle_documents, cda_bytes));
    }

    void measure_sqlite() {
        for (const std::size_t group : {1U, 16U, 64U}) {
            const std::string id = fmt::format("sqlite_alone_{}", group);
            if (!is_wanted(id)) continue;
            const auto time = std::chrono::milliseconds(static_cast<int>(options_.seconds * 250));
            const SqliteResult r = run_sqlite_alone(
                folder_.path() / fmt::format("alone-{}.sqlite", group), group, time);
            Row row;
            row.id = id;
            row.name = fmt::format("SQLite alone, {} a commit", group);
            row.per_second = r.per_second;
            row.p50_ms = r.p50_ms;
            row.p99_ms = r.p99_ms;
            row.cpu_us = r.cpu_us;
            add(row);
        }
    }

    void measure_bare(Template soap, Template fhir) {
        soap.success = fhir.success = "HTTP/1.1 200";
        const std::uint16_t port = free_port();
        const fs::path log = folder_.path() / "bare.log";
        Process server(
            {fs::read_symlink("/proc/self/exe").string(), "bare-server", std::to_string(port)},
            log);
        wait_until_ready(server, [&] { return listens(port); });
        load(server, port, soap, 1, 0, "bare_soap", "bare POST of the ITI-41");
        load(server, port, fhir, bundle_documents, 0, "bare_fhir", "bare POST of the ITI-65");
        server.stop();
    }

    void measure_gateway(const Template& soap, const Template& fhir) {
        const std::uint16_t port = free_port();
        const std::uint16_t admin = free_port();
        const fs::path log = folder_.path() / "gateway.log";
        Process server({options_.gateway, "serve", "--dev", "--data",
                        (folder_.path() / "data").string(), "--port", std::to_string(port),
                        "--admin-port", std::to_string(admin), "--log-level", "warning"},
                       log);
        wait_until_ready(server, [&] { return answers_ok(admin, "/readyz"); });
        load(server, port, soap, 1, 0, "iti41_closed", "ITI-41, closed loop");
        load(server, port, soap, 1, options_.rate, "iti41_open",
             fmt::format("ITI-41, open loop at {:.0f}/s", options_.rate));
        load(server, port, fhir, bundle_documents, 0, "iti65_closed", "ITI-65, closed loop");
        if (const int code = server.stop(); code != 0) {
            std::cerr << "the gateway ended with " << code << "; see " << log << "\n";
        }
    }

    /// The same queries on one store after the other, from the smallest.
    void measure_scale() {
        const std::vector<ScaleQuery> queries = scale_queries(1000);
        if (std::none_of(queries.begin(), queries.end(), [&](const ScaleQuery& q) { return is_wanted(q.id); })) return;
        std::vector<std::uint64_t> sizes = options_.entries;
        std::erase_if(sizes, [](std::uint64_t entries) { return entries < 1000; });
        std::sort(sizes.begin(), sizes.end());
        for (const std::uint64_t entries : sizes) {
            const fs::path data = folder_.path() / fmt::format("data-{}", entries);
            std::cerr << "a store of " << entries << " entries ..." << std::flush;
            const auto start = std::chrono::steady_clock::now();
            fill_store(data, entries);
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
            std::cerr << fmt::format(" filled in {:.0f} s\n", took.count());
            report_.facts.push_back(fmt::format("{} entries filled in {:.0f} s", entries, took.count()));
            query_store(data, entries);
            if (!options_.keep) fs::remove_all(data);
        }
    }

    void query_store(const fs::path& data, std::uint64_t entries) {
        const std::uint16_t port = free_port();
        const std::uint16_t admin = free_port();
        Process server({options_.gateway, "serve", "--dev", "--data", data.string(), "--port",
                        std::to_string(port), "--admin-port", std::to_string(admin), "--log-level",
                        "warning"},
                       folder_.path() / "gateway.log");
        wait_until_ready(server, [&] { return answers_ok(admin, "/readyz"); });
        for (const ScaleQuery& query : scale_queries(entries)) {
            if (!is_wanted(query.id)) continue;
            LoadOptions load;
            load.port = port;
            // One connection: what one query takes, not how long a queue is.
            load.connections = 1;
            load.duration = std::chrono::milliseconds(static_cast<int>(options_.seconds * 1000));
            std::vector<double> cpu;
            const LoadResult r = run_load(query.request, load, [&] { cpu.push_back(server.cpu_us()); });
            if (!server.running()) throw_with_log("the gateway ended while it was asked", server);
            ScaleRow row{query.id, query.name, entries, r.latency_ms.p50, r.latency_ms.p99};
            if (r.completed > 0) row.cpu_us = (cpu.at(1) - cpu.at(0)) / static_cast<double>(r.completed);
            row.failed = r.failed;
            const auto smallest = std::find_if(report_.scale.begin(), report_.scale.end(),
                                               [&](const ScaleRow& other) { return other.id == query.id; });
            if (smallest != report_.scale.end()) {
                row.p50_to_smallest = row.p50_ms / smallest->p50_ms;
                row.p99_to_smallest = row.p99_ms / smallest->p99_ms;
                row.cpu_to_smallest = row.cpu_us / smallest->cpu_us;
            }
            report_.scale.push_back(row);
        }
        server.stop();
    }

    /// One load on one server, as a row of the table.
    void load(Process& server, std::uint16_t port, const Template& request, std::size_t documents,
              double rate, const std::string& id, const std::string& name) {
        if (!is_wanted(id)) return;
        std::cerr << name << " ..." << std::endl;
        LoadOptions options;
        options.port = port;
        options.connections = options_.connections;
        options.rate = rate;
        options.duration = std::chrono::milliseconds(static_cast<int>(options_.seconds * 1000));
        options.first_number = next_number_;
        std::vector<double> cpu;
        server.forget_peak();
        const LoadResult r = run_load(request, options, [&] { cpu.push_back(server.cpu_us()); });
        next_number_ = r.next_number;
        if (!server.running()) throw_with_log("a server ended under load", server);
        Row row;
        row.id = id;
        row.name = name;
        row.per_second = r.per_second() * static_cast<double>(documents);
        row.p50_ms = r.latency_ms.p50;
        row.p99_ms = r.latency_ms.p99;
        const double n = static_cast<double>(r.completed * documents);
        row.cpu_us = n > 0 ? (cpu.at(1) - cpu.at(0)) / n : 0;
        row.peak_mib = server.peak_mib();
        if (const Row* bare = find(documents == 1 ? "bare_soap" : "bare_fhir")) {
            row.to_bare = row.cpu_us / bare->cpu_us;
        }
        if (const Row* sqlite = find("sqlite_alone_16");
            sqlite != nullptr && !id.starts_with("bare")) {
            row.to_sqlite = row.cpu_us / sqlite->cpu_us;
        }
        row.failed = r.failed;
        row.unsent = r.unsent;
        add(row);
    }

    void add(const Row& row) { report_.rows.push_back(row); }

    bool is_wanted(const std::string& id) const { return id.starts_with(options_.only); }

    const Row* find(std::string_view id) const {
        for (const Row& r : report_.rows) {
            if (r.id == id) return &r;
        }
        return nullptr;
    }

    void add_aims() {
        if (const Row* closed = find("iti41_closed")) {
            report_.aims = {
                {"CPU µs per ITI-41 document, closed loop", 400, closed->cpu_us, true},
                {"ITI-41 documents/s, closed loop", 2000, closed->per_second, false},
            };
            if (closed->to_bare) {
                report_.aims.push_back(
                    {"CPU of that as a multiple of the bare POST", 6, *closed->to_bare, true});
            }
        }
        for (const ScaleRow& row : report_.scale) {
            const bool largest = row.entries > report_.scale.front().entries &&
                                 row.entries == report_.scale.back().entries;
            if (!largest) continue;
            report_.aims.push_back({fmt::format("p50 of {} at {} entries as a multiple of that at {}", row.name,
                                                row.entries, report_.scale.front().entries),
                                    3, row.p50_to_smallest, true});
        }
        if (const Row* open = find("iti41_open")) {
            report_.aims.push_back(
                {fmt::format("p99 in ms of ITI-41, open loop at {:.0f}/s", options_.rate), 15,
                 open->p99_ms, true});
        }
    }

    const Options& options_;
    Folder folder_;
    Report report_;
    std::uint64_t next_number_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Measures dmpgw beside its reference points and prints a Markdown table",
                 "dmpgw-bench");
    Options options;
    options.gateway = (fs::read_symlink("/proc/self/exe").parent_path() / "dmpgw").string();
    app.add_option("--seconds", options.seconds, "Measured time of each row")
        ->capture_default_str()
        ->check(CLI::Range(0.5, 600.0));
    app.add_option("--connections", options.connections, "TLS connections")
        ->capture_default_str()
        ->check(CLI::Range(1, 10'000));
    app.add_option("--rate", options.rate, "Requests a second of the open loop")
        ->capture_default_str()
        ->check(CLI::Range(1.0, 1e6));
    app.add_option("--json", options.json, "Writes the figures there too");
    app.add_option("--gateway", options.gateway, "The dmpgw to measure")->capture_default_str();
    app.add_option("--folder", options.folder,
                   "Where the store lies for the run; on a disk, not in memory")
        ->capture_default_str();
    app.add_option("--only", options.only,
                   "Only rows whose name in the JSON begins so: iti41_closed");
    app.add_option("--entries", options.entries,
                   "Sizes of the stores that are asked, as 10000,100000; 0: none is filled")
        ->delimiter(',')
        ->capture_default_str();
    app.add_flag("--keep", options.keep, "Leaves the store and the logs in place");
    std::uint16_t port = 0;
    auto* bare = app.add_subcommand("bare-server", "")->group("");
    bare->add_option("port", port)->required();
    CLI11_PARSE(app, argc, argv);
    try {
        if (bare->parsed()) return run_bare_server(port);
        const Report report = Bench(options).run();
        std::cout << to_markdown(report);
        if (!options.json.empty()) std::ofstream(options.json) << to_json(report);
        return 0;
    } catch (const std::exception& e) {
        std::cerr << "dmpgw-bench: " << e.what() << "\n";
        return 1;
    }
}
