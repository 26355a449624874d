// What a stored query found: each object once, with what the answer and the audit event need to know of all.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gateway/model/submission.hpp"
#include "gateway/xds/messages.hpp"

namespace dmpgw::transactions {

class QueryAnswer {
  public:
    /// Of more objects than that, none is kept: the query is refused then (XDSTooManyResults).
    explicit QueryAnswer(std::size_t limit) : limit_(limit) {}

    /// False when the object is one too many.
    bool add(model::DocumentEntry entry);
    bool add(model::SubmissionSet set);
    bool add(model::Folder folder);
    bool add(model::Association association);

    /// Lets `change` see every entry, set and folder.
    template <class Change>
    void for_each(const Change& change) {
        for (auto& s : sets_) change(s);
        for (auto& e : entries_) change(e);
        for (auto& f : folders_) change(f);
    }

    bool has(const std::string& uuid) const { return seen_.contains(uuid); }
    std::size_t limit() const { return limit_; }
    bool too_many() const { return too_many_; }

    /// Points into this answer.
    xds::QueryResult result() const;
    /// Cx::key() of all patients that the objects belong to.
    const std::set<std::string>& patients() const { return patients_; }
    /// uniqueIds of the objects that have one.
    const std::vector<std::string>& unique_ids() const { return unique_ids_; }
    /// entryUUIDs of the entries, sets and folders.
    std::vector<std::string> uuids() const;

  private:
    bool take(const std::string& uuid);
    void note(const std::optional<model::Cx>& patient, const std::string& unique_id);

    std::size_t limit_;
    bool too_many_ = false;
    // Deques: the answer is written from pointers into them.
    std::deque<model::SubmissionSet> sets_;
    std::deque<model::DocumentEntry> entries_;
    std::deque<model::Folder> folders_;
    std::deque<model::Association> associations_;
    std::set<std::string, std::less<>> seen_;
    std::set<std::string> patients_;
    std::vector<std::string> unique_ids_;
};

}  // namespace dmpgw::transactions
