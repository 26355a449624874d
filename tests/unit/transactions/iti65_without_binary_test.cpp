// MHD 4.2 3.65.4.1.2: an attachment.url that names no Binary of the Bundle. With hash and size it is a stored document
// under new metadata; without, the entry is on-demand.
#include <gtest/gtest.h>

#include "gateway/transactions/fhir_read.hpp"
#include "gateway/transactions/iti65_provide_document_bundle.hpp"
#include "gateway/transactions/iti68_retrieve_document.hpp"
#include "tests/unit/transactions/http_support.hpp"

namespace dmpgw::transactions::test {
namespace {

constexpr std::string_view base = "https://gateway.test/fhir";
const std::string sample = "cda-n1-pdf";

void erase(json::Value& object, std::string_view key) {
    std::erase_if(object.object(), [&](const json::Member& member) { return member.first == key; });
}

class Iti65WithoutBinary : public testing::Test {
  protected:
    Iti65WithoutBinary() {
        const Answer answer = exchange(gateway_, iti65, bundle_sample(sample));
        EXPECT_EQ(answer.status, 200U) << answer.body;
        stored_ = "Binary/" + id_of(location_of(answer.json(), "Binary"));
        hash_ = attachment_of(answer)["hash"].as_string();
    }

    json::Value attachment_of(const Answer& answer) {
        const std::string id = id_of(location_of(answer.json(), "DocumentReference"));
        const Answer read = exchange(gateway_, read_document_reference, get("/fhir/DocumentReference/" + id));
        EXPECT_EQ(read.status, 200U) << read.body;
        return read.json()["content"][0]["attachment"];
    }

    // The sample with new ids, without its Binary and, unless wanted, without hash and size.
    Exchange pointing_to(const std::string& url, bool with_hash_and_size) {
        json::Value bundle = json::parse(sample_file("iti65/" + sample + ".json")).value();
        json::Array entries;
        for (json::Value& entry : bundle.find("entry")->array()) {
            json::Value* resource = entry.find("resource");
            const std::string type(entry["resource"]["resourceType"].as_string());
            if (type == "Binary") continue;
            if (type == "DocumentReference") {
                resource->find("masterIdentifier")->set("value", "urn:oid:1.2.250.1.999.65.1");
                json::Value* attachment = resource->find("content")->array().front().find("attachment");
                attachment->set("url", url);
                if (!with_hash_and_size) {
                    erase(*attachment, "hash");
                    erase(*attachment, "size");
                }
            } else {
                resource->find("identifier")->array().front().set("value", "urn:oid:1.2.250.1.999.65.2");
            }
            entries.push_back(std::move(entry));
        }
        bundle.set("entry", std::move(entries));
        return fhir_message("POST", "/fhir", json::write(bundle));
    }

    Answer provide(const std::string& url, bool with_hash_and_size) {
        return exchange(gateway_, iti65, pointing_to(url, with_hash_and_size));
    }

    storage::StoredEntry entry_of(const Answer& answer) {
        const std::string id = id_of(location_of(answer.json(), "DocumentReference"));
        return gateway_.store().read()->entry_by_uuid("urn:uuid:" + id).value();
    }

    TestGateway gateway_;
    std::string stored_;
    std::string hash_;
};

TEST_F(Iti65WithoutBinary, without_hash_and_size_the_entry_is_on_demand) {
    const Answer answer = provide("Binary/assembled-later", false);
    ASSERT_EQ(answer.status, 200U) << answer.body;
    EXPECT_EQ(answer.json()["entry"].size(), 2U);
    const storage::StoredEntry entry = entry_of(answer);
    EXPECT_EQ(entry.entry.type, model::DocumentEntryType::on_demand);
    EXPECT_EQ(entry.entry.hash, "");
    EXPECT_EQ(entry.entry.size, std::nullopt);
    EXPECT_FALSE(entry.location.has_value());
    EXPECT_EQ(attachment_of(answer)["url"].as_string(), std::string(base) + "/Binary/assembled-later");
}

TEST_F(Iti65WithoutBinary, an_on_demand_document_is_not_here_until_somebody_assembles_it) {
    const Answer answer = provide(std::string(base) + "/Binary/assembled-later", false);
    ASSERT_EQ(answer.status, 200U) << answer.body;
    const std::string id = id_of(location_of(answer.json(), "DocumentReference"));
    const Answer read = exchange(gateway_, iti68, get("/fhir/Binary/" + id));
    EXPECT_EQ(read.status, 404U);
    EXPECT_TRUE(read.names("DOCUMENT_ON_DEMAND")) << read.body;
    EXPECT_EQ(exchange(gateway_, iti68, get("/fhir/Binary/assembled-later")).status, 404U);
}

TEST_F(Iti65WithoutBinary, an_on_demand_entry_may_name_a_document_that_is_here) {
    const Answer answer = provide(stored_, false);
    ASSERT_EQ(answer.status, 200U) << answer.body;
    EXPECT_EQ(entry_of(answer).entry.type, model::DocumentEntryType::on_demand);
    const Answer read = exchange(gateway_, iti68, get(path_of_url(attachment_of(answer)["url"].as_string())));
    EXPECT_EQ(read.body, sample_file("documents/" + sample + ".xml"));
}

TEST_F(Iti65WithoutBinary, with_hash_and_size_a_stored_document_is_taken_again) {
    const Answer answer = provide(stored_, true);
    ASSERT_EQ(answer.status, 200U) << answer.body;
    EXPECT_EQ(entry_of(answer).entry.type, model::DocumentEntryType::stable);
    const std::string url(attachment_of(answer)["url"].as_string());
    EXPECT_FALSE(url.ends_with(stored_)) << "a document of its own";
    EXPECT_EQ(attachment_of(answer)["hash"].as_string(), hash_);
    EXPECT_EQ(exchange(gateway_, iti68, get(path_of_url(url))).body, sample_file("documents/" + sample + ".xml"));
}

TEST_F(Iti65WithoutBinary, with_hash_and_size_the_document_must_be_here) {
    const Answer answer = provide("Binary/018f0000-0000-7000-8000-0000000000ff", true);
    EXPECT_GE(answer.status, 400U);
    EXPECT_TRUE(answer.names("BINARY_UNKNOWN")) << answer.body;
}

// Nothing is fetched, and nothing that would make readers fetch elsewhere is kept.
TEST_F(Iti65WithoutBinary, another_servers_url_is_refused) {
    for (const char* url : {"http://169.254.169.254/latest/meta-data/", "https://elsewhere.example/fhir/Binary/1",
                            "file:///etc/passwd", "Binary/../../../etc/passwd", "javascript:alert(1)"}) {
        const Answer answer = provide(url, false);
        EXPECT_EQ(answer.status, 400U) << url;
        EXPECT_TRUE(answer.names("MHD_ATTACHMENT_OUTSIDE")) << answer.body;
    }
    EXPECT_EQ(gateway_.store().statistics().documents, 1U);
}

TEST_F(Iti65WithoutBinary, no_url_at_all_is_refused) {
    Exchange sent = pointing_to("Binary/x", false);
    json::Value bundle = json::parse(sent.body).value();
    for (json::Value& entry : bundle.find("entry")->array()) {
        if (entry["resource"]["resourceType"].as_string() != "DocumentReference") continue;
        erase(*entry.find("resource")->find("content")->array().front().find("attachment"), "url");
    }
    sent.body = json::write(bundle);
    const Answer answer = exchange(gateway_, iti65, sent);
    EXPECT_EQ(answer.status, 422U);
    EXPECT_TRUE(answer.names("content[0].attachment.url")) << answer.body;
}

}  // namespace
}  // namespace dmpgw::transactions::test
