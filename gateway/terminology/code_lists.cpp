#include "gateway/terminology/code_lists.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>

#include "gateway/base/identifiers.hpp"
#include "gateway/base/text.hpp"
#include "gateway/json/value.hpp"
#include "gateway/terminology/rules.hpp"
#include "gateway/xml/document.hpp"

namespace dmpgw::terminology {

std::string_view embedded_list(std::string_view name);  // generated, see CMakeLists.txt
std::span<const std::string_view> embedded_list_names();

namespace {

constexpr std::string_view svs_namespace = "urn:ihe:iti:svs:2008";

// An attribute's claim on a value set that may be in another file.
struct Claim {
    CodedAttribute attribute;
    std::string oid;
    std::string name;
};

class Reader {
  public:
    Result<CodeLists> read(std::span<const NamedText> files) {
        for (const NamedText& file : files) {
            file_ = file.name;
            const std::string_view text = trim(file.text);
            if (text.starts_with('{')) {
                read_json(file.text);
            } else if (text.starts_with('<') || text.starts_with("\xEF\xBB\xBF<")) {
                read_xml(file.text);
            } else {
                findings_.push_back(finding(list_kind_unknown, file_));
            }
        }
        bind();
        if (has_errors(findings_)) return Failure::of(std::move(findings_));
        return CodeLists{std::move(domain_), std::move(findings_)};
    }

  private:
    std::string at(const xml::Element& element) const { return fmt::format("{}:{}", file_, element.line()); }
    std::string at(std::string_view path) const { return fmt::format("{} {}", file_, path); }
    void tell(const Rule& rule, std::string where, std::string_view value, Severity severity = Severity::error) {
        findings_.push_back(finding(rule, std::move(where), value, severity));
    }

    void read_xml(std::string_view text) {
        const auto document = xml::parse(text);
        if (!document) return tell_unreadable(document.error());
        const xml::Element& root = document->root();
        if (root.local_name() == "Codes") return read_codes_xml(root);
        if (root.is(svs_namespace, "RetrieveValueSetResponse")) {
            if (const auto* set = root.child(svs_namespace, "ValueSet")) return read_svs(*set);
            return tell(list_member_missing, at(root), "ValueSet");
        }
        tell(list_kind_unknown, at(root), root.local_name());
    }

    void tell_unreadable(Failure failure) {
        for (Finding& f : failure.findings) {
            f.where = at(f.where);
            findings_.push_back(std::move(f));
        }
    }

    // Each CodeType is a list of its own, bound to the attribute of its name.
    void read_codes_xml(const xml::Element& root) {
        for (const auto* type : root.children()) {
            if (type->local_name() != "CodeType") continue;  // a toolkit lists assigning authorities here too
            const std::string_view name = type->attribute("name");
            const auto attribute = coded_attribute_of(name);
            if (!attribute) {
                tell(list_attribute_unknown, at(*type), name, Severity::warning);
                continue;
            }
            auto set = std::make_shared<ValueSet>(ListOrigin{file_ + " " + std::string(name), {}, {}, file_});
            for (const auto* code : type->children()) {
                if (code->local_name() == "Code") add(*set, *code, "code", "codingScheme", "display");
            }
            if (set->concepts().empty()) tell(list_without_codes, at(*type), name);
            domain_.bind(*attribute, std::move(set));
        }
    }

    void read_svs(const xml::Element& element) {
        const auto text = [&](std::string_view name) { return std::string(element.attribute(name)); };
        if (text("id").empty()) return tell(list_member_missing, at(element), "ValueSet/@id");
        ValueSet set({text("displayName").empty() ? text("id") : text("displayName"), text("id"), text("version"), file_});
        for (const auto* list : element.children_named(svs_namespace, "ConceptList")) {
            for (const auto* code : list->children_named(svs_namespace, "Concept")) {
                add(set, *code, "code", "codeSystem", "displayName");
            }
        }
        keep(std::move(set), at(element));
    }

    void add(ValueSet& set, const xml::Element& element, std::string_view code, std::string_view system,
             std::string_view display) {
        const auto text = [&](std::string_view name) { return std::string(element.attribute(name)); };
        if (text(code).empty()) return tell(list_member_missing, at(element), "@" + std::string(code));
        if (!set.add({text(code), text(system), text(display)})) {
            tell(list_code_repeated, at(element), text(code), Severity::warning);
        }
    }

    void read_json(std::string_view text) {
        const auto tree = json::parse(text);
        if (!tree) return tell_unreadable(tree.error());
        if (tree->has("affinity_domain")) return read_bindings((*tree)["attributes"]);
        if (tree->has("value_set")) return read_value_set(*tree);
        findings_.push_back(finding(list_kind_unknown, file_));
    }

    void read_bindings(const json::Value& attributes) {
        if (attributes.as_array().empty()) tell(list_member_missing, file_, "attributes");
        for (std::size_t i = 0; i < attributes.size(); ++i) {
            const json::Value& row = attributes[i];
            const std::string where = at(fmt::format("attributes[{}]", i));
            const auto attribute = coded_attribute_of(row["attribute"].as_string());
            if (!attribute) {
                tell(list_attribute_unknown, where, row["attribute"].as_string());
            } else if (row["value_set"].as_string().empty() && row["name"].as_string().empty()) {
                tell(list_member_missing, where, "value_set");
            } else {
                claims_.push_back({*attribute, std::string(row["value_set"].as_string()),
                                   std::string(row["name"].as_string())});
            }
        }
    }

    void read_value_set(const json::Value& tree) {
        const auto text = [&](const char* name) { return std::string(tree[name].as_string()); };
        if (text("oid").empty()) return tell(list_member_missing, file_, "oid");
        ValueSet set({text("value_set"), text("oid"), text("version"), text("source")});
        const json::Value& systems = tree["systems"];
        for (std::size_t i = 0; i < systems.size(); ++i) {
            if (!systems[i].has("codes")) tell(list_member_missing, at(fmt::format("systems[{}]", i)), "codes");
            // A code cannot repeat within one system: the reader refuses the key.
            for (const auto& [code, display] : systems[i]["codes"].as_object()) {
                if (!set.add({code, std::string(systems[i]["system"].as_string()), std::string(display.as_string())})) {
                    tell(list_code_repeated, at(fmt::format("systems[{}].codes", i)), code, Severity::warning);
                }
            }
        }
        keep(std::move(set), file_);
    }

    void keep(ValueSet set, const std::string& where) {
        if (set.concepts().empty()) return tell(list_without_codes, where, set.origin().name);
        std::string oid(without_oid_prefix(set.origin().oid));
        sets_[oid].push_back({std::make_shared<const ValueSet>(std::move(set)), where});
    }

    void bind() {
        for (const Claim& claim : claims_) {
            const auto found = sets_.find(without_oid_prefix(claim.oid));
            if (claim.oid.empty() || found == sets_.end()) {
                domain_.bind_absent(claim.attribute, claim.name.empty() ? claim.oid : claim.name);
                continue;
            }
            for (Kept& kept : found->second) {
                kept.bound = true;
                domain_.bind(claim.attribute, kept.set);
            }
        }
        for (const auto& [oid, list] : sets_) {
            for (const Kept& kept : list) {
                if (!kept.bound) tell(list_without_binding, kept.where, oid, Severity::warning);
            }
        }
    }

    struct Kept {
        std::shared_ptr<const ValueSet> set;
        std::string where;
        bool bound = false;
    };

    std::string file_;
    std::map<std::string, std::vector<Kept>, std::less<>> sets_;
    std::vector<Claim> claims_;
    AffinityDomain domain_;
    Findings findings_;
};

}  // namespace

Result<CodeLists> read_code_lists(std::span<const NamedText> files) { return Reader().read(files); }

std::span<const NamedText> ci_sis_files() {
    static const std::vector<NamedText> files = [] {
        std::vector<NamedText> all;
        for (const std::string_view name : embedded_list_names()) {
            all.push_back({std::string(name), std::string(embedded_list(name))});
        }
        return all;
    }();
    return files;
}

}  // namespace dmpgw::terminology
