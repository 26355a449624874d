// Rules of SOAP packaging and envelopes, with their clauses.
#pragma once

#include "gateway/base/failure.hpp"

namespace dmpgw::soap {

inline constexpr Rule soap_content_type{
    "SOAP_CONTENT_TYPE", FailureKind::unsupported_media, "",
    "The Content-Type is neither SOAP nor MTOM",
    "Le Content-Type n'est ni celui d'un message SOAP ni celui d'un message MTOM",
    "Send application/soap+xml, text/xml or multipart/related with type=\"application/xop+xml\"",
    "Envoyez application/soap+xml, text/xml ou multipart/related avec type=\"application/xop+xml\"",
    "ITI TF-2 Appendix V.3"};
inline constexpr Rule soap_not_an_envelope{
    "SOAP_ENVELOPE", FailureKind::malformed, "",
    "The message is not a SOAP envelope with exactly one element in its Body",
    "Le message n'est pas une enveloppe SOAP dont le Body contient exactement un élément",
    "Send env:Envelope with at most one env:Header and one env:Body that holds one element",
    "Envoyez env:Envelope avec au plus un env:Header et un env:Body contenant un seul élément",
    "SOAP 1.2 part 1, 5"};
inline constexpr Rule soap_processing_instruction{
    "SOAP_PROCESSING_INSTRUCTION", FailureKind::malformed, "",
    "The message holds a processing instruction", "Le message contient une instruction de traitement",
    "Leave out every <?…?> but the XML declaration", "Retirez tout <?…?> hormis la déclaration XML",
    "SOAP 1.2 part 1, 5"};
inline constexpr Rule soap_version{
    "SOAP_VERSION", FailureKind::malformed, "",
    "The envelope's namespace is of no known SOAP version",
    "L'espace de noms de l'enveloppe n'est celui d'aucune version connue de SOAP",
    "Use http://www.w3.org/2003/05/soap-envelope",
    "Utilisez http://www.w3.org/2003/05/soap-envelope",
    "SOAP 1.2 part 1, 5.4.7"};
inline constexpr Rule soap_must_understand{
    "SOAP_MUST_UNDERSTAND", FailureKind::malformed, "",
    "A header marked mustUnderstand is not understood here",
    "Un en-tête marqué mustUnderstand n'est pas compris ici",
    "Leave the header out, or send it without mustUnderstand",
    "Retirez cet en-tête, ou envoyez-le sans mustUnderstand",
    "SOAP 1.2 part 1, 2.4"};
inline constexpr Rule soap_action_not_supported{
    "SOAP_ACTION_NOT_SUPPORTED", FailureKind::malformed, "",
    "The action or the payload is of no transaction of this path",
    "L'action ou le contenu ne correspond à aucune transaction de ce chemin",
    "Send ITI-41, 43 and 86 to /xds/repository, ITI-18, 42, 51, 57, 61, 62 and 92 to /xds/registry, ITI-38 and 39 to "
    "/xds/gateway, ITI-44 to /xds/identity, with the matching wsa:Action",
    "Envoyez ITI-41, 43 et 86 à /xds/repository, ITI-18, 42, 51, 57, 61, 62 et 92 à /xds/registry, ITI-38 et 39 à "
    "/xds/gateway, ITI-44 à /xds/identity, avec le wsa:Action correspondant",
    "WS-Addressing 1.0 SOAP binding, 6.4.3"};
inline constexpr Rule soap_reply_address{
    "SOAP_REPLY_ADDRESS", FailureKind::malformed, "",
    "This gateway sends no answer to the address that the request names",
    "Cette passerelle n'envoie pas de réponse à l'adresse que désigne la requête",
    "Leave ReplyTo and FaultTo out, or write http://www.w3.org/2005/08/addressing/anonymous; the operator may allow the "
    "address by soap.reply_to",
    "Omettez ReplyTo et FaultTo, ou écrivez http://www.w3.org/2005/08/addressing/anonymous ; l'exploitant peut autoriser "
    "l'adresse par soap.reply_to",
    "WS-Addressing 1.0 SOAP binding, 5.1 and 6.4.1.7"};
inline constexpr Rule soap_inline_base64{
    "SOAP_INLINE_BASE64", FailureKind::malformed, "XDSRepositoryError",
    "The inline document is not base64",
    "Le document en ligne n'est pas en base64",
    "Encode the document as RFC 4648 base64, or send it as an MTOM part",
    "Encodez le document en base64 (RFC 4648), ou envoyez-le comme partie MTOM",
    "XML Schema part 2, 3.2.16"};
inline constexpr Rule soap_include_place{
    "XOP_INCLUDE_PLACE", FailureKind::malformed, "",
    "An xop:Include stands where none may, or beside other content",
    "Un xop:Include se trouve là où il n'est pas permis, ou à côté d'un autre contenu",
    "Put exactly one xop:Include into an xdsb:Document or an element of wsse:Security, and nothing else",
    "Placez exactement un xop:Include dans un xdsb:Document ou dans un élément de wsse:Security, et rien d'autre",
    "W3C XOP 1.0 section 3.2"};
inline constexpr Rule security_part_too_large{
    "SECURITY_PART_TOO_LARGE", FailureKind::too_large, "",
    "A part that wsse:Security refers to is too large", "Une partie désignée par wsse:Security est trop volumineuse",
    "Send certificates and assertions alone by xop:Include, or inline as base64",
    "N'envoyez par xop:Include que des certificats et des assertions, ou envoyez-les en ligne en base64",
    "gateway limit limits.mime.security_part_bytes"};
inline constexpr Rule too_many_security_parts{
    "TOO_MANY_SECURITY_PARTS", FailureKind::too_large, "",
    "wsse:Security refers to too many parts", "wsse:Security désigne trop de parties",
    "Send the values of the security header inline as base64", "Envoyez en ligne, en base64, les valeurs de l'en-tête de sécurité",
    "gateway limit limits.mime.security_parts"};
inline constexpr Rule security_part_before_root{
    "SECURITY_PART_BEFORE_ROOT", FailureKind::malformed, "",
    "A part that wsse:Security refers to comes before the SOAP part",
    "Une partie désignée par wsse:Security précède la partie SOAP",
    "Send the SOAP part first, as SOAP stacks do", "Envoyez la partie SOAP en premier, comme le font les piles SOAP",
    "RFC 2387 3.2"};
inline constexpr Rule soap_root_too_large{
    "SOAP_ROOT_TOO_LARGE", FailureKind::too_large, "XDSRepositoryOutOfResources",
    "The SOAP part is too large", "La partie SOAP est trop volumineuse",
    "Send large documents as MTOM parts", "Envoyez les documents volumineux comme parties MTOM",
    "ITI TF-2 Appendix V.3.6"};

}  // namespace dmpgw::soap
