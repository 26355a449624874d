#include "conformance/json_path.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "conformance/rules.hpp"

namespace dmpgw::conformance {
namespace {

constexpr int max_nesting = 4;

bool ends_name(char c) {
    return c == '.' || c == '[' || c == ']' || c == '=' || c == '!';
}

std::string text_of(const json::Value& value) {
    if (value.is_string() || value.is_number()) return std::string(value.as_string());
    return json::write(value);
}

}  // namespace

/// Recursive descent over one path; recursion is bounded by max_nesting.
class JsonPathParser {
  public:
    explicit JsonPathParser(std::string_view text) : text_(text) {}

    Result<JsonPath> run() {
        JsonPath path;
        if (text_ == "$") return path;
        if (!read_steps(path.steps_, 0)) return error(problem_);
        if (at_ != text_.size()) return error("text behind the path");
        return path;
    }

  private:
    Failure error(std::string_view detail) const {
        return refuse(rules::path_malformed, "path", text_, detail);
    }
    bool take(std::string_view what) {
        if (!text_.substr(at_).starts_with(what)) return false;
        at_ += what.size();
        return true;
    }
    bool fail(std::string_view problem) {
        problem_ = problem;
        return false;
    }

    bool read_steps(std::vector<JsonPath::Step>& steps, int nesting) {
        do {
            const std::size_t begin = at_;
            while (at_ < text_.size() && !ends_name(text_[at_]))
                ++at_;
            if (at_ == begin) return fail("a name is missing");
            JsonPath::Step step;
            step.name = text_.substr(begin, at_ - begin);
            steps.push_back(std::move(step));
            while (take("[")) {
                if (!read_bracket(steps.emplace_back(), nesting + 1)) return false;
                if (!take("]")) return fail("a bracket is not closed");
            }
        } while (take("."));
        return true;
    }

    bool read_bracket(JsonPath::Step& step, int nesting) {
        if (nesting > max_nesting) return fail("filters are nested too deep");
        const char* begin = text_.data() + at_;
        const auto [end, ec] = std::from_chars(begin, text_.data() + text_.size(), step.index);
        if (ec == std::errc{}) {
            step.kind = JsonPath::Step::Kind::index;
            at_ += static_cast<std::size_t>(end - begin);
            return true;
        }
        step.kind = JsonPath::Step::Kind::filter;
        if (!read_steps(step.path, nesting)) return false;
        step.negated = take("!=");
        if (!step.negated && !take("=")) return true;
        const char quote = at_ < text_.size() ? text_[at_] : '\0';
        if (quote != '\'' && quote != '"') return fail("a quoted text is missing behind =");
        const std::size_t close = text_.find(quote, at_ + 1);
        if (close == std::string_view::npos) return fail("a text is not closed");
        step.text = std::string(text_.substr(at_ + 1, close - at_ - 1));
        at_ = close + 1;
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string_view problem_;
};

Result<JsonPath> JsonPath::parse(std::string_view text) {
    return JsonPathParser(text).run();
}

bool JsonPath::holds(const Step& filter, const json::Value& item) {
    const auto found = walk(filter.path, item);
    if (!filter.text) return !found.empty();
    return std::any_of(found.begin(), found.end(), [&](const json::Value* value) {
        return (text_of(*value) == *filter.text) != filter.negated;
    });
}

std::vector<const json::Value*> JsonPath::walk(const std::vector<Step>& steps,
                                               const json::Value& from) {
    // Arrays are spread when a name or a filter meets them, so that an index still finds them
    // whole.
    std::vector<const json::Value*> current{&from};
    const auto spread = [](const std::vector<const json::Value*>& values) {
        std::vector<const json::Value*> out;
        for (const json::Value* value : values) {
            if (!value->is_array())
                out.push_back(value);
            else
                for (const json::Value& item : value->as_array())
                    out.push_back(&item);
        }
        return out;
    };
    for (const Step& step : steps) {
        std::vector<const json::Value*> next;
        if (step.kind == Step::Kind::name) {
            for (const json::Value* value : spread(current)) {
                if (value->has(step.name)) next.push_back(&(*value)[step.name]);
            }
        } else if (step.kind == Step::Kind::index) {
            for (const json::Value* value : current) {
                if (value->is_array() && step.index < value->size())
                    next.push_back(&(*value)[step.index]);
            }
        } else {
            for (const json::Value* value : spread(current)) {
                if (holds(step, *value)) next.push_back(value);
            }
        }
        current = std::move(next);
    }
    return spread(current);
}

std::vector<const json::Value*> JsonPath::find(const json::Value& root) const {
    return walk(steps_, root);
}

std::vector<std::string> JsonPath::values(const json::Value& root) const {
    std::vector<std::string> out;
    for (const json::Value* value : find(root))
        out.push_back(text_of(*value));
    return out;
}

}  // namespace dmpgw::conformance
