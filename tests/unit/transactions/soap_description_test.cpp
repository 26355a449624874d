// WSDL 1.1; WS-Addressing 1.0 Metadata 4.4; ITI TF-2 Appendix W: what a GET of a SOAP path says, and that it says of each
// transaction what the table that routes does.
#include "gateway/transactions/soap_description.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "gateway/xml/document.hpp"
#include "tests/unit/transactions/http_support.hpp"

namespace dmpgw::transactions::test {
namespace {

constexpr std::string_view ns_wsdl = "http://schemas.xmlsoap.org/wsdl/";
constexpr std::string_view ns_soap = "http://schemas.xmlsoap.org/wsdl/soap/";
constexpr std::string_view ns_soap12 = "http://schemas.xmlsoap.org/wsdl/soap12/";
constexpr std::string_view ns_wsam = "http://www.w3.org/2007/05/addressing/metadata";
constexpr std::string_view ns_wsaw = "http://www.w3.org/2006/05/addressing/wsdl";
constexpr std::string_view ns_xs = "http://www.w3.org/2001/XMLSchema";
constexpr std::array actors = {SoapActor::registry, SoapActor::repository, SoapActor::responding_gateway, SoapActor::identity};

std::string local(std::string_view qualified) { return std::string(qualified.substr(qualified.find(':') + 1)); }

class SoapDescription : public testing::Test {
  protected:
    Answer ask(SoapActor actor, const std::string& query) {
        const http::Handler handler = soap_description(actor, gateway_.services());
        return exchange(gateway_, handler, get("/xds/" + std::string(path_name_of(actor)) + query));
    }
    xml::Document wsdl(SoapActor actor) { return xml::parse(ask(actor, "?wsdl").body).value(); }

    TestGateway gateway_;
};

// One operation of one port, with what its messages say: all that routing knows of a transaction.
struct Operation {
    std::string action;
    std::string reply_action;
    std::string payload;
    auto operator<=>(const Operation&) const = default;
};

// The operations of all ports of one SOAP version.
std::set<Operation> operations(const xml::Document& wsdl, std::string_view ns) {
    const xml::Element& root = wsdl.root();
    std::map<std::string, std::string> elements;
    for (const xml::Element* message : root.children_named(ns_wsdl, "message")) {
        elements[std::string(message->attribute("name"))] = local(message->child(ns_wsdl, "part")->attribute("element"));
    }
    std::set<Operation> found;
    for (const xml::Element* binding : root.children_named(ns_wsdl, "binding")) {
        if (binding->child(ns, "binding") == nullptr) continue;
        for (const xml::Element* bound : binding->children_named(ns_wsdl, "operation")) {
            const std::string action(bound->child(ns, "operation")->attribute("soapAction"));
            for (const xml::Element* type : root.children_named(ns_wsdl, "portType")) {
                if (type->attribute("name") != local(binding->attribute("type"))) continue;
                for (const xml::Element* operation : type->children_named(ns_wsdl, "operation")) {
                    if (operation->attribute("name") != bound->attribute("name")) continue;
                    const xml::Element& input = *operation->child(ns_wsdl, "input");
                    const xml::Element& output = *operation->child(ns_wsdl, "output");
                    EXPECT_EQ(input.find_attribute(ns_wsam, "Action"), action);
                    EXPECT_EQ(input.find_attribute(ns_wsaw, "Action"), action);
                    EXPECT_EQ(output.find_attribute(ns_wsaw, "Action"), output.find_attribute(ns_wsam, "Action"));
                    found.insert({action, std::string(output.find_attribute(ns_wsam, "Action").value_or("")),
                                  elements[local(input.attribute("message"))]});
                }
            }
        }
    }
    return found;
}

TEST_F(SoapDescription, each_transaction_of_the_table_is_an_operation_and_no_other) {
    for (const SoapActor actor : actors) {
        std::set<Operation> wanted;
        for (const SoapRow& row : soap_table()) {
            if (row.actor != actor) continue;
            wanted.insert({std::string(row.action), std::string(row.reply_action), std::string(row.payload_name)});
        }
        const xml::Document document = wsdl(actor);
        EXPECT_EQ(operations(document, ns_soap12), wanted) << path_name_of(actor);
        EXPECT_EQ(operations(document, ns_soap), wanted) << path_name_of(actor);
    }
}

// wsimport makes of such a text the package-info of the target namespace, in place of the one that says the namespace; then
// every local element goes without it.
TEST_F(SoapDescription, definitions_have_no_documentation_of_their_own) {
    for (const SoapActor actor : actors) EXPECT_EQ(wsdl(actor).root().child(ns_wsdl, "documentation"), nullptr);
}

// WS-I Basic Profile 1.1, R2710: generators refuse a port whose operations cannot be told by the Body alone.
TEST_F(SoapDescription, no_port_type_has_two_operations_with_one_message) {
    for (const SoapActor actor : actors) {
        const xml::Document document = wsdl(actor);
        for (const xml::Element* type : document.root().children_named(ns_wsdl, "portType")) {
            std::set<std::string> messages;
            for (const xml::Element* operation : type->children_named(ns_wsdl, "operation")) {
                EXPECT_TRUE(messages.insert(std::string(operation->child(ns_wsdl, "input")->attribute("message"))).second)
                    << operation->path();
            }
        }
    }
}

TEST_F(SoapDescription, ports_have_the_public_address_and_soap_1_2_comes_first) {
    for (const SoapActor actor : actors) {
        const xml::Document document = wsdl(actor);
        const xml::Element& service = *document.root().child(ns_wsdl, "service");
        bool soap11 = false;
        for (const xml::Element* port : service.children_named(ns_wsdl, "port")) {
            const xml::Element& address = *port->children()[0];
            EXPECT_EQ(address.attribute("location"), "https://gateway.test/xds/" + std::string(path_name_of(actor)));
            if (address.namespace_uri() == ns_soap) soap11 = true;
            else EXPECT_FALSE(soap11) << "a SOAP 1.2 port behind one of SOAP 1.1";
        }
        EXPECT_TRUE(soap11);
    }
}

TEST_F(SoapDescription, every_import_leads_to_a_schema_that_is_served) {
    const std::string base = "https://gateway.test";
    for (const SoapActor actor : actors) {
        const std::string path = "/xds/" + std::string(path_name_of(actor));
        std::vector<std::string> open{"?wsdl"};
        std::set<std::string> seen;
        while (!open.empty()) {
            const std::string query = open.back();
            open.pop_back();
            if (!seen.insert(query).second) continue;
            const Answer answer = ask(actor, query);
            ASSERT_EQ(answer.status, 200u) << query;
            EXPECT_EQ(answer.field("Content-Type"), "text/xml; charset=UTF-8");
            const xml::Document document = xml::parse(answer.body).value();
            const xml::Element* types = document.root().child(ns_wsdl, "types");
            const xml::Element& schema = types == nullptr ? document.root() : *types->children()[0];
            for (const xml::Element* import : schema.children_named(ns_xs, "import")) {
                const std::string location(import->attribute("schemaLocation"));
                ASSERT_TRUE(location.starts_with(base + path + "?xsd=")) << location;
                open.push_back(location.substr((base + path).size()));
            }
        }
        EXPECT_GT(seen.size(), 1u);
    }
}

TEST_F(SoapDescription, the_question_is_asked_in_any_spelling) {
    const std::string wanted = ask(SoapActor::registry, "?wsdl").body;
    for (const char* query : {"?WSDL", "?Wsdl", "?wsdl=", "?wsdl=1", "?singleWsdl=0&wsdl"}) {
        EXPECT_EQ(ask(SoapActor::registry, query).body, wanted) << query;
    }
    EXPECT_EQ(ask(SoapActor::registry, "?XSD=rim.xsd").body, ask(SoapActor::registry, "?xsd=rim.xsd").body);
}

TEST_F(SoapDescription, an_unknown_schema_is_404_and_says_where_the_known_ones_are) {
    for (const char* query : {"?xsd=other.xsd", "?xsd=", "?xsd", "?xsd=..%2Frim.xsd", "?xsd=registry.wsdl&wsdl"}) {
        const Answer answer = ask(SoapActor::registry, query);
        EXPECT_EQ(answer.status, 404u) << query;
        EXPECT_TRUE(answer.names("NO_SUCH_SCHEMA") && answer.names("?wsdl")) << answer.body;
    }
}

TEST_F(SoapDescription, a_get_that_asks_for_nothing_is_405_and_names_wsdl) {
    for (const char* query : {"", "?", "?other", "?wsd", "?wsdl%"}) {
        const Answer answer = ask(SoapActor::repository, query);
        EXPECT_EQ(answer.status, 405u) << query;
        EXPECT_EQ(answer.field("Allow"), "POST");
        EXPECT_TRUE(answer.names("SOAP_GET_WITHOUT_WSDL") && answer.names("?wsdl")) << answer.body;
    }
}

}  // namespace
}  // namespace dmpgw::transactions::test
