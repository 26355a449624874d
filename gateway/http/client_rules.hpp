// What can go wrong when this gateway's tools speak to a server, seen from the client.
#pragma once

#include "gateway/base/failure.hpp"

namespace dmpgw::http::rules {

inline constexpr Rule client_unreachable{
    "HTTP_CLIENT_UNREACHABLE", FailureKind::unavailable, "",
    "The server cannot be reached.",
    "Le serveur est injoignable.",
    "Check host, port and firewall, and that the server runs.",
    "Vérifiez l’hôte, le port et le pare-feu, et que le serveur est démarré.",
    "RFC 9110 3.3"};

inline constexpr Rule client_tls{"HTTP_CLIENT_TLS",
                                 FailureKind::unavailable,
                                 "",
                                 "The TLS session with the server cannot be set up.",
                                 "La session TLS avec le serveur ne peut pas être établie.",
                                 "Check the certificate of the server, the CA file, the server name, and "
                                 "the client certificate with its key.",
                                 "Vérifiez le certificat du serveur, le fichier d’autorité, le nom du "
                                 "serveur et le certificat client avec sa clé.",
                                 "RFC 8446 4.4.2"};

inline constexpr Rule client_connection_lost{
    "HTTP_CLIENT_CONNECTION_LOST", FailureKind::unavailable, "",
    "The connection ended, or the answer was no HTTP, before the answer was whole.",
    "La connexion s’est terminée, ou la réponse n’était pas du HTTP, avant la fin de la réponse.",
    "Look into the log of the server; check that the port speaks HTTP/1.1 with or without TLS as asked.",
    "Consultez le journal du serveur ; vérifiez que le port parle HTTP/1.1, avec ou sans TLS comme demandé.",
    "RFC 9112 8"};

inline constexpr Rule client_timeout{
    "HTTP_CLIENT_TIMEOUT", FailureKind::unavailable, "",
    "The server did not answer in time.",
    "Le serveur n’a pas répondu à temps.",
    "Try again later, or allow more time.",
    "Réessayez plus tard ou accordez plus de temps.",
    "RFC 9110 15.5.9"};

inline constexpr Rule client_answer_too_large{
    "HTTP_CLIENT_ANSWER_TOO_LARGE", FailureKind::too_large, "",
    "The answer is larger than the client keeps in memory.",
    "La réponse est plus grande que ce que le client garde en mémoire.",
    "Write the answer to a file instead.",
    "Écrivez plutôt la réponse dans un fichier.",
    "limit max_response_bytes"};

inline constexpr Rule client_request{
    "HTTP_CLIENT_REQUEST",
    FailureKind::invalid,
    "",
    "The request cannot be written as HTTP.",
    "La requête ne peut pas être écrite en HTTP.",
    "Remove spaces and control characters from method, target and field names, and line ends from values.",
    "Retirez les espaces et caractères de contrôle de la méthode, de la cible et des noms de champs, et "
    "les fins "
    "de ligne des valeurs.",
    "RFC 9112 2.2"};

inline constexpr Rule client_file{
    "HTTP_CLIENT_FILE", FailureKind::not_found, "",
    "The file to send cannot be read.",
    "Le fichier à envoyer est illisible.",
    "Check its path and the rights on it.",
    "Vérifiez son chemin et les droits d’accès.",
    "POSIX open"};

}  // namespace dmpgw::http::rules
