// Posts answers to the addresses that requests name and the operator allows: soap.reply_to, soap.reply_ca.
#pragma once

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <memory>
#include <string_view>

#include "gateway/server/config.hpp"
#include "gateway/transactions/reply_elsewhere.hpp"

namespace dmpgw::server {

/// Two threads of its own: a receiver that hangs holds up no one but other answers. Tries three times in all.
class ReplyPost final : public transactions::ReplySender {
  public:
    /// `config` must outlive it.
    explicit ReplyPost(const Config& config) : config_(config) {}
    ~ReplyPost() override;

    /// Letter for letter: what looks alike may lead elsewhere.
    bool allows(std::string_view address) const override;
    std::shared_ptr<void> reserve() override;
    void send(transactions::ReplyElsewhere reply) override;

    static constexpr std::size_t max_waiting = 16;

  private:
    void deliver(const transactions::ReplyElsewhere& reply) const;

    const Config& config_;
    std::shared_ptr<std::atomic<std::size_t>> waiting_ = std::make_shared<std::atomic<std::size_t>>(0);
    std::atomic<bool> stopping_{false};
    boost::asio::thread_pool threads_{2};
};

}  // namespace dmpgw::server
