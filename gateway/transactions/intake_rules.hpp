// Rules of a ProvideAndRegisterDocumentSetRequest's documents, ITI TF-2 3.41.4.1.2 and Appendix V.3.6.
#pragma once

#include "gateway/base/failure.hpp"

namespace dmpgw::transactions {

inline constexpr Rule document_id_repeated{
    "DOCUMENT_ID_REPEATED", FailureKind::invalid, "XDSMissingDocumentMetadata",
    "Two Documents have the same id", "Deux éléments Document ont le même id",
    "Give each Document the id of its ExtrinsicObject, once",
    "Donnez à chaque Document l'id de son ExtrinsicObject, une seule fois", "ITI TF-2 3.41.4.1.2"};
inline constexpr Rule document_without_content{
    "DOCUMENT_WITHOUT_CONTENT", FailureKind::invalid, "XDSMissingDocument",
    "A Document holds neither base64 text nor one xop:Include",
    "Un élément Document ne contient ni texte base64 ni un unique xop:Include",
    "Put the document there as base64, or as an xop:Include with href=\"cid:…\" of a part",
    "Placez-y le document en base64, ou un xop:Include avec href=\"cid:…\" d'une partie du message",
    "ITI TF-2 Appendix V.3.6"};
}  // namespace dmpgw::transactions
