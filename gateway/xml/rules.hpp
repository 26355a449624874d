// Every rule an XML document can break before its content is looked at. The first group is checked by
// lexical_guard on the bytes, the second by the parser and the tree builder.
#pragma once

#include "gateway/base/failure.hpp"

namespace dmpgw::xml {

inline constexpr Rule rule_not_utf8{
    "XML_NOT_UTF8", FailureKind::malformed, "",
    "The bytes are not valid UTF-8.",
    "Les octets ne sont pas de l'UTF-8 valide.",
    "Write the document in UTF-8; a common cause is text in ISO-8859-1 or Windows-1252 copied in without conversion.",
    "Écrire le document en UTF-8 ; cause fréquente : du texte ISO-8859-1 ou Windows-1252 recopié sans conversion.",
    "XML 1.0 4.3.3; RFC 3629"};

inline constexpr Rule rule_encoding{
    "XML_ENCODING", FailureKind::unsupported, "",
    "The document is, or says it is, in an encoding other than UTF-8.",
    "Le document est, ou se dit, dans un encodage autre qu'UTF-8.",
    "Write the document in UTF-8 and declare encoding=\"UTF-8\" or no encoding at all.",
    "Écrire le document en UTF-8 et déclarer encoding=\"UTF-8\", ou ne déclarer aucun encodage.",
    "XML 1.0 4.3.3"};

inline constexpr Rule rule_version{
    "XML_VERSION", FailureKind::unsupported, "",
    "The XML version is not 1.0.",
    "La version de XML n'est pas 1.0.",
    "Declare version=\"1.0\" and use no control characters.",
    "Déclarer version=\"1.0\" et n'employer aucun caractère de contrôle.",
    "XML 1.0 2.8"};

inline constexpr Rule rule_declaration{
    "XML_DECLARATION", FailureKind::malformed, "",
    "The XML declaration is malformed or is not at the very start of the document.",
    "La déclaration XML est mal formée ou n'est pas au tout début du document.",
    "Begin the document with <?xml version=\"1.0\" encoding=\"UTF-8\"?>, without anything before it, or leave the declaration out.",
    "Commencer le document par <?xml version=\"1.0\" encoding=\"UTF-8\"?>, sans rien devant, ou omettre la déclaration.",
    "XML 1.0 2.8"};

inline constexpr Rule rule_character{
    "XML_CHARACTER", FailureKind::malformed, "",
    "A character stands here that XML 1.0 forbids.",
    "Un caractère interdit par XML 1.0 se trouve ici.",
    "Remove NUL and control characters from the data before writing it as XML; only tab, line feed and carriage return are allowed.",
    "Retirer des données les caractères NUL et de contrôle avant de les écrire en XML ; seuls la tabulation, le saut de ligne et le retour chariot sont permis.",
    "XML 1.0 2.2"};

inline constexpr Rule rule_doctype{
    "XML_DOCTYPE", FailureKind::malformed, "",
    "The document has a document type declaration (DOCTYPE) or another markup declaration.",
    "Le document contient une déclaration de type de document (DOCTYPE) ou une autre déclaration de balisage.",
    "Remove the DOCTYPE; SOAP forbids it and this gateway reads no DTD and no entity.",
    "Supprimer le DOCTYPE ; SOAP l'interdit et cette passerelle ne lit ni DTD ni entité.",
    "SOAP 1.2 part 1, 5"};

inline constexpr Rule rule_entity{
    "XML_ENTITY", FailureKind::malformed, "",
    "An entity is referred to that XML does not predefine.",
    "Référence à une entité que XML ne prédéfinit pas.",
    "Use only &amp; &lt; &gt; &quot; &apos;, and write every other character itself or as a character reference such as &#233;.",
    "N'employer que &amp; &lt; &gt; &quot; &apos; et écrire tout autre caractère lui-même ou par une référence de caractère telle que &#233;.",
    "XML 1.0 4.1 and 4.6"};

inline constexpr Rule rule_reference{
    "XML_REFERENCE", FailureKind::malformed, "",
    "An ampersand begins no well-formed reference, or a character reference names no allowed character.",
    "Une esperluette n'ouvre aucune référence bien formée, ou une référence de caractère ne désigne aucun caractère permis.",
    "Write an ampersand in data as &amp;.",
    "Écrire &amp; pour toute esperluette des données.",
    "XML 1.0 4.1"};

inline constexpr Rule rule_markup{
    "XML_MARKUP", FailureKind::malformed, "",
    "The markup is malformed.",
    "Le balisage est mal formé.",
    "Write the document with an XML library instead of joining strings, and write < and > in data as &lt; and &gt;.",
    "Produire le document avec une bibliothèque XML plutôt que par concaténation de chaînes, et écrire &lt; et &gt; pour < et > dans les données.",
    "XML 1.0 2.4 to 2.7 and 3.1"};

inline constexpr Rule rule_outside_root{
    "XML_OUTSIDE_ROOT", FailureKind::malformed, "",
    "Something other than white space, comments and processing instructions stands before or after the root element.",
    "Autre chose que des blancs, des commentaires et des instructions de traitement se trouve avant ou après l'élément racine.",
    "Send exactly one root element and nothing around it.",
    "Envoyer un seul élément racine et rien autour.",
    "XML 1.0 2.1 and 2.8"};

inline constexpr Rule rule_incomplete{
    "XML_INCOMPLETE", FailureKind::malformed, "",
    "The document is empty or ends before its root element does.",
    "Le document est vide ou se termine avant la fin de son élément racine.",
    "Check that the whole document was sent: the length announced and the length of the bytes must agree.",
    "Vérifier que tout le document a été envoyé : la longueur annoncée et celle des octets doivent concorder.",
    "XML 1.0 2.1"};

inline constexpr Rule rule_tag_too_long{
    "XML_TAG_TOO_LONG", FailureKind::too_large, "",
    "A tag is longer than the limit.",
    "Une balise dépasse la longueur permise.",
    "Move long values from attributes into element content.",
    "Déplacer les longues valeurs des attributs vers le contenu des éléments.",
    "dmpgw limit start_tag_bytes"};

inline constexpr Rule rule_comment_too_long{
    "XML_COMMENT_TOO_LONG", FailureKind::too_large, "",
    "A comment or processing instruction is longer than the limit.",
    "Un commentaire ou une instruction de traitement dépasse la longueur permise.",
    "Leave long comments and processing instructions out.",
    "Omettre les longs commentaires et les longues instructions de traitement.",
    "dmpgw limit max_comment_bytes"};

inline constexpr Rule rule_attributes{
    "XML_TOO_MANY_ATTRIBUTES", FailureKind::too_large, "",
    "An element has more attributes than the limit.",
    "Un élément a plus d'attributs que la limite.",
    "Send fewer attributes on one element.",
    "Envoyer moins d'attributs sur un même élément.",
    "dmpgw limit attributes"};

inline constexpr Rule rule_namespaces{
    "XML_TOO_MANY_NAMESPACES", FailureKind::too_large, "",
    "An element declares more namespaces than the limit, or too many are in scope.",
    "Un élément déclare plus d'espaces de noms que la limite, ou trop d'espaces de noms sont en vigueur.",
    "Declare each namespace once, on the root element.",
    "Déclarer chaque espace de noms une seule fois, sur l'élément racine.",
    "dmpgw limit namespace_declarations"};

inline constexpr Rule rule_depth{
    "XML_TOO_DEEP", FailureKind::too_large, "",
    "Elements are nested more deeply than the limit.",
    "Les éléments sont imbriqués plus profondément que la limite.",
    "Nest fewer elements.",
    "Imbriquer moins d'éléments.",
    "dmpgw limit depth"};

inline constexpr Rule rule_nodes{
    "XML_TOO_MANY_NODES", FailureKind::too_large, "",
    "The document has more elements, attributes, comments and processing instructions than the limit.",
    "Le document a plus d'éléments, d'attributs, de commentaires et d'instructions de traitement que la limite.",
    "Split the submission into several.",
    "Répartir l'envoi en plusieurs soumissions.",
    "dmpgw limit nodes"};

inline constexpr Rule rule_tag_mismatch{
    "XML_TAG_MISMATCH", FailureKind::malformed, "",
    "An end tag does not bear the name of the element that is open.",
    "Une balise de fin ne porte pas le nom de l'élément ouvert.",
    "Close elements in the reverse order of their opening, with the same prefix and name.",
    "Fermer les éléments dans l'ordre inverse de leur ouverture, avec le même préfixe et le même nom.",
    "XML 1.0 3, WFC Element Type Match"};

inline constexpr Rule rule_duplicate_attribute{
    "XML_DUPLICATE_ATTRIBUTE", FailureKind::malformed, "",
    "An element has the same attribute twice.",
    "Un élément porte deux fois le même attribut.",
    "Write each attribute once; two prefixes of one namespace make one name.",
    "Écrire chaque attribut une seule fois ; deux préfixes d'un même espace de noms forment un seul nom.",
    "XML 1.0 3.1, WFC Unique Att Spec; Namespaces in XML 1.0, 6.3"};

inline constexpr Rule rule_unbound_prefix{
    "XML_UNBOUND_PREFIX", FailureKind::malformed, "",
    "A prefix is used that no namespace declaration binds.",
    "Un préfixe est employé sans déclaration d'espace de noms.",
    "Declare the prefix with xmlns:prefix=\"...\" on the element or on one around it.",
    "Déclarer le préfixe par xmlns:préfixe=\"...\" sur l'élément ou sur un élément englobant.",
    "Namespaces in XML 1.0, 5"};

inline constexpr Rule rule_namespace{
    "XML_NAMESPACE", FailureKind::malformed, "",
    "A rule of XML namespaces is broken.",
    "Une règle des espaces de noms XML n'est pas respectée.",
    "Check the namespace declarations: no empty prefix binding, at most one colon in a name, xml and xmlns never bound anew.",
    "Vérifier les déclarations d'espaces de noms : aucun préfixe lié au vide, un seul deux-points par nom, xml et xmlns jamais redéfinis.",
    "Namespaces in XML 1.0, 3 to 7"};

inline constexpr Rule rule_not_well_formed{
    "XML_NOT_WELL_FORMED", FailureKind::malformed, "",
    "The document is not well-formed XML.",
    "Le document n'est pas du XML bien formé.",
    "Check the document with an XML parser before sending it.",
    "Contrôler le document avec un analyseur XML avant de l'envoyer.",
    "XML 1.0 2.1"};

inline constexpr Rule rule_text_too_long{
    "XML_TEXT_TOO_LONG", FailureKind::too_large, "",
    "The document holds more text and attribute values than the limit.",
    "Le document contient plus de texte et de valeurs d'attributs que la limite.",
    "Send large documents as MTOM attachments instead of text.",
    "Envoyer les documents volumineux en pièces jointes MTOM plutôt qu'en texte.",
    "dmpgw limit text_bytes"};

inline constexpr Rule rule_element_in_text{
    "XML_ELEMENT_IN_TEXT", FailureKind::malformed, "",
    "An element stands inside an element that may hold text only.",
    "Un élément se trouve dans un élément qui ne peut contenir que du texte.",
    "Put only the base64 text of the document there, or an xop:Include alone.",
    "N'y placer que le texte base64 du document, ou un seul xop:Include.",
    "XOP 1.0, 3"};

}  // namespace dmpgw::xml
