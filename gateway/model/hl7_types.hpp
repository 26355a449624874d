// HL7 v2.5 data types as XDS metadata uses them, ITI TF-3 4.2.3.1.7, Table 4.2.3.1.7-2, with what French
// messages add (CI-SIS volet Partage de documents): CX.5 and CX.7, XON.7 = IDNST, XCN.13 = IDNPS.
//
// Each type keeps every component it was read with, so that what went in comes out. Reading follows the
// grammar; the metadata rules (xds/metadata_rules) say what is allowed where.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"

namespace dmpgw::model {

/// Hierarchic designator, components separated by '&'.
struct Hd {
    std::string namespace_id;
    std::string universal_id;
    std::string universal_id_type;  ///< "ISO" for an OID
    bool empty() const { return namespace_id.empty() && universal_id.empty() && universal_id_type.empty(); }
    bool operator==(const Hd&) const = default;
};

/// Extended composite id: patient ids, sourcePatientId and (with more components) referenceIdList.
struct Cx {
    std::string id;                   ///< CX.1
    Hd assigning_authority;           ///< CX.4
    std::string identifier_type_code; ///< CX.5: NH, PI, PT, INS-C, INS-NIR; or the type of a CXi
    Hd assigning_facility;            ///< CX.6: home community of a CXi
    std::string effective_date;       ///< CX.7
    /// "id^^^&oid&ISO": equal for two ids of the same patient whatever CX.5 and CX.7 say.
    std::string key() const;
    bool operator==(const Cx&) const = default;
};

/// Extended name of a person with an id, as components separated by '^'.
struct Xcn {
    std::vector<std::string> components;  ///< at most 23; escape sequences resolved
    std::string_view component(std::size_t number) const;  ///< 1-based; empty when absent
    std::string_view id() const { return component(1); }
    std::string_view family() const { return component(2); }
    std::string_view given() const { return component(3); }
    Hd assigning_authority() const;       ///< XCN.9
    bool operator==(const Xcn&) const = default;
};

/// Extended name and id of an organisation.
struct Xon {
    std::vector<std::string> components;  ///< at most 10
    std::string_view component(std::size_t number) const;
    std::string_view name() const { return component(1); }
    Hd assigning_authority() const;       ///< XON.6
    std::string_view identifier_type_code() const { return component(7); }  ///< IDNST in France
    std::string_view id() const { return component(10); }
    bool operator==(const Xon&) const = default;
};

/// Telecommunication address.
struct Xtn {
    std::vector<std::string> components;  ///< at most 12
    std::string_view component(std::size_t number) const;
    std::string_view use() const { return component(2); }
    std::string_view equipment_type() const { return component(3); }
    std::string_view address() const { return component(4); }
    bool operator==(const Xtn&) const = default;
};

/// Date and time with its precision and zone kept. XDS DTM is UTC without a zone: "20260314", "20260314153000".
struct Dtm {
    enum class Precision : std::uint8_t { year, month, day, hour, minute, second };
    int year = 0;
    int month = 1;
    int day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;
    Precision precision = Precision::year;
    std::string fraction;                ///< digits after the second, kept as text (FHIR instants, CDA)
    std::optional<int> zone_minutes;     ///< offset as sent; nullopt in XDS, where UTC is meant

    /// XDS digits in UTC, at the precision held; a zone is applied first (hour precision and finer).
    std::string to_xds() const;
    /// FHIR dateTime: "2026", "2026-03", "2026-03-14", "2026-03-14T15:30:00Z". FHIR has no hour or minute
    /// precision: missing minutes and seconds become 00.
    std::string to_fhir() const;
    /// Earliest and latest (exclusive) second that this value can mean, seconds since 1970 UTC.
    std::int64_t earliest() const;
    std::int64_t latest() const;
    bool operator==(const Dtm&) const = default;
};

// Readers. `where` becomes the place of a finding. The rule ids are those of the XDS rule list.
Result<Cx> read_cx(std::string_view text, const std::string& where);
Result<Xcn> read_xcn(std::string_view text, const std::string& where);
Result<Xon> read_xon(std::string_view text, const std::string& where);
Result<Xtn> read_xtn(std::string_view text, const std::string& where);
/// 4, 6, 8, 10, 12 or 14 digits, a date that exists.
Result<Dtm> read_dtm(std::string_view text, const std::string& where);
/// HL7 CDA `ts`: digits, fraction, +ZZzz.
Result<Dtm> read_ts(std::string_view text, const std::string& where);
/// FHIR date, dateTime or instant.
Result<Dtm> read_fhir_date_time(std::string_view text, const std::string& where);

/// The rules these readers refuse by, for the documentation.
std::span<const Rule> hl7_rules();
std::span<const Rule> date_time_rules();

// Writers: components joined, delimiters in values escaped (\S\, \T\, \F\, \R\, \E\), trailing empty ones dropped.
std::string to_string(const Hd& hd);   ///< with '&'
std::string to_string(const Cx& cx);
std::string to_string(const Xcn& xcn);
std::string to_string(const Xon& xon);
std::string to_string(const Xtn& xtn);

}  // namespace dmpgw::model
