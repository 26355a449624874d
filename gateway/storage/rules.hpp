// Why the store refuses, with the mend for the operator, and how failures of the disk and of SQLite become
// values at the port. XDS error codes: ITI TF-3 Table 4.2.4.1-2.
#pragma once

#include <exception>
#include <string_view>

#include "gateway/base/failure.hpp"

namespace dmpgw::storage {

inline constexpr Rule store_full{
    "STORE_FULL", FailureKind::too_large, "XDSRepositoryOutOfResources",
    "The disk of the document store is full; nothing of this submission was kept.",
    "Le disque de l'entrepôt de documents est plein ; rien de cet envoi n'a été conservé.",
    "Send the submission again later; the operator must free space on the volume of the store.",
    "Renvoyez la soumission plus tard ; l'exploitant doit libérer de la place sur le volume de l'entrepôt.",
    "ITI TF-3 Table 4.2.4.1-2"};

inline constexpr Rule store_broken{
    "STORE_BROKEN", FailureKind::unavailable, "XDSRepositoryError",
    "The document store cannot write at the moment; nothing of this submission was kept.",
    "L'entrepôt de documents ne peut pas écrire pour le moment ; rien de cet envoi n'a été conservé.",
    "Send the submission again later; the operator finds the cause in the log under store_write_failed.",
    "Renvoyez la soumission plus tard ; l'exploitant trouve la cause dans le journal, à store_write_failed.",
    "ITI TF-3 Table 4.2.4.1-2"};

inline constexpr Rule store_busy{
    "STORE_BUSY", FailureKind::busy, "XDSRepositoryBusy",
    "Too many submissions wait for the document store.",
    "Trop de soumissions attendent l'entrepôt de documents.",
    "Send the submission again after the time that Retry-After gives.",
    "Renvoyez la soumission après le délai indiqué par Retry-After.",
    "ITI TF-3 Table 4.2.4.1-2"};

inline constexpr Rule spool_full{
    "SPOOL_FULL", FailureKind::busy, "XDSRepositoryBusy",
    "The memory set aside for documents on their way in is used up.",
    "La mémoire réservée aux documents en cours de réception est épuisée.",
    "Send the submission again later, or raise limits.spool_budget_bytes if this happens often.",
    "Renvoyez la soumission plus tard, ou augmentez limits.spool_budget_bytes si cela se répète.",
    "ITI TF-3 Table 4.2.4.1-2"};

inline constexpr Rule document_too_large{
    "DOCUMENT_TOO_LARGE", FailureKind::too_large, "XDSRepositoryOutOfResources",
    "A document is larger than this gateway takes.",
    "Un document dépasse la taille acceptée par cette passerelle.",
    "Send a smaller document, or raise limits.document_bytes on the gateway.",
    "Envoyez un document plus petit, ou augmentez limits.document_bytes sur la passerelle.",
    "ITI TF-3 Table 4.2.4.1-2"};

inline constexpr Rule document_gone{
    "DOCUMENT_GONE", FailureKind::not_found, "XDSDocumentUniqueIdError",
    "The bytes of this document are not in the store.",
    "Les octets de ce document ne sont pas dans l'entrepôt.",
    "Restore the missing segment from a backup; `verify` lists what is missing.",
    "Restaurez le segment manquant depuis une sauvegarde ; `verify` énumère ce qui manque.",
    "ITI TF-3 Table 4.2.4.1-2"};

inline constexpr Rule store_clash{
    "STORE_CLASH", FailureKind::conflict, "XDSRegistryError",
    "An identifier that must be unique in the store is there already.",
    "Un identifiant qui doit être unique dans l'entrepôt y existe déjà.",
    "Query the registry for the identifier and send the submission with a new one.",
    "Recherchez l'identifiant dans le registre et renvoyez la soumission avec un nouvel identifiant.",
    "ITI TF-3 4.2.3.1.3"};

inline constexpr Rule store_decision_failed{
    "STORE_DECISION_FAILED", FailureKind::internal, "",
    "The gateway failed while it decided on this submission; nothing of it was kept.",
    "La passerelle a échoué en traitant cet envoi ; rien n'en a été conservé.",
    "Report this with the log lines of the request.",
    "Signalez-le avec les lignes du journal de la requête.",
    ""};

inline constexpr Rule store_in_use{
    "STORE_IN_USE", FailureKind::unavailable, "",
    "Another process has this store folder open.",
    "Un autre processus utilise déjà ce dossier d'entrepôt.",
    "Stop the other dmpgw process, or give this one a folder of its own (storage.data).",
    "Arrêtez l'autre processus dmpgw, ou donnez à celui-ci un dossier propre (storage.data).",
    ""};

inline constexpr Rule store_too_new{
    "STORE_TOO_NEW", FailureKind::unsupported, "",
    "The store was written by a newer release of dmpgw than this one.",
    "L'entrepôt a été écrit par une version de dmpgw plus récente que celle-ci.",
    "Start the newer release again, or restore the backup taken before the upgrade.",
    "Relancez la version plus récente, ou restaurez la sauvegarde faite avant la mise à niveau.",
    ""};

inline constexpr Rule store_not_ours{
    "STORE_NOT_OURS", FailureKind::conflict, "",
    "The folder is not a whole dmpgw store.",
    "Le dossier n'est pas un entrepôt dmpgw complet.",
    "Name an empty folder, or restore registry.db and segments/ together from one backup.",
    "Indiquez un dossier vide, ou restaurez ensemble registry.db et segments/ depuis une même sauvegarde.",
    ""};

inline constexpr Rule store_unreadable{
    "STORE_UNREADABLE", FailureKind::unavailable, "",
    "The store folder cannot be opened.",
    "Le dossier de l'entrepôt ne peut pas être ouvert.",
    "Check that the folder exists on a local disk and that the service may read and write it.",
    "Vérifiez que le dossier existe sur un disque local et que le service peut y lire et y écrire.",
    ""};

inline constexpr Rule backup_target_in_use{
    "BACKUP_TARGET_IN_USE", FailureKind::conflict, "",
    "The target folder of the backup is not empty.",
    "Le dossier de destination de la sauvegarde n'est pas vide.",
    "Name a folder that does not exist yet; each backup gets a folder of its own.",
    "Indiquez un dossier qui n'existe pas encore ; chaque sauvegarde a son propre dossier.",
    ""};

/// What a DiskError or DatabaseError means to whoever asked; anything else is internal.
Failure failure_of(const std::exception& error);

/// True for a failed fsync, of a segment or inside SQLite: what the disk holds is unknown from then on.
bool is_sync_failure(const std::exception& error);

}  // namespace dmpgw::storage
