// The rules of the XML form of resources: FHIR R4 xml.html and json.html.
#pragma once

#include "gateway/base/failure.hpp"

namespace dmpgw::fhir::rules {

inline constexpr Rule xml_namespace{
    "FHIR_XML_NAMESPACE", FailureKind::malformed, "",
    "An element is in another namespace than FHIR",
    "Un élément est dans un autre espace de noms que celui de FHIR",
    "Put all elements into xmlns=\"http://hl7.org/fhir\", a narrative into xmlns=\"http://www.w3.org/1999/xhtml\"",
    "Placez tous les éléments dans xmlns=\"http://hl7.org/fhir\", un texte narratif dans "
    "xmlns=\"http://www.w3.org/1999/xhtml\"",
    "FHIR R4 xml.html"};

inline constexpr Rule xml_resource{
    "FHIR_XML_RESOURCE", FailureKind::unsupported, "",
    "This gateway does not know the XML form of this type of resource",
    "Cette passerelle ne connaît pas la forme XML de ce type de ressource",
    "Send the types that MHD names: Bundle, DocumentReference, List, DocumentManifest, Binary, Patient and those they refer to",
    "Envoyez les types que nomme MHD : Bundle, DocumentReference, List, DocumentManifest, Binary, Patient et ceux qu'ils "
    "référencent",
    "FHIR R4 resourcelist.html"};

inline constexpr Rule xml_one_resource{
    "FHIR_XML_ONE_RESOURCE", FailureKind::malformed, "",
    "The place of a resource does not hold exactly one",
    "L'emplacement d'une ressource n'en contient pas exactement une",
    "Write one resource into each resource, contained and outcome element",
    "Écrivez une seule ressource dans chaque élément resource, contained et outcome",
    "FHIR R4 xml.html"};

inline constexpr Rule xml_element{
    "FHIR_XML_ELEMENT", FailureKind::malformed, "",
    "FHIR R4 has no element of this name here",
    "FHIR R4 ne connaît pas d'élément de ce nom à cet endroit",
    "Take the element away or correct its name; what FHIR lacks goes into an extension",
    "Retirez l'élément ou corrigez son nom ; ce que FHIR ne prévoit pas va dans une extension",
    "FHIR R4 xml.html"};

inline constexpr Rule xml_attribute{
    "FHIR_XML_ATTRIBUTE", FailureKind::malformed, "",
    "FHIR R4 has no attribute of this name here",
    "FHIR R4 ne connaît pas d'attribut de ce nom à cet endroit",
    "Primitive elements have value and id, Extension has url and id, other elements id",
    "Les éléments primitifs portent value et id, Extension url et id, les autres éléments id",
    "FHIR R4 xml.html"};

inline constexpr Rule xml_text{
    "FHIR_XML_TEXT", FailureKind::malformed, "",
    "There is text outside attributes",
    "Du texte se trouve hors des attributs",
    "Write values of primitive elements into the attribute value",
    "Écrivez la valeur d'un élément primitif dans l'attribut value",
    "FHIR R4 xml.html"};

inline constexpr Rule xml_repeated{
    "FHIR_XML_REPEATED", FailureKind::malformed, "",
    "An element is repeated that may stand only once",
    "Un élément qui ne peut figurer qu'une fois est répété",
    "Keep one of them; of a choice such as value[x] only one type may be given",
    "N'en gardez qu'un ; d'un choix comme value[x], un seul type peut être donné",
    "FHIR R4 xml.html"};

inline constexpr Rule xml_second_in_coding{
    "FHIR_XML_SECOND_IN_CODING", FailureKind::invalid, "",
    "A coding repeats an element that may stand only once; the first was kept, this one left out",
    "Un coding répète un élément qui ne peut figurer qu'une fois ; le premier a été gardé, celui-ci omis",
    "Write the code into code, its wording into display",
    "Écrivez le code dans code, son libellé dans display",
    "FHIR R4 datatypes.html#Coding"};

inline constexpr Rule xml_empty{
    "FHIR_XML_EMPTY", FailureKind::invalid, "",
    "An element has neither a value nor content",
    "Un élément n'a ni valeur ni contenu",
    "Leave the element out, or give it a value",
    "Omettez l'élément, ou donnez-lui une valeur",
    "FHIR R4 element.html ele-1"};

inline constexpr Rule xml_value{
    "FHIR_XML_VALUE", FailureKind::invalid, "",
    "The value is not of the type of its element",
    "La valeur n'est pas du type de son élément",
    "Write booleans as true or false, numbers in decimal notation without white space",
    "Écrivez les booléens true ou false, les nombres en notation décimale sans espace",
    "FHIR R4 datatypes.html#primitive"};

inline constexpr Rule xml_order{
    "FHIR_XML_ORDER", FailureKind::invalid, "",
    "The element stands behind one that it must precede; it was read all the same",
    "L'élément se trouve après un autre qu'il doit précéder ; il a été lu malgré tout",
    "Write elements in the order of the FHIR R4 schema",
    "Écrivez les éléments dans l'ordre du schéma de FHIR R4",
    "FHIR R4 xml.html"};

inline constexpr Rule json_without_xml{
    "FHIR_JSON_WITHOUT_XML", FailureKind::invalid, "",
    "A member has no form in the XML of FHIR R4 and was left out",
    "Un membre n'a pas de forme dans le XML de FHIR R4 et a été omis",
    "Ask for the resource in JSON to see all that was stored",
    "Demandez la ressource en JSON pour voir tout ce qui a été enregistré",
    "FHIR R4 json.html"};

}  // namespace dmpgw::fhir::rules
