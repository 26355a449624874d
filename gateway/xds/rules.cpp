// Every rule of the XDS side in one list, for the documentation and the conformance statement.
#include <algorithm>
#include <vector>

#include "gateway/xds/adt_message.hpp"
#include "gateway/xds/checker.hpp"
#include "gateway/xds/code_rules.hpp"
#include "gateway/xds/ebrim_reader.hpp"
#include "gateway/xds/identity_feed.hpp"
#include "gateway/xds/messages.hpp"
#include "gateway/xds/metadata_rules.hpp"
#include "gateway/xds/query_match.hpp"
#include "gateway/xds/stored_query.hpp"
#include "gateway/xds/update_rules.hpp"
#include "gateway/xds/value_rules.hpp"

namespace dmpgw::xds {

std::span<const Rule> metadata_rules() {
    static const std::vector<Rule> list = [] {
        std::vector<Rule> all;
        for (const auto part : {common_rules(), entry_rules(), length_rules()}) all.insert(all.end(), part.begin(), part.end());
        return all;
    }();
    return list;
}

std::span<const Rule> all_rules() {
    static const std::vector<Rule> list = [] {
        std::vector<Rule> all;
        for (const auto part :
             {ebrim_rules(), metadata_rules(), association_rules(), update_rules(), document_rules(), value_rules(),
              hl7_value_rules(), model::hl7_rules(), model::date_time_rules(), message_rules(),
              stored_query_rules(), query_match_rules(), identity_feed_rules(), adt_rules(), code_rules()}) {
            all.insert(all.end(), part.begin(), part.end());
        }
        return all;
    }();
    return list;
}

}  // namespace dmpgw::xds
