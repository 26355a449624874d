// Scenario files: JSON with fragments ("use"). Every unknown member is refused, because a misspelt
// check would otherwise pass for ever.
#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <set>

#include "conformance/json_path.hpp"
#include "conformance/rules.hpp"
#include "conformance/scenario.hpp"
#include "conformance/xml_path.hpp"
#include "gateway/json/value.hpp"

namespace dmpgw::conformance {
namespace {

using json::Value;

// Fragments may use fragments; a fragment that uses itself ends here.
constexpr int max_fragment_depth = 8;

constexpr std::array<std::pair<std::string_view, Subject>, 7> subjects = {{
    {"status", Subject::status},
    {"header", Subject::header},
    {"xml", Subject::xml},
    {"json", Subject::json},
    {"body", Subject::body},
    {"document", Subject::document},
    {"answers", Subject::answers},
}};

/// Reads members of the tree and keeps the first mistake; after one, what it returns is of no use.
class Reader {
  public:
    explicit Reader(const ScenarioFile& file) : files_(file.path.parent_path(), file.suites_root) {}

    std::optional<Failure> failure;

    void wrong(const std::string& where, std::string_view detail) {
        if (!failure) failure = refuse(rules::scenario_malformed, where, {}, detail);
    }
    void members(const Value& object, const std::string& where,
                 std::initializer_list<std::string_view> known) {
        if (!object.is_object()) return wrong(where, "an object is wanted");
        for (const auto& [key, value] : object.as_object()) {
            if (std::find(known.begin(), known.end(), key) == known.end())
                wrong(where + "." + key, "no such member");
        }
    }
    std::string text(const Value& object, std::string_view key, const std::string& where,
                     bool wanted = false) {
        const Value& value = object[key];
        if (value.is_string() || value.is_number()) return std::string(value.as_string());
        if (wanted || object.has(key)) wrong(where + "." + std::string(key), "a text is wanted");
        return {};
    }
    std::optional<std::string> optional_text(const Value& object, std::string_view key,
                                             const std::string& where) {
        if (!object.has(key)) return std::nullopt;
        return text(object, key, where, true);
    }
    std::vector<std::string> texts(const Value& object, std::string_view key,
                                   const std::string& where) {
        const Value& value = object[key];
        std::vector<std::string> out;
        if (value.is_array()) {
            for (const Value& item : value.as_array()) {
                if (!item.is_string() && !item.is_number())
                    wrong(where + "." + std::string(key), "texts are wanted");
                out.emplace_back(item.as_string());
            }
        } else if (object.has(key)) {
            out.push_back(text(object, key, where, true));
        }
        return out;
    }
    std::optional<std::size_t> number(const Value& object, std::string_view key,
                                      const std::string& where) {
        if (!object.has(key)) return std::nullopt;
        const std::string_view digits = object[key].as_string();
        std::size_t value = 0;
        const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (!object[key].is_number() || ec != std::errc{} || end != digits.data() + digits.size()) {
            wrong(where + "." + std::string(key), "a number of 0 or more is wanted");
        }
        return value;
    }
    bool flag(const Value& object, std::string_view key, const std::string& where, bool otherwise) {
        if (!object.has(key)) return otherwise;
        if (!object[key].is_bool())
            wrong(where + "." + std::string(key), "true or false is wanted");
        return object[key].as_bool();
    }

    /// The tree of a fragment file; null after a mistake.
    Value fragment(const std::string& name, const std::string& where) {
        auto bytes = files_.read(name);
        if (!bytes) {
            if (!failure) failure = refuse(rules::file_missing, where, name);
            return {};
        }
        auto tree = json::parse(*bytes);
        if (tree) return *std::move(tree);
        wrong(name, tree.error().first().what.en + " " + tree.error().first().where);
        return {};
    }

    std::vector<Let> lets(const Value& object, std::string_view key, const std::string& where) {
        std::vector<Let> out;
        if (object.has(key) && !object[key].is_object())
            wrong(where + "." + std::string(key), "an object is wanted");
        for (const auto& [name, value] : object[key].as_object()) {
            if (!value.is_string() && !value.is_number())
                wrong(where + ".let." + name, "a text is wanted");
            out.push_back({name, std::string(value.as_string()), key == "default"});
        }
        return out;
    }

    Look look(const Value& object, const std::string& where) {
        Look out;
        int found = 0;
        for (const auto& [key, subject] : subjects) {
            if (!object.has(key)) continue;
            ++found;
            out.subject = subject;
            const bool has_argument = subject == Subject::header || subject == Subject::xml ||
                                      subject == Subject::json || subject == Subject::document;
            if (has_argument) out.argument = text(object, key, where, true);
        }
        if (found != 1)
            wrong(where,
                  "exactly one of status, header, xml, json, body, document, answers is wanted");
        // A path with placeholders is known only when the step runs.
        if (out.argument.find("${") == std::string::npos) check_path(out, where);
        return out;
    }
    void check_path(const Look& look, const std::string& where) {
        if (look.subject == Subject::xml || look.subject == Subject::document) {
            if (auto path = XmlPath::parse(look.argument); !path)
                wrong(where, path.error().first().what.en);
        } else if (look.subject == Subject::json) {
            if (auto path = JsonPath::parse(look.argument); !path)
                wrong(where, path.error().first().what.en);
        }
    }

    Check check(const Value& object, const std::string& where) {
        members(object, where,
                {"id",      "clause",   "message",  "status",        "header",       "xml",
                 "json",    "body",     "document", "answers",       "equals",       "not_equals",
                 "one_of",  "includes", "contains", "some_contains", "not_contains", "matches",
                 "same_as", "count",    "at_least", "at_most"});
        Check out;
        out.id = text(object, "id", where, true);
        out.clause = text(object, "clause", where, true);
        out.message = text(object, "message", where, true);
        out.look = look(object, where);
        if (out.look.subject == Subject::status) out.status = texts(object, "status", where);
        out.equals = optional_text(object, "equals", where);
        out.not_equals = optional_text(object, "not_equals", where);
        out.one_of = texts(object, "one_of", where);
        out.includes = optional_text(object, "includes", where);
        out.contains = optional_text(object, "contains", where);
        out.some_contains = optional_text(object, "some_contains", where);
        out.not_contains = optional_text(object, "not_contains", where);
        out.matches = optional_text(object, "matches", where);
        out.same_as = optional_text(object, "same_as", where);
        out.count = number(object, "count", where);
        out.at_least = number(object, "at_least", where);
        out.at_most = number(object, "at_most", where);
        const bool any = !out.status.empty() || out.equals || out.not_equals ||
                         !out.one_of.empty() || out.includes || out.contains || out.some_contains ||
                         out.not_contains || out.matches || out.same_as || out.count ||
                         out.at_least || out.at_most;
        if (!any) wrong(where, "the check says nothing: give it a predicate");
        return out;
    }
    void checks(const Value& list, const std::string& where, std::vector<Check>& out,
                int depth = 0) {
        if (depth > max_fragment_depth) return wrong(where, "fragments are nested too deep");
        if (!list.is_array() && !list.is_null()) return wrong(where, "a list is wanted");
        for (std::size_t i = 0; i < list.size() && !failure; ++i) {
            const Value& item = list[i];
            const std::string place = where + "[" + std::to_string(i) + "]";
            if (!item.has("use")) {
                out.push_back(check(item, place));
                continue;
            }
            members(item, place, {"use"});
            const std::string name = text(item, "use", place, true);
            checks(fragment(name, place), name, out, depth + 1);
        }
    }

    std::vector<Edit> edits(const Value& list, const std::string& where) {
        std::vector<Edit> out;
        for (std::size_t i = 0; i < list.size() && !failure; ++i) {
            const std::string place = where + "[" + std::to_string(i) + "]";
            members(list[i], place, {"from", "to", "put", "all"});
            out.push_back({text(list[i], "from", place, true), text(list[i], "to", place),
                           text(list[i], "put", place), flag(list[i], "all", place, false)});
            if (out.back().from.empty()) wrong(place + ".from", "it is empty");
        }
        return out;
    }

    Mtom mtom(const Value& object, const std::string& where) {
        members(object, where, {"parts", "action", "closed", "boundary_told"});
        Mtom out;
        out.action = text(object, "action", where);
        out.closed = flag(object, "closed", where, true);
        out.boundary_told = flag(object, "boundary_told", where, true);
        const Value& parts = object["parts"];
        for (std::size_t i = 0; i < parts.size() && !failure; ++i) {
            const std::string place = where + ".parts[" + std::to_string(i) + "]";
            members(parts[i], place, {"content_id", "content_type", "file", "text"});
            out.parts.push_back({text(parts[i], "content_id", place, true),
                                 text(parts[i], "content_type", place),
                                 text(parts[i], "file", place), text(parts[i], "text", place)});
        }
        return out;
    }

    Send send(const Value& object, const std::string& where) {
        members(object, where,
                {"to", "url", "method", "path", "headers", "file", "text", "edits", "mtom", "raw"});
        Send out;
        out.to = text(object, "to", where);
        out.url = text(object, "url", where);
        constexpr std::array<std::string_view, 4> targets = {"registry", "repository", "fhir",
                                                             "base"};
        const bool known = std::find(targets.begin(), targets.end(), out.to) != targets.end();
        if (out.to.empty() == out.url.empty() || (!out.to.empty() && !known)) {
            wrong(where, "one of url and to (registry, repository, fhir, base) is wanted");
        }
        out.file = text(object, "file", where);
        out.text = text(object, "text", where);
        if (!out.file.empty() && !out.text.empty())
            wrong(where, "only one of file and text is wanted");
        const bool has_body = !out.file.empty() || !out.text.empty();
        out.method = object.has("method") ? text(object, "method", where)
                     : has_body           ? "POST"
                                          : "GET";
        out.path = text(object, "path", where);
        if (object.has("headers") && !object["headers"].is_object())
            wrong(where + ".headers", "an object is wanted");
        for (const auto& [name, value] : object["headers"].as_object()) {
            // null takes a header of a fragment away.
            if (value.is_null()) continue;
            out.headers.push_back({name, text(object["headers"], name, where + ".headers", true)});
        }
        out.edits = edits(object["edits"], where + ".edits");
        if (!object["mtom"].is_null()) out.mtom = mtom(object["mtom"], where + ".mtom");
        out.raw = flag(object, "raw", where, false);
        return out;
    }

    std::vector<Capture> captures(const Value& object, const std::string& where) {
        std::vector<Capture> out;
        for (const auto& [name, value] : object.as_object()) {
            const std::string place = where + "." + name;
            members(value, place,
                    {"status", "header", "xml", "json", "body", "document", "answers", "matches"});
            out.push_back({name, look(value, place), optional_text(value, "matches", place)});
        }
        return out;
    }

    Step step(const Value& object, const std::string& where) {
        members(object, where, {"name", "default", "let", "then", "send", "expect", "capture"});
        Step out;
        out.name = text(object, "name", where, true);
        out.lets = lets(object, "let", where);
        // The defaults of a fragment give way to what its user set, so they come second; what
        // follows from both, as the hash of a document, comes last.
        for (const std::string_view key : {"default", "then"}) {
            const auto more = lets(object, key, where);
            out.lets.insert(out.lets.end(), more.begin(), more.end());
        }
        out.send = send(object["send"], where + ".send");
        checks(object["expect"], where + ".expect", out.checks);
        out.captures = captures(object["capture"], where + ".capture");
        std::set<std::string> ids;
        for (const Check& check : out.checks) {
            if (!ids.insert(check.id).second)
                wrong(where + ".expect", "two checks have the id " + check.id);
        }
        return out;
    }

    void steps(const Value& list, const std::string& where, std::vector<Step>& out) {
        if (!list.is_array() || list.size() == 0) return wrong(where, "a list of steps is wanted");
        for (std::size_t i = 0; i < list.size() && !failure; ++i) {
            const std::string place = where + "[" + std::to_string(i) + "]";
            const Value merged = with_fragment(list[i], place, 0);
            if (!failure) out.push_back(step(merged, place));
        }
    }

  private:
    // A step that uses a fragment: its members over those of the fragment; lets, headers and
    // captures are merged by name, checks and edits come behind those of the fragment.
    Value with_fragment(const Value& step, const std::string& where, int depth) {
        if (!step.has("use")) return step;
        if (depth > max_fragment_depth) {
            wrong(where, "fragments are nested too deep");
            return {};
        }
        const std::string name = text(step, "use", where, true);
        Value merged = with_fragment(fragment(name, where), name, depth + 1);
        if (failure) return {};
        for (const auto& [key, value] : step.as_object()) {
            if (key == "use") continue;
            if (key == "send")
                merge_send(merged, value);
            else if (key == "let" || key == "capture" || key == "default" || key == "then")
                merge_members(merged, key, value);
            else if (key == "expect")
                append_items(merged, key, value);
            else
                merged.set(key, value);
        }
        return merged;
    }
    static void merge_members(Value& into, const std::string& key, const Value& from) {
        if (!into.has(key)) into.set(key, json::Object{});
        for (const auto& [name, value] : from.as_object())
            into.find(key)->set(name, value);
    }
    static void append_items(Value& into, const std::string& key, const Value& from) {
        if (!into.has(key)) into.set(key, json::Array{});
        for (const Value& item : from.as_array())
            into.find(key)->push(item);
    }
    static void merge_send(Value& step, const Value& from) {
        if (!step.has("send")) step.set("send", json::Object{});
        Value& send = *step.find("send");
        for (const auto& [key, value] : from.as_object()) {
            if (key == "headers")
                merge_members(send, key, value);
            else if (key == "edits")
                append_items(send, key, value);
            else
                send.set(key, value);
        }
    }

    Files files_;
};

}  // namespace

Result<Scenario> read_scenario(const ScenarioFile& file) {
    auto bytes = read_file(file.path);
    if (!bytes) return bytes.error();
    auto tree = json::parse(*bytes);
    if (!tree) return tree.error();
    Reader reader(file);
    Scenario out;
    out.file = file;
    reader.members(*tree, "scenario", {"title", "transactions", "clause", "needs", "let", "steps"});
    out.title = reader.text(*tree, "title", "scenario", true);
    out.transactions = reader.texts(*tree, "transactions", "scenario");
    out.clause = reader.text(*tree, "clause", "scenario", true);
    out.needs = reader.texts(*tree, "needs", "scenario");
    reader.steps((*tree)["steps"], "steps", out.steps);
    if (!out.steps.empty()) {
        const auto lets = reader.lets(*tree, "let", "scenario");
        out.steps.front().lets.insert(out.steps.front().lets.begin(), lets.begin(), lets.end());
    }
    if (reader.failure) return *std::move(reader.failure);
    return out;
}

}  // namespace dmpgw::conformance
