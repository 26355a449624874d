// Rules on the shape of ebRIM that only the reader can check. The wording speaks to the people who write
// the message; the place of a finding says where.
#pragma once

#include "gateway/xds/error_codes.hpp"

namespace dmpgw::xds::rules {

inline constexpr Rule no_registry_object_list{
    "NO_REGISTRY_OBJECT_LIST", FailureKind::malformed, error_code::registry_metadata_error,
    "The request holds no list of registry objects", "La requête ne contient pas de liste d'objets",
    "Put the objects into rim:RegistryObjectList inside lcm:SubmitObjectsRequest, with the ebRIM 3.0 "
    "namespaces",
    "Placez les objets dans rim:RegistryObjectList, dans lcm:SubmitObjectsRequest, avec les espaces de noms "
    "d'ebRIM 3.0",
    "ITI TF-2 3.42.4.1.2"};
inline constexpr Rule too_many_objects{
    "TOO_MANY_OBJECTS", FailureKind::too_large, error_code::registry_out_of_resources,
    "The submission holds more objects than this gateway takes at once",
    "Le lot contient plus d'objets que la passerelle n'en accepte à la fois",
    "Split the submission into several", "Répartissez l'envoi en plusieurs lots",
    "limit objects_per_submission"};
inline constexpr Rule exactly_one_submission_set{
    "EXACTLY_ONE_SUBMISSION_SET_MUST_EXIST", FailureKind::invalid, error_code::registry_metadata_error,
    "The submission does not hold exactly one SubmissionSet",
    "L'envoi ne contient pas exactement un SubmissionSet",
    "Send one RegistryPackage classified by urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd",
    "Envoyez un seul RegistryPackage classé par urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd",
    "ITI TF-3 4.2.1.4"};
inline constexpr Rule unclassified_package{
    "UNCLASSIFIED_PACKAGE", FailureKind::invalid, error_code::registry_metadata_error,
    "The RegistryPackage is neither a SubmissionSet nor a Folder",
    "Le RegistryPackage n'est ni un SubmissionSet ni un Folder",
    "Add a Classification with its id as classifiedObject and the node of a SubmissionSet or Folder",
    "Ajoutez une Classification avec son id comme classifiedObject et le nœud d'un SubmissionSet ou Folder",
    "ITI TF-3 4.2.1.2"};
inline constexpr Rule missing_slot_name{
    "MISSING_SLOT_NAME", FailureKind::invalid, error_code::registry_metadata_error,
    "A Slot has no name", "Un Slot n'a pas de nom", "Give the Slot its name attribute",
    "Donnez au Slot son attribut name", "ebRIM 3.0 2.10"};
inline constexpr Rule duplicate_slot_name{
    "DUPLICATE_SLOT_NAME", FailureKind::invalid, error_code::registry_metadata_error,
    "Two Slots of one object have the same name", "Deux Slots d'un même objet portent le même nom",
    "Join the values into one Slot", "Réunissez les valeurs dans un seul Slot", "ebRIM 3.0 2.10"};
inline constexpr Rule slot_value_too_long{
    "SLOT_VALUE_TOO_LONG", FailureKind::invalid, error_code::registry_metadata_error,
    "A value of a Slot is longer than 256 characters",
    "Une valeur de Slot dépasse 256 caractères", "Shorten the value to 256 characters",
    "Raccourcissez la valeur à 256 caractères", "ebRIM 3.0 2.10"};
inline constexpr Rule empty_slot_value{
    "EMPTY_SLOT_VALUE", FailureKind::invalid, error_code::registry_metadata_error,
    "A value of a Slot is empty", "Une valeur de Slot est vide",
    "Give the value, or leave out the Slot", "Donnez la valeur, ou omettez le Slot",
    "ITI TF-3 4.2.3.1.4"};
inline constexpr Rule no_classified_object{
    "NO_CLASSIFIED_OBJ", FailureKind::invalid, error_code::registry_metadata_error,
    "The Classification does not say what it classifies",
    "La Classification n'indique pas ce qu'elle classe",
    "Write the id of the object around it as classifiedObject",
    "Écrivez l'id de l'objet englobant dans classifiedObject", "ebRIM 3.0 4.3"};
inline constexpr Rule wrong_classified_object{
    "WRONG_CLASSIFIED_OBJ", FailureKind::invalid, error_code::registry_metadata_error,
    "The Classification names another object than the one around it",
    "La Classification désigne un autre objet que celui qui l'englobe",
    "Write the id of the object around it as classifiedObject",
    "Écrivez l'id de l'objet englobant dans classifiedObject", "ebRIM 3.0 4.3"};
inline constexpr Rule node_representation_prohibited{
    "NODE_REPRESENTATION_PROHIBITED", FailureKind::invalid, error_code::registry_metadata_error,
    "The classification of an author has a nodeRepresentation",
    "La classification d'un auteur comporte un nodeRepresentation",
    "Leave nodeRepresentation empty; the author is said by Slots",
    "Laissez nodeRepresentation vide ; l'auteur est décrit par des Slots", "ITI TF-3 4.2.3.1.4.1"};
inline constexpr Rule no_classification_name{
    "NO_CLASSIFICATION_NAME_OBJ", FailureKind::invalid, error_code::registry_metadata_error,
    "The code has no display name", "Le code n'a pas de libellé",
    "Put the display name into Name/LocalizedString of the Classification",
    "Placez le libellé dans Name/LocalizedString de la Classification", "ITI TF-3 4.2.3.1.2"};
inline constexpr Rule illegal_classification{
    "ILLEGAL_CLASSIFICATION", FailureKind::invalid, error_code::registry_metadata_error,
    "A classification or identifier of this scheme belongs to another kind of object",
    "Une classification ou un identifiant de ce schéma appartient à un autre type d'objet",
    "Use the scheme that the profile names for this attribute of this object",
    "Utilisez le schéma que le profil prévoit pour cet attribut de cet objet",
    "ITI TF-3 Table 4.2.3.2-1"};
inline constexpr Rule duplicate_external_identifier{
    "DUPLICATE_EXTERNAL_IDENTIFIER", FailureKind::invalid, error_code::registry_metadata_error,
    "The object has two identifiers of the same scheme",
    "L'objet a deux identifiants du même schéma", "Keep one of them", "N'en gardez qu'un",
    "ITI TF-3 Table 4.2.3.2-1"};
inline constexpr Rule wrong_registry_object{
    "WRONG_REGISTRY_OBJECT", FailureKind::invalid, error_code::registry_metadata_error,
    "The ExternalIdentifier names another object than the one around it",
    "L'ExternalIdentifier désigne un autre objet que celui qui l'englobe",
    "Write the id of the object around it as registryObject",
    "Écrivez l'id de l'objet englobant dans registryObject", "ebRIM 3.0 2.12"};
inline constexpr Rule invalid_availability_status{
    "INVALID_AVAILABILITY_STATUS", FailureKind::invalid, error_code::registry_metadata_error,
    "The status is not known", "Le statut n'est pas connu",
    "Write urn:oasis:names:tc:ebxml-regrep:StatusType:Approved, or leave the status out",
    "Écrivez urn:oasis:names:tc:ebxml-regrep:StatusType:Approved, ou omettez le statut",
    "ITI TF-3 4.2.3.2.2"};
inline constexpr Rule invalid_document_availability{
    "INVALID_DOCUMENT_AVAILABILITY", FailureKind::invalid, error_code::registry_metadata_error,
    "The documentAvailability is neither Online nor Offline",
    "documentAvailability n'est ni Online ni Offline",
    "Write urn:ihe:iti:2010:DocumentAvailability:Online or :Offline",
    "Écrivez urn:ihe:iti:2010:DocumentAvailability:Online ou :Offline", "ITI TF-3 4.2.3.2.31"};
inline constexpr Rule number_too_large{
    "NUMBER_TOO_LARGE", FailureKind::invalid, error_code::registry_metadata_error,
    "The size is larger than any document", "La taille dépasse celle de tout document",
    "Write the size of the document in bytes", "Écrivez la taille du document en octets",
    "ITI TF-3 4.2.3.2.21"};
inline constexpr Rule invalid_association_type{
    "INVALID_ASSOCIATION_TYPE", FailureKind::invalid, error_code::registry_metadata_error,
    "The type of the Association is missing or unknown",
    "Le type de l'Association manque ou est inconnu",
    "Write a full URN, such as urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember",
    "Écrivez une URN complète, par exemple urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember",
    "ITI TF-3 Table 4.2.2-1"};
inline constexpr Rule too_many_submission_set_states{
    "TOO_MANY_SUBMISSION_SET_STATES", FailureKind::invalid, error_code::registry_metadata_error,
    "The Association has more than one SubmissionSetStatus",
    "L'Association a plus d'un SubmissionSetStatus", "Keep one value: Original or Reference",
    "Gardez une seule valeur : Original ou Reference", "ITI TF-3 4.2.2.2.1"};
inline constexpr Rule element_order{
    "ELEMENT_ORDER", FailureKind::invalid, error_code::registry_metadata_error,
    "The parts of the object are not in the order of the schema",
    "Les parties de l'objet ne sont pas dans l'ordre du schéma",
    "Write Slot, Name, Description, VersionInfo, Classification, ExternalIdentifier in this order",
    "Écrivez Slot, Name, Description, VersionInfo, Classification, ExternalIdentifier dans cet ordre",
    "ebRIM 3.0, rim.xsd"};
inline constexpr Rule extra_metadata_not_saved{
    "EXTRA_METADATA_NOT_SAVED", FailureKind::unsupported, error_code::extra_metadata_not_saved,
    "This part of the metadata is not kept", "Cette partie des métadonnées n'est pas conservée",
    "Use a Slot for metadata of your own: extra Slots are kept and given back",
    "Utilisez un Slot pour vos propres métadonnées : les Slots supplémentaires sont conservés et restitués",
    "ITI TF-3 4.2.3.1.6"};

}  // namespace dmpgw::xds::rules
