#include "gateway/server/config_identity.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "gateway/base/text.hpp"

namespace dmpgw::server {
namespace {

struct Line {
    std::string_view name;
    std::string IdentityConfig::*member;
};
constexpr std::array lines = {Line{"repository_unique_id", &IdentityConfig::repository_unique_id},
                              Line{"home_community_id", &IdentityConfig::home_community_id}};

[[noreturn]] void fail(const std::string& path) {
    throw std::system_error(errno, std::generic_category(), path);
}

/// The kept OIDs; empty ones when there is no file yet.
IdentityConfig read_identity(const std::filesystem::path& file) {
    IdentityConfig kept;
    std::ifstream stream(file);
    if (!stream) {
        if (std::filesystem::exists(file)) fail(file.string());
        return kept;
    }
    for (std::string line; std::getline(stream, line);) {
        for (const Line& known : lines) {
            if (line.starts_with(known.name) && line.substr(known.name.size()).starts_with(" = ")) {
                kept.*known.member = trim(std::string_view(line).substr(known.name.size() + 3));
            }
        }
    }
    for (const Line& known : lines) {
        if (!is_oid(kept.*known.member)) {
            throw std::runtime_error(
                fmt::format("{} is damaged: {} is not an OID", file.string(), known.name));
        }
    }
    return kept;
}

void write_all(int descriptor, std::string_view text, const std::string& path) {
    while (!text.empty()) {
        const ssize_t n = ::write(descriptor, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail(path);
        text.remove_prefix(static_cast<std::size_t>(n));
    }
}

/// A file descriptor that is closed again.
struct Descriptor {
    int value;
    explicit Descriptor(int v) : value(v) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (value >= 0) ::close(value);
    }
};

void write_identity(const std::filesystem::path& file, const IdentityConfig& identity) {
    std::string text;
    for (const Line& line : lines)
        text += fmt::format("{} = {}\n", line.name, identity.*line.member);
    const std::string temporary = file.string() + ".new";
    {
        const Descriptor out(
            ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640));
        if (out.value < 0) fail(temporary);
        write_all(out.value, text, temporary);
        if (::fsync(out.value) != 0) fail(temporary);
    }
    if (::rename(temporary.c_str(), file.c_str()) != 0) fail(file.string());
    const Descriptor folder(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.value < 0 || ::fsync(folder.value) != 0) fail(file.parent_path().string());
}

}  // namespace

void settle_identity(Config& config, const Clock& clock, Random& random) {
    IdentityConfig& identity = config.identity;
    if (!identity.repository_unique_id.empty() && !identity.home_community_id.empty()) return;
    const std::filesystem::path folder = std::filesystem::absolute(config.storage.data);
    std::filesystem::create_directories(folder);
    const std::filesystem::path file = folder / identity_file_name;
    IdentityConfig kept = read_identity(file);
    if (kept.repository_unique_id.empty()) {
        for (const Line& line : lines)
            kept.*line.member = oid_of_uuid(new_uuid(clock, random));
        write_identity(file, kept);
    }
    for (const Line& line : lines) {
        if ((identity.*line.member).empty()) identity.*line.member = kept.*line.member;
    }
}

}  // namespace dmpgw::server
