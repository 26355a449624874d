#include "gateway/server/signals.hpp"

#include <csignal>
#include <pthread.h>

#include "gateway/base/log.hpp"

namespace dmpgw::server {
namespace {

sigset_t handled() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    return set;
}

}  // namespace

void block_signals() {
    const sigset_t set = handled();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    // A peer that goes away while we write is an error of that write, not the end of the process.
    std::signal(SIGPIPE, SIG_IGN);
}

void wait_for_stop(const std::function<void()>& reload) {
    const sigset_t set = handled();
    while (true) {
        int signal = 0;
        if (sigwait(&set, &signal) != 0) continue;
        log::info("signal", {{"signal", signal == SIGHUP ? "SIGHUP" : signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
        if (signal != SIGHUP) break;
        reload();
    }
    // From here on the default action: whoever asks twice does not want to wait.
    sigset_t stop = handled();
    sigdelset(&stop, SIGHUP);
    pthread_sigmask(SIG_UNBLOCK, &stop, nullptr);
}

}  // namespace dmpgw::server
