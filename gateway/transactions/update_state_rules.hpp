// The rules on updates that depend on what is registered, ITI TF-2 3.57.4.1.3.3 and 3.92.4.1.3.
#pragma once

#include "gateway/base/failure.hpp"

namespace dmpgw::transactions::rules {

inline constexpr Rule set_known{
    "UPDATE_SET_KNOWN", FailureKind::duplicate, "XDSDuplicateUniqueIdInRegistry",
    "A submission set with this uniqueId is registered already",
    "Un lot de soumission portant cet uniqueId est déjà enregistré", "Give each update a new uniqueId",
    "Donnez un nouvel uniqueId à chaque mise à jour", "ITI TF-3 4.2.3.3.12"};
inline constexpr Rule uuid_known{
    "UPDATE_UUID_KNOWN", FailureKind::duplicate, "XDSMetadataIdentifierError",
    "An object with this entryUUID is registered already", "Un objet portant cet entryUUID est déjà enregistré",
    "Use a symbolic id, or a new UUID, for each new version",
    "Utilisez un identifiant symbolique, ou un nouvel UUID, pour chaque nouvelle version", "ITI TF-3 4.2.3.2.7"};
inline constexpr Rule nothing_to_update{
    "LOGICAL_ID_UNKNOWN", FailureKind::conflict, "XDSMetadataVersionError",
    "No object with this logicalID is registered", "Aucun objet portant ce logicalID n'est enregistré",
    "Take lid from a query, and submit new documents by ITI-41 or ITI-42",
    "Reprenez le lid d'une recherche, et soumettez les nouveaux documents par ITI-41 ou ITI-42", "ITI TF-2 3.57.4.1.3.3"};
inline constexpr Rule version_not_newest{
    "PREVIOUS_VERSION_NOT_NEWEST", FailureKind::conflict, "XDSMetadataVersionError",
    "PreviousVersion is not the newest version: somebody may have updated the object meanwhile",
    "PreviousVersion n'est pas la dernière version : l'objet a pu être mis à jour entre-temps",
    "Query for the object again, and repeat the update on its newest version",
    "Recherchez de nouveau l'objet, et refaites la mise à jour sur sa dernière version", "ITI TF-2 3.57.4.1.3.3"};
inline constexpr Rule version_not_approved{
    "PREVIOUS_VERSION_NOT_APPROVED", FailureKind::conflict, "XDSMetadataVersionError",
    "The newest version of the object is not Approved", "La dernière version de l'objet n'est pas à l'état Approved",
    "Set its status to Approved first, by UpdateAvailabilityStatus",
    "Remettez-la d'abord à l'état Approved, par UpdateAvailabilityStatus", "ITI TF-2 3.57.4.1.3.3.1"};
inline constexpr Rule status_in_update{
    "STATUS_OF_NEW_VERSION", FailureKind::invalid, "XDSMetadataUpdateError",
    "A new version comes with a status of its own", "Une nouvelle version arrive avec un statut propre",
    "Leave the status out: a new version is Approved; change it in a later update",
    "Omettez le statut : une nouvelle version est Approved ; changez-le par une mise à jour ultérieure",
    "ITI TF-2 3.57.4.1.3.3.1"};
inline constexpr Rule other_unique_id{
    "UPDATE_CHANGES_UNIQUE_ID", FailureKind::invalid, "XDSRegistryMetadataError",
    "The uniqueId differs from that of the version before", "L'uniqueId diffère de celui de la version précédente",
    "Keep the uniqueId; another document replaces this one by RPLC",
    "Gardez l'uniqueId ; un autre document remplace celui-ci par RPLC", "ITI TF-2 3.57.4.1.3.3.1"};
inline constexpr Rule other_patient{
    "UPDATE_CHANGES_PATIENT", FailureKind::invalid, "XDSPatientIDReconciliationError",
    "The new version has another patient, and takes over an Association with an object of the old one",
    "La nouvelle version a un autre patient, et reprend une Association avec un objet de l'ancien",
    "Say AssociationPropagation no on the HasMember of the new version, or deprecate the Association first",
    "Indiquez AssociationPropagation no sur le HasMember de la nouvelle version, ou dépréciez d'abord l'Association",
    "ITI TF-2 3.57.4.1.3.3.1"};
inline constexpr Rule fixed_attribute{
    "UPDATE_CHANGES_DOCUMENT", FailureKind::invalid, "XDSMetadataUpdateError",
    "An update changes what describes the bytes themselves", "Une mise à jour modifie ce qui décrit les octets eux-mêmes",
    "Keep the attribute as a query returns it; another document replaces this one by RPLC",
    "Gardez l'attribut tel que renvoyé par une recherche ; un autre document remplace celui-ci par RPLC",
    "ITI TF-2 3.57.4.1.3.3.1"};
inline constexpr Rule unmodifiable_attribute{
    "UNMODIFIABLE_ATTRIBUTE", FailureKind::forbidden, "UnmodifiableMetadataError",
    "A restricted update changes an attribute that it may not change",
    "Une mise à jour restreinte modifie un attribut qu'elle ne peut modifier",
    "Keep the attribute as a query returns it, or use Update Document Set (ITI-57)",
    "Gardez l'attribut tel que renvoyé par une recherche, ou employez Update Document Set (ITI-57)",
    "ITI TF-2 3.92.4.1.3"};
inline constexpr Rule object_unknown{
    "UPDATED_OBJECT_UNKNOWN", FailureKind::not_found, "UnresolvedReferenceException",
    "An Association names an object that is neither in the message nor registered",
    "Une Association désigne un objet qui n'est ni dans le message ni enregistré",
    "Name it by the entryUUID that a query returns", "Désignez-le par l'entryUUID renvoyé par une recherche",
    "ITI TF-2 3.57.4.1.3.3"};
inline constexpr Rule object_of_other_patient{
    "UPDATED_OBJECT_OF_OTHER_PATIENT", FailureKind::invalid, "XDSPatientIdDoesNotMatch",
    "An object of the update belongs to another patient than the SubmissionSet",
    "Un objet de la mise à jour appartient à un autre patient que le SubmissionSet",
    "Check the patient of the SubmissionSet and the entryUUID of the object",
    "Vérifiez le patient du SubmissionSet et l'entryUUID de l'objet", "ITI TF-2 3.57.4.1.3.3"};
inline constexpr Rule submitted_beside_propagation{
    "ASSOCIATION_BESIDE_PROPAGATION", FailureKind::invalid, "XDSMetadataUpdateOperationError",
    "A new Association of a new version stands beside those that it takes over",
    "Une nouvelle Association d'une nouvelle version s'ajoute à celles qu'elle reprend",
    "Say AssociationPropagation no on the HasMember of the new version, or submit the Association afterwards",
    "Indiquez AssociationPropagation no sur le HasMember de la nouvelle version, ou soumettez l'Association ensuite",
    "ITI TF-2 3.57.4.1.3.3"};
inline constexpr Rule submitted_has_member{
    "SUBMITTED_HAS_MEMBER", FailureKind::invalid, "XDSMetadataUpdateError",
    "A submitted HasMember does not lead from a registered Folder to a registered DocumentEntry",
    "Un HasMember soumis ne va pas d'un Folder enregistré à un DocumentEntry enregistré",
    "Let it start at a Folder and end at a DocumentEntry", "Faites-le partir d'un Folder et aboutir à un DocumentEntry",
    "ITI TF-2 3.57.4.1.3.3.5"};
inline constexpr Rule status_not_settable{
    "STATUS_NOT_SETTABLE", FailureKind::invalid, "XDSMetadataUpdateError",
    "An object cannot be given this status", "Un objet ne peut recevoir ce statut",
    "Use Approved, Deprecated or, for the DMP, Archived or Deleted",
    "Employez Approved, Deprecated ou, pour le DMP, Archived ou Deleted", "ITI TF-2 3.57.4.1.3.3.2"};
inline constexpr Rule status_of_old_version{
    "STATUS_OF_OLD_VERSION", FailureKind::conflict, "XDSMetadataVersionError",
    "The status of a version that is not the newest cannot be changed",
    "Le statut d'une version qui n'est pas la dernière ne peut être changé",
    "Change the status of the newest version", "Changez le statut de la dernière version", "ITI TF-2 3.57.4.1.3.3.2"};
inline constexpr Rule other_status{
    "ORIGINAL_STATUS_DIFFERS", FailureKind::conflict, "XDSMetadataUpdateError",
    "The object does not have the status that OriginalStatus says",
    "L'objet n'a pas le statut qu'indique OriginalStatus", "Query for the object again, and state its present status",
    "Recherchez de nouveau l'objet, et indiquez son statut actuel", "ITI TF-2 3.57.4.1.3.3.2"};

}  // namespace dmpgw::transactions::rules
