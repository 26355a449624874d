// The gateway's identifiers: ITI TF-2 3.43 retrieves by repositoryUniqueId, so it must never change.
#include "gateway/server/identity.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "gateway/base/identifiers.hpp"

namespace dmpgw::server {
namespace {

class Identity : public testing::Test {
  protected:
    Identity() : data_(std::filesystem::temp_directory_path() / ("dmpgw-identity-" + new_uuid(SystemClock(), random_))) {
        std::filesystem::create_directory(data_);
    }
    ~Identity() override { std::filesystem::remove_all(data_); }

    std::filesystem::path file() const { return data_ / "identity.json"; }
    std::string text() const {
        std::ifstream in(file(), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    }
    void write(std::string_view bytes) const { std::ofstream(file(), std::ios::binary) << bytes; }

    SystemRandom random_;
    std::filesystem::path data_;
    Config config_;
};

TEST_F(Identity, chosen_once_and_kept_across_restarts) {
    const auto first = gateway_identity(config_, data_);
    ASSERT_TRUE(first);
    EXPECT_TRUE(is_oid(first->repository_unique_id));
    EXPECT_LE(first->repository_unique_id.size(), max_oid_length);
    EXPECT_TRUE(is_urn_oid(first->home_community_id));
    EXPECT_NE("urn:oid:" + first->repository_unique_id, first->home_community_id);
    const auto second = gateway_identity(config_, data_);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->repository_unique_id, first->repository_unique_id);
    EXPECT_EQ(second->home_community_id, first->home_community_id);
    EXPECT_FALSE(std::filesystem::exists(file().string() + ".new")) << "nothing half written is left";
}

TEST_F(Identity, two_gateways_are_two) {
    const auto first = gateway_identity(config_, data_);
    std::filesystem::remove(file());
    const auto second = gateway_identity(config_, data_);
    ASSERT_TRUE(first && second);
    EXPECT_NE(first->repository_unique_id, second->repository_unique_id);
}

TEST_F(Identity, what_the_configuration_says_comes_first_and_makes_no_file) {
    config_.identity.repository_unique_id = "1.2.3";
    config_.identity.home_community_id = "urn:oid:1.2.4";
    const auto identity = gateway_identity(config_, data_);
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->repository_unique_id, "1.2.3");
    EXPECT_EQ(identity->home_community_id, "urn:oid:1.2.4");
    EXPECT_EQ(identity->local_patient_oid, "1.2.3.1");
    EXPECT_FALSE(std::filesystem::exists(file()));
    config_.identity.home_community_id = "1.2.4";
    EXPECT_EQ(gateway_identity(config_, data_)->home_community_id, "urn:oid:1.2.4");
}

TEST_F(Identity, half_a_configuration_is_filled_from_the_file) {
    config_.identity.repository_unique_id = "1.2.3";
    const auto first = gateway_identity(config_, data_);
    const auto second = gateway_identity(config_, data_);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->repository_unique_id, "1.2.3");
    EXPECT_EQ(first->home_community_id, second->home_community_id);
}

TEST_F(Identity, a_broken_file_is_refused_by_name_and_left_as_it_is) {
    for (const std::string bytes : {"", "{", "[]", "{}", R"({"repository_unique_id":"1.2.3"})",
                                    R"({"repository_unique_id":"1.2.3","home_community_id":"x"})",
                                    R"({"repository_unique_id":"","home_community_id":"1.2.3"})"}) {
        write(bytes);
        const auto identity = gateway_identity(config_, data_);
        ASSERT_FALSE(identity) << bytes;
        const Failure failure = identity.error();
        EXPECT_EQ(failure.first().rule, "IDENTITY_FILE") << bytes;
        EXPECT_EQ(failure.first().where, file().string()) << bytes;
        EXPECT_EQ(text(), bytes);
    }
}

// A disk that fails is broken machinery, not input: the start ends with what the system says.
TEST_F(Identity, a_folder_that_cannot_be_written_makes_no_identity) {
    EXPECT_THROW((void)gateway_identity(config_, data_ / "missing"), std::exception);
}

TEST_F(Identity, the_public_url_leads_to_both_faces) {
    config_.listen.public_url = "https://dmp.example.test";
    EXPECT_EQ(gateway_identity(config_, data_)->fhir_base, "https://dmp.example.test/fhir");
    EXPECT_EQ(gateway_identity(config_, data_)->soap_base, "https://dmp.example.test/xds");
}

}  // namespace
}  // namespace dmpgw::server
