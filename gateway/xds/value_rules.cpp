#include "gateway/xds/value_rules.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/identifiers.hpp"
#include "gateway/base/text.hpp"
#include "gateway/xds/error_codes.hpp"

namespace dmpgw::xds {
namespace {

constexpr auto invalid = FailureKind::invalid;
constexpr std::string_view code = error_code::registry_metadata_error;

constexpr Rule invalid_oid{
    "INVALID_OID", invalid, code, "The text is not an OID", "Le texte n'est pas un OID",
    "Write digits and dots, the first arc 0, 1 or 2, no leading zeros, no urn:oid: prefix",
    "Écrivez des chiffres et des points, premier arc 0, 1 ou 2, sans zéro en tête ni préfixe urn:oid:",
    "ITI TF-3 Table 4.2.3.1.7-2, OID"};
constexpr Rule oid_too_long{
    "OID_TOO_LONG", invalid, code, "The OID is longer than 64 characters",
    "L'OID dépasse 64 caractères", "Use an OID of at most 64 characters",
    "Utilisez un OID d'au plus 64 caractères", "ITI TF-3 Table 4.2.3.1.7-2, OID"};
constexpr Rule invalid_uuid{
    "INVALID_UUID", invalid, code, "The text begins with urn:uuid: and is not a UUID",
    "Le texte commence par urn:uuid: et n'est pas un UUID",
    "Write urn:uuid: and a UUID of 36 characters, or a symbolic name such as document01",
    "Écrivez urn:uuid: suivi d'un UUID de 36 caractères, ou un nom symbolique tel que document01",
    "ITI TF-3 Table 4.2.3.1.7-2, UUID"};
constexpr Rule invalid_unique_id{
    "INVALID_UNIQUE_ID", invalid, code,
    "The uniqueId of the document has characters that are not printable ASCII",
    "Le uniqueId du document comporte des caractères hors ASCII imprimable",
    "Use an OID, or other text without spaces, accents and backslashes",
    "Utilisez un OID, ou un autre texte sans espace, accent ni barre oblique inverse",
    "ITI TF-3 4.2.3.2.26"};
constexpr Rule unique_id_too_long{
    "UNIQUE_ID_TOO_LONG", invalid, code, "The uniqueId is longer than 128 characters",
    "Le uniqueId dépasse 128 caractères", "Use a uniqueId of at most 128 characters (an OID: 64)",
    "Utilisez un uniqueId d'au plus 128 caractères (un OID : 64)", "ITI TF-3 4.2.3.2.26"};
constexpr Rule invalid_hash{
    "INVALID_HASH_CODE", invalid, code, "The hash is not a SHA-1 in hexadecimal",
    "L'empreinte n'est pas un SHA-1 en hexadécimal",
    "Write the SHA-1 of the document as 40 hexadecimal digits",
    "Écrivez le SHA-1 du document en 40 chiffres hexadécimaux", "ITI TF-3 4.2.3.2.10"};
constexpr Rule invalid_language{
    "INVALID_LANGUAGE_CODE", invalid, code, "The text is not a language tag",
    "Le texte n'est pas une étiquette de langue", "Write a tag of RFC 5646 such as fr-FR",
    "Écrivez une étiquette de la RFC 5646 telle que fr-FR", "ITI TF-3 4.2.3.2.13"};
constexpr Rule mime_format{
    "MIME_TYPE_FORMAT", invalid, code, "The text is not a media type",
    "Le texte n'est pas un type de média", "Write type/subtype without parameters, such as text/xml",
    "Écrivez type/sous-type sans paramètres, par exemple text/xml", "ITI TF-3 4.2.3.2.15"};
constexpr Rule mime_missing{
    "MIME_TYPE_MUST_BE_SPECIFIED", invalid, code, "The media type is missing",
    "Le type de média manque", "Give the media type of the document, such as text/xml",
    "Donnez le type de média du document, par exemple text/xml", "ITI TF-3 4.2.3.2.15"};
constexpr Rule invalid_pid{
    "INVALID_PID", invalid, code, "The line of sourcePatientInfo is not PID-n|value",
    "La ligne de sourcePatientInfo n'est pas PID-n|valeur",
    "Write for example PID-5|DUPONT^Jean", "Écrivez par exemple PID-5|DUPONT^Jean",
    "ITI TF-3 4.2.3.2.23"};
constexpr Rule unsupported_pid{
    "UNSUPPORTED_PID", invalid, code, "This field of PID must not be in sourcePatientInfo",
    "Ce champ de PID ne doit pas figurer dans sourcePatientInfo",
    "Remove PID-2, PID-4, PID-12, PID-19 and fields past 39",
    "Retirez PID-2, PID-4, PID-12, PID-19 et les champs au-delà de 39", "ITI TF-3 4.2.3.2.23"};
constexpr Rule invalid_number{
    "INVALID_NUMBER_FORMAT", invalid, code, "The size is not a whole number",
    "La taille n'est pas un nombre entier", "Write the size in bytes, digits only",
    "Écrivez la taille en octets, chiffres seulement", "ITI TF-3 4.2.3.2.21"};
constexpr Rule empty_uri{"EMPTY_URI", invalid, code, "The URI is empty", "L'URI est vide",
                         "Give the URI or remove the attribute",
                         "Donnez l'URI ou retirez l'attribut", "ITI TF-3 4.2.3.2.27"};
constexpr Rule invalid_uri{
    "INVALID_URI", invalid, code, "The text is not a URI", "Le texte n'est pas une URI",
    "Write a URI of RFC 3986, or a file name without spaces",
    "Écrivez une URI de la RFC 3986, ou un nom de fichier sans espace", "ITI TF-3 4.2.3.2.27"};
constexpr Rule precision_too_low{
    "TIME_PRECISION_TOO_LOW", invalid, code, "The time is not precise enough",
    "L'heure n'est pas assez précise", "Write the time to the second: 20260314153000",
    "Écrivez l'heure à la seconde près : 20260314153000", "ITI TF-3 4.2.3.4.6"};
constexpr Rule wrong_chronology{
    "TIME_WRONG_CHRONOLOGY", invalid, code, "The service stops before it starts",
    "L'acte se termine avant de commencer", "Exchange or correct serviceStartTime and serviceStopTime",
    "Échangez ou corrigez serviceStartTime et serviceStopTime", "ITI TF-3 4.2.3.2.19"};

constexpr std::array rules{
    invalid_oid, oid_too_long, invalid_uuid, invalid_unique_id, unique_id_too_long, invalid_hash,
    invalid_language, mime_format, mime_missing, invalid_pid, unsupported_pid, invalid_number,
    empty_uri, invalid_uri, precision_too_low, wrong_chronology};

constexpr std::size_t sha1_hex_length = 40;
constexpr int last_pid_field = 39;

bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex_digit(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

}  // namespace

std::span<const Rule> value_rules() { return rules; }

Fault fault_of_hash(std::string_view text) {
    const bool right =
        text.size() == sha1_hex_length && std::all_of(text.begin(), text.end(), is_hex_digit);
    return right ? nullptr : &invalid_hash;
}

Fault fault_of_document_unique_id(std::string_view text) {
    if (text.size() > max_unique_id_length) return &unique_id_too_long;
    // A backslash is the escape character of HL7: an identifier with one was mangled on its way.
    const bool right = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return c >= '!' && c <= '~' && c != '\\';
    });
    return right ? nullptr : &invalid_unique_id;
}

Fault fault_of_oid(std::string_view text) {
    if (text.size() > max_oid_length) return &oid_too_long;
    return is_oid(text) ? nullptr : &invalid_oid;
}

Fault fault_of_urn_uuid(std::string_view text) { return is_urn_uuid(text) ? nullptr : &invalid_uuid; }

Fault fault_of_language(std::string_view text) {
    const std::vector<std::string_view> tags = split(text, '-');
    for (std::size_t i = 0; i < tags.size(); ++i) {
        const bool right = !tags[i].empty() && tags[i].size() <= 8 &&
                           std::all_of(tags[i].begin(), tags[i].end(), [&](char c) {
                               return is_alpha(c) || (i > 0 && is_digit(c));
                           });
        if (!right) return &invalid_language;
    }
    return tags.empty() ? &invalid_language : nullptr;
}

Fault fault_of_mime_type(std::string_view text) {
    if (text.empty()) return &mime_missing;
    const std::vector<std::string_view> parts = split(text, '/');
    const bool right = parts.size() == 2 && std::all_of(parts.begin(), parts.end(), [](auto part) {
        return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
            return is_alpha(c) || is_digit(c) || c == '_' || c == '-' || c == '+' || c == '.';
        });
    });
    return right ? nullptr : &mime_format;
}

Fault fault_of_pid_line(std::string_view text) {
    constexpr std::string_view start = "PID-";
    const std::size_t bar = text.find('|');
    if (!text.starts_with(start) || bar == std::string_view::npos) return &invalid_pid;
    const std::string_view number = text.substr(start.size(), bar - start.size());
    if (number.empty() || number.size() > 4 || !is_digits(number) || number[0] == '0') {
        return &invalid_pid;
    }
    int field = 0;
    for (const char c : number) field = field * 10 + (c - '0');
    const bool excluded = field == 2 || field == 4 || field == 12 || field == 19;
    return excluded || field > last_pid_field ? &unsupported_pid : nullptr;
}

Fault fault_of_size(std::string_view text) {
    return !text.empty() && is_digits(text) ? nullptr : &invalid_number;
}

Fault fault_of_uri(std::string_view text) {
    constexpr std::string_view forbidden = " \"<>\\^`{|}";
    if (text.empty()) return &empty_uri;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x20 || c == 0x7F || forbidden.find(text[i]) != std::string_view::npos) {
            return &invalid_uri;
        }
        const bool escaped = i + 2 < text.size() && is_hex_digit(text[i + 1]) && is_hex_digit(text[i + 2]);
        if (text[i] == '%' && !escaped) return &invalid_uri;
    }
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon > text.find_first_of("/?#")) return nullptr;
    const std::string_view name = text.substr(0, colon);
    const bool scheme = !name.empty() && is_alpha(name[0]) && colon + 1 < text.size() &&
                        std::all_of(name.begin(), name.end(), [](char c) {
                            return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
                        });
    return scheme ? nullptr : &invalid_uri;
}

Fault fault_of_precision(const model::Dtm& time, model::Dtm::Precision least) {
    return time.precision < least ? &precision_too_low : nullptr;
}

Fault fault_of_period(const model::Dtm& start, const model::Dtm& stop) {
    return start.earliest() < stop.latest() ? nullptr : &wrong_chronology;
}

}  // namespace dmpgw::xds
