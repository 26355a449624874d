// The rules of MIME packaging (RFC 2046, RFC 2387) and XOP (W3C XOP 1.0, RFC 2392) that this folder checks.
#pragma once

#include "gateway/base/failure.hpp"

namespace dmpgw::soap {

// The Content-Type of the HTTP message (xop.cpp).

inline constexpr Rule multipart_content_type{
    "MULTIPART_CONTENT_TYPE", FailureKind::malformed, "",
    "The Content-Type header cannot be read, or names a parameter twice.",
    "L'en-tête Content-Type est illisible ou répète un paramètre.",
    "Write multipart/related; type=\"application/xop+xml\"; boundary=\"...\"; start=\"<...>\", each once.",
    "Écrivez multipart/related; type=\"application/xop+xml\"; boundary=\"...\"; start=\"<...>\", "
    "chaque paramètre une seule fois.",
    "RFC 9110 8.3.1; RFC 2387 3"};

inline constexpr Rule multipart_not_related{
    "MULTIPART_NOT_RELATED", FailureKind::unsupported_media, "",
    "The media type of the message is not multipart/related.",
    "Le type de média du message n'est pas multipart/related.",
    "Send documents as MTOM: multipart/related with type=\"application/xop+xml\".",
    "Envoyez les documents en MTOM : multipart/related avec type=\"application/xop+xml\".",
    "RFC 2387; ITI TF-2 Appendix V.3.6"};

inline constexpr Rule multipart_not_xop{
    "MULTIPART_NOT_XOP", FailureKind::unsupported_media, "",
    "The root of the multipart message is not an XOP package.",
    "La racine du message multipart n'est pas un paquet XOP.",
    "Set the type parameter, and the Content-Type of the root part, to application/xop+xml.",
    "Mettez application/xop+xml dans le paramètre type et dans le Content-Type de la partie racine.",
    "XOP 1.0 4.1; MTOM 3.2"};

inline constexpr Rule multipart_root_charset{
    "MULTIPART_ROOT_CHARSET", FailureKind::unsupported_media, "",
    "The root part is not declared as UTF-8.",
    "La partie racine n'est pas déclarée en UTF-8.",
    "Send the envelope in UTF-8 with charset=UTF-8.",
    "Envoyez l'enveloppe en UTF-8 avec charset=UTF-8.",
    "ITI TF-2 Appendix V.3"};

inline constexpr Rule multipart_root_missing{
    "MULTIPART_ROOT_MISSING", FailureKind::malformed, "",
    "No part has the Content-ID that the start parameter names.",
    "Aucune partie ne porte le Content-ID que désigne le paramètre start.",
    "Give the part that holds the SOAP envelope the Content-ID of the start parameter.",
    "Donnez à la partie qui contient l'enveloppe SOAP le Content-ID du paramètre start.",
    "RFC 2387 3.2"};

inline constexpr Rule mime_boundary{
    "MIME_BOUNDARY", FailureKind::malformed, "",
    "The boundary parameter is missing or is not a MIME boundary.",
    "Le paramètre boundary manque ou n'est pas une délimitation MIME valide.",
    "Use 1 to 70 characters out of letters, digits, space and '()+_,-./:=? and do not end with a space.",
    "Employez 1 à 70 caractères parmi lettres, chiffres, espace et '()+_,-./:=? sans espace final.",
    "RFC 2046 5.1.1"};

// The body (mime_reader.cpp).

inline constexpr Rule mime_boundary_not_found{
    "MIME_BOUNDARY_NOT_FOUND", FailureKind::malformed, "",
    "The body does not hold the boundary that Content-Type announces.",
    "Le corps ne contient pas la délimitation annoncée par Content-Type.",
    "Make the boundary parameter and the delimiter lines of the body the same.",
    "Faites coïncider le paramètre boundary et les lignes de délimitation du corps.",
    "RFC 2046 5.1.1"};

inline constexpr Rule mime_not_closed{
    "MIME_NOT_CLOSED", FailureKind::malformed, "",
    "The body ends before its closing delimiter: the message was cut off.",
    "Le corps s'arrête avant sa délimitation de fin : le message est tronqué.",
    "Send the whole message, ending with --boundary--, and check Content-Length.",
    "Envoyez le message entier, terminé par --boundary--, et vérifiez Content-Length.",
    "RFC 2046 5.1.1"};

inline constexpr Rule mime_no_parts{
    "MIME_NO_PARTS", FailureKind::malformed, "",
    "The multipart body has no part.",
    "Le corps multipart n'a aucune partie.",
    "Send the SOAP envelope as the root part.",
    "Envoyez l'enveloppe SOAP comme partie racine.",
    "RFC 2046 5.1.1"};

inline constexpr Rule mime_line_end{
    "MIME_LINE_END", FailureKind::malformed, "",
    "A delimiter or header line does not end with CR LF.",
    "Une ligne de délimitation ou d'en-tête ne se termine pas par CR LF.",
    "End every line of the packaging with CR LF; line ends inside documents are free.",
    "Terminez chaque ligne de l'emballage par CR LF ; les fins de ligne des documents sont libres.",
    "RFC 2046 5.1.1"};

inline constexpr Rule mime_delimiter_line{
    "MIME_DELIMITER_LINE", FailureKind::malformed, "",
    "Something other than spaces follows the boundary on a delimiter line.",
    "Autre chose que des espaces suit la délimitation sur sa ligne.",
    "Choose a boundary that no line of a document starts with, and write nothing after it.",
    "Choisissez une délimitation par laquelle aucune ligne de document ne commence et n'écrivez rien après.",
    "RFC 2046 5.1.1"};

inline constexpr Rule mime_preamble_too_long{
    "MIME_PREAMBLE_TOO_LONG", FailureKind::too_large, "",
    "Too many bytes stand before the first delimiter.",
    "Trop d'octets précèdent la première délimitation.",
    "Start the body with the first delimiter line; check that it matches the boundary parameter.",
    "Commencez le corps par la première ligne de délimitation ; vérifiez qu'elle correspond à boundary.",
    "gateway limit [limits]"};

inline constexpr Rule mime_epilogue_too_long{
    "MIME_EPILOGUE_TOO_LONG", FailureKind::too_large, "",
    "Too many bytes stand after the closing delimiter.",
    "Trop d'octets suivent la délimitation de fin.",
    "End the body with the closing delimiter line.",
    "Terminez le corps par la ligne de délimitation de fin.",
    "gateway limit [limits]"};

inline constexpr Rule mime_too_many_parts{
    "MIME_TOO_MANY_PARTS", FailureKind::too_large, "",
    "The message has more parts than this gateway reads.",
    "Le message a plus de parties que cette passerelle n'en accepte.",
    "Send fewer documents in one submission.",
    "Envoyez moins de documents par soumission.",
    "gateway limit [limits]"};

inline constexpr Rule mime_too_many_headers{
    "MIME_TOO_MANY_HEADERS", FailureKind::too_large, "",
    "A part has more header fields than this gateway reads.",
    "Une partie a plus de champs d'en-tête que cette passerelle n'en accepte.",
    "Send Content-Type, Content-Transfer-Encoding and Content-ID only.",
    "Envoyez seulement Content-Type, Content-Transfer-Encoding et Content-ID.",
    "gateway limit [limits]"};

inline constexpr Rule mime_header_too_long{
    "MIME_HEADER_TOO_LONG", FailureKind::too_large, "",
    "A header field of a part is longer than this gateway reads.",
    "Un champ d'en-tête d'une partie dépasse la longueur que cette passerelle accepte.",
    "Shorten the field, or write the empty line between the headers and the content of the part.",
    "Raccourcissez le champ, ou écrivez la ligne vide entre les en-têtes et le contenu de la partie.",
    "gateway limit [limits]"};

inline constexpr Rule mime_header_malformed{
    "MIME_HEADER_MALFORMED", FailureKind::malformed, "",
    "A header line of a part is not a name, a colon and a value.",
    "Une ligne d'en-tête d'une partie n'est pas formée d'un nom, d'un deux-points et d'une valeur.",
    "Write one field a line, and an empty line between the headers and the content of the part.",
    "Écrivez un champ par ligne, et une ligne vide entre les en-têtes et le contenu de la partie.",
    "RFC 2046 5.1; RFC 5322 2.2"};

inline constexpr Rule mime_header_twice{
    "MIME_HEADER_TWICE", FailureKind::malformed, "",
    "A part has the same header field twice.",
    "Une partie porte deux fois le même champ d'en-tête.",
    "Send each of Content-Type, Content-Transfer-Encoding and Content-ID once.",
    "Envoyez une seule fois Content-Type, Content-Transfer-Encoding et Content-ID.",
    "RFC 2045 3"};

inline constexpr Rule mime_content_id{
    "MIME_CONTENT_ID", FailureKind::malformed, "",
    "The Content-ID of a part is not an identifier in angle brackets.",
    "Le Content-ID d'une partie n'est pas un identifiant entre chevrons.",
    "Write Content-ID: <identifier@host> in ASCII without spaces.",
    "Écrivez Content-ID: <identifiant@hote> en ASCII, sans espace.",
    "RFC 2045 7; RFC 2392 2"};

inline constexpr Rule mime_content_id_twice{
    "MIME_CONTENT_ID_TWICE", FailureKind::malformed, "",
    "Two parts have the same Content-ID.",
    "Deux parties portent le même Content-ID.",
    "Give each part a Content-ID of its own; identifiers that differ in percent-encoding only are the same.",
    "Donnez à chaque partie son propre Content-ID ; deux identifiants qui ne diffèrent que par "
    "l'encodage pour-cent sont identiques.",
    "RFC 2045 7"};

inline constexpr Rule mime_transfer_encoding{
    "MIME_TRANSFER_ENCODING", FailureKind::unsupported_media, "",
    "The Content-Transfer-Encoding of a part is not one this gateway takes.",
    "Le Content-Transfer-Encoding d'une partie n'est pas accepté par cette passerelle.",
    "Send parts as binary, 8bit, 7bit or base64.",
    "Envoyez les parties en binary, 8bit, 7bit ou base64.",
    "RFC 2045 6; MTOM 3.2"};

inline constexpr Rule mime_content_encoding{
    "MIME_CONTENT_ENCODING", FailureKind::unsupported_media, "",
    "A part has a Content-Encoding of its own.",
    "Une partie porte son propre Content-Encoding.",
    "Send the bytes of the document as they are; compress the whole HTTP message instead, if at all.",
    "Envoyez les octets du document tels quels ; compressez au besoin tout le message HTTP.",
    "RFC 2045; ITI TF-2 3.41.4.1"};

inline constexpr Rule mime_base64{
    "MIME_BASE64", FailureKind::malformed, "",
    "The content of a part is not valid base64.",
    "Le contenu d'une partie n'est pas du base64 valide.",
    "Encode with the standard alphabet and padding, or send the part as binary.",
    "Encodez avec l'alphabet et le bourrage standard, ou envoyez la partie en binary.",
    "RFC 2045 6.8; RFC 4648 3"};

// References from the envelope to the parts (xop.cpp).

inline constexpr Rule xop_href{
    "XOP_HREF", FailureKind::malformed, "",
    "The href of an xop:Include is not a cid: URL.",
    "L'attribut href d'un xop:Include n'est pas une URL cid:.",
    "Refer to a part of the same message: href=\"cid:\" and its Content-ID without angle brackets.",
    "Désignez une partie du même message : href=\"cid:\" suivi de son Content-ID sans chevrons.",
    "XOP 1.0 2.1; RFC 2392 2"};

inline constexpr Rule xop_refers_to_root{
    "XOP_REFERS_TO_ROOT", FailureKind::malformed, "",
    "An xop:Include refers to the root part, in which it stands itself.",
    "Un xop:Include désigne la partie racine, où il se trouve lui-même.",
    "Refer to the part that holds the document.",
    "Désignez la partie qui contient le document.",
    "XOP 1.0 3.2"};

inline constexpr Rule xop_part_used_twice{
    "XOP_PART_USED_TWICE", FailureKind::malformed, "",
    "Two xop:Include elements refer to one part.",
    "Deux éléments xop:Include désignent la même partie.",
    "Send one part for each document, even where two documents have the same content.",
    "Envoyez une partie par document, même si deux documents ont le même contenu.",
    "ITI TF-2 3.41.4.1; gateway rule against amplification"};

inline constexpr Rule xop_part_missing{
    "XOP_PART_MISSING", FailureKind::invalid, "XDSMissingDocument",
    "An xop:Include refers to a part that is not in the message.",
    "Un xop:Include désigne une partie absente du message.",
    "Send the part, and write its Content-ID in the href with the same case.",
    "Envoyez la partie et reprenez son Content-ID dans href en respectant la casse.",
    "ITI TF-3 4.2.4.1; XOP 1.0 3.2"};

inline constexpr Rule xop_part_unreferenced{
    "XOP_PART_UNREFERENCED", FailureKind::invalid, "XDSMissingDocumentMetadata",
    "A part of the message is referred to by no xop:Include.",
    "Aucun xop:Include ne désigne une partie du message.",
    "Add the Document element and the DocumentEntry of this part, or leave the part out.",
    "Ajoutez l'élément Document et le DocumentEntry de cette partie, ou retirez la partie.",
    "ITI TF-3 4.2.4.1"};

}  // namespace dmpgw::soap
