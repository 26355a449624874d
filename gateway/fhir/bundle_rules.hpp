// The rules of a transaction Bundle as ITI-65 sends it: FHIR R4 http.html#transaction and bundle.html,
// MHD 4.2 IHE.MHD.Minimal.ProvideBundle. "NIST" names the assertion of the public MHD test suite.
#pragma once

#include "gateway/base/failure.hpp"

namespace dmpgw::fhir::rules {

inline constexpr Rule not_a_bundle{
    "BUNDLE_EXPECTED", FailureKind::malformed, "",
    "The body is not a Bundle resource.",
    "Le corps de la requête n'est pas une ressource Bundle.",
    "POST a Bundle of type transaction to the base URL (ITI-65).",
    "Envoyez par POST, à l'URL de base, un Bundle de type transaction (ITI-65).",
    "MHD ITI-65 2:3.65.4.1.2; NIST RM4_1_1"};

inline constexpr Rule not_a_transaction{
    "BUNDLE_NOT_TRANSACTION", FailureKind::unsupported, "",
    "The Bundle is not of type transaction.",
    "Le Bundle n'est pas de type transaction.",
    "Set Bundle.type to \"transaction\": batch, document and message Bundles are not taken here.",
    "Mettez Bundle.type à « transaction » : les Bundles batch, document et message ne sont pas acceptés ici.",
    "MHD ITI-65 2:3.65.4.1.2; NIST RM4_1_2"};

inline constexpr Rule bundle_empty{
    "BUNDLE_EMPTY", FailureKind::invalid, "",
    "The Bundle has no entry.",
    "Le Bundle ne contient aucune entrée.",
    "Send the SubmissionSet List, its DocumentReferences and their Binaries as entries.",
    "Envoyez comme entrées la List du lot de soumission, ses DocumentReference et leurs Binary.",
    "MHD ITI-65 2:3.65.4.1.2"};

inline constexpr Rule too_many_entries{
    "BUNDLE_TOO_MANY_ENTRIES", FailureKind::too_large, "",
    "The Bundle has more entries than this gateway takes in one transaction.",
    "Le Bundle contient plus d'entrées que cette passerelle n'en accepte dans une transaction.",
    "Split the submission into several transactions.",
    "Répartissez la soumission sur plusieurs transactions.",
    "gateway limit"};

inline constexpr Rule entry_not_object{
    "BUNDLE_ENTRY_MALFORMED", FailureKind::malformed, "",
    "An entry of the Bundle is not an object.",
    "Une entrée du Bundle n'est pas un objet.",
    "Write each entry as an object with fullUrl, resource and request.",
    "Écrivez chaque entrée comme un objet avec fullUrl, resource et request.",
    "FHIR R4 bundle.html"};

inline constexpr Rule full_url_form{
    "BUNDLE_FULL_URL_FORM", FailureKind::invalid, "",
    "A fullUrl is neither an absolute URL nor a urn:uuid: or urn:oid: URI.",
    "Un fullUrl n'est ni une URL absolue ni un URI urn:uuid: ou urn:oid:.",
    "Give each entry a fullUrl such as urn:uuid: followed by a new UUID.",
    "Donnez à chaque entrée un fullUrl tel que urn:uuid: suivi d'un nouvel UUID.",
    "FHIR R4 bundle.html#bundle-unique; NIST BR_1"};

inline constexpr Rule full_url_twice{
    "BUNDLE_FULL_URL_TWICE", FailureKind::invalid, "",
    "Two entries of the Bundle have the same fullUrl.",
    "Deux entrées du Bundle ont le même fullUrl.",
    "Give each entry a fullUrl of its own, and point the references to it.",
    "Donnez à chaque entrée un fullUrl qui lui soit propre et faites-y pointer les références.",
    "FHIR R4 bdl-7; NIST BR_2"};

inline constexpr Rule request_missing{
    "BUNDLE_REQUEST_MISSING", FailureKind::invalid, "",
    "An entry says no request method or no request URL.",
    "Une entrée n'indique pas de méthode ou pas d'URL de requête.",
    "Give each entry a request with method POST and the resource type as url.",
    "Donnez à chaque entrée un élément request avec la méthode POST et le type de ressource comme url.",
    "FHIR R4 bdl-3; NIST BR_3"};

inline constexpr Rule method_not_allowed{
    "BUNDLE_METHOD_NOT_ALLOWED", FailureKind::unsupported, "",
    "An entry asks for a method that ITI-65 does not have for this resource.",
    "Une entrée demande une méthode qu'ITI-65 ne prévoit pas pour cette ressource.",
    "Use POST; PUT only for List and Patient, PATCH only for DocumentReference, GET only for Patient.",
    "Utilisez POST ; PUT seulement pour List et Patient, PATCH pour DocumentReference, GET pour Patient.",
    "MHD 4.2 IHE.MHD.Minimal.ProvideBundle; NIST BR_3"};

inline constexpr Rule request_url{
    "BUNDLE_REQUEST_URL", FailureKind::invalid, "",
    "A request URL is not relative to the base of this server, or leaves it.",
    "Une URL de requête n'est pas relative à la base de ce serveur, ou en sort.",
    "Write the resource type (\"DocumentReference\"), or type and id (\"List/123\"), as request.url.",
    "Écrivez dans request.url le type de ressource (« DocumentReference ») ou le type et l'id (« List/123 »).",
    "FHIR R4 http.html#transaction; NIST BR_4"};

inline constexpr Rule request_url_type{
    "BUNDLE_REQUEST_URL_TYPE", FailureKind::invalid, "",
    "A request URL names another resource type than the resource of its entry.",
    "Une URL de requête nomme un autre type que celui de la ressource de son entrée.",
    "Write the type of the resource in request.url.",
    "Écrivez dans request.url le type de la ressource.",
    "FHIR R4 http.html#transaction; NIST BR_4"};

inline constexpr Rule conditional_not_supported{
    "BUNDLE_CONDITIONAL", FailureKind::unsupported, "",
    "An entry is conditional (a query in its URL, or an if- element).",
    "Une entrée est conditionnelle (une requête dans son URL, ou un élément if…).",
    "Send the entry without condition: a repeated SubmissionSet.uniqueId is recognised anyway.",
    "Envoyez l'entrée sans condition : un SubmissionSet.uniqueId déjà reçu est reconnu de toute façon.",
    "FHIR R4 http.html#cond-update"};

inline constexpr Rule resource_missing{
    "BUNDLE_RESOURCE_MISSING", FailureKind::invalid, "",
    "An entry has no resource, or the resource has no type.",
    "Une entrée n'a pas de ressource, ou la ressource n'a pas de type.",
    "Put the resource, with its resourceType, into the entry.",
    "Placez dans l'entrée la ressource avec son resourceType.",
    "FHIR R4 bundle.html"};

inline constexpr Rule resource_id{
    "FHIR_ID_FORM", FailureKind::invalid, "",
    "A resource id does not have the form of an id.",
    "L'id d'une ressource n'a pas la forme d'un id FHIR.",
    "Use 1 to 64 letters, digits, hyphens and dots, or leave the id out: the server gives one.",
    "Utilisez de 1 à 64 lettres, chiffres, tirets et points, ou omettez l'id : le serveur en attribue un.",
    "FHIR R4 datatypes.html#id"};

inline constexpr Rule nested_bundle{
    "BUNDLE_NESTED", FailureKind::invalid, "",
    "An entry holds a transaction or batch Bundle.",
    "Une entrée contient un Bundle de type transaction ou batch.",
    "Send the inner Bundle as a request of its own.",
    "Envoyez le Bundle interne dans une requête à part.",
    "FHIR R4 http.html#transaction"};

inline constexpr Rule contained_in_contained{
    "FHIR_CONTAINED_NESTED", FailureKind::invalid, "",
    "A contained resource contains a resource.",
    "Une ressource contenue contient elle-même une ressource.",
    "Move the inner resource up into the contained of the outer one.",
    "Remontez la ressource interne dans l'élément contained de la ressource englobante.",
    "FHIR R4 dom-2"};

inline constexpr Rule contained_many{
    "FHIR_CONTAINED_MANY", FailureKind::too_large, "",
    "A resource contains more resources than this gateway reads.",
    "Une ressource contient plus de ressources que cette passerelle n'en lit.",
    "Contain only the authors, organizations and the patient that the resource refers to.",
    "Ne placez dans contained que les auteurs, organisations et patient auxquels la ressource fait référence.",
    "gateway limit"};

inline constexpr Rule narrative_active{
    "FHIR_NARRATIVE_ACTIVE", FailureKind::invalid, "",
    "A narrative holds a script, an event handler, a document type or another construct that is not allowed.",
    "Un texte narratif contient un script, un gestionnaire d'événement, un DOCTYPE ou une autre construction interdite.",
    "Leave out the text element: the narrative of these resources is not kept.",
    "Omettez l'élément text : le texte narratif de ces ressources n'est pas conservé.",
    "FHIR R4 txt-1"};

}  // namespace dmpgw::fhir::rules
