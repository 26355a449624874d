// The rules of the JSON reader: RFC 8259, narrowed by what FHIR R4 says of JSON (json.html) and by limits
// of our own. Each is checked in parse.cpp.
#pragma once

#include "gateway/base/failure.hpp"

namespace dmpgw::json {

inline constexpr Rule json_too_large{
    "JSON_TOO_LARGE", FailureKind::too_large, "",
    "The JSON text is larger than this gateway reads.",
    "Le texte JSON dépasse la taille que cette passerelle accepte.",
    "Send large documents through the SOAP interface (ITI-41 with MTOM), or split the submission.",
    "Envoyez les gros documents par l'interface SOAP (ITI-41 avec MTOM) ou scindez la soumission.",
    "gateway limit [limits]"};

inline constexpr Rule json_byte_order_mark{
    "JSON_BYTE_ORDER_MARK", FailureKind::malformed, "",
    "The JSON text starts with a byte order mark.",
    "Le texte JSON commence par une marque d'ordre des octets (BOM).",
    "Write the body as UTF-8 without a byte order mark.",
    "Écrivez le corps en UTF-8 sans marque d'ordre des octets.",
    "RFC 8259 8.1"};

inline constexpr Rule json_not_utf8{
    "JSON_NOT_UTF8", FailureKind::malformed, "",
    "The JSON text holds bytes that are not valid UTF-8.",
    "Le texte JSON contient des octets qui ne sont pas de l'UTF-8 valide.",
    "Encode the whole body in UTF-8; UTF-16 and Latin-1 are not accepted.",
    "Encodez tout le corps en UTF-8 ; UTF-16 et Latin-1 ne sont pas acceptés.",
    "RFC 8259 8.1"};

inline constexpr Rule json_nul_byte{
    "JSON_NUL_BYTE", FailureKind::malformed, "",
    "The JSON text holds a NUL byte.",
    "Le texte JSON contient un octet nul.",
    "Send the text without a terminator and without padding.",
    "Envoyez le texte sans octet de fin ni remplissage.",
    "RFC 8259 2"};

inline constexpr Rule json_empty{
    "JSON_EMPTY", FailureKind::malformed, "",
    "There is no JSON text in the body.",
    "Le corps ne contient aucun texte JSON.",
    "Send one JSON object as the body.",
    "Envoyez un objet JSON comme corps de la requête.",
    "RFC 8259 2"};

inline constexpr Rule json_truncated{
    "JSON_TRUNCATED", FailureKind::malformed, "",
    "The JSON text ends before its last value is closed.",
    "Le texte JSON s'arrête avant la fermeture de sa dernière valeur.",
    "Send the whole text, and check that Content-Length counts bytes and not characters.",
    "Envoyez le texte entier et vérifiez que Content-Length compte des octets et non des caractères.",
    "RFC 8259 2"};

inline constexpr Rule json_syntax{
    "JSON_SYNTAX", FailureKind::malformed, "",
    "The text does not follow the JSON grammar.",
    "Le texte ne respecte pas la grammaire JSON.",
    "Write the body with a JSON library: no comments, no trailing commas, no single quotes.",
    "Produisez le corps avec une bibliothèque JSON : ni commentaire, ni virgule finale, ni apostrophe.",
    "RFC 8259 2"};

inline constexpr Rule json_trailing_bytes{
    "JSON_TRAILING_BYTES", FailureKind::malformed, "",
    "Something follows the end of the JSON text.",
    "Des octets suivent la fin du texte JSON.",
    "Send exactly one JSON value in the body.",
    "Envoyez une seule valeur JSON dans le corps.",
    "RFC 8259 2"};

inline constexpr Rule json_too_deep{
    "JSON_TOO_DEEP", FailureKind::too_large, "",
    "Objects and arrays are nested deeper than this gateway reads.",
    "L'imbrication des objets et des tableaux dépasse ce que cette passerelle accepte.",
    "Flatten the content; a FHIR resource rarely needs more than 20 levels.",
    "Aplatissez le contenu ; une ressource FHIR dépasse rarement 20 niveaux.",
    "gateway limit [limits]"};

inline constexpr Rule json_duplicate_key{
    "JSON_DUPLICATE_KEY", FailureKind::malformed, "",
    "An object has two members of the same name.",
    "Un objet a deux membres de même nom.",
    "Keep one of the two members; for a repeating element use an array.",
    "Gardez un seul des deux membres ; pour un élément répétable, utilisez un tableau.",
    "RFC 8259 4; FHIR R4 json.html"};

inline constexpr Rule json_key_too_long{
    "JSON_KEY_TOO_LONG", FailureKind::too_large, "",
    "The name of a member is longer than this gateway reads.",
    "Le nom d'un membre dépasse la longueur que cette passerelle accepte.",
    "Use the element names of FHIR as member names.",
    "Employez les noms d'éléments de FHIR comme noms de membres.",
    "gateway limit [limits]"};

inline constexpr Rule json_too_many_members{
    "JSON_TOO_MANY_MEMBERS", FailureKind::too_large, "",
    "An object has more members than this gateway reads.",
    "Un objet a plus de membres que cette passerelle n'en accepte.",
    "Use an array for things that repeat.",
    "Utilisez un tableau pour ce qui se répète.",
    "gateway limit [limits]"};

inline constexpr Rule json_too_many_nodes{
    "JSON_TOO_MANY_NODES", FailureKind::too_large, "",
    "The JSON text holds more values than this gateway reads.",
    "Le texte JSON contient plus de valeurs que cette passerelle n'en accepte.",
    "Split the submission into smaller ones.",
    "Scindez la soumission en plusieurs plus petites.",
    "gateway limit [limits]"};

inline constexpr Rule json_number{
    "JSON_NUMBER", FailureKind::malformed, "",
    "A number does not follow the JSON grammar.",
    "Un nombre ne respecte pas la grammaire JSON.",
    "Write a digit on both sides of the point, no leading zero, no plus sign, no NaN.",
    "Écrivez un chiffre de chaque côté du point, sans zéro en tête, ni signe plus, ni NaN.",
    "RFC 8259 6"};

inline constexpr Rule json_number_too_long{
    "JSON_NUMBER_TOO_LONG", FailureKind::too_large, "",
    "A number is written with more characters than this gateway reads.",
    "Un nombre est écrit avec plus de caractères que cette passerelle n'en accepte.",
    "Round the number; FHIR asks for at most 18 significant digits.",
    "Arrondissez le nombre ; FHIR demande au plus 18 chiffres significatifs.",
    "FHIR R4 datatypes.html#decimal"};

inline constexpr Rule json_number_range{
    "JSON_NUMBER_RANGE", FailureKind::invalid, "",
    "The exponent of a number is out of range.",
    "L'exposant d'un nombre sort des limites.",
    "Send a number that fits a double (at most 1.7e308).",
    "Envoyez un nombre représentable en double précision (au plus 1,7e308).",
    "RFC 8259 6; FHIR R4 datatypes.html#decimal"};

inline constexpr Rule json_escape{
    "JSON_ESCAPE", FailureKind::malformed, "",
    "A string holds an escape that JSON does not have.",
    "Une chaîne contient une séquence d'échappement inconnue de JSON.",
    "Double each backslash of the text, and write \\u with four hexadecimal digits.",
    "Doublez chaque barre oblique inverse du texte et écrivez \\u avec quatre chiffres hexadécimaux.",
    "RFC 8259 7"};

inline constexpr Rule json_control_character{
    "JSON_CONTROL_CHARACTER", FailureKind::malformed, "",
    "A string holds a raw control character.",
    "Une chaîne contient un caractère de contrôle non échappé.",
    "Escape line ends and tabs in strings as \\r, \\n and \\t.",
    "Échappez les fins de ligne et les tabulations dans les chaînes : \\r, \\n, \\t.",
    "RFC 8259 7"};

inline constexpr Rule json_lone_surrogate{
    "JSON_LONE_SURROGATE", FailureKind::malformed, "",
    "A string escapes one half of a surrogate pair without the other.",
    "Une chaîne contient l'échappement d'une moitié seule de paire de substitution (surrogate).",
    "Escape characters above U+FFFF as a pair, or write them as UTF-8.",
    "Échappez par une paire les caractères au-delà de U+FFFF, ou écrivez-les en UTF-8.",
    "RFC 8259 8.2"};

inline constexpr Rule json_nul_character{
    "JSON_NUL_CHARACTER", FailureKind::invalid, "",
    "A string holds the character U+0000.",
    "Une chaîne contient le caractère U+0000.",
    "Remove the character: FHIR strings and XML cannot hold it.",
    "Retirez ce caractère : ni les chaînes FHIR ni XML ne peuvent le contenir.",
    "FHIR R4 datatypes.html#string"};

}  // namespace dmpgw::json
