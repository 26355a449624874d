// The OIDs of a gateway that was given none: chosen once, kept, and never over what the
// configuration says.
#include "gateway/server/config_identity.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace dmpgw::server {
namespace {

struct Identity : ::testing::Test {
    Config config;
    SystemClock clock;
    SystemRandom random;
    std::filesystem::path folder;

    Identity() {
        std::string name =
            (std::filesystem::temp_directory_path() / "dmpgw-identity-XXXXXX").string();
        folder = ::mkdtemp(name.data());
        config.storage.data = (folder / "data").string();
    }
    ~Identity() override { std::filesystem::remove_all(folder); }
};

TEST_F(Identity, is_chosen_once_and_kept) {
    settle_identity(config, clock, random);
    EXPECT_TRUE(is_oid(config.identity.repository_unique_id));
    EXPECT_TRUE(is_oid(config.identity.home_community_id));
    EXPECT_NE(config.identity.repository_unique_id, config.identity.home_community_id);
    EXPECT_LE(config.identity.repository_unique_id.size(), max_oid_length);
    Config later;
    later.storage.data = config.storage.data;
    settle_identity(later, clock, random);
    EXPECT_EQ(later.identity.repository_unique_id, config.identity.repository_unique_id);
    EXPECT_EQ(later.identity.home_community_id, config.identity.home_community_id);
}

TEST_F(Identity, what_the_configuration_says_wins) {
    settle_identity(config, clock, random);
    Config later;
    later.storage.data = config.storage.data;
    later.identity.repository_unique_id = "1.2.3";
    settle_identity(later, clock, random);
    EXPECT_EQ(later.identity.repository_unique_id, "1.2.3");
    EXPECT_EQ(later.identity.home_community_id, config.identity.home_community_id);
}

TEST_F(Identity, touches_no_folder_when_both_are_configured) {
    config.identity = {"1.2.3", "1.2.4"};
    settle_identity(config, clock, random);
    EXPECT_FALSE(std::filesystem::exists(config.storage.data));
}

TEST_F(Identity, a_damaged_file_is_said_and_not_replaced) {
    std::filesystem::create_directories(config.storage.data);
    std::ofstream(std::filesystem::path(config.storage.data) / identity_file_name)
        << "repository_unique_id = x\n";
    EXPECT_THROW(settle_identity(config, clock, random), std::runtime_error);
}

}  // namespace
}  // namespace dmpgw::server
