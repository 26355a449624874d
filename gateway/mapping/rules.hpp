// The rules that only the FHIR face can see: what MHD and PDSm ask of a submission before it is metadata.
// What holds for both faces is in xds/metadata_rules. "NIST" names the assertion of the public MHD test suite.
#pragma once

#include "gateway/base/failure.hpp"

namespace dmpgw::mapping::rules {

// ---- profile and version

inline constexpr Rule version_not_supported{
    "MHD_VERSION_NOT_SUPPORTED", FailureKind::unsupported, "",
    "The Bundle follows MHD 2, which this gateway does not take.",
    "Le Bundle suit MHD 2, que cette passerelle n'accepte pas.",
    "Send MHD 3.2, 4.0.1, 4.1.0, 4.2 or PDSm 3.1.1.",
    "Envoyez du MHD 3.2, 4.0.1, 4.1.0, 4.2 ou du PDSm 3.1.1.", "MHD 4.2 ITI-65"};

inline constexpr Rule entry_uuid_not_official{
    "MHD_ENTRY_UUID_NOT_OFFICIAL", FailureKind::invalid, "XDSRegistryMetadataError",
    "An identifier that carries the entryUUID is not marked as official",
    "Un identifiant portant l'entryUUID n'est pas marqué official",
    "Set identifier.use to official, or leave the identifier out: the server assigns the entryUUID",
    "Donnez à identifier.use la valeur official, ou omettez l'identifiant : le serveur attribue l'entryUUID",
    "MHD 3.2 IHE_MHD_DocumentReference; NIST DRP2_1"};

inline constexpr Rule profile_missing{
    "MHD_PROFILE_MISSING", FailureKind::invalid, "",
    "The Bundle declares no profile in meta.profile.",
    "Le Bundle ne déclare aucun profil dans meta.profile.",
    "Set Bundle.meta.profile to the canonical of the MHD or PDSm Provide Bundle profile that is used.",
    "Renseignez Bundle.meta.profile avec l'URL canonique du profil de Bundle MHD ou PDSm employé.",
    "MHD 4.2 IHE.MHD.Minimal.ProvideBundle meta.profile 1..*; NIST RM4_4, RM410_4, RM_4"};

inline constexpr Rule profile_unknown{
    "MHD_PROFILE_UNKNOWN", FailureKind::unsupported, "",
    "No profile in meta.profile is one of those this gateway takes.",
    "Aucun profil de meta.profile ne fait partie de ceux que cette passerelle accepte.",
    "Use one of the Provide Bundle profiles of mappings/profiles.json (MHD 4.0.1, 4.1.0, 4.2, PDSm 3.1.1).",
    "Employez l'un des profils de Bundle de mappings/profiles.json (MHD 4.0.1, 4.1.0, 4.2, PDSm 3.1.1).",
    "MHD 4.2 IHE.MHD.Minimal.ProvideBundle; NIST RM4_4, RM410_4, RM_4, CMPMETA_3"};

// ---- the parts of the Bundle

inline constexpr Rule submission_set_count{
    "MHD_ONE_SUBMISSION_SET", FailureKind::invalid, "XDSRegistryMetadataError",
    "The Bundle does not hold exactly one List with code submissionset (or, in MHD 3, one DocumentManifest).",
    "Le Bundle ne contient pas exactement une List de code submissionset (ou, en MHD 3, un DocumentManifest).",
    "Send one SubmissionSet in each Bundle.", "Envoyez un lot de soumission, et un seul, par Bundle.",
    "MHD 4.2 entry[SubmissionSet] 1..1; NIST RM4_2, RM_2"};

inline constexpr Rule no_document_reference{
    "MHD_DOCUMENT_REFERENCE_MISSING", FailureKind::invalid, "XDSRegistryMetadataError",
    "The Bundle holds neither a DocumentReference nor a Folder List.",
    "Le Bundle ne contient ni DocumentReference ni List de classeur.",
    "Add a DocumentReference for each document of the submission.",
    "Ajoutez une DocumentReference pour chaque document de la soumission.",
    "MHD ITI-65 2:3.65.4.1.2; NIST RM4_3, DR_1"};

inline constexpr Rule resource_not_allowed{
    "MHD_RESOURCE_NOT_ALLOWED", FailureKind::unsupported, "",
    "The Bundle holds a resource of a type that ITI-65 does not carry as an entry.",
    "Le Bundle contient une ressource d'un type qu'ITI-65 ne transporte pas comme entrée.",
    "Put authors and organizations into DocumentReference.contained; remove other resources.",
    "Placez auteurs et organisations dans DocumentReference.contained ; retirez les autres ressources.",
    "MHD 4.2 IHE.MHD.Minimal.ProvideBundle (closed slicing)"};

inline constexpr Rule fhir_document{
    "MHD_FHIR_DOCUMENT", FailureKind::unsupported, "FHIRDocumentNotSupported",
    "A document is sent as a FHIR document Bundle.",
    "Un document est envoyé sous forme de Bundle FHIR de type document.",
    "Send the document as a Binary with contentType application/fhir+json.",
    "Envoyez le document dans un Binary de contentType application/fhir+json.",
    "MHD ITI-65 FHIR Document Publish option"};

inline constexpr Rule too_many_objects{
    "MHD_TOO_MANY_OBJECTS", FailureKind::too_large, "XDSRepositoryOutOfResources",
    "The submission holds more documents, folders and associations than this gateway takes at once.",
    "La soumission contient plus de documents, de classeurs et d'associations que cette passerelle n'en accepte à la fois.",
    "Split the submission into several Bundles.",
    "Répartissez la soumission sur plusieurs Bundles.",
    "gateway limit"};

inline constexpr Rule list_code{
    "MHD_LIST_CODE", FailureKind::invalid, "XDSRegistryMetadataError",
    "A List has neither code submissionset nor code folder.",
    "Une List n'a ni le code submissionset ni le code folder.",
    "Set List.code.coding to system https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes and one of both codes.",
    "Renseignez List.code.coding avec le système https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes et l'un des deux codes.",
    "MHD 4.2 IHE.MHD.List code 1..1"};

inline constexpr Rule patch_not_supported{
    "MHD_PATCH", FailureKind::unsupported, "",
    "A PATCH in the Bundle does something else than set the status of a replaced DocumentReference to superseded.",
    "Un PATCH du Bundle fait autre chose que passer à superseded le statut d'une DocumentReference remplacée.",
    "Send Parameters with one operation: type replace, path DocumentReference.status, value superseded.",
    "Envoyez un Parameters avec une seule opération : type replace, path DocumentReference.status, value superseded.",
    "MHD 4.2 IHE.MHD.Patch.Parameters"};

// ---- attributes

inline constexpr Rule attribute_required{
    "MHD_ATTRIBUTE_REQUIRED", FailureKind::invalid, "XDSRegistryMetadataError",
    "An element that the declared profile requires is missing.",
    "Un élément exigé par le profil déclaré est absent.",
    "Fill the element; only the Minimal profile does without most of them.",
    "Renseignez l'élément ; seul le profil Minimal se passe de la plupart d'entre eux.",
    "MHD 4.2 Table 3:4.3.1"};

inline constexpr Rule attribute_form{
    "MHD_ELEMENT_FORM", FailureKind::malformed, "XDSRegistryMetadataError",
    "An element does not have the JSON form of its FHIR type.",
    "Un élément n'a pas la forme JSON de son type FHIR.",
    "Write the element as FHIR R4 says: an object, an array, a string or a number.",
    "Écrivez l'élément comme le veut FHIR R4 : un objet, un tableau, une chaîne ou un nombre.",
    "FHIR R4 json.html"};

inline constexpr Rule too_many{
    "MHD_TOO_MANY", FailureKind::invalid, "XDSRegistryMetadataError",
    "An element is repeated, and MHD allows it once.",
    "Un élément est répété alors que MHD ne l'admet qu'une fois.",
    "Keep one: the metadata of a document has one place for it.",
    "N'en gardez qu'un : les métadonnées d'un document n'ont qu'une place pour lui.",
    "MHD 4.2 IHE.MHD.Minimal.DocumentReference; NIST DR_1"};

inline constexpr Rule data_forbidden{
    "MHD_ATTACHMENT_DATA", FailureKind::invalid, "XDSRegistryMetadataError",
    "The attachment holds the document itself.",
    "L'élément attachment contient le document lui-même.",
    "Move the bytes into a Binary of the Bundle and point attachment.url to it.",
    "Déplacez les octets dans un Binary du Bundle et faites-y pointer attachment.url.",
    "MHD 4.2 attachment.data 0..0; NIST DR_4"};

inline constexpr Rule element_forbidden{
    "MHD_ELEMENT_FORBIDDEN", FailureKind::invalid, "XDSRegistryMetadataError",
    "An element is present that MHD does not allow here.",
    "Un élément que MHD n'autorise pas à cet endroit est présent.",
    "Remove the element: it could change the meaning of the document's metadata.",
    "Retirez l'élément : il pourrait changer le sens des métadonnées du document.",
    "MHD 4.2 docStatus 0..0, modifierExtension 0..0"};

inline constexpr Rule status_not_mapped{
    "MHD_STATUS", FailureKind::invalid, "XDSRegistryMetadataError",
    "The status has no counterpart in XDS metadata.",
    "Le statut n'a pas d'équivalent dans les métadonnées XDS.",
    "Use current (or superseded, where an old version is described).",
    "Employez current (ou superseded pour décrire une ancienne version).",
    "MHD 4.2 DocumentReferenceStats; NIST DR_11, SSLIST_5"};

inline constexpr Rule list_mode{
    "MHD_LIST_MODE", FailureKind::invalid, "XDSRegistryMetadataError",
    "The mode of a List is not working.",
    "Le mode d'une List n'est pas working.",
    "Set List.mode to working.",
    "Mettez List.mode à working.",
    "MHD 4.2 IHE.MHD.Minimal.SubmissionSet mode = working"};

inline constexpr Rule code_without_coding{
    "MHD_CODE_WITHOUT_CODING", FailureKind::invalid, "XDSRegistryMetadataError",
    "A coded element has no coding with a code.",
    "Un élément codé n'a pas de coding avec un code.",
    "Give a coding with system and code; a text alone cannot be stored as a code.",
    "Donnez un coding avec system et code ; un texte seul ne peut pas être enregistré comme code.",
    "ITI TF-3 4.2.3.1.2"};

inline constexpr Rule code_without_system{
    "MHD_CODE_WITHOUT_SYSTEM", FailureKind::invalid, "XDSRegistryMetadataError",
    "A coding has a code but no system.",
    "Un coding a un code mais pas de system.",
    "Give the system of the code: urn:oid: followed by its OID, or its canonical URL.",
    "Indiquez le système du code : urn:oid: suivi de son OID, ou son URL canonique.",
    "ITI TF-3 4.2.3.1.2 (codingScheme)"};

inline constexpr Rule code_system_not_mapped{
    "MHD_CODE_SYSTEM_NOT_MAPPED", FailureKind::invalid, "XDSRegistryMetadataError",
    "No OID is known for the URL of a code system; the URL itself is kept as codingScheme.",
    "Aucun OID n'est connu pour l'URL d'un système de codage ; l'URL elle-même est conservée comme codingScheme.",
    "Use the urn:oid: form of the code system, or add the pair to mappings/code_systems.json.",
    "Employez la forme urn:oid: du système de codage, ou ajoutez la correspondance à mappings/code_systems.json.",
    "ITI TF-3 Appendix E.3"};

inline constexpr Rule more_codings{
    "MHD_MORE_CODINGS", FailureKind::invalid, "XDSRegistryMetadataError",
    "A concept has several codings; the metadata keeps the first one whose system is known.",
    "Un concept a plusieurs coding ; les métadonnées gardent le premier dont le système est connu.",
    "Send the coding of the value set of this attribute first, or alone.",
    "Envoyez le coding du jeu de valeurs de cet attribut en premier, ou seul.",
    "ITI TF-3 4.2.3.1.2"};

inline constexpr Rule time_form{
    "MHD_TIME_FORM", FailureKind::invalid, "XDSRegistryMetadataError",
    "A date or time is not a FHIR dateTime that exists.",
    "Une date ou une heure n'est pas un dateTime FHIR existant.",
    "Write YYYY-MM-DDThh:mm:ss+zz:zz, or only the year, month or day; a time needs its zone.",
    "Écrivez AAAA-MM-JJThh:mm:ss+zz:zz, ou seulement l'année, le mois ou le jour ; une heure exige son fuseau.",
    "FHIR R4 datatypes.html#dateTime"};

inline constexpr Rule hash_is_hex{
    "MHD_HASH_IS_HEX", FailureKind::invalid, "XDSRepositoryMetadataError",
    "The hash is written in hexadecimal.",
    "L'empreinte est écrite en hexadécimal.",
    "Write attachment.hash as the base64 of the 20 raw bytes of the SHA-1, not of its hexadecimal text.",
    "Écrivez attachment.hash comme le base64 des 20 octets bruts du SHA-1, et non de son texte hexadécimal.",
    "FHIR R4 datatypes.html#Attachment; ITI TF-3 4.2.3.2.10"};

inline constexpr Rule hash_is_base64_of_hex{
    "MHD_HASH_IS_BASE64_OF_HEX", FailureKind::invalid, "XDSRepositoryMetadataError",
    "The hash is the base64 of a hexadecimal text.",
    "L'empreinte est le base64 d'un texte hexadécimal.",
    "Encode the 20 raw bytes of the SHA-1 in base64: 28 characters, the last one '='.",
    "Encodez en base64 les 20 octets bruts du SHA-1 : 28 caractères, le dernier étant « = ».",
    "FHIR R4 datatypes.html#Attachment; ITI TF-3 4.2.3.2.10"};

inline constexpr Rule hash_is_sha256{
    "MHD_HASH_IS_SHA256", FailureKind::invalid, "XDSRepositoryMetadataError",
    "The hash has the size of a SHA-256.",
    "L'empreinte a la taille d'un SHA-256.",
    "Compute SHA-1: XDS and FHIR R4 define attachment.hash as SHA-1 (20 bytes).",
    "Calculez un SHA-1 : XDS et FHIR R4 définissent attachment.hash comme un SHA-1 (20 octets).",
    "FHIR R4 datatypes.html#Attachment; ITI TF-3 4.2.3.2.10"};

inline constexpr Rule hash_form{
    "MHD_HASH_FORM", FailureKind::invalid, "XDSRepositoryMetadataError",
    "The hash is not the base64 of 20 bytes.",
    "L'empreinte n'est pas le base64 de 20 octets.",
    "Write attachment.hash as the base64 of the 20 raw bytes of the SHA-1.",
    "Écrivez attachment.hash comme le base64 des 20 octets bruts du SHA-1.",
    "FHIR R4 datatypes.html#Attachment; ITI TF-3 4.2.3.2.10"};

inline constexpr Rule size_form{
    "MHD_SIZE_FORM", FailureKind::invalid, "XDSRepositoryMetadataError",
    "The size is not a whole number of bytes.",
    "La taille n'est pas un nombre entier d'octets.",
    "Write attachment.size as the number of bytes of the document before base64.",
    "Écrivez dans attachment.size le nombre d'octets du document avant le base64.",
    "FHIR R4 datatypes.html#Attachment"};

inline constexpr Rule active_content{
    "MHD_ACTIVE_CONTENT", FailureKind::unsupported, "XDSRepositoryMetadataError",
    "The document is of a type that a browser would run (HTML, SVG).",
    "Le document est d'un type qu'un navigateur exécuterait (HTML, SVG).",
    "Send PDF, plain text or CDA (text/xml) instead.",
    "Envoyez plutôt du PDF, du texte brut ou du CDA (text/xml).",
    "gateway policy"};

inline constexpr Rule identifier_form{
    "MHD_IDENTIFIER_FORM", FailureKind::invalid, "XDSRegistryMetadataError",
    "An identifier does not have the form its system asks for.",
    "Un identifiant n'a pas la forme que demande son système.",
    "Give a value that is an OID as urn:oid:, a UUID as urn:uuid:, and no HL7 separator (^ & ~ |) in it.",
    "Donnez un OID sous la forme urn:oid:, un UUID sous la forme urn:uuid:, sans séparateur HL7 (^ & ~ |).",
    "ITI TF-3 Appendix E; FHIR R4 datatypes.html#Identifier"};

inline constexpr Rule identifier_system{
    "MHD_IDENTIFIER_SYSTEM", FailureKind::invalid, "XDSRegistryMetadataError",
    "An identifier has no system, so its assigning authority is unknown.",
    "Un identifiant n'a pas de system : son autorité d'affectation est inconnue.",
    "Set Identifier.system to urn:oid: followed by the OID of the assigning authority.",
    "Renseignez Identifier.system avec urn:oid: suivi de l'OID de l'autorité d'affectation.",
    "ITI TF-3 Appendix E.3"};

inline constexpr Rule identifier_system_derived{
    "MHD_IDENTIFIER_SYSTEM_DERIVED", FailureKind::invalid, "XDSRegistryMetadataError",
    "No OID is known for the system of an identifier; one below 2.25 is derived from it.",
    "Aucun OID n'est connu pour le système d'un identifiant ; un OID sous 2.25 en est dérivé.",
    "Use the urn:oid: form of the assigning authority, or add the pair to mappings/identifier_systems.json.",
    "Employez la forme urn:oid: de l'autorité d'affectation, ou ajoutez la correspondance à mappings/identifier_systems.json.",
    "ITI TF-3 Appendix E.3"};

inline constexpr Rule ins_form{
    "INS_FORM", FailureKind::invalid, "XDSRegistryMetadataError",
    "An INS is not made of 15 ASCII digits (2A or 2B in the department).",
    "Un INS ne se compose pas de 15 chiffres ASCII (2A ou 2B pour le département).",
    "Send the matricule with its key, digits only: no space and no other kind of digit.",
    "Envoyez le matricule avec sa clé, en chiffres seulement, sans espace ni autre caractère.",
    "Référentiel INS 2.0; CI-SIS volet Partage de documents"};

inline constexpr Rule unique_id_generated{
    "MHD_UNIQUE_ID_GENERATED", FailureKind::invalid, "XDSRegistryMetadataError",
    "The List has no uniqueId; the gateway gives it one below 2.25.",
    "La List n'a pas de uniqueId ; la passerelle lui en attribue un sous 2.25.",
    "Send List.identifier with a urn:oid: of your own, so that a repeated submission is recognised.",
    "Envoyez List.identifier avec un urn:oid: qui vous soit propre, afin qu'un renvoi soit reconnu.",
    "MHD 4.2.4 identifier[uniqueId] 0..1"};

inline constexpr Rule unique_id_from_uuid{
    "MHD_UNIQUE_ID_FROM_UUID", FailureKind::invalid, "XDSRegistryMetadataError",
    "The uniqueId of a List is a UUID; XDS needs an OID, so the OID 2.25 of that UUID is used.",
    "Le uniqueId d'une List est un UUID ; XDS exige un OID : l'OID 2.25 de cet UUID est employé.",
    "Send the uniqueId of a SubmissionSet or Folder as urn:oid:.",
    "Envoyez sous la forme urn:oid: le uniqueId d'un lot de soumission ou d'un classeur.",
    "MHD 4.2 mhd-startswithoid; ITU-T X.667"};

inline constexpr Rule oid_too_long{
    "MHD_OID_TOO_LONG", FailureKind::invalid, "XDSRegistryMetadataError",
    "An OID has more than 64 characters; XDS cannot hold it, so a shorter one below 2.25 is derived from it.",
    "Un OID dépasse 64 caractères ; XDS ne peut pas le contenir : un OID plus court sous 2.25 en est dérivé.",
    "Use an OID of at most 64 characters; 2.25 followed by a UUID as a decimal number always fits.",
    "Employez un OID de 64 caractères au plus ; 2.25 suivi d'un UUID en décimal convient toujours.",
    "ITI TF-3 Table 4.2.3.1.7-2 (OID)"};

inline constexpr Rule source_id_form{
    "MHD_SOURCE_ID_FORM", FailureKind::invalid, "XDSRegistryMetadataError",
    "The sourceId is not an OID.",
    "Le sourceId n'est pas un OID.",
    "Send the extension ihe-sourceId with valueIdentifier.value urn:oid: followed by the OID of the source.",
    "Envoyez l'extension ihe-sourceId avec valueIdentifier.value = urn:oid: suivi de l'OID de la source.",
    "MHD 4.2 ihe-sourceId; NIST SSLIST_2, SSLIST410_2"};

// ---- references

inline constexpr Rule reference_not_contained{
    "MHD_REFERENCE_NOT_CONTAINED", FailureKind::invalid, "XDSRegistryMetadataError",
    "A reference to a contained resource (#) leads nowhere.",
    "Une référence à une ressource contenue (#) ne mène nulle part.",
    "Add the resource with that id to contained.",
    "Ajoutez à contained la ressource portant cet id.",
    "FHIR R4 references.html#contained; NIST DR_7, DR_8, DR_9, CMPDR_6"};

inline constexpr Rule reference_outside{
    "MHD_REFERENCE_OUTSIDE", FailureKind::invalid, "XDSRegistryMetadataError",
    "The profile asks for a contained resource, and the reference leaves the resource.",
    "Le profil demande une ressource contenue, or la référence sort de la ressource.",
    "Put the resource into contained and refer to it with #id, or declare the UnContained profile.",
    "Placez la ressource dans contained et référencez-la par #id, ou déclarez le profil UnContained.",
    "MHD 4.2 IHE.MHD.Comprehensive.DocumentReference (aggregation contained); NIST DR_7, DR_8, DR_9"};

inline constexpr Rule person_unresolved{
    "MHD_PERSON_UNRESOLVED", FailureKind::invalid, "XDSRegistryMetadataError",
    "A person or organization is referred to by a URL that this gateway does not follow; it is left out.",
    "Une personne ou une organisation est désignée par une URL que cette passerelle ne suit pas ; elle est omise.",
    "Put the resource into contained.",
    "Placez la ressource dans contained.",
    "MHD 4.2 UnContained References Option"};

inline constexpr Rule person_empty{
    "MHD_PERSON_EMPTY", FailureKind::invalid, "XDSRegistryMetadataError",
    "An author or recipient has neither identifier, name nor telecom.",
    "Un auteur ou un destinataire n'a ni identifiant, ni nom, ni moyen de contact.",
    "Fill name or identifier of the contained resource.",
    "Renseignez name ou identifier de la ressource contenue.",
    "ITI TF-3 4.2.3.1.4"};

inline constexpr Rule subject_unknown{
    "MHD_SUBJECT_UNKNOWN", FailureKind::not_found, "XDSUnknownPatientId",
    "The patient that subject refers to is not known here.",
    "Le patient désigné par subject n'est pas connu ici.",
    "Create the Patient first, send it in the Bundle, or give subject.identifier with the OID of the INS.",
    "Créez d'abord le Patient, envoyez-le dans le Bundle, ou donnez subject.identifier avec l'OID de l'INS.",
    "MHD ITI-65 2:3.65.4.1.3; NIST SUBJ4_1, SUBJ3_3"};

inline constexpr Rule subject_not_same{
    "MHD_SUBJECT_NOT_SAME", FailureKind::invalid, "XDSPatientIdDoesNotMatch",
    "The resources of the Bundle are about different patients.",
    "Les ressources du Bundle concernent des patients différents.",
    "Give every DocumentReference and List of the Bundle the same subject.",
    "Donnez le même subject à chaque DocumentReference et à chaque List du Bundle.",
    "MHD ITI-65 2:3.65.4.1.2; NIST SUBJ4_3, SUBJ3_3, MINMETA4_2"};

inline constexpr Rule subject_not_patient{
    "MHD_SUBJECT_NOT_PATIENT", FailureKind::invalid, "XDSRegistryMetadataError",
    "The subject refers to something else than a Patient.",
    "Le subject désigne autre chose qu'un Patient.",
    "Refer to a Patient.",
    "Faites référence à un Patient.",
    "MHD 4.2 subject only Reference(Patient); NIST SUBJ4_2"};

inline constexpr Rule attachment_outside{
    "MHD_ATTACHMENT_OUTSIDE", FailureKind::invalid, "XDSMissingDocument",
    "attachment.url names something that is neither in the Bundle nor on this server; it is never fetched.",
    "attachment.url désigne une chose qui n'est ni dans le Bundle ni sur ce serveur ; elle n'est jamais téléchargée.",
    "Send the document as a Binary of the Bundle and write its fullUrl in attachment.url.",
    "Envoyez le document comme Binary du Bundle et écrivez son fullUrl dans attachment.url.",
    "MHD ITI-65 2:3.65.4.1.2.1; NIST DR_5"};

inline constexpr Rule attachment_not_binary{
    "MHD_ATTACHMENT_NOT_BINARY", FailureKind::invalid, "XDSMissingDocument",
    "attachment.url names an entry that is not a Binary.",
    "attachment.url désigne une entrée qui n'est pas un Binary.",
    "Write the fullUrl of the Binary in attachment.url.",
    "Écrivez dans attachment.url le fullUrl du Binary.",
    "MHD ITI-65 2:3.65.4.1.2.1; NIST DR_5"};

inline constexpr Rule binary_without_reference{
    "MHD_BINARY_WITHOUT_REFERENCE", FailureKind::invalid, "XDSMissingDocumentMetadata",
    "A Binary of the Bundle is the document of no DocumentReference.",
    "Un Binary du Bundle n'est le document d'aucune DocumentReference.",
    "Write its fullUrl in the attachment.url of a DocumentReference, or remove it.",
    "Écrivez son fullUrl dans l'attachment.url d'une DocumentReference, ou retirez-le.",
    "MHD ITI-65 2:3.65.4.1.2.1; NIST DR_5"};

inline constexpr Rule binary_shared{
    "MHD_BINARY_SHARED", FailureKind::invalid, "XDSRegistryMetadataError",
    "Two DocumentReferences share one Binary.",
    "Deux DocumentReference partagent un même Binary.",
    "Send one Binary for each DocumentReference: each document has a uniqueId of its own.",
    "Envoyez un Binary par DocumentReference : chaque document a son propre uniqueId.",
    "ITI TF-3 4.2.3.2.26"};

inline constexpr Rule binary_base64{
    "MHD_BINARY_BASE64", FailureKind::malformed, "XDSRepositoryMetadataError",
    "Binary.data is missing or is not base64.",
    "Binary.data est absent ou n'est pas du base64.",
    "Write the bytes in the standard base64 alphabet with padding; white space is allowed, '-' and '_' are not.",
    "Écrivez les octets dans l'alphabet base64 standard avec bourrage ; les blancs sont permis, pas « - » ni « _ ».",
    "FHIR R4 datatypes.html#base64Binary; RFC 4648 4"};

inline constexpr Rule mime_type_mismatch{
    "MHD_CONTENT_TYPE_MISMATCH", FailureKind::invalid, "XDSRepositoryMetadataError",
    "attachment.contentType and Binary.contentType differ.",
    "attachment.contentType et Binary.contentType diffèrent.",
    "Write the same MIME type in both.",
    "Écrivez le même type MIME aux deux endroits.",
    "MHD ITI-65 2:3.65.4.1.2.1; NIST DR_6"};

inline constexpr Rule list_item{
    "MHD_LIST_ITEM", FailureKind::invalid, "UnresolvedReferenceException",
    "An item of a List is neither in the Bundle nor a resource of this server.",
    "Un élément d'une List n'est ni dans le Bundle ni une ressource de ce serveur.",
    "Write the fullUrl of a DocumentReference or Folder of the Bundle in entry.item.reference.",
    "Écrivez dans entry.item.reference le fullUrl d'une DocumentReference ou d'un classeur du Bundle.",
    "MHD ITI-65 2:3.65.4.1.2; NIST RM4_5, RM_5"};

inline constexpr Rule list_item_type{
    "MHD_LIST_ITEM_TYPE", FailureKind::invalid, "XDSRegistryMetadataError",
    "An item of a List is of a type that may not stand there.",
    "Un élément d'une List est d'un type qui ne peut pas y figurer.",
    "A SubmissionSet lists DocumentReferences and Folders, a Folder lists DocumentReferences.",
    "Un lot de soumission liste des DocumentReference et des classeurs, un classeur des DocumentReference.",
    "MHD 4.2 IHE.MHD.Minimal.SubmissionSet, IHE.MHD.Minimal.Folder"};

inline constexpr Rule not_in_submission_set{
    "MHD_NOT_IN_SUBMISSION_SET", FailureKind::invalid, "XDSRegistryMetadataError",
    "A DocumentReference or Folder of the Bundle is not an item of the SubmissionSet List.",
    "Une DocumentReference ou un classeur du Bundle n'est pas un élément de la List du lot de soumission.",
    "Add its fullUrl to List.entry.item of the SubmissionSet.",
    "Ajoutez son fullUrl à List.entry.item du lot de soumission.",
    "ITI TF-3 4.2.2.1; NIST RM4_5, RM_5"};

inline constexpr Rule relates_to_code{
    "MHD_RELATES_TO_CODE", FailureKind::invalid, "XDSRegistryMetadataError",
    "The code of relatesTo is not replaces, transforms, appends or signs.",
    "Le code de relatesTo n'est ni replaces, ni transforms, ni appends, ni signs.",
    "Use one of the four codes of FHIR R4.",
    "Employez l'un des quatre codes de FHIR R4.",
    "FHIR R4 document-relationship-type; MHD AssociationTypeVsRelatesTo"};

inline constexpr Rule relates_to_target{
    "MHD_RELATES_TO_TARGET", FailureKind::not_found, "UnresolvedReferenceException",
    "The target of relatesTo is not a DocumentReference that this gateway could know.",
    "La cible de relatesTo n'est pas une DocumentReference que cette passerelle puisse connaître.",
    "Refer to DocumentReference/id on this server, or give target.identifier with the entryUUID or uniqueId.",
    "Référencez DocumentReference/id sur ce serveur, ou donnez target.identifier avec l'entryUUID ou le uniqueId.",
    "MHD ITI-65 2:3.65.4.1.2.3"};

inline constexpr Rule related_without_identifier{
    "MHD_RELATED_WITHOUT_IDENTIFIER", FailureKind::invalid, "XDSRegistryMetadataError",
    "A related resource or encounter is named only by a URL; no referenceId can be made of it, it is left out.",
    "Une ressource liée ou un séjour n'est désigné que par une URL ; aucun referenceId n'en est tiré, il est omis.",
    "Give the reference an identifier with system and value.",
    "Donnez à la référence un identifier avec system et value.",
    "MHD 4.2 context.related, context.encounter"};

inline constexpr Rule folder_put_without_id{
    "MHD_FOLDER_PUT_WITHOUT_ID", FailureKind::invalid, "",
    "A Folder List is sent by PUT without an id; it is created.",
    "Une List de classeur est envoyée par PUT sans id ; elle est créée.",
    "Use POST to create a Folder, PUT List/id to add to one.",
    "Employez POST pour créer un classeur, PUT List/id pour y ajouter des documents.",
    "FHIR R4 http.html#update"};

}  // namespace dmpgw::mapping::rules
