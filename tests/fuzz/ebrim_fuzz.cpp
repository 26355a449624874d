// Submissions: any XML is read or refused with findings; what passes the rules is written, and read again as
// the same submission.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/xds/ebrim_reader.hpp"
#include "gateway/xds/ebrim_writer.hpp"

using namespace dmpgw;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto document = xml::parse({reinterpret_cast<const char*>(data), size});
    if (!document) return 0;
    for (const auto transaction : {xds::Transaction::iti41, xds::Transaction::iti42, xds::Transaction::iti57}) {
        xds::ReadOptions options;
        options.rules.transaction = transaction;
        const xds::ReadSubmission read = xds::read_submission(document->root(), options);
        if (!read.submission && !has_errors(read.findings)) std::abort();
        if (read.findings.size() > 3 * xds::max_findings) std::abort();
        if (has_errors(read.findings)) continue;
        const auto written = xml::parse(xds::write_submit_objects_request(*read.submission));
        if (!written) std::abort();
        const xds::ReadSubmission again = xds::read_submission(written->root(), options);
        if (!again.submission || has_errors(again.findings)) std::abort();
        if (!(*again.submission == *read.submission)) std::abort();
    }
    return 0;
}
