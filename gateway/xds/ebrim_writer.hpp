// model -> ebRIM, in the order of rim.xsd: for stored query answers, and for submissions sent on.
// ITI TF-3 4.2; ITI TF-2 3.18.4.1.3, 3.42.4.1.2.
//
// The functions write elements with the prefix rim, which the element around them must declare.
#pragma once

#include <string>
#include <string_view>

#include "gateway/model/submission.hpp"
#include "gateway/xml/writer.hpp"

namespace dmpgw::xds {

void write_entry(xml::Writer& writer, const model::DocumentEntry& entry);
/// A package says what it is by a Classification inside it.
void write_submission_set(xml::Writer& writer, const model::SubmissionSet& set);
void write_folder(xml::Writer& writer, const model::Folder& folder);
void write_association(xml::Writer& writer, const model::Association& association);
/// `home` may be empty.
void write_object_ref(xml::Writer& writer, std::string_view id, std::string_view home);

/// lcm:SubmitObjectsRequest, a whole element with its namespaces. read_ebrim() gives the submission back.
std::string write_submit_objects_request(const model::Submission& submission);

}  // namespace dmpgw::xds
