// ITI-8 Patient Identity Feed (HL7 v2), Document Registry side. ITI TF-2 3.8.
#pragma once

#include <string>

#include "gateway/http/task.hpp"
#include "gateway/transactions/caller.hpp"

namespace dmpgw::transactions {

/// One message as MLLP unpacked it, to the acknowledgement to be packed. Leaves one audit event.
http::Task<std::string> iti8(std::string message, std::string peer_address, Services& services);

}  // namespace dmpgw::transactions
