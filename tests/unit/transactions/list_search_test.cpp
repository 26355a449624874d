// MHD 4.2 3.66.4.1.2, MHD 3.2 3.66.4.1.2: which submission set or folder fits which search. One test a parameter.
#include "gateway/transactions/list_search.hpp"

#include <gtest/gtest.h>

#include "gateway/fhir/search.hpp"
#include "gateway/http/message.hpp"
#include "gateway/mapping/systems.hpp"
#include "tests/unit/transactions/sample.hpp"

namespace dmpgw::transactions::test {
namespace {

using model::AvailabilityStatus;

class ListSearch : public testing::Test {
  protected:
    ListSearch() {
        set_ = sample_submission().submission_set;
        set_.entry_uuid = "urn:uuid:018f0000-0000-7000-8000-000000000001";
        set_.title.value = "Sortie d'hospitalisation";
        folder_.entry_uuid = "urn:uuid:018f0000-0000-7000-8000-000000000002";
        folder_.unique_id = "1.2.250.1.999.7.1";
        folder_.codes = {model::Code{"11488-4", "2.16.840.1.113883.6.1", {}}, model::Code{"ZZ", "1.2.3", {}}};
        folder_.last_update_time = model::read_dtm("20260401080000", "").value();
        folder_.title.value = "Suivi cardiologique";
    }

    template <class Read>
    static auto read(Read&& reader, const std::string& query) {
        fhir::SearchOptions options;
        options.scheme_of_system = [](std::string_view system) { return mapping::scheme_of_system(system).text; };
        const auto search = reader(http::parse_form("patient=1&" + query).value(), options);
        EXPECT_TRUE(search) << query;
        return search.value();
    }
    bool set(const std::string& query) const { return matches(set_, read(fhir::read_list_search, query)); }
    bool folder(const std::string& query) const { return matches(folder_, read(fhir::read_list_search, query)); }
    bool manifest(const std::string& query) const { return matches(set_, read(fhir::read_manifest_search, query)); }
    // Which of the two are found.
    std::string found(const std::string& query) const {
        return std::string(set(query) ? "set " : "") + (folder(query) ? "folder" : "");
    }

    model::SubmissionSet set_;
    model::Folder folder_;
};

TEST_F(ListSearch, by_code) {
    EXPECT_EQ(found(""), "set folder");
    EXPECT_EQ(found("code=submissionset"), "set ");
    EXPECT_EQ(found("code=folder"), "folder");
    EXPECT_EQ(found("code=folder,submissionset"), "set folder");
    EXPECT_EQ(found("code=folder&code=submissionset"), "");
    EXPECT_EQ(found("code=https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes%7Cfolder"), "folder");
    EXPECT_EQ(found("code=http://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes%7Csubmissionset"), "set ") << "as PDSm has it";
    EXPECT_EQ(found("code=urn:oid:1.2.3%7Cfolder"), "");
    EXPECT_EQ(found("code=working-list"), "");
}

TEST_F(ListSearch, by_status) {
    EXPECT_EQ(found("status=current"), "set folder");
    EXPECT_EQ(found("status=retired"), "");
    set_.availability_status = AvailabilityStatus::deprecated;
    EXPECT_EQ(found(""), "folder");
    EXPECT_EQ(found("status=retired"), "set ");
    EXPECT_EQ(found("status=current,retired"), "set folder");
    folder_.availability_status = AvailabilityStatus::deleted;
    EXPECT_EQ(found("status=current,retired"), "set ");
    EXPECT_EQ(found("status=entered-in-error"), "folder");
}

TEST_F(ListSearch, by_the_archive_mark) {
    folder_.availability_status = AvailabilityStatus::archived;
    EXPECT_EQ(found(""), "set ");
    EXPECT_EQ(found("isArchived=true"), "folder");
    EXPECT_EQ(found("isArchived=false&status=current"), "set ");
}

TEST_F(ListSearch, by_designation_type) {
    EXPECT_EQ(found("designationType=03"), "set ");
    EXPECT_EQ(found("designationType=urn:oid:1.2.250.1.213.2.2%7C03"), "set ");
    EXPECT_EQ(found("designationType=http://loinc.org%7C11488-4"), "folder");
    EXPECT_EQ(found("designationType=11488-4&designationType=ZZ"), "folder") << "a folder has several";
    EXPECT_EQ(found("designationType=urn:oid:1.2.3%7C11488-4"), "") << "code and system of the same code";
}

TEST_F(ListSearch, by_identifier_of_either_kind_and_form) {
    EXPECT_EQ(found("identifier=urn:ietf:rfc:3986%7Curn:oid:1.2.250.1.999.6.1"), "set ");
    EXPECT_EQ(found("identifier=urn:oid:1.2.250.1.999.7.1"), "folder");
    EXPECT_EQ(found("identifier=1.2.250.1.999.7.1,1.2.250.1.999.6.1"), "set folder");
    EXPECT_EQ(found("identifier=urn:uuid:018f0000-0000-7000-8000-000000000002"), "folder");
    EXPECT_EQ(found("identifier=urn:oid:1.2.250.1.999.6.2"), "");
    EXPECT_EQ(found("_id=018f0000-0000-7000-8000-000000000001"), "set ");
}

TEST_F(ListSearch, by_source_id_which_folders_have_not) {
    EXPECT_EQ(found("sourceId=urn:ietf:rfc:3986%7Curn:oid:1.2.250.1.999.3"), "set ");
    EXPECT_EQ(found("sourceId=urn:oid:1.2.250.1.999.3"), "set ");
    EXPECT_EQ(found("sourceId=1.2.250.1.999.3"), "set ");
    EXPECT_EQ(found("sourceId=urn:oid:1.2.250.1.999.4"), "");
}

TEST_F(ListSearch, by_source_which_folders_have_not) {
    EXPECT_EQ(found("source.family=ess"), "set ");
    EXPECT_EQ(found("source.family=ESSAI&source.given=Dom"), "set ");
    EXPECT_EQ(found("source.family=ESSAI&source.given=x"), "");
}

TEST_F(ListSearch, by_date) {
    EXPECT_EQ(found("date=2026-03-14"), "set ");
    EXPECT_EQ(found("date=2026"), "set folder");
    EXPECT_EQ(found("date=ge2026-03-15"), "folder");
    EXPECT_EQ(found("date=ge2026-03-14&date=lt2026-04"), "set ");
    set_.submission_time.reset();
    EXPECT_EQ(found("date=2026"), "folder");
}

TEST_F(ListSearch, by_the_beginning_of_the_title) {
    EXPECT_EQ(found("title=sortie"), "set ");
    EXPECT_EQ(found("title=Suivi"), "folder");
    EXPECT_EQ(found("title=hospitalisation"), "");
}

TEST_F(ListSearch, manifests_have_parameters_of_their_own) {
    EXPECT_TRUE(manifest(""));
    EXPECT_TRUE(manifest("type=03"));
    EXPECT_FALSE(manifest("type=04"));
    EXPECT_TRUE(manifest("source=urn:oid:1.2.250.1.999.3"));
    EXPECT_FALSE(manifest("source=urn:oid:1.2.250.1.999.4"));
    EXPECT_TRUE(manifest("created=ge2026-03-14"));
    EXPECT_FALSE(manifest("created=lt2026-03-14"));
    EXPECT_TRUE(manifest("author.family=essai&author.given=dominique"));
    EXPECT_FALSE(manifest("author.family=other"));
    EXPECT_TRUE(manifest("identifier=urn:oid:1.2.250.1.999.6.1"));
    EXPECT_FALSE(manifest("identifier=urn:oid:1.2.250.1.999.7.1"));
    EXPECT_TRUE(manifest("description=Sortie"));
    EXPECT_FALSE(manifest("description=Suivi"));
    EXPECT_FALSE(manifest("status=superseded"));
    set_.availability_status = AvailabilityStatus::deprecated;
    EXPECT_TRUE(manifest("status=superseded"));
}

}  // namespace
}  // namespace dmpgw::transactions::test
