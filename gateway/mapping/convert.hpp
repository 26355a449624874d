// The engine: runs the rows of a table in both directions, and the converters that all three kinds of
// object share. Internal to mapping/.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/fhir/findings.hpp"
#include "gateway/mapping/codes.hpp"
#include "gateway/mapping/context.hpp"
#include "gateway/mapping/rules.hpp"
#include "gateway/mapping/tables.hpp"
#include "gateway/model/code.hpp"
#include "gateway/model/hl7_types.hpp"

namespace dmpgw::mapping {

/// What a row converts with. Either function may be null: the row then says nothing in that direction.
template <class T>
struct Converter {
    std::string_view name;
    void (*read)(const ReadContext&, const Row&, const Found&, T&);
    void (*write)(WriteContext&, const Row&, const T&);
};

/// The converters of one kind of object, one specialisation per kind.
template <class T>
const std::vector<Converter<T>>& converters();

/// The attribute that a row names, as a pointer to member of one of the simple kinds.
template <class T>
using Attribute = std::variant<std::string T::*, model::LocalizedString T::*, std::optional<model::Code> T::*,
                               std::vector<model::Code> T::*, std::optional<model::Dtm> T::*>;
template <class T>
Attribute<T> attribute(std::string_view name);

/// Throws std::logic_error for a row whose converter does not exist: the table is part of the program.
template <class T>
const Converter<T>& converter_of(const Row& row) {
    for (const Converter<T>& converter : converters<T>()) {
        if (converter.name == row.convert) return converter;
    }
    throw std::logic_error("no converter " + row.convert + " for " + row.xds);
}

template <class T, class M>
M T::*member_of(const Row& row) {
    return std::get<M T::*>(attribute<T>(row.xds));
}

/// The finding for a required element that is absent; the detail names the XDS attribute.
Finding missing_attribute(const Row& row, const Table& table, const std::string& where);

template <class T>
void read_rows(const Table& table, const ReadContext& context, T& to) {
    check_single(context.resource, table, context.entry.where(), context.findings);
    for (const Row& row : table.rows) {
        const Found found = find(context.resource, row, context.entry.where());
        if (is_absent(*found.value)) {
            if (row.required && context.profile.at_least(*row.required)) {
                fhir::add_finding(context.findings, missing_attribute(row, table, found.where));
            }
            continue;
        }
        if (const auto read = converter_of<T>(row).read) read(context, row, found, to);
    }
}

template <class T>
void write_rows(const Table& table, WriteContext& context, const T& from) {
    for (const Row& row : table.rows) {
        if (const auto write = converter_of<T>(row).write) write(context, row, from);
    }
}

/// A FHIR dateTime as XDS holds it: UTC, no zone, no fraction.
std::optional<model::Dtm> read_time(const ReadContext& context, const Found& found);
/// patientId from a subject Reference; see SubjectResolver.
std::optional<model::Cx> read_subject(const ReadContext& context, const json::Value& reference,
                                      const std::string& where);
/// An OID from "urn:oid:…", a bare OID, or a UUID (ITU-T X.667), with a warning. Empty when it is none of them. An OID
/// past the 64 characters of XDS (the examples of MHD have such) becomes a short one that is always the same.
std::string oid_of_value(const ReadContext& context, std::string_view value, const std::string& where);
void append_item(json::Value& resource, std::string_view member, json::Value item);

template <class T>
const std::vector<Converter<T>>& shared_converters() {
    using Codes = std::vector<model::Code>;
    static const std::vector<Converter<T>> shared = {
        {"none", nullptr, nullptr},
        {"string",
         [](const ReadContext& context, const Row& row, const Found& found, T& to) {
             if (!found.value->is_string()) context.report(rules::attribute_form, found.where);
             to.*member_of<T, std::string>(row) = found.value->as_string();
         },
         [](WriteContext& context, const Row& row, const T& from) {
             const std::string& text = from.*member_of<T, std::string>(row);
             if (!text.empty()) put(context.resource, row, text);
         }},
        {"text",
         [](const ReadContext& context, const Row& row, const Found& found, T& to) {
             if (!found.value->is_string()) context.report(rules::attribute_form, found.where);
             (to.*member_of<T, model::LocalizedString>(row)).value = found.value->as_string();
         },
         [](WriteContext& context, const Row& row, const T& from) {
             const model::LocalizedString& text = from.*member_of<T, model::LocalizedString>(row);
             if (!text.empty()) put(context.resource, row, text.value);
         }},
        {"code",
         [](const ReadContext& context, const Row& row, const Found& found, T& to) {
             to.*member_of<T, std::optional<model::Code>>(row) =
                 read_concept(*found.value, found.where, context.findings);
         },
         [](WriteContext& context, const Row& row, const T& from) {
             const auto& code = from.*member_of<T, std::optional<model::Code>>(row);
             if (code) put(context.resource, row, write_concept(*code));
         }},
        {"coding",
         [](const ReadContext& context, const Row& row, const Found& found, T& to) {
             to.*member_of<T, std::optional<model::Code>>(row) =
                 read_coding(*found.value, found.where, context.findings);
         },
         [](WriteContext& context, const Row& row, const T& from) {
             const auto& code = from.*member_of<T, std::optional<model::Code>>(row);
             if (code) put(context.resource, row, write_coding(*code));
         }},
        {"codes",
         [](const ReadContext& context, const Row& row, const Found& found, T& to) {
             if (!found.value->is_array()) context.report(rules::attribute_form, found.where);
             const json::Array& items = found.value->as_array();
             for (std::size_t i = 0; i < items.size(); ++i) {
                 auto code = read_concept(items[i], found.where + "[" + std::to_string(i) + "]", context.findings);
                 if (code) (to.*member_of<T, Codes>(row)).push_back(std::move(*code));
             }
         },
         [](WriteContext& context, const Row& row, const T& from) {
             const Codes& codes = from.*member_of<T, Codes>(row);
             json::Value list(json::Array{});
             for (const model::Code& code : codes) list.push(write_concept(code));
             if (!codes.empty()) put(context.resource, row, std::move(list));
         }},
        {"time",
         [](const ReadContext& context, const Row& row, const Found& found, T& to) {
             to.*member_of<T, std::optional<model::Dtm>>(row) = read_time(context, found);
         },
         [](WriteContext& context, const Row& row, const T& from) {
             const auto& time = from.*member_of<T, std::optional<model::Dtm>>(row);
             if (time) put(context.resource, row, time->to_fhir());
         }},
        {"subject",
         [](const ReadContext& context, const Row&, const Found& found, T& to) {
             to.patient_id = read_subject(context, *found.value, found.where);
         },
         nullptr},
        {"version", nullptr,
         [](WriteContext& context, const Row& row, const T& from) {
             put(context.resource, row, std::to_string(from.version));
         }},
        {"profile", nullptr, nullptr},
    };
    return shared;
}

}  // namespace dmpgw::mapping
