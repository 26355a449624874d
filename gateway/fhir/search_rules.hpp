// The rules of a search request: FHIR R4 search.html, MHD 4.2 ITI-66 and ITI-67.
#pragma once

#include "gateway/base/failure.hpp"

namespace dmpgw::fhir::rules {

inline constexpr Rule search_parameter_unknown{
    "SEARCH_PARAMETER_UNKNOWN", FailureKind::unsupported, "",
    "This search parameter, or its modifier, is not served here.",
    "Ce paramètre de recherche, ou son modificateur, n'est pas pris en charge ici.",
    "Use the search parameters of [base]/metadata, without modifier or chain beyond those listed there.",
    "Employez les paramètres listés dans [base]/metadata, sans autre modificateur ni chaînage que ceux indiqués.",
    "FHIR R4 search.html#errors"};

inline constexpr Rule search_value_empty{
    "SEARCH_VALUE_EMPTY", FailureKind::invalid, "",
    "A search parameter has no value.",
    "Un paramètre de recherche n'a pas de valeur.",
    "Give the parameter a value or leave it out: an empty value never means all.",
    "Donnez une valeur au paramètre ou retirez-le : une valeur vide ne veut jamais dire « tous ».",
    "FHIR R4 search.html"};

inline constexpr Rule search_value_form{
    "SEARCH_VALUE_FORM", FailureKind::invalid, "",
    "The value of a search parameter does not have the form of its type.",
    "La valeur d'un paramètre de recherche n'a pas la forme de son type.",
    "Write a token as system|code, a date as [prefix]YYYY-MM-DD, a count as a positive number.",
    "Écrivez un token sous la forme système|code, une date sous la forme [préfixe]AAAA-MM-JJ, un nombre positif.",
    "FHIR R4 search.html#ptypes"};

inline constexpr Rule search_repeated{
    "SEARCH_PARAMETER_REPEATED", FailureKind::invalid, "",
    "A search parameter that may stand once is repeated or has several values.",
    "Un paramètre de recherche qui ne peut figurer qu'une fois est répété ou a plusieurs valeurs.",
    "Send one value: repeats mean AND, and nothing is about two patients.",
    "Envoyez une seule valeur : la répétition signifie ET, et rien ne concerne deux patients.",
    "FHIR R4 search.html#combining"};

inline constexpr Rule search_patient_missing{
    "SEARCH_PATIENT_MISSING", FailureKind::invalid, "XDSStoredQueryMissingParam",
    "The search names no patient.",
    "La recherche ne désigne aucun patient.",
    "Add patient=Patient/id or patient.identifier=system|value.",
    "Ajoutez patient=Patient/id ou patient.identifier=système|valeur.",
    "MHD ITI-67 2:3.67.4.1.2.1; PDSm 3.1.1 flux 5"};

inline constexpr Rule search_patient_twice{
    "SEARCH_PATIENT_TWICE", FailureKind::invalid, "",
    "The search names the patient by patient and by patient.identifier.",
    "La recherche désigne le patient à la fois par patient et par patient.identifier.",
    "Keep one of the two parameters.",
    "Gardez un seul des deux paramètres.",
    "MHD ITI-67 2:3.67.4.1.2.1"};

inline constexpr Rule search_prefix{
    "SEARCH_PREFIX", FailureKind::unsupported, "",
    "The prefix of a date is not eq, ne, gt, ge, lt, le, sa, eb or ap.",
    "Le préfixe d'une date n'est ni eq, ni ne, gt, ge, lt, le, sa, eb ou ap.",
    "Use one of these; ge and lt name a range.",
    "Employez l'un d'eux ; ge et lt désignent un intervalle.",
    "FHIR R4 search.html#prefix"};

inline constexpr Rule search_status{
    "SEARCH_STATUS", FailureKind::invalid, "",
    "The status is not one that this resource can have.",
    "Le statut n'est pas de ceux que cette ressource peut avoir.",
    "Use current, superseded or entered-in-error (for List: current, retired or entered-in-error).",
    "Employez current, superseded ou entered-in-error (pour List : current, retired ou entered-in-error).",
    "MHD ITI-67 Table 2:3.67.4.1.3.1-2; FHIR R4 list.html (status)"};

inline constexpr Rule search_too_many_values{
    "SEARCH_TOO_MANY_VALUES", FailureKind::too_large, "",
    "The search has more values than this gateway looks for at once.",
    "La recherche comporte plus de valeurs que cette passerelle n'en cherche à la fois.",
    "Split the search.",
    "Scindez la recherche.",
    "gateway limit"};

}  // namespace dmpgw::fhir::rules
