// The rules a configuration can break. Each is explained in docs/configuration.md.
#pragma once

#include "gateway/base/failure.hpp"

namespace dmpgw::server::rules {

inline constexpr std::string_view source = "docs/configuration.md";

inline constexpr Rule config_file_unreadable{
    "CONFIG_FILE_UNREADABLE",
    FailureKind::not_found,
    "",
    "The configuration file cannot be read.",
    "Le fichier de configuration ne peut pas être lu.",
    "Check the path given with --config and the rights of the file.",
    "Vérifiez le chemin donné par --config et les droits du fichier.",
    source};

inline constexpr Rule config_file_too_long{
    "CONFIG_FILE_TOO_LONG",
    FailureKind::too_large,
    "",
    "The configuration file is longer than 1 MiB.",
    "Le fichier de configuration dépasse 1 Mio.",
    "Check that --config names a configuration file.",
    "Vérifiez que --config désigne bien un fichier de configuration.",
    source};

inline constexpr Rule config_syntax{
    "CONFIG_SYNTAX",
    FailureKind::malformed,
    "",
    "The file is not valid TOML.",
    "Le fichier n'est pas du TOML valide.",
    "Correct the line; samples/dmpgw.toml shows every key in its right form.",
    "Corrigez la ligne ; samples/dmpgw.toml montre chaque clé sous sa forme correcte.",
    "TOML 1.0"};

inline constexpr Rule config_unknown_key{
    "CONFIG_UNKNOWN_KEY",
    FailureKind::invalid,
    "",
    "This key does not exist.",
    "Cette clé n'existe pas.",
    "Remove it, or write one of the keys of docs/configuration.md.",
    "Supprimez-la, ou écrivez une des clés de docs/configuration.md.",
    source};

inline constexpr Rule config_unknown_variable{
    "CONFIG_UNKNOWN_VARIABLE",
    FailureKind::invalid,
    "",
    "This environment variable begins with DMPGW_ and sets nothing.",
    "Cette variable d'environnement commence par DMPGW_ et ne règle rien.",
    "Remove it, or write one of the variables of docs/configuration.md.",
    "Supprimez-la, ou écrivez une des variables de docs/configuration.md.",
    source};

inline constexpr Rule config_wrong_type{
    "CONFIG_WRONG_TYPE",
    FailureKind::invalid,
    "",
    "The value has the wrong type.",
    "La valeur n'est pas du bon type.",
    "Write a value of the type that docs/configuration.md gives for this key.",
    "Écrivez une valeur du type que docs/configuration.md donne pour cette clé.",
    source};

inline constexpr Rule config_bad_value{
    "CONFIG_BAD_VALUE",
    FailureKind::invalid,
    "",
    "The value does not have the form this key needs.",
    "La valeur n'a pas la forme que cette clé demande.",
    "Write a value of the form that docs/configuration.md gives for this key.",
    "Écrivez une valeur de la forme que docs/configuration.md donne pour cette clé.",
    source};

inline constexpr Rule config_out_of_range{
    "CONFIG_OUT_OF_RANGE",
    FailureKind::invalid,
    "",
    "The value is outside its bounds.",
    "La valeur est hors de ses bornes.",
    "Choose a value within the bounds; limits of the parsers can be lowered, never raised.",
    "Choisissez une valeur entre les bornes ; les limites des analyseurs s'abaissent, elles ne se "
    "relèvent pas.",
    source};

inline constexpr Rule config_source_incomplete{
    "CONFIG_SOURCE_INCOMPLETE",
    FailureKind::invalid,
    "",
    "A [[source]] needs a name, and a tls_subject or a source_id to be recognised by.",
    "Une [[source]] doit avoir un nom, et un tls_subject ou un source_id qui permette de la "
    "reconnaître.",
    "Add the missing key to this [[source]].",
    "Ajoutez la clé manquante à cette [[source]].",
    source};

inline constexpr Rule config_source_repeated{"CONFIG_SOURCE_REPEATED",
                                             FailureKind::duplicate,
                                             "",
                                             "Two [[source]] tables have the same name, or are "
                                             "recognised by the same subject and source_id.",
                                             "Deux tables [[source]] portent le même nom, ou se "
                                             "reconnaissent au même sujet et au même source_id.",
                                             "Keep one of the two, or tell them apart.",
                                             "Gardez l'une des deux, ou distinguez-les.",
                                             source};

inline constexpr Rule config_same_port{
    "CONFIG_SAME_PORT",
    FailureKind::conflict,
    "",
    "The admin listener and the main listener have the same port.",
    "L'écoute d'administration et l'écoute principale ont le même port.",
    "Give listen.admin_port (or --admin-port) another port.",
    "Donnez un autre port à listen.admin_port (ou --admin-port).",
    source};

inline constexpr Rule config_dev_not_loopback{
    "CONFIG_DEV_NOT_LOOPBACK",
    FailureKind::forbidden,
    "",
    "--dev asks nobody who they are, so it listens on loopback only.",
    "--dev ne demande à personne de s'identifier ; il n'écoute donc que sur l'interface de "
    "bouclage.",
    "Remove listen.address, or set it to 127.0.0.1 or ::1; to be reached from outside, run without "
    "--dev.",
    "Supprimez listen.address ou mettez-y 127.0.0.1 ou ::1 ; pour être joignable de l'extérieur, "
    "lancez sans --dev.",
    source};

inline constexpr Rule config_certificate_required{
    "CONFIG_CERTIFICATE_REQUIRED",
    FailureKind::invalid,
    "",
    "Without --dev the gateway does not start without a server certificate and its private key.",
    "Sans --dev, la passerelle ne démarre pas sans certificat serveur ni clé privée.",
    "Set tls.certificate and tls.key to PEM files, or try the gateway out with `dmpgw "
    "serve "
    "--dev`.",
    "Indiquez des fichiers PEM dans tls.certificate et tls.key, ou essayez la passerelle "
    "avec « "
    "dmpgw serve --dev ».",
    source};

inline constexpr Rule config_client_ca_required{
    "CONFIG_CLIENT_CA_REQUIRED",
    FailureKind::invalid,
    "",
    "Without --dev the gateway does not start without an authority to verify client certificates "
    "with.",
    "Sans --dev, la passerelle ne démarre pas sans autorité de certification pour vérifier les "
    "clients.",
    "Set tls.client_ca to a PEM file with the authorities you accept (for the DMP, those of the "
    "IGC-Santé).",
    "Indiquez dans tls.client_ca un fichier PEM des autorités acceptées (pour le DMP, celles de "
    "l'IGC-Santé).",
    source};

inline constexpr Rule config_file_of_key_unreadable{
    "CONFIG_NAMED_FILE_UNREADABLE",
    FailureKind::not_found,
    "",
    "The file that this key names cannot be read.",
    "Le fichier que cette clé désigne ne peut pas être lu.",
    "Check the path, and that the user dmpgw runs as may read it.",
    "Vérifiez le chemin, et que l'utilisateur de dmpgw a le droit de le lire.",
    source};

inline constexpr Rule config_too_many{
    "CONFIG_TOO_MANY_FINDINGS",
    FailureKind::invalid,
    "",
    "There are more mistakes than are shown.",
    "Il y a plus d'erreurs qu'il n'en est montré.",
    "Correct those shown, and check again with `dmpgw config check`.",
    "Corrigez celles qui sont montrées, puis vérifiez à nouveau avec « dmpgw config check ».",
    source};

}  // namespace dmpgw::server::rules
