// What can be wrong with a scenario, its files and its paths. These are mistakes of the scenario's
// author or of the command line, never of the server under test: they end a scenario as "error",
// not as "failed".
#pragma once

#include "gateway/base/failure.hpp"

namespace dmpgw::conformance::rules {

inline constexpr Rule scenario_malformed{"SCENARIO_MALFORMED",
                                         FailureKind::invalid,
                                         "",
                                         "The scenario file is not what a scenario must be",
                                         "Le fichier de scénario n'a pas la forme voulue",
                                         "Compare it with the description in conformance/README.md",
                                         "Comparez-le à la description de conformance/README.md",
                                         "conformance/README.md"};

inline constexpr Rule file_missing{
    "SCENARIO_FILE_MISSING",
    FailureKind::not_found,
    "",
    "A file that a scenario names cannot be read",
    "Un fichier nommé par un scénario est illisible",
    "Put it beside the scenario or below the folder that holds the suites",
    "Placez-le à côté du scénario ou dans le dossier qui contient les suites",
    "conformance/README.md"};

inline constexpr Rule placeholder_unknown{
    "PLACEHOLDER_UNKNOWN",
    FailureKind::invalid,
    "",
    "A placeholder has no value",
    "Un paramètre ${…} n'a pas de valeur",
    "Set it by let, capture it in an earlier step, or pass --set name=value",
    "Donnez-lui une valeur par let, par une capture d'une étape précédente ou par --set nom=valeur",
    "conformance/README.md"};

inline constexpr Rule placeholder_malformed{
    "PLACEHOLDER_MALFORMED",
    FailureKind::malformed,
    "",
    "A placeholder is not closed, nested too deep or calls an unknown function",
    "Un paramètre ${…} n'est pas fermé, est trop imbriqué ou appelle une fonction inconnue",
    "Write ${name} or ${function:argument}",
    "Écrivez ${nom} ou ${fonction:argument}",
    "conformance/README.md"};

inline constexpr Rule path_malformed{"PATH_MALFORMED",
                                     FailureKind::malformed,
                                     "",
                                     "A path into the answer does not follow the path language",
                                     "Un chemin dans la réponse ne suit pas la syntaxe des chemins",
                                     "See the section on paths of conformance/README.md",
                                     "Voyez la section sur les chemins de conformance/README.md",
                                     "conformance/README.md"};

inline constexpr Rule edit_without_effect{
    "EDIT_WITHOUT_EFFECT",
    FailureKind::invalid,
    "",
    "An edit does not fit its template: its text is not there, or is there more than once",
    "Une modification ne s'applique pas au modèle : son texte n'y est pas, ou s'y trouve plusieurs "
    "fois",
    "Quote text that occurs exactly once, or say \"all\": true",
    "Citez un texte qui figure exactement une fois, ou écrivez \"all\": true",
    "conformance/README.md"};

inline constexpr Rule answer_unreadable{
    "ANSWER_UNREADABLE",
    FailureKind::malformed,
    "",
    "The answer cannot be read as what a check looks into",
    "La réponse ne peut pas être lue sous la forme qu'une vérification examine",
    "Look at the recorded answer (--verbose)",
    "Regardez la réponse enregistrée (--verbose)",
    "conformance/README.md"};

inline constexpr Rule server_unreachable{
    "SERVER_UNREACHABLE",
    FailureKind::unavailable,
    "",
    "The server under test cannot be reached or breaks the connection off",
    "Le serveur testé est injoignable ou rompt la connexion",
    "Check --base and that the server runs",
    "Vérifiez --base et que le serveur est démarré",
    "conformance/README.md"};

}  // namespace dmpgw::conformance::rules
