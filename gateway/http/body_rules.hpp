// The rules of message bodies, of time and of load, each with the status that answers a breach.
#pragma once

#include "gateway/http/framing_rules.hpp"

namespace dmpgw::http::rules {

inline constexpr HttpRule chunk_size{400, {
    "HTTP_CHUNK_SIZE", FailureKind::malformed, "",
    "A chunk does not begin with its size in hexadecimal digits.",
    "Un bloc (chunk) ne commence pas par sa taille en chiffres hexadécimaux.",
    "Send 1 to 16 hexadecimal digits, without sign, prefix or space, then CR LF.",
    "Envoyez 1 à 16 chiffres hexadécimaux, sans signe, préfixe ni espace, puis CR LF.",
    "RFC 9112 7.1"}};

inline constexpr HttpRule chunk_extension{400, {
    "HTTP_CHUNK_EXTENSION", FailureKind::malformed, "",
    "A chunk extension is malformed.",
    "Une extension de bloc (chunk) est mal formée.",
    "Send chunks without extensions.",
    "Envoyez les blocs sans extension.",
    "RFC 9112 7.1.1"}};

inline constexpr HttpRule chunk_line_too_long{400, {
    "HTTP_CHUNK_LINE_TOO_LONG", FailureKind::too_large, "",
    "The size line of a chunk is too long.",
    "La ligne de taille d’un bloc (chunk) est trop longue.",
    "Send chunks without extensions.",
    "Envoyez les blocs sans extension.",
    "RFC 9112 7.1.1; limit chunk_line_bytes"}};

inline constexpr HttpRule chunk_end{400, {
    "HTTP_CHUNK_END", FailureKind::malformed, "",
    "The data of a chunk is not followed by CR LF.",
    "Les données d’un bloc (chunk) ne sont pas suivies de CR LF.",
    "Send exactly as many bytes as the size line says, then CR LF.",
    "Envoyez exactement le nombre d’octets annoncé, puis CR LF.",
    "RFC 9112 7.1"}};

inline constexpr HttpRule trailer_too_large{431, {
    "HTTP_TRAILER_TOO_LARGE", FailureKind::too_large, "",
    "The trailer section is too long.",
    "La section finale (trailer) est trop longue.",
    "Send no trailer fields: this gateway drops them.",
    "N’envoyez pas de champs finaux : cette passerelle les ignore.",
    "RFC 9110 6.5; limit trailer_bytes"}};

inline constexpr HttpRule trailer_syntax{400, {
    "HTTP_TRAILER_SYNTAX", FailureKind::malformed, "",
    "A trailer line is not a field name, directly followed by a colon and a value.",
    "Une ligne finale (trailer) n’est pas un nom de champ directement suivi de deux-points et d’une valeur.",
    "Send no trailer fields, or write them as 'Name: value'.",
    "N’envoyez pas de champs finaux, ou écrivez-les « Nom: valeur ».",
    "RFC 9112 7.1.2"}};

inline constexpr HttpRule trailer_field{
    400,
    {"HTTP_TRAILER_FIELD", FailureKind::malformed, "",
     "A field that decides about framing, routing or access stands in the trailer section.",
     "Un champ qui décide de la délimitation, du routage ou de l’accès figure dans la section finale "
     "(trailer).",
     "Send the field in the head of the request.", "Envoyez ce champ dans l’en-tête de la requête.",
     "RFC 9110 6.5.1"}};

inline constexpr HttpRule body_too_large{413, {
    "HTTP_BODY_TOO_LARGE", FailureKind::too_large, "",
    "The body is larger than this path accepts.",
    "Le corps est plus grand que ce que ce chemin accepte.",
    "Send less at once, or raise the limit of this path in the configuration of the gateway.",
    "Envoyez-en moins à la fois, ou relevez la limite de ce chemin dans la configuration de la passerelle.",
    "RFC 9110 15.5.14"}};

inline constexpr HttpRule body_cut_short{400, {
    "HTTP_BODY_CUT_SHORT", FailureKind::malformed, "",
    "The connection ended before the body was whole.",
    "La connexion s’est terminée avant la fin du corps.",
    "Send as many bytes as Content-Length says, or the last chunk, before closing.",
    "Envoyez tous les octets annoncés par Content-Length, ou le dernier bloc, avant de fermer.",
    "RFC 9112 8"}};

inline constexpr HttpRule body_too_slow{408, {
    "HTTP_BODY_TOO_SLOW", FailureKind::unavailable, "",
    "The body arrived too slowly.",
    "Le corps est arrivé trop lentement.",
    "Check the network between client and gateway, then send the request again.",
    "Vérifiez le réseau entre le client et la passerelle, puis renvoyez la requête.",
    "RFC 9110 15.5.9"}};

inline constexpr HttpRule head_too_slow{408, {
    "HTTP_HEAD_TOO_SLOW", FailureKind::unavailable, "",
    "The head of the request arrived too slowly.",
    "L’en-tête de la requête est arrivé trop lentement.",
    "Check the network between client and gateway, then send the request again.",
    "Vérifiez le réseau entre le client et la passerelle, puis renvoyez la requête.",
    "RFC 9110 15.5.9"}};

inline constexpr HttpRule too_many_connections{503, {
    "HTTP_TOO_MANY_CONNECTIONS", FailureKind::busy, "",
    "The gateway has as many connections as it may have.",
    "La passerelle a atteint son nombre maximal de connexions.",
    "Keep connections alive instead of opening new ones, and try again after the time of Retry-After.",
    "Réutilisez les connexions au lieu d’en ouvrir de nouvelles, et réessayez après le délai Retry-After.",
    "RFC 9110 15.6.4"}};

inline constexpr HttpRule overloaded{503, {
    "HTTP_OVERLOADED", FailureKind::busy, "",
    "The gateway is handling as many requests as it can.",
    "La passerelle traite déjà autant de requêtes qu’elle le peut.",
    "Send the request again after the time of Retry-After.",
    "Renvoyez la requête après le délai Retry-After.",
    "RFC 9110 15.6.4"}};

inline constexpr HttpRule handler_failed{
    500,
    {"HTTP_HANDLER_FAILED", FailureKind::internal, "", "The gateway failed while it handled the request.",
     "La passerelle a rencontré une défaillance en traitant la requête.",
     "Give the request id to the operator of the gateway, who finds the cause in its log.",
     "Donnez l’identifiant de la requête à l’exploitant de la passerelle, qui en trouvera la cause dans "
     "son journal.",
     "RFC 9110 15.6.1"}};

}  // namespace dmpgw::http::rules
