// What SOAP stacks really send, each quirk a pair of files in tests/data/soap_stacks: NAME.http is the request line, the
// fields and the body, NAME.want what the answer is. SOAP 1.1 and 1.2, WS-Addressing 1.0, XOP 1.0, ITI TF-2 Appendix V.
#include <gtest/gtest.h>

#include <algorithm>

#include "gateway/transactions/soap_endpoint.hpp"
#include "gateway/xml/document.hpp"
#include "tests/unit/transactions/http_support.hpp"

namespace dmpgw::transactions::test {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Exchange read_case(const fs::path& path) {
    const std::string file = read_file(path);
    const std::size_t head_end = file.find("\r\n\r\n");
    EXPECT_NE(head_end, std::string::npos) << path;
    Exchange sent;
    std::size_t at = 0;
    while (at < head_end) {
        const std::size_t end = file.find("\r\n", at);
        const std::string line = file.substr(at, end - at);
        if (at == 0) {
            sent.method = line.substr(0, line.find(' '));
            sent.target = line.substr(line.find(' ') + 1);
        } else {
            const std::size_t colon = line.find(": ");
            sent.fields.push_back({line.substr(0, colon), line.substr(colon + 2)});
        }
        at = end + 2;
    }
    sent.body = file.substr(head_end + 4);
    return sent;
}

// "multipart/related of text/xml", or the media type alone.
std::string kind_of(const Answer& answer) {
    const auto type = http::parse_media_type(answer.field("Content-Type"));
    if (!type) return "no media type";
    const std::string_view inner = type->parameter("start-info");
    return inner.empty() ? type->type : type->type + " of " + std::string(inner);
}

std::string last_word(std::string_view urn) { return std::string(urn.substr(urn.rfind(':') + 1)); }

// Text of the first element of that local name, depth first; "-" where there is none.
std::string text_of(const xml::Element& element, std::string_view local) {
    if (element.local_name() == local) return std::string(element.text());
    for (const xml::Element* child : element.children()) {
        if (std::string text = text_of(*child, local); text != "-") return text;
    }
    return "-";
}

std::string body_of(const xml::Element& payload) {
    const std::string name(payload.local_name());
    if (name == "Fault") {
        std::string code = text_of(payload, "faultcode");
        if (code == "-") code = text_of(payload, "Value");
        for (const xml::Element* child : payload.children()) {
            if (child->local_name() != "Code") continue;
            for (const xml::Element* part : child->children()) {
                if (part->local_name() == "Subcode") code += ' ' + text_of(*part, "Value");
            }
        }
        return "Fault " + code + " at " + text_of(payload, "Where");
    }
    const xml::Element* answer = &payload;
    if (answer->attribute("status").empty()) answer = answer->children()[0];
    return name + ' ' + last_word(answer->attribute("status"));
}

std::string outcome(const Answer& answer, TestGateway& gateway) {
    // The envelope is the whole body or lies in the root part, which comes first.
    const std::size_t begin = answer.body.find("<?xml");
    const std::size_t end = answer.body.find("</env:Envelope>");
    if (begin == std::string::npos || end == std::string::npos) return "no envelope: " + answer.body;
    const auto document = xml::parse(std::string_view(answer.body).substr(begin, end + 15 - begin));
    if (!document) return "an envelope that cannot be read: " + answer.body;
    const xml::Element& root = document->root();
    const bool soap12 = root.namespace_uri() == "http://www.w3.org/2003/05/soap-envelope";
    const xml::Element& header = *root.child(root.namespace_uri(), "Header");
    const auto audit = gateway.audit();
    std::string text = "status " + std::to_string(answer.status) + "\n";
    text += "type " + kind_of(answer) + "\n";
    text += std::string("envelope ") + (soap12 ? "1.2" : "1.1") + "\n";
    text += "action " + text_of(header, "Action") + "\n";
    text += "relates-to " + text_of(header, "RelatesTo") + "\n";
    text += "body " + body_of(*root.child(root.namespace_uri(), "Body")->children()[0]) + "\n";
    text += "audit " + (audit.empty() ? "nothing" : audit.back().transaction + ' ' + audit.back().outcome) + "\n";
    return text;
}

TEST(SoapStacks, every_case_file_has_its_wanted_answer_in_pieces_of_any_size) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(DMPGW_SOURCE_DIR "/tests/data/soap_stacks")) {
        if (entry.path().extension() == ".http") files.push_back(entry.path());
    }
    ASSERT_GE(files.size(), 26u);
    for (const fs::path& path : files) {
        for (const std::size_t piece : {std::size_t{1} << 20, std::size_t{13}}) {
            TestGateway gateway;
            Exchange sent = read_case(path);
            sent.piece = piece;
            const SoapActor actor = sent.target == "/xds/registry" ? SoapActor::registry : SoapActor::repository;
            const Answer answer = exchange(gateway, soap_endpoint(actor, gateway.services()), sent);
            EXPECT_EQ(outcome(answer, gateway), read_file(fs::path(path).replace_extension(".want")))
                << path.filename() << " in pieces of " << piece;
        }
    }
}

}  // namespace
}  // namespace dmpgw::transactions::test
