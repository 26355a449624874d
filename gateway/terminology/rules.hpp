// What can be wrong with a list of codes that an operator gives: told when it is loaded, with file and place. A message
// is never blamed for it.
#pragma once

#include <span>

#include "gateway/base/failure.hpp"

namespace dmpgw::terminology {

inline constexpr Rule list_kind_unknown{
    "CODE_LIST_KIND_UNKNOWN", FailureKind::unsupported, "",
    "The file is no list of codes that this gateway reads",
    "Le fichier n'est pas une liste de codes que cette passerelle sait lire",
    "Give an XDS toolkit codes.xml, an IHE SVS RetrieveValueSetResponse, or JSON as in profiles/valuesets",
    "Donnez un codes.xml d'outillage XDS, une RetrieveValueSetResponse IHE SVS, ou du JSON comme dans profiles/valuesets",
    "docs/operations.md, Codes"};
inline constexpr Rule list_member_missing{
    "CODE_LIST_MEMBER_MISSING", FailureKind::invalid, "",
    "A list of codes lacks something it must say", "Il manque à une liste de codes une indication obligatoire",
    "Add what is named", "Ajoutez ce qui est nommé", "docs/operations.md, Codes"};
inline constexpr Rule list_attribute_unknown{
    "CODE_LIST_ATTRIBUTE_UNKNOWN", FailureKind::invalid, "",
    "A list is bound to an attribute that XDS metadata does not have",
    "Une liste est liée à un attribut que les métadonnées XDS n'ont pas",
    "Write the attribute as codes.xml does: classCode, typeCode, eventCodeList, folderCodeList…",
    "Écrivez l'attribut comme codes.xml : classCode, typeCode, eventCodeList, folderCodeList…",
    "ITI TF-3 4.2.3.1.2"};
inline constexpr Rule list_without_codes{
    "CODE_LIST_WITHOUT_CODES", FailureKind::invalid, "",
    "A list of codes is empty: it would refuse everything", "Une liste de codes est vide : elle refuserait tout",
    "Give its codes, or remove the list", "Donnez ses codes, ou retirez la liste", "ITI TF-3 4.2.3.1.2"};
inline constexpr Rule list_code_repeated{
    "CODE_LIST_CODE_REPEATED", FailureKind::invalid, "",
    "A code stands twice in one list; the first counts", "Un code figure deux fois dans une liste ; le premier compte",
    "Remove the second", "Retirez le second", "ITI TF-3 4.2.3.1.2"};
inline constexpr Rule list_without_binding{
    "CODE_LIST_WITHOUT_BINDING", FailureKind::invalid, "",
    "No attribute takes its codes from this value set", "Aucun attribut ne prend ses codes dans ce jeu de valeurs",
    "Give a JSON file with \"affinity_domain\" that binds it, as profiles/affinity_domains/ci-sis.json does",
    "Donnez un fichier JSON avec \"affinity_domain\" qui le lie, comme profiles/affinity_domains/ci-sis.json",
    "docs/operations.md, Codes"};

}  // namespace dmpgw::terminology
