// MHD 4.2 3.67.4.1.2 and PDSm 3.1.1 flux 5: which entry fits which search. One test a parameter.
#include "gateway/transactions/document_search.hpp"

#include <gtest/gtest.h>

#include "gateway/fhir/search.hpp"
#include "gateway/http/message.hpp"
#include "gateway/mapping/systems.hpp"
#include "tests/unit/transactions/sample.hpp"

namespace dmpgw::transactions::test {
namespace {

class DocumentSearch : public testing::Test {
  protected:
    DocumentSearch() {
        model::DocumentEntry& e = stored_.entry;
        e = sample_submission().entries[0];
        e.entry_uuid = "urn:uuid:018f0000-0000-7000-8000-000000000001";
        e.availability_status = model::AvailabilityStatus::approved;
        e.event_codes = {model::Code{"DEQP003", "1.2.250.1.213.2.5", {}}, model::Code{"ZZ", "1.2.3", {}}};
        e.service_start_time = model::read_dtm("20260310080000", "").value();
        e.service_stop_time = model::read_dtm("20260312180000", "").value();
        model::Cx episode;
        episode.id = "SEJOUR7";
        episode.assigning_authority = {"", "1.2.250.1.999.9", "ISO"};
        e.reference_id_list = {episode};
        // 2026-03-14T14:53:20Z
        stored_.registered_at = TimePoint(std::chrono::seconds(1'773'500'000));
    }

    bool found(const std::string& query) const {
        const auto parameters = http::parse_form("patient=1&" + query);
        EXPECT_TRUE(parameters) << query;
        fhir::SearchOptions options;
        options.scheme_of_system = [](std::string_view system) { return mapping::scheme_of_system(system).text; };
        const auto search = fhir::read_document_search(*parameters, options);
        if (!search) {
            const Failure failure = search.error();
            ADD_FAILURE() << query << ": " << failure.first().rule << ' ' << failure.first().where;
            return false;
        }
        return matches(stored_, *search);
    }

    storage::StoredEntry stored_;
};

TEST_F(DocumentSearch, by_status) {
    EXPECT_TRUE(found("status=current"));
    EXPECT_TRUE(found("status=superseded,current"));
    EXPECT_FALSE(found("status=superseded"));
    stored_.entry.availability_status = model::AvailabilityStatus::deprecated;
    EXPECT_FALSE(found(""));
    EXPECT_FALSE(found("status=current"));
    EXPECT_TRUE(found("status=superseded"));
    stored_.entry.availability_status = model::AvailabilityStatus::deleted;
    EXPECT_FALSE(found("status=current,superseded"));
    EXPECT_TRUE(found("status=entered-in-error"));
}

TEST_F(DocumentSearch, by_the_archive_mark) {
    EXPECT_FALSE(found("isArchived=true"));
    EXPECT_TRUE(found("isArchived=false"));
    stored_.entry.availability_status = model::AvailabilityStatus::archived;
    EXPECT_FALSE(found("")) << "archived documents are shown to those who ask for them";
    EXPECT_TRUE(found("status=current"));
    EXPECT_TRUE(found("isArchived=true"));
    EXPECT_TRUE(found("status=current&isArchived=true"));
    EXPECT_FALSE(found("isArchived=false"));
    EXPECT_FALSE(found("status=superseded&isArchived=true"));
}

TEST_F(DocumentSearch, by_type) {
    EXPECT_TRUE(found("type=11490-0"));
    EXPECT_TRUE(found("type=http://loinc.org|11490-0"));
    EXPECT_TRUE(found("type=urn:oid:2.16.840.1.113883.6.1|11490-0"));
    EXPECT_TRUE(found("type=http://loinc.org|"));
    EXPECT_TRUE(found("type=zz,11490-0")) << "any of the values of one parameter";
    EXPECT_FALSE(found("type=11490-0&type=zz")) << "all of the parameters";
    EXPECT_FALSE(found("type=11490-1"));
    EXPECT_FALSE(found("type=http://snomed.info/sct|11490-0"));
    stored_.entry.type_code.reset();
    EXPECT_FALSE(found("type=11490-0"));
}

TEST_F(DocumentSearch, by_category) {
    EXPECT_TRUE(found("category=urn:oid:1.2.250.1.213.1.1.4.1|10"));
    EXPECT_FALSE(found("category=11"));
    EXPECT_FALSE(found("category=urn:oid:1.2.3|10"));
}

TEST_F(DocumentSearch, by_setting) {
    EXPECT_TRUE(found("setting=ETABLISSEMENT"));
    EXPECT_FALSE(found("setting=AMBULATOIRE"));
}

TEST_F(DocumentSearch, by_facility) {
    EXPECT_TRUE(found("facility=SA01"));
    EXPECT_FALSE(found("facility=SA02"));
}

TEST_F(DocumentSearch, by_event_where_any_of_several_codes_fits) {
    EXPECT_TRUE(found("event=DEQP003"));
    EXPECT_TRUE(found("event=urn:oid:1.2.3|ZZ"));
    EXPECT_TRUE(found("event=DEQP003&event=ZZ"));
    EXPECT_FALSE(found("event=urn:oid:1.2.3|DEQP003")) << "code and system of the same code";
    EXPECT_FALSE(found("event=other"));
}

TEST_F(DocumentSearch, by_security_label) {
    EXPECT_TRUE(found("security-label=N"));
    EXPECT_FALSE(found("security-label=R"));
}

TEST_F(DocumentSearch, by_format) {
    EXPECT_TRUE(found("format=urn:asip:ci-sis:ldl-ses:2017"));
    EXPECT_FALSE(found("format=urn:ihe:iti:xds-sd:pdf:2008"));
}

TEST_F(DocumentSearch, by_identifier_of_either_kind_and_form) {
    EXPECT_TRUE(found("identifier=urn:ietf:rfc:3986|urn:oid:1.2.250.1.999.5.1"));
    EXPECT_TRUE(found("identifier=urn:oid:1.2.250.1.999.5.1"));
    EXPECT_TRUE(found("identifier=1.2.250.1.999.5.1"));
    EXPECT_TRUE(found("identifier=urn:uuid:018f0000-0000-7000-8000-000000000001"));
    EXPECT_FALSE(found("identifier=urn:oid:1.2.250.1.999.5.2"));
    stored_.entry.unique_id = "1.2.250.1.999.5^DOC42";
    EXPECT_TRUE(found("identifier=urn:oid:1.2.250.1.999.5|DOC42"));
    EXPECT_FALSE(found("identifier=urn:oid:1.2.250.1.999.6|DOC42"));
}

TEST_F(DocumentSearch, by_related) {
    EXPECT_TRUE(found("related=urn:oid:1.2.250.1.999.9|SEJOUR7"));
    EXPECT_TRUE(found("related=SEJOUR7"));
    EXPECT_FALSE(found("related=urn:oid:1.2.250.1.999.8|SEJOUR7"));
    EXPECT_FALSE(found("related=SEJOUR8"));
}

TEST_F(DocumentSearch, by_id) {
    EXPECT_TRUE(found("_id=018f0000-0000-7000-8000-000000000001"));
    EXPECT_TRUE(found("_id=x,018f0000-0000-7000-8000-000000000001"));
    EXPECT_FALSE(found("_id=018f0000-0000-7000-8000-000000000002"));
}

TEST_F(DocumentSearch, by_creation) {
    EXPECT_TRUE(found("creation=2026-03-14"));
    EXPECT_TRUE(found("creation=2026-03"));
    EXPECT_TRUE(found("creation=ge2026-03-14&creation=lt2026-03-15"));
    EXPECT_FALSE(found("creation=2026-03-13"));
    EXPECT_FALSE(found("creation=gt2026-03-14"));
    EXPECT_FALSE(found("creation=lt2026-03-14"));
    EXPECT_TRUE(found("creation=ne2026-03-13"));
    EXPECT_FALSE(found("creation=ne2026-03-14"));
    stored_.entry.creation_time.reset();
    EXPECT_FALSE(found("creation=le2030")) << "a moment that nobody named is in no range";
}

TEST_F(DocumentSearch, by_date_of_registration) {
    EXPECT_TRUE(found("date=2026-03-14"));
    EXPECT_TRUE(found("date=ge2026-03-14T14:53:20Z"));
    EXPECT_FALSE(found("date=gt2026-03-14T14:53:20Z"));
    EXPECT_FALSE(found("date=lt2026-03-14T14:53:20Z"));
    EXPECT_FALSE(found("date=2026-03-15"));
}

TEST_F(DocumentSearch, by_period) {
    EXPECT_TRUE(found("period=ge2026-03-10&period=le2026-03-12"));
    EXPECT_TRUE(found("period=2026-03"));
    EXPECT_FALSE(found("period=sa2026-03-12"));
    EXPECT_FALSE(found("period=2026-03-11")) << "the care lasted longer than that day";
    stored_.entry.service_stop_time.reset();
    EXPECT_TRUE(found("period=2026-03-10"));
    stored_.entry.service_start_time.reset();
    EXPECT_FALSE(found("period=2026-03"));
}

TEST_F(DocumentSearch, by_the_ends_of_the_period) {
    EXPECT_TRUE(found("period-start=2026-03-10"));
    EXPECT_FALSE(found("period-start=2026-03-12"));
    EXPECT_TRUE(found("period-end=2026-03-12"));
    EXPECT_FALSE(found("period-end=2026-03-10"));
}

TEST_F(DocumentSearch, by_author_from_the_beginning_of_the_name_in_either_case) {
    EXPECT_TRUE(found("author.family=ESSAI"));
    EXPECT_TRUE(found("author.family=ess"));
    EXPECT_TRUE(found("author.family=Essai&author.given=dom"));
    EXPECT_FALSE(found("author.family=SSAI"));
    EXPECT_FALSE(found("author.family=Essai&author.given=x"));
    stored_.entry.authors.clear();
    EXPECT_FALSE(found("author.family=ess"));
}

}  // namespace
}  // namespace dmpgw::transactions::test
