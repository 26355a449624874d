// What a stored query found: each object once, with what the answer and the audit event need to know of all. A short
// answer keeps its objects; of a long one only their ids stay, and the objects are read again when they are written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "gateway/model/submission.hpp"
#include "gateway/xds/messages.hpp"

namespace dmpgw::transactions {

/// Up to so many objects an answer holds in memory and has a Content-Length.
inline constexpr std::size_t kept_objects = 128;

enum class ObjectKind : std::uint8_t { submission_set, entry, folder, association };

/// An object of an answer by its id.
struct FoundObject {
    const std::string* entry_uuid;  ///< points into the answer
    std::uint32_t home;             ///< index of its homeCommunityId: QueryAnswer::home_of()
    ObjectKind kind;
};

class QueryAnswer {
  public:
    /// Of more objects than `limit`, none is kept: the query is refused then (XDSTooManyResults). Objects without a
    /// homeCommunityId of their own get `home`; empty: they stay without.
    explicit QueryAnswer(std::size_t limit, std::string home = {}, std::size_t kept = kept_objects)
        : limit_(limit), kept_(kept), home_(std::move(home)) {}
    // found_ points into seen_.
    QueryAnswer(const QueryAnswer&) = delete;
    QueryAnswer& operator=(const QueryAnswer&) = delete;

    /// False when the object is one too many.
    bool add(model::DocumentEntry entry);
    bool add(model::SubmissionSet set);
    bool add(model::Folder folder);
    bool add(model::Association association);

    bool has(const std::string& uuid) const { return seen_.contains(uuid); }
    std::size_t limit() const { return limit_; }
    std::size_t size() const { return found_.size(); }
    bool too_many() const { return too_many_; }
    /// True when the objects themselves are still here: result() says them all.
    bool is_short() const { return found_.size() <= kept_; }

    /// Points into this answer; of a short one only.
    xds::QueryResult result() const;
    /// All objects by their ids: submission sets, entries, folders, associations, each kind as it was found.
    std::vector<FoundObject> found() const;
    const std::string& home_of(const FoundObject& object) const { return homes_[object.home]; }
    /// Cx::key() of all patients that the objects belong to.
    const std::set<std::string>& patients() const { return patients_; }
    /// uniqueIds of the objects that have one.
    const std::vector<std::string>& unique_ids() const { return unique_ids_; }
    std::vector<std::string> take_unique_ids() { return std::move(unique_ids_); }
    /// entryUUIDs of the entries, sets and folders.
    std::vector<std::string> uuids() const;

  private:
    bool take(const std::string& uuid, ObjectKind kind, const std::string& home);
    void note(const std::optional<model::Cx>& patient, const std::string& unique_id);
    std::uint32_t number_of_home(const std::string& home);
    template <class Object>
    bool add_to(std::deque<Object>& objects, Object object, ObjectKind kind);

    std::size_t limit_;
    std::size_t kept_;
    std::string home_;
    bool too_many_ = false;
    // Deques: the answer is written from pointers into them.
    std::deque<model::SubmissionSet> sets_;
    std::deque<model::DocumentEntry> entries_;
    std::deque<model::Folder> folders_;
    std::deque<model::Association> associations_;
    std::unordered_set<std::string> seen_;  // its elements stay where they are
    std::vector<FoundObject> found_;
    std::vector<std::string> homes_;
    std::set<std::string> patients_;
    std::vector<std::string> unique_ids_;
};

}  // namespace dmpgw::transactions
