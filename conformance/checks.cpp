#include "conformance/checks.hpp"

#include <algorithm>
#include <regex>

#include "conformance/json_path.hpp"
#include "conformance/rules.hpp"
#include "conformance/xml_path.hpp"
#include "gateway/base/text.hpp"

namespace dmpgw::conformance {
namespace {

constexpr std::size_t shown_bytes = 300;

Result<std::vector<std::string>> documents_of(Reply& reply, const std::string& argument) {
    auto path = XmlPath::parse(argument);
    if (!path) return path.error();
    auto document = reply.xml();
    if (!document) return document.error();
    std::vector<std::string> out;
    for (const xml::Element* element : path->elements((*document)->root())) {
        auto bytes = reply.document(*element);
        if (!bytes) return bytes.error();
        out.push_back(*std::move(bytes));
    }
    return out;
}

bool status_fits(const std::string& wanted, unsigned status) {
    const std::string text = std::to_string(status);
    if (wanted.size() != text.size()) return false;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i] != text[i] && wanted[i] != 'x') return false;
    }
    return true;
}

std::string join(const std::vector<std::string>& texts, std::string_view between) {
    std::string out;
    for (const std::string& text : texts) {
        if (!out.empty()) out += between;
        out += text;
    }
    return out;
}

std::string show(const std::vector<std::string>& values) {
    if (values.empty()) return "nothing";
    std::string out;
    for (std::size_t i = 0; i < values.size() && i < 5; ++i) {
        if (i > 0) out += ", ";
        out += "\"" + printable(values[i], shown_bytes) + "\"";
    }
    if (values.size() > 5) out += ", … (" + std::to_string(values.size()) + " values)";
    return out;
}

Result<std::regex> compile(const std::string& expression) {
    try {
        return std::regex(expression, std::regex::ECMAScript);
    } catch (const std::regex_error& e) {
        return refuse(rules::scenario_malformed, "matches", expression, e.what());
    }
}

/// One predicate after another; the first that does not hold decides.
class Holder {
  public:
    Holder(const std::vector<std::string>& values, CheckResult& result, const Expander& expander,
           const Variables& variables)
        : values_(values), result_(result), expander_(expander), variables_(variables) {}

    std::optional<Failure> failure;

    template <class Test>
    void each(const std::optional<std::string>& wanted, std::string_view word, Test test) {
        with(wanted, word, [&](const std::string& text) {
            return !values_.empty() &&
                   std::all_of(values_.begin(), values_.end(),
                               [&](const std::string& v) { return test(v, text); });
        });
    }
    template <class Test>
    void some(const std::optional<std::string>& wanted, std::string_view word, bool holds,
              Test test) {
        with(wanted, word, [&](const std::string& text) {
            return holds == std::any_of(values_.begin(), values_.end(),
                                        [&](const std::string& v) { return test(v, text); });
        });
    }
    void number(const std::optional<std::size_t>& wanted, std::string_view word, bool good) {
        if (!wanted || !result_.passed) return;
        if (!good) fail(std::string(word) + " " + std::to_string(*wanted) + " values");
    }
    void fail(std::string expected) {
        result_.passed = false;
        result_.expected = std::move(expected);
    }
    bool over() const { return failure || !result_.passed; }

  private:
    template <class Test>
    void with(const std::optional<std::string>& wanted, std::string_view word, Test test) {
        if (!wanted || over()) return;
        auto text = expander_.expand(*wanted, variables_);
        if (!text)
            failure = text.error();
        else if (!test(*text))
            fail(std::string(word) + " \"" + shorten(*text, shown_bytes) + "\"");
    }

    const std::vector<std::string>& values_;
    CheckResult& result_;
    const Expander& expander_;
    const Variables& variables_;
};

std::optional<Failure> hold_values(const Check& check, const std::vector<std::string>& values,
                                   CheckResult& result, const Expander& expander,
                                   const Files& files, const Variables& variables) {
    const auto equal = [](const std::string& value, const std::string& text) {
        return value == text;
    };
    const auto has = [](const std::string& value, const std::string& text) {
        return value.find(text) != std::string::npos;
    };
    Holder holder(values, result, expander, variables);
    holder.each(check.equals, "equal to", equal);
    holder.some(check.not_equals, "not equal to", false, equal);
    holder.some(check.includes, "one of the values equal to", true, equal);
    holder.each(check.contains, "containing", has);
    holder.some(check.some_contains, "one of the values containing", true, has);
    holder.some(check.not_contains, "not containing", false, has);
    if (check.matches && !holder.over()) {
        auto expression = expander.expand(*check.matches, variables);
        if (!expression) return expression.error();
        auto compiled = compile(*expression);
        if (!compiled) return compiled.error();
        holder.each(*expression, "matching", [&](const std::string& value, const std::string&) {
            return value.size() <= max_matched_bytes && std::regex_search(value, *compiled);
        });
    }
    if (!check.one_of.empty() && !holder.over()) {
        std::vector<std::string> wanted;
        for (const std::string& text : check.one_of) {
            auto expanded = expander.expand(text, variables);
            if (!expanded) return expanded.error();
            wanted.push_back(*std::move(expanded));
        }
        const bool good = !values.empty() &&
                          std::all_of(values.begin(), values.end(), [&](const std::string& value) {
                              return std::find(wanted.begin(), wanted.end(), value) != wanted.end();
                          });
        if (!good) holder.fail("one of \"" + join(wanted, "\", \"") + "\"");
    }
    if (check.same_as && !holder.over()) {
        auto name = expander.expand(*check.same_as, variables);
        if (!name) return name.error();
        auto bytes = files.read(*name);
        if (!bytes) return bytes.error();
        const bool good = values.size() == 1 && values.front() == *bytes;
        if (!good) {
            holder.fail("the " + std::to_string(bytes->size()) + " bytes of " + *name);
            if (values.size() == 1)
                result.got = std::to_string(values.front().size()) + " other bytes";
        }
    }
    holder.number(check.count, "exactly", values.size() == check.count.value_or(0));
    holder.number(check.at_least, "at least", values.size() >= check.at_least.value_or(0));
    holder.number(check.at_most, "at most", values.size() <= check.at_most.value_or(0));
    return std::move(holder.failure);
}

}  // namespace

std::string printable(std::string_view bytes, std::size_t most) {
    if (!is_utf8(bytes)) return "(" + std::to_string(bytes.size()) + " bytes, not text)";
    std::string out;
    for (const char c : shorten(bytes, most)) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\r') continue;
        const bool control = (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F;
        out += control ? '.' : c;
    }
    return out;
}

std::string shorten(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return std::string(text);
    std::size_t end = bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return std::string(text.substr(0, end)) + "… (" + std::to_string(text.size()) + " bytes)";
}

Result<std::vector<std::string>> look_into(Reply& reply, const Look& look) {
    switch (look.subject) {
        case Subject::status:
            return std::vector<std::string>{std::to_string(reply.status)};
        case Subject::answers:
            return std::vector<std::string>{std::to_string(reply.answers)};
        case Subject::body:
            return std::vector<std::string>{reply.body};
        case Subject::document:
            return documents_of(reply, look.argument);
        case Subject::header: {
            std::vector<std::string> out;
            for (const http::Field& field : reply.headers) {
                if (equals_ignoring_case(field.name, look.argument)) out.push_back(field.value);
            }
            return out;
        }
        case Subject::xml: {
            auto path = XmlPath::parse(look.argument);
            if (!path) return path.error();
            auto document = reply.xml();
            if (!document) return document.error();
            return path->values((*document)->root());
        }
        case Subject::json: {
            auto path = JsonPath::parse(look.argument);
            if (!path) return path.error();
            auto value = reply.json();
            if (!value) return value.error();
            return path->values(**value);
        }
    }
    return std::vector<std::string>{};
}

Result<CheckResult> hold(const Check& check, Reply& reply, const Expander& expander,
                         const Files& files, const Variables& variables) {
    CheckResult result;
    result.id = check.id;
    result.clause = check.clause;
    result.message = check.message;
    Look look = check.look;
    auto argument = expander.expand(look.argument, variables);
    if (!argument) return argument.error();
    look.argument = *std::move(argument);
    auto values = look_into(reply, look);
    if (!values) {
        const Finding first = values.error().first();  // error() gives a copy
        if (first.rule != rules::answer_unreadable.id) return values.error();
        result.expected = "an answer that can be read";
        result.got = first.where + ": " + first.what.en +
                     (first.value.empty() ? "" : " \"" + first.value + "\"");
        return result;
    }
    result.passed = true;
    result.got = show(*values);
    if (!check.status.empty()) {
        const bool good = std::any_of(
            check.status.begin(), check.status.end(),
            [&](const std::string& wanted) { return status_fits(wanted, reply.status); });
        if (!good) {
            result.passed = false;
            result.expected = "status " + join(check.status, " or ");
        }
    }
    if (auto failure = hold_values(check, *values, result, expander, files, variables))
        return *std::move(failure);
    return result;
}

Result<std::string> capture(const Capture& capture, Reply& reply, const Expander& expander,
                            const Variables& variables) {
    Look look = capture.look;
    auto argument = expander.expand(look.argument, variables);
    if (!argument) return argument.error();
    look.argument = *std::move(argument);
    auto values = look_into(reply, look);
    if (!values) return values.error();
    if (values->size() != 1) {
        return refuse(rules::answer_unreadable, capture.name, look.argument,
                      "one value is wanted, found " + show(*values));
    }
    if (!capture.matches) return values->front();
    auto compiled = compile(*capture.matches);
    if (!compiled) return compiled.error();
    std::smatch match;
    const bool good = values->front().size() <= max_matched_bytes &&
                      std::regex_search(values->front(), match, *compiled) && match.size() > 1;
    if (good) return match[1].str();
    return refuse(rules::answer_unreadable, capture.name, values->front(),
                  "it does not match " + *capture.matches);
}

}  // namespace dmpgw::conformance
