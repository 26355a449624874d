// Accepts connections and hands them to the loops in turn.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <vector>

#include "gateway/http/loop.hpp"
#include "gateway/http/transport.hpp"

namespace dmpgw::http {

/// Lives on its home loop: after start() use it on that loop's thread only.
class Listener {
  public:
    /// Binds and listens. Throws boost::system::system_error. `loops` (the first is home) outlive the
    /// listener.
    Listener(Shared& shared, std::vector<std::unique_ptr<Loop>>& loops);

    std::uint16_t port() const { return port_; }
    void start();
    /// Hands on what the kernel has accepted already, then closes.
    void stop();

  private:
    Task<void> accept_all();
    void hand_on(Socket socket);
    Loop& next_loop() { return *(*loops_)[turn_++ % loops_->size()]; }

    Shared* shared_;
    std::vector<std::unique_ptr<Loop>>* loops_;
    boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor> acceptor_;
    std::uint16_t port_ = 0;
    std::size_t turn_ = 0;
};

}  // namespace dmpgw::http
