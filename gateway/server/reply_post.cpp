// WS-Addressing 1.0 SOAP binding 5.1; ITI TF-2 Appendix V.4.
#include "gateway/server/reply_post.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <chrono>
#include <exception>
#include <thread>
#include <utility>

#include "gateway/base/log.hpp"
#include "gateway/http/client.hpp"

namespace dmpgw::server {
namespace {

constexpr std::array<std::chrono::milliseconds, 2> pauses = {std::chrono::seconds(1), std::chrono::seconds(5)};

}  // namespace

ReplyPost::~ReplyPost() {
    stopping_ = true;
    threads_.join();
}

bool ReplyPost::allows(std::string_view address) const {
    const auto& allowed = config_.soap.reply_to;
    return std::find(allowed.begin(), allowed.end(), address) != allowed.end();
}

std::shared_ptr<void> ReplyPost::reserve() {
    if (waiting_->fetch_add(1) >= max_waiting) {
        waiting_->fetch_sub(1);
        return nullptr;
    }
    return {waiting_.get(), [waiting = waiting_](void*) { waiting->fetch_sub(1); }};
}

void ReplyPost::send(transactions::ReplyElsewhere reply) {
    boost::asio::post(threads_, [this, reply = std::move(reply)] {
        try {
            deliver(reply);
        } catch (const std::exception& e) {
            log::error("reply_not_delivered", {{"request_id", reply.request_id}, {"error", e.what()}});
        }
    });
}

void ReplyPost::deliver(const transactions::ReplyElsewhere& reply) const {
    auto url = http::parse_url(reply.address);
    if (!url) throw std::invalid_argument("an allowed address that is no URL");
    url->options.ca_file = config_.soap.reply_ca;
    url->options.timeout = std::chrono::seconds(10);
    // The client cannot ask for the password of a key.
    if (config_.tls.key_password.empty()) {
        url->options.certificate = config_.tls.certificate;
        url->options.private_key = config_.tls.key;
    }
    http::Client client(url->options);
    const std::string target = url->path.empty() ? "/" : url->path;
    for (std::size_t attempt = 0;; ++attempt) {
        const auto answer = client.send("POST", target, {{"Content-Type", reply.content_type}}, reply.body);
        const bool again = !answer || answer->status >= 500;
        if (answer && answer->status < 300) {
            return log::info("reply_delivered", {{"request_id", reply.request_id}, {"status", answer->status}});
        }
        if (!again || attempt == pauses.size() || stopping_) {
            return log::error("reply_not_delivered",
                              {{"request_id", reply.request_id},
                               {"status", answer ? answer->status : 0U},
                               {"reason", answer ? std::string() : answer.error().first().what.en}});
        }
        std::this_thread::sleep_for(pauses[attempt]);
    }
}

}  // namespace dmpgw::server
