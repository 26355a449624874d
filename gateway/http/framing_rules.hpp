// The rules of HTTP framing, one constant each, with the status that answers a breach. A stream that two
// parsers could frame differently is request smuggling waiting to happen, so what RFC 9112 lets a
// recipient repair is refused here instead.
#pragma once

#include "gateway/base/failure.hpp"

namespace dmpgw::http {

/// A rule and the HTTP status of its refusal.
struct HttpRule {
    unsigned status;
    Rule rule;
};

namespace rules {

inline constexpr HttpRule head_too_large{431, {
    "HTTP_HEAD_TOO_LARGE", FailureKind::too_large, "",
    "The request line and the header fields together are too long.",
    "La ligne de requête et les champs d’en-tête sont trop longs au total.",
    "Send fewer or shorter header fields; put large values in the body.",
    "Envoyez moins de champs d’en-tête ou des champs plus courts ; placez les grandes valeurs dans le corps.",
    "RFC 6585 5; limit head_bytes"}};

inline constexpr HttpRule too_many_fields{431, {
    "HTTP_TOO_MANY_FIELDS", FailureKind::too_large, "",
    "The request has too many header fields.",
    "La requête comporte trop de champs d’en-tête.",
    "Remove header fields that the gateway does not need.",
    "Retirez les champs d’en-tête dont la passerelle n’a pas besoin.",
    "RFC 6585 5; limit fields"}};

inline constexpr HttpRule target_too_long{414, {
    "HTTP_TARGET_TOO_LONG", FailureKind::too_large, "",
    "The request target (path and query) is too long.",
    "La cible de la requête (chemin et paramètres) est trop longue.",
    "Send a long search as POST [base]/[type]/_search with its parameters in the body.",
    "Envoyez une recherche longue par POST [base]/[type]/_search avec les paramètres dans le corps.",
    "RFC 9110 15.5.15; limit target_bytes"}};

inline constexpr HttpRule bare_line_feed{400, {
    "HTTP_BARE_LF", FailureKind::malformed, "",
    "A line feed stands alone, without a carriage return before it.",
    "Un saut de ligne (LF) n’est pas précédé d’un retour chariot (CR).",
    "End each line of the head and each chunk line with CR LF.",
    "Terminez chaque ligne d’en-tête et chaque ligne de bloc par CR LF.",
    "RFC 9112 2.2"}};

inline constexpr HttpRule bare_carriage_return{400, {
    "HTTP_BARE_CR", FailureKind::malformed, "",
    "A carriage return stands alone, without a line feed after it.",
    "Un retour chariot (CR) n’est pas suivi d’un saut de ligne (LF).",
    "Remove the carriage return, or end the line with CR LF.",
    "Retirez le retour chariot ou terminez la ligne par CR LF.",
    "RFC 9112 2.2"}};

inline constexpr HttpRule control_character{400, {
    "HTTP_CONTROL_CHARACTER", FailureKind::malformed, "",
    "The head contains a control character.",
    "L’en-tête contient un caractère de contrôle.",
    "Remove the control character; if TLS was meant, connect to the TLS port.",
    "Retirez le caractère de contrôle ; si TLS était voulu, connectez-vous au port TLS.",
    "RFC 9110 5.5"}};

inline constexpr HttpRule non_ascii{400, {
    "HTTP_NON_ASCII", FailureKind::malformed, "",
    "The head contains a byte outside ASCII.",
    "L’en-tête contient un octet hors ASCII.",
    "Percent-encode non-ASCII text in the target, and keep it out of the header fields.",
    "Encodez en %XX le texte non ASCII de la cible et ne le placez pas dans les champs d’en-tête.",
    "RFC 9110 5.5"}};

inline constexpr HttpRule leading_empty_line{400, {
    "HTTP_LEADING_EMPTY_LINE", FailureKind::malformed, "",
    "An empty line stands before the request line.",
    "Une ligne vide précède la ligne de requête.",
    "Send nothing between the end of a body and the next request line.",
    "N’envoyez rien entre la fin d’un corps et la ligne de requête suivante.",
    "RFC 9112 2.2"}};

inline constexpr HttpRule folded_line{400, {
    "HTTP_FOLDED_LINE", FailureKind::malformed, "",
    "A header line begins with white space (obsolete line folding).",
    "Une ligne d’en-tête commence par une espace ou une tabulation (repli de ligne obsolète).",
    "Write each header field on one line.",
    "Écrivez chaque champ d’en-tête sur une seule ligne.",
    "RFC 9112 5.2"}};

inline constexpr HttpRule request_line{400, {
    "HTTP_REQUEST_LINE", FailureKind::malformed, "",
    "The request line is not METHOD SP target SP HTTP/1.1.",
    "La ligne de requête n’a pas la forme MÉTHODE SP cible SP HTTP/1.1.",
    "Separate method, target and version by one space each, with nothing else on the line.",
    "Séparez la méthode, la cible et la version par une seule espace, sans rien d’autre sur la ligne.",
    "RFC 9112 3"}};

inline constexpr HttpRule method_not_served{501, {
    "HTTP_METHOD_NOT_SERVED", FailureKind::unsupported, "",
    "The method is not one that this gateway serves.",
    "La méthode n’est pas de celles que cette passerelle sert.",
    "Use GET, HEAD, POST, PUT, PATCH or DELETE, in upper case.",
    "Utilisez GET, HEAD, POST, PUT, PATCH ou DELETE, en majuscules.",
    "RFC 9110 9.1"}};

inline constexpr HttpRule version_not_served{505, {
    "HTTP_VERSION_NOT_SERVED", FailureKind::unsupported, "",
    "The HTTP version is neither 1.1 nor 1.0.",
    "La version de HTTP n’est ni 1.1 ni 1.0.",
    "Speak HTTP/1.1.",
    "Utilisez HTTP/1.1.",
    "RFC 9110 15.6.6"}};

inline constexpr HttpRule target_form{
    400,
    {"HTTP_TARGET_FORM", FailureKind::malformed, "",
     "The request target is not an absolute path with an optional query.",
     "La cible de la requête n’est pas un chemin absolu avec des paramètres facultatifs.",
     "Send the path that follows the host, beginning with a single '/'; this gateway is not a proxy.",
     "Envoyez le chemin qui suit l’hôte, commençant par un seul « / » ; cette passerelle n’est pas un "
     "mandataire.",
     "RFC 9112 3.2.1"}};

inline constexpr HttpRule target_character{400, {
    "HTTP_TARGET_CHARACTER", FailureKind::malformed, "",
    "The request target contains a character that must be percent-encoded.",
    "La cible de la requête contient un caractère qui doit être encodé en %XX.",
    "Percent-encode it, as in %5B for '['.",
    "Encodez-le en %XX, par exemple %5B pour « [ ».",
    "RFC 3986 3.3"}};

inline constexpr HttpRule target_fragment{400, {
    "HTTP_TARGET_FRAGMENT", FailureKind::malformed, "",
    "The request target contains a fragment ('#').",
    "La cible de la requête contient un fragment (« # »).",
    "Remove the fragment, which belongs to the client, or write '#' as %23.",
    "Retirez le fragment, qui ne concerne que le client, ou écrivez « # » sous la forme %23.",
    "RFC 9112 3.2.1"}};

inline constexpr HttpRule target_escape{400, {
    "HTTP_TARGET_ESCAPE", FailureKind::malformed, "",
    "A '%' of the request target is not followed by two hexadecimal digits.",
    "Un « % » de la cible de la requête n’est pas suivi de deux chiffres hexadécimaux.",
    "Write a literal '%' as %25.",
    "Écrivez un « % » littéral sous la forme %25.",
    "RFC 3986 2.1"}};

inline constexpr HttpRule target_hidden_character{400, {
    "HTTP_TARGET_HIDDEN_CHARACTER", FailureKind::malformed, "",
    "The request target hides a slash, a backslash or a control character behind a percent escape.",
    "La cible de la requête cache une barre oblique, une barre oblique inverse ou un caractère de contrôle "
    "derrière un encodage %XX.",
    "Remove it: no identifier of this gateway contains such a character.",
    "Retirez-le : aucun identifiant de cette passerelle ne contient un tel caractère.",
    "OWASP ASVS 5.0 1.1.1"}};

inline constexpr HttpRule target_dot_segment{400, {
    "HTTP_TARGET_DOT_SEGMENT", FailureKind::malformed, "",
    "The path contains a dot segment ('.' or '..').",
    "Le chemin contient un segment « . » ou « .. ».",
    "Resolve the path in the client and send the result.",
    "Résolvez le chemin côté client et envoyez le résultat.",
    "RFC 3986 5.2.4"}};

inline constexpr HttpRule field_syntax{400, {
    "HTTP_FIELD_SYNTAX", FailureKind::malformed, "",
    "A header line is not a field name, directly followed by a colon and a value.",
    "Une ligne d’en-tête n’est pas un nom de champ directement suivi de deux-points et d’une valeur.",
    "Write 'Name: value', with no white space before the colon and only token characters in the name.",
    "Écrivez « Nom: valeur », sans espace avant les deux-points et avec des caractères admis dans le nom.",
    "RFC 9112 5.1"}};

inline constexpr HttpRule field_name_alias{400, {
    "HTTP_FIELD_NAME_ALIAS", FailureKind::malformed, "",
    "A framing field is spelled with an underscore.",
    "Un champ de délimitation est écrit avec un tiret bas.",
    "Write Content-Length and Transfer-Encoding with a hyphen.",
    "Écrivez Content-Length et Transfer-Encoding avec un trait d’union.",
    "RFC 9112 11.2"}};

inline constexpr HttpRule field_repeated{400, {
    "HTTP_FIELD_REPEATED", FailureKind::malformed, "",
    "A header field that may occur once occurs again.",
    "Un champ d’en-tête qui ne doit figurer qu’une fois est répété.",
    "Send the field once.",
    "N’envoyez ce champ qu’une seule fois.",
    "RFC 9110 5.3"}};

inline constexpr HttpRule host_missing{400, {
    "HTTP_HOST_MISSING", FailureKind::malformed, "",
    "An HTTP/1.1 request has no Host field.",
    "Une requête HTTP/1.1 n’a pas de champ Host.",
    "Send the Host field with the name of the gateway.",
    "Envoyez le champ Host avec le nom de la passerelle.",
    "RFC 9112 3.2"}};

inline constexpr HttpRule host_malformed{400, {
    "HTTP_HOST_MALFORMED", FailureKind::malformed, "",
    "The Host field is not a host name or address with an optional port.",
    "Le champ Host n’est pas un nom ou une adresse d’hôte suivi d’un port facultatif.",
    "Send the name and port only, as in 'dmp.example.org:8443'.",
    "N’envoyez que le nom et le port, par exemple « dmp.example.org:8443 ».",
    "RFC 9110 7.2"}};

inline constexpr HttpRule host_unknown{
    421,
    {"HTTP_HOST_UNKNOWN", FailureKind::invalid, "",
     "The Host field names a host that this gateway does not answer for.",
     "Le champ Host désigne un hôte pour lequel cette passerelle ne répond pas.",
     "Address the gateway by its configured name, or add this name to the list of hosts of its "
     "configuration.",
     "Adressez la passerelle par son nom configuré, ou ajoutez ce nom à la liste des hôtes de sa "
     "configuration.",
     "RFC 9110 15.5.20"}};

inline constexpr HttpRule content_length_syntax{400, {
    "HTTP_CONTENT_LENGTH", FailureKind::malformed, "",
    "Content-Length is not one decimal number of at most 19 digits.",
    "Content-Length n’est pas un unique nombre décimal d’au plus 19 chiffres.",
    "Send the length of the body in bytes, digits only, once.",
    "Envoyez une seule fois la longueur du corps en octets, en chiffres uniquement.",
    "RFC 9112 6.2"}};

inline constexpr HttpRule transfer_encoding{400, {
    "HTTP_TRANSFER_ENCODING", FailureKind::unsupported, "",
    "Transfer-Encoding is not exactly 'chunked'.",
    "Transfer-Encoding n’est pas exactement « chunked ».",
    "Send 'Transfer-Encoding: chunked' alone, or a Content-Length instead.",
    "Envoyez « Transfer-Encoding: chunked » seul, ou un Content-Length à la place.",
    "RFC 9112 6.1"}};

inline constexpr HttpRule transfer_encoding_in_1_0{400, {
    "HTTP_TRANSFER_ENCODING_IN_1_0", FailureKind::malformed, "",
    "An HTTP/1.0 request has a Transfer-Encoding.",
    "Une requête HTTP/1.0 comporte un Transfer-Encoding.",
    "Speak HTTP/1.1, or send a Content-Length.",
    "Utilisez HTTP/1.1 ou envoyez un Content-Length.",
    "RFC 9112 6.1"}};

inline constexpr HttpRule two_lengths{400, {
    "HTTP_TWO_LENGTHS", FailureKind::malformed, "",
    "The request has both Content-Length and Transfer-Encoding.",
    "La requête comporte à la fois Content-Length et Transfer-Encoding.",
    "Send one of the two only.",
    "N’envoyez que l’un des deux.",
    "RFC 9112 6.1"}};

inline constexpr HttpRule expectation{417, {
    "HTTP_EXPECTATION", FailureKind::unsupported, "",
    "The Expect field asks for something other than 100-continue.",
    "Le champ Expect demande autre chose que 100-continue.",
    "Send 'Expect: 100-continue' or no Expect field.",
    "Envoyez « Expect: 100-continue » ou aucun champ Expect.",
    "RFC 9110 10.1.1"}};

inline constexpr HttpRule content_encoding{415, {
    "HTTP_CONTENT_ENCODING", FailureKind::unsupported_media, "",
    "The body has a content coding, which this gateway does not undo.",
    "Le corps est compressé ou recodé, ce que cette passerelle ne prend pas en charge.",
    "Send the body without Content-Encoding.",
    "Envoyez le corps sans Content-Encoding.",
    "RFC 9110 8.4; 15.5.16"}};

}  // namespace rules
}  // namespace dmpgw::http
