#include "gateway/server/run.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>

#include "gateway/base/log.hpp"
#include "gateway/http/server.hpp"
#include "gateway/server/admin.hpp"
#include "gateway/server/code_lists.hpp"
#include "gateway/server/identity.hpp"
#include "gateway/server/metrics.hpp"
#include "gateway/server/mllp_listener.hpp"
#include "gateway/server/reply_post.hpp"
#include "gateway/server/routes.hpp"
#include "gateway/server/signals.hpp"
#include "gateway/server/tls_reload.hpp"
#include "gateway/base/version.hpp"
#include "gateway/storage/embedded_store.hpp"
#include "gateway/transactions/ins_rules.hpp"

namespace dmpgw::server {
namespace {

/// Threads for calls that wait for the disk: enough that a slow write holds up few others.
constexpr std::size_t disk_threads = 4;

int refuse_to_start(const Failure& failure) {
    for (const Finding& f : failure.findings) {
        std::fprintf(stderr, "dmpgw: %s\n  %s: %s\n  %s\n  %s\n", f.what.en.c_str(), f.where.c_str(), f.value.c_str(),
                     f.mend.en.c_str(), f.what.fr.c_str());
    }
    return 1;
}

// Every connection is a descriptor, every large document another.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

storage::StoreOptions store_options(const Config& config) {
    storage::StoreOptions options;
    options.folder = config.storage.data;
    options.limits = config.limits.documents;
    options.segment_bytes = config.storage.segment_bytes;
    options.group_units = config.storage.group_units;
    options.group_bytes = config.storage.group_bytes;
    options.max_linger = config.storage.linger;
    options.queue_units = config.storage.queue_units;
    options.checkpoint_bytes = config.storage.checkpoint_bytes;
    return options;
}

http::ServerOptions public_options(const Config& config, const TlsReload& tls, Metrics& metrics) {
    http::ServerOptions options;
    options.address = config.listen.address;
    options.port = config.listen.port;
    options.framing.limits = config.limits.http;
    options.framing.hosts = config.listen.hosts;
    options.deadlines = config.deadlines.http;
    options.admission = config.admission.limits;
    options.threads = static_cast<unsigned>(config.listen.threads);
    options.tls = [&tls] { return tls.current(); };
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(config.admission.retry_after).count();
    options.refusal = refusal_renderer(static_cast<unsigned>(seconds));
    options.observer = [&metrics](const http::Served& served) {
        metrics.observe(served);
        log::info("request", {{"request_id", served.request_id},
                              {"method", served.head.method},
                              {"route", served.route},
                              {"status", served.status},
                              {"duration_us", served.time.count()},
                              {"bytes_in", served.bytes_in},
                              {"bytes_out", served.bytes_out},
                              {"peer", served.peer_address}});
    };
    return options;
}

http::ServerOptions admin_options(const Config& config) {
    http::ServerOptions options;
    options.address = config.listen.admin_address;
    options.port = config.listen.admin_port;
    options.threads = 1;
    options.framing.limits = config.limits.http;
    options.admission.connections = 64;
    return options;
}

xds::Strictness strictness(Policy policy) {
    switch (policy) {
        case Policy::accept: return xds::Strictness::accept;
        case Policy::warn: return xds::Strictness::warn;
        default: return xds::Strictness::refuse;
    }
}

// Everything that lives while the gateway serves, in the order in which it must be torn down from the end.
class Gateway {
  public:
    Gateway(const Config& config, std::unique_ptr<storage::Store> store, transactions::GatewayIdentity identity)
        : config_(config),
          store_(std::move(store)),
          services_{*store_, clock_, random_, disk_, std::move(identity),
                    config.dev, config.limits.xml, config.limits.mime, config.limits.json, config.limits.documents,
                    [&config](std::string_view subject, std::string_view source_id) {
                        const Source* source = find_source(config, subject, source_id);
                        return source != nullptr ? source->name : std::string("default");
                    }},
          tls_(config),
          routes_(public_routes(services_)),
          admin_routes_(admin_routes({[this] { return ready_ && store_->statistics().writable; },
                                      [this] { return metrics_.page(store_->statistics(), server_->admission()); }})) {
        services_.started_at = clock_.now();
        if (!config.soap.reply_to.empty()) services_.replies = std::make_shared<ReplyPost>(config);
        services_.policy_of = [&config](std::string_view name) {
            const auto source = std::find_if(config.sources.begin(), config.sources.end(),
                                             [&](const Source& s) { return s.name == name; });
            const SourcePolicy& policy = source == config.sources.end() ? config.default_policy : source->policy;
            return transactions::SourcePolicy{
                policy.unknown_subjects == Policy::accept, policy.unknown_patients == Policy::accept,
                policy.limited_metadata == Policy::accept, policy.minimal_metadata == Policy::accept,
                strictness(code_policy(config, policy)), strictness(policy.ins_key)};
        };
    }

    Result<void> start() {
        auto lists = load_code_lists(config_.codes);
        if (!lists) return lists.error();
        if (Findings findings = transactions::check_configured_ins_domain(*store_->read(), services_); !findings.empty()) {
            return Failure::of(std::move(findings));
        }
        services_.codes = std::make_shared<terminology::AffinityDomain>(std::move(lists->domain));
        if (auto loaded = tls_.reload(); !loaded) return loaded.error();
        server_ = std::make_unique<http::Server>(public_options(config_, tls_, metrics_), routes_);
        admin_ = std::make_unique<http::Server>(admin_options(config_), admin_routes_);
        const ListenConfig& ports = config_.listen;
        listen("listen.port", ports.port, [this] { server_->start(); });
        listen("listen.admin_port", ports.admin_port, [this] { admin_->start(); });
        if (ports.mllp_port != 0) {
            listen("listen.mllp_port", ports.mllp_port, [&] {
                mllp_ = std::make_unique<MllpListener>(services_, ports.mllp_address, ports.mllp_port);
            });
        }
        if (failure_) return *std::move(failure_);
        // With port 0 the public URL is known only now.
        if (config_.listen.public_url.empty() && config_.listen.port == 0) {
            services_.identity.fhir_base = fmt::format("https://localhost:{}/fhir", server_->port());
            services_.identity.soap_base = fmt::format("https://localhost:{}/xds", server_->port());
        }
        ready_ = true;
        announce();
        return {};
    }

    void reload() {
        if (auto loaded = tls_.reload(); loaded) {
            log::info("certificates_reloaded");
        } else {
            log::error("certificates_not_reloaded", {{"reason", loaded.error().first().what.en},
                                                     {"file", loaded.error().first().value}});
        }
    }

    // True when every accepted request was answered.
    bool stop() {
        ready_ = false;
        if (mllp_) mllp_->stop();
        const bool all_answered = server_->drain(config_.deadlines.drain);
        services_.replies.reset();
        disk_.join();
        admin_->drain(std::chrono::milliseconds(200));
        store_.reset();
        return all_answered;
    }

  private:
    // Starts one listener; of several that cannot, the first is told.
    template <class Start>
    void listen(std::string_view key, std::uint16_t port, const Start& start) {
        static constexpr Rule cannot_listen{
            "CANNOT_LISTEN", FailureKind::unavailable, "",
            "The port cannot be listened on", "Le port ne peut pas être mis à l'écoute",
            "Stop what uses the port (ss -ltnp shows it), or choose another with --port, --admin-port and --mllp-port",
            "Arrêtez ce qui utilise le port (ss -ltnp le montre), ou choisissez-en un autre avec --port, --admin-port et "
            "--mllp-port",
            "docs/configuration.md"};
        if (failure_) return;
        try {
            start();
        } catch (const std::exception& e) {
            failure_ = refuse(cannot_listen, std::string(key), std::to_string(port), e.what());
        }
    }

    void announce() const {
        const auto& identity = services_.identity;
        const std::string& soap = identity.soap_base;
        fmt::print("dmpgw {} is ready\n"
                   "  SOAP     {}/repository (ITI-41, 43, 86)\n"
                   "           {}/registry (ITI-18, 42, 51, 57, 61, 62, 92)\n"
                   "           {}/gateway (ITI-38, 39, 92), {}/identity (ITI-44); ?wsdl for each\n"
                   "  FHIR     {}\n"
                   "  admin    http://{}:{}/livez /readyz /metrics\n"
                   "  data     {}\n"
                   "  repositoryUniqueId  {}\n"
                   "  homeCommunityId     {}\n",
                   version, soap, soap, soap, soap, identity.fhir_base, config_.listen.admin_address, admin_->port(),
                   config_.storage.data, identity.repository_unique_id, identity.home_community_id);
        if (config_.dev) {
            const bool any_patient = config_.default_policy.unknown_patients == Policy::accept;
            const bool any_code = code_policy(config_, config_.default_policy) == Policy::accept;
            fmt::print("  --dev: throw-away certificate, loopback only, {} and {}. Never send real patients' data.\n",
                       any_patient ? "any patient" : "registered patients only",
                       any_code ? "any code" : "codes held to their lists");
        }
        std::fflush(stdout);
        log::info("ready", {{"version", version}, {"port", server_->port()}, {"admin_port", admin_->port()},
                            {"public_url", soap.substr(0, soap.size() - 4)}, {"repository_unique_id", identity.repository_unique_id},
                            {"home_community_id", identity.home_community_id}});
    }

    const Config& config_;
    SystemClock clock_;
    SystemRandom random_;
    Metrics metrics_;
    std::unique_ptr<storage::Store> store_;
    boost::asio::thread_pool disk_{disk_threads};
    transactions::Services services_;
    TlsReload tls_;
    Routes routes_;
    Routes admin_routes_;
    std::unique_ptr<http::Server> server_;
    std::unique_ptr<http::Server> admin_;
    std::unique_ptr<MllpListener> mllp_;
    std::atomic<bool> ready_{false};
    std::optional<Failure> failure_;
};

}  // namespace

int run(const Config& config) {
    block_signals();
    raise_descriptor_limit();
    log::set_level(config.log_level);
    try {
        std::filesystem::create_directories(config.storage.data);
        auto store = storage::EmbeddedStore::open(store_options(config));
        if (!store) return refuse_to_start(store.error());
        auto identity = gateway_identity(config, config.storage.data);
        if (!identity) return refuse_to_start(identity.error());

        Gateway gateway(config, std::move(*store), std::move(*identity));
        if (auto started = gateway.start(); !started) return refuse_to_start(started.error());
        wait_for_stop([&gateway] { gateway.reload(); });
        const bool all_answered = gateway.stop();
        log::info("stopped", {{"outcome", all_answered ? "all answered" : "some requests were cut"}});
        return 0;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "dmpgw: %s\n", e.what());
        return 1;
    }
}

}  // namespace dmpgw::server
