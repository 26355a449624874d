#include "gateway/fhir/element_table.hpp"

#include <algorithm>
#include <stdexcept>

#include "gateway/base/text.hpp"

namespace dmpgw::fhir {

std::string_view embedded_elements(std::string_view name);

namespace {

constexpr std::string_view choice_mark = "[x]";

// The two abstract types that every resource is made of, and the name under which the table refers to any of them.
constexpr std::string_view resource_type = "Resource";
constexpr std::string_view domain_resource_type = "DomainResource";

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

ElementKind kind_of(std::string_view type) {
    if (type == "boolean") return ElementKind::boolean;
    if (type == "integer" || type == "unsignedInt" || type == "positiveInt" || type == "decimal") return ElementKind::number;
    if (type == "xhtml") return ElementKind::xhtml;
    if (type == resource_type) return ElementKind::resource;
    if (type.starts_with('@')) return ElementKind::attribute;
    return is_lower(type.front()) ? ElementKind::text : ElementKind::complex;
}

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    for (const std::string_view word : split(line, ' ')) {
        if (!word.empty()) words.push_back(word);
    }
    return words;
}

std::string choice_name(std::string_view stem, std::string_view type) {
    std::string name(stem);
    name.append(type);
    char& initial = name[stem.size()];
    if (is_lower(initial)) initial = static_cast<char>(initial - 'a' + 'A');
    return name;
}

// Reads the text once; types that an element names may stand further down, so they are linked at the end.
class Reader {
  public:
    explicit Reader(std::map<std::string, TypeRule, std::less<>>& types) : types_(types) {}

    void read(std::string_view text) {
        for (std::string_view line : split(text, '\n')) {
            ++line_;
            const bool indented = line.starts_with(' ');
            const auto words = words_of(line);
            if (words.empty() || line.starts_with('#')) continue;
            if (words.size() == 3 && words[1] == "=") lists_.emplace(words[0], words[2]);
            else if (indented) element(words);
            else type(words);
        }
        for (const Link& link : links_) link.element->type = &known(link.type);
    }

  private:
    struct Link {
        ElementRule* element;
        std::string_view type;
    };

    [[noreturn]] void broken(std::string_view what) const {
        throw std::logic_error("element table, line " + std::to_string(line_) + ": " + std::string(what));
    }

    const TypeRule& known(std::string_view name) const {
        const auto found = types_.find(name);
        if (found == types_.end()) broken("no type " + std::string(name));
        return found->second;
    }

    void type(const std::vector<std::string_view>& words) {
        const bool derived = words.size() == 3 && words[1] == ":";
        if (!derived && words.size() != 1) broken("a type is written Name or Name : Base");
        auto [place, added] = types_.emplace(words[0], TypeRule{});
        if (!added) broken("a type twice");
        type_ = &place->second;
        type_->name = words[0];
        order_ = 0;
        if (!derived) return;
        const TypeRule& base = known(words[2]);
        const bool abstract = type_->name == domain_resource_type;
        type_->is_resource = !abstract && (base.name == resource_type || base.name == domain_resource_type);
        for (const auto& [name, inherited] : base.elements) {
            ElementRule& element = type_->elements.emplace(name, inherited).first->second;
            order_ = std::max(order_, element.order + 1);
            relink(inherited, element);
        }
    }

    // What the base has not been linked to yet, the copy must be linked to as well.
    void relink(const ElementRule& from, ElementRule& to) {
        const std::size_t count = links_.size();
        for (std::size_t i = 0; i < count; ++i) {
            if (links_[i].element == &from) links_.push_back({&to, links_[i].type});
        }
    }

    void element(const std::vector<std::string_view>& words) {
        const bool repeats = words.size() == 3 && words[2] == "*";
        if (type_ == nullptr || (words.size() != 2 && !repeats)) broken("an element is written name type or name type *");
        std::string_view name = words[0];
        std::string_view types = words[1];
        const bool choice = name.ends_with(choice_mark);
        if (choice) {
            name.remove_suffix(choice_mark.size());
            if (const auto list = lists_.find(types); list != lists_.end()) types = list->second;
        }
        for (const std::string_view one : split(types, '|')) {
            if (one.empty()) broken("an empty type");
            ElementRule rule;
            rule.name = choice ? choice_name(name, one) : std::string(name);
            rule.kind = kind_of(one);
            rule.order = order_;
            rule.repeats = repeats;
            const auto [place, added] = type_->elements.emplace(rule.name, rule);
            if (!added) broken("an element twice");
            if (rule.kind == ElementKind::complex) links_.push_back({&place->second, one});
        }
        ++order_;
    }

    std::map<std::string, TypeRule, std::less<>>& types_;
    std::map<std::string_view, std::string_view> lists_;
    std::vector<Link> links_;
    TypeRule* type_ = nullptr;
    std::size_t order_ = 0;
    std::size_t line_ = 0;
};

}  // namespace

const ElementRule* TypeRule::find(std::string_view element) const {
    const auto found = elements.find(element);
    return found == elements.end() ? nullptr : &found->second;
}

ElementTable::ElementTable(std::string_view text) { Reader(types_).read(text); }

const TypeRule* ElementTable::resource(std::string_view name) const {
    const auto found = types_.find(name);
    return found == types_.end() || !found->second.is_resource ? nullptr : &found->second;
}

const TypeRule& ElementTable::type(std::string_view name) const {
    const auto found = types_.find(name);
    if (found == types_.end()) throw std::logic_error("element table: no type " + std::string(name));
    return found->second;
}

std::vector<std::string_view> ElementTable::resources() const {
    std::vector<std::string_view> names;
    for (const auto& [name, type] : types_) {
        if (type.is_resource) names.emplace_back(name);
    }
    return names;
}

const ElementTable& element_table() {
    static const ElementTable table(embedded_elements("r4_elements.txt"));
    return table;
}

}  // namespace dmpgw::fhir
