// Consistency under concurrent writers: replacements, updates and queries race for one document. What was acknowledged
// is visible ever after, once; every version has one successor; no query sees two current versions, or none.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "tests/unit/transactions/sample.hpp"

namespace dmpgw::transactions::test {
namespace {

using Moment = std::chrono::steady_clock::time_point;

// What a writer or a reader knows of one operation.
struct Written {
    Moment begun;
    Moment ended;
    bool acknowledged = false;
    std::string before;   // entryUUID of the version that it was to succeed
    std::string created;  // entryUUID, when acknowledged
};
struct Read {
    Moment begun;
    std::set<std::string> all;       // of whatever status
    std::set<std::string> approved;
};
struct History {
    std::string first;
    Moment first_acknowledged;
    std::vector<Written> written;
    std::vector<Read> read;
    std::set<std::string> kept;  // in the registry, when all is over
};

// What is wrong with a history; empty when nothing is.
std::vector<std::string> faults_of(const History& h) {
    std::vector<std::string> faults;
    std::map<std::string, int> successors;
    std::set<std::string> acknowledged{h.first};
    for (const Written& w : h.written) {
        if (!w.acknowledged) continue;
        if (++successors[w.before] > 1) faults.push_back("two successors of " + w.before);
        if (!acknowledged.insert(w.created).second) faults.push_back("acknowledged twice: " + w.created);
    }
    if (h.kept != acknowledged) faults.push_back("the registry does not keep what was acknowledged");
    for (const Read& r : h.read) {
        if (r.approved.size() != 1) faults.push_back("a query saw " + std::to_string(r.approved.size()) + " current versions");
        if (h.first_acknowledged < r.begun && !r.all.contains(h.first)) faults.push_back("a query missed the first version");
        for (const Written& w : h.written) {
            if (w.acknowledged && w.ended < r.begun && !r.all.contains(w.created)) faults.push_back("a query missed " + w.created);
        }
        for (const std::string& seen : r.all) {
            if (!acknowledged.contains(seen)) faults.push_back("a query saw what nobody was told of: " + seen);
        }
    }
    return faults;
}

class Race {
  public:
    Race() {
        SubmitRequest request = sample_request(gateway_);
        history_.first = gateway_.run(submit(std::move(request), gateway_.caller(), services_)).value().entry_uuids()[0];
        history_.first_acknowledged = std::chrono::steady_clock::now();
    }

    History run(int writers, int readers, int attempts) {
        std::vector<std::thread> threads;
        writing_ = writers;
        for (int i = 0; i < writers; ++i) {
            threads.emplace_back([this, i, attempts] {
                for (int n = 0; n < attempts; ++n) write(i, n);
                --writing_;
            });
        }
        for (int i = 0; i < readers; ++i) {
            threads.emplace_back([this] {
                do read();
                while (writing_ > 0);
            });
        }
        for (auto& thread : threads) thread.join();
        history_.kept = look().all;
        return std::move(history_);
    }

  private:
    // Those of the gateway, but with a source of chance that threads may share.
    static Services services_of(Services& s, Random& random) {
        return {s.store, s.clock, random, s.disk, s.identity, s.development, s.xml_limits, s.mime_limits, s.json_limits,
                s.document_limits, s.source_of};
    }

    Read look() {
        Read r;
        r.begun = std::chrono::steady_clock::now();
        const auto patient = sample_submission().submission_set.patient_id->key();
        gateway_.store().read()->entries_of_patient(patient, [&](const storage::StoredEntry& stored) {
            r.all.insert(stored.entry.entry_uuid);
            if (stored.entry.availability_status == model::AvailabilityStatus::approved) r.approved.insert(stored.entry.entry_uuid);
            return true;
        });
        return r;
    }

    void read() {
        Read r = look();
        const std::lock_guard lock(mutex_);
        history_.read.push_back(std::move(r));
    }

    // Succeeds the version that is current now, by an update or by a replacement: somebody else may be faster.
    void write(int writer, int n) {
        const auto now = look();
        if (now.approved.size() != 1) return;
        Written w;
        w.before = *now.approved.begin();
        const auto before = gateway_.store().read()->entry_by_uuid(w.before)->entry;
        SubmitRequest request = (writer + n) % 2 == 0 ? update_of(before) : replacement_of(before, writer, n);
        request.submission.submission_set.unique_id = "1.2.250.1.999.66." + std::to_string(writer + 1) + "." + std::to_string(n);
        w.begun = std::chrono::steady_clock::now();
        const auto receipt = gateway_.run(submit(std::move(request), gateway_.caller(), services_));
        w.ended = std::chrono::steady_clock::now();
        w.acknowledged = bool(receipt);
        if (receipt) w.created = receipt->entry_uuids()[0];
        const std::lock_guard lock(mutex_);
        history_.written.push_back(std::move(w));
    }

    SubmitRequest update_of(const model::DocumentEntry& before) {
        SubmitRequest request;
        request.intake = Intake::update;
        request.rules.transaction = xds::Transaction::iti57;
        request.submission = sample_submission();
        model::Association& membership = request.submission.associations[0];
        membership.previous_version = std::to_string(before.version);
        request.submission.entries[0] = before;
        request.submission.entries[0].entry_uuid = "Document01";
        return request;
    }
    SubmitRequest replacement_of(const model::DocumentEntry& before, int writer, int n) {
        const std::string id = std::to_string(writer + 1) + "." + std::to_string(n);
        SubmitRequest request = sample_request(gateway_, "<ClinicalDocument>" + id + "</ClinicalDocument>");
        request.submission.entries[0].unique_id = "1.2.250.1.999.55." + id;
        model::Association& a = request.submission.associations.emplace_back();
        a.entry_uuid = "Association02";
        a.type = model::AssociationType::replace;
        a.source = "Document01";
        a.target = before.entry_uuid;
        return request;
    }

    TestGateway gateway_;
    SystemRandom random_;
    Services services_ = services_of(gateway_.services(), random_);
    std::mutex mutex_;
    History history_;
    std::atomic<int> writing_{0};
};

TEST(History, writers_and_readers_at_once_leave_one_order) {
    const History h = Race().run(4, 3, 40);
    const auto faults = faults_of(h);
    EXPECT_TRUE(faults.empty()) << faults.size() << " faults, first: " << faults[0];
    const auto acknowledged = std::count_if(h.written.begin(), h.written.end(), [](const Written& w) { return w.acknowledged; });
    EXPECT_GT(acknowledged, 20);
    EXPECT_LT(acknowledged, static_cast<std::ptrdiff_t>(h.written.size())) << "nobody ever came second: there was no race";
    EXPECT_GT(h.read.size(), 20U);
}

// The checker itself must notice: each of these histories is wrong in one thing.
TEST(History, a_wrong_history_is_found) {
    const Moment zero{};
    const auto at = [&](int n) { return zero + std::chrono::seconds(n); };
    History good;
    good.first = "a";
    good.first_acknowledged = at(1);
    good.written = {{at(2), at(3), true, "a", "b"}, {at(2), at(4), false, "a", ""}, {at(5), at(6), true, "b", "c"}};
    good.read = {{at(4), {"a", "b"}, {"b"}}, {at(7), {"a", "b", "c"}, {"c"}}};
    good.kept = {"a", "b", "c"};
    EXPECT_TRUE(faults_of(good).empty());
    History h = good;
    h.written[1] = {at(2), at(4), true, "a", "d"};
    h.kept.insert("d");
    h.read.clear();
    EXPECT_EQ(faults_of(h), std::vector<std::string>{"two successors of a"});
    h = good;
    h.kept.erase("c");
    EXPECT_EQ(faults_of(h).size(), 1U) << "lost";
    h = good;
    h.read[1].all.erase("c");
    EXPECT_EQ(faults_of(h), std::vector<std::string>{"a query missed c"});
    h = good;
    h.read[0].approved = {"a", "b"};
    EXPECT_EQ(faults_of(h), std::vector<std::string>{"a query saw 2 current versions"});
    h = good;
    h.read[1].all.insert("x");
    EXPECT_EQ(faults_of(h).size(), 1U) << "nobody was told of it";
}

}  // namespace
}  // namespace dmpgw::transactions::test
