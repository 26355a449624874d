// List and SubmissionSet or Folder, by the rows of mappings/submission_set.json and mappings/folder.json.
#pragma once

#include <optional>

#include "gateway/mapping/context.hpp"
#include "gateway/model/submission.hpp"

namespace dmpgw::mapping {

enum class ListKind : std::uint8_t { submission_set, folder };
/// By List.code, whatever the spelling of its system; nullopt when it has neither code.
std::optional<ListKind> list_kind_of(const json::Value& list);

/// entry_uuid and members are the caller's.
model::SubmissionSet read_submission_set(const ReadContext& context);
model::Folder read_folder(const ReadContext& context);

void write_submission_set(WriteContext& context, const model::SubmissionSet& set);
void write_folder(WriteContext& context, const model::Folder& folder);

}  // namespace dmpgw::mapping
