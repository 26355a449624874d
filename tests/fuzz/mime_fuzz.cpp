// Any bytes behind a boundary of "b0": however they are cut, the reader gives the same parts and the same
// end, and what it hands on is never more than it was fed.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gateway/soap/mime_reader.hpp"
#include "gateway/soap/xop.hpp"

namespace {

class Recorder final : public dmpgw::soap::MimeHandler {
  public:
    std::string text;
    std::size_t bytes = 0;
    dmpgw::Result<void> begin_part(const dmpgw::soap::PartHeader& h) override {
        text += "<" + h.content_id + "|" + h.content_type + "|" + h.content_transfer_encoding + ">";
        return {};
    }
    dmpgw::Result<void> part_data(std::string_view data) override {
        bytes += data.size();
        text.append(data);
        return {};
    }
    dmpgw::Result<void> end_part() override {
        text += "</>";
        return {};
    }
};

std::string read(std::string_view body, std::size_t piece) {
    Recorder recorder;
    dmpgw::soap::MimeReader reader("b0", recorder);
    dmpgw::Result<void> done;
    for (std::size_t at = 0; at < body.size() && done; at += piece) {
        const std::string copy(body.substr(at, piece));
        done = reader.feed(copy);
    }
    if (done) done = reader.finish();
    if (recorder.bytes > body.size()) std::abort();
    return done ? recorder.text : done.error().first().rule + " at " + done.error().first().where;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    (void)dmpgw::soap::read_multipart_type(bytes.substr(0, bytes.find('\r')));
    (void)dmpgw::soap::content_id_of_href(bytes);
    // The seeds start with a Content-Type line and an empty line.
    if (const std::size_t head = bytes.find("\r\n\r\n"); head != bytes.npos) bytes.remove_prefix(head + 4);
    const std::string whole = read(bytes, bytes.size() + 1);
    if (read(bytes, 1) != whole || read(bytes, 7) != whole) std::abort();
    return 0;
}
