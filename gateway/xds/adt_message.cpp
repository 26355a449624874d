#include "gateway/xds/adt_message.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "gateway/base/text.hpp"
#include "gateway/xds/error_codes.hpp"
#include "gateway/xds/value_rules.hpp"

namespace dmpgw::xds {
namespace {

constexpr std::string_view code = error_code::registry_error;

constexpr Rule no_header{
    "ADT_WITHOUT_HEADER", FailureKind::malformed, code,
    "The message does not begin with MSH and the encoding characters |^~\\&",
    "Le message ne commence pas par MSH et les caractères d'encodage |^~\\&",
    "Send an HL7 v2 message in ER7, its segments ended by CR", "Envoyez un message HL7 v2 en ER7, aux segments terminés par CR",
    "HL7 v2.5 2.5"};
constexpr Rule not_utf8{
    "ADT_CHARACTER_SET", FailureKind::malformed, code, "The message is not in the character set that it says",
    "Le message n'est pas dans le jeu de caractères qu'il annonce",
    "Send UTF-8 and say UNICODE UTF-8 in MSH-18, or ISO 8859-1 and say 8859/1",
    "Envoyez de l'UTF-8 avec UNICODE UTF-8 en MSH-18, ou de l'ISO 8859-1 avec 8859/1", "HL7 v2.5 2.15.9.18"};
constexpr Rule other_event{
    "ADT_EVENT_NOT_TAKEN", FailureKind::unsupported, code, "The message is no event of a patient identity feed",
    "Le message n'est pas un événement de flux d'identités",
    "Send ADT^A01, A04, A05, A08 or A40", "Envoyez ADT^A01, A04, A05, A08 ou A40", "ITI TF-2 3.8.4.1.2"};
constexpr Rule no_pid{
    "ADT_WITHOUT_PATIENT", FailureKind::invalid, code, "The segment PID, or its identifiers, are missing",
    "Le segment PID, ou ses identifiants, manquent", "Give PID-3 with number and assigning authority",
    "Donnez PID-3 avec le numéro et l'autorité d'affectation", "ITI TF-2 3.8.4.1.2.3"};
constexpr Rule bad_identifier{
    "ADT_IDENTIFIER_FORM", FailureKind::invalid, code,
    "An identifier has no assigning authority with an OID, or no number",
    "Un identifiant n'a pas d'autorité d'affectation avec un OID, ou pas de numéro", "Write number^^^&OID&ISO",
    "Écrivez numéro^^^&OID&ISO", "ITI TF-2 3.8.4.1.2.3"};
constexpr Rule no_merge{
    "ADT_WITHOUT_MERGE", FailureKind::invalid, code, "The merge does not say which identifier is obsolete",
    "La fusion n'indique pas quel identifiant est obsolète", "Give MRG-1, another identifier than those of PID-3",
    "Donnez MRG-1, un autre identifiant que ceux de PID-3", "ITI TF-2 3.8.4.2.2.5"};

constexpr std::array rule_list{no_header, not_utf8, other_event, no_pid, bad_identifier, no_merge};

constexpr std::size_t max_segments = 1000;
constexpr std::size_t max_repetitions = 100;

bool is_header(std::string_view message) { return message.starts_with("MSH|^~\\&|") || message.starts_with("MSH|^~\\&#|"); }

std::vector<std::string_view> segments_of(std::string_view message) {
    std::vector<std::string_view> segments;
    while (!message.empty() && segments.size() < max_segments) {
        const std::size_t end = message.find_first_of("\r\n");
        if (end != 0) segments.push_back(message.substr(0, end));
        if (end == std::string_view::npos) break;
        message.remove_prefix(end + 1);
    }
    return segments;
}

// Field n of a segment, counted as HL7 counts: MSH-1 is the separator itself.
std::string_view field(std::string_view segment, std::size_t n) {
    const auto fields = split(segment, '|');
    const std::size_t at = segment.starts_with("MSH") ? n - 1 : n;
    return at < fields.size() ? fields[at] : std::string_view();
}

std::string_view component(std::string_view value, std::size_t n) {
    const auto components = split(value, '^');
    return n - 1 < components.size() ? components[n - 1] : std::string_view();
}

std::string unescape(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t end = text[i] == '\\' ? text.find('\\', i + 1) : std::string_view::npos;
        if (end != i + 2) {
            out.push_back(text[i]);
            continue;
        }
        switch (text[i + 1]) {
            case 'F': out.push_back('|'); break;
            case 'S': out.push_back('^'); break;
            case 'T': out.push_back('&'); break;
            case 'R': out.push_back('~'); break;
            case 'E': out.push_back('\\'); break;
            default: out.append(text.substr(i, 3));
        }
        i = end;
    }
    return out;
}

std::string escape(std::string_view text) {
    static const std::map<char, std::string_view> escapes = {
        {'|', "\\F\\"}, {'^', "\\S\\"}, {'&', "\\T\\"}, {'~', "\\R\\"}, {'\\', "\\E\\"}, {'\r', " "}, {'\n', " "}};
    std::string out;
    for (const char c : text) {
        const auto found = escapes.find(c);
        if (found == escapes.end()) out.push_back(c);
        else out.append(found->second);
    }
    return out;
}

std::string from_latin1(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out.push_back(c);
        } else {
            out.push_back(static_cast<char>(0xC0U | (byte >> 6U)));
            out.push_back(static_cast<char>(0x80U | (byte & 0x3FU)));
        }
    }
    return out;
}

class Reader {
  public:
    explicit Reader(std::string_view message) : segments_(segments_of(message)) {}

    Result<IdentityFeed> read() {
        static const std::map<std::string_view, IdentityEvent> events = {
            {"A01", IdentityEvent::added}, {"A04", IdentityEvent::added}, {"A05", IdentityEvent::added},
            {"A08", IdentityEvent::revised}, {"A40", IdentityEvent::duplicates_resolved}};
        const std::string_view type = field(segments_.front(), 9);
        const auto event = events.find(component(type, 2));
        if (component(type, 1) != "ADT" || event == events.end()) return refuse(other_event, "MSH-9", type);
        feed_.event = event->second;
        const std::string_view pid = segment("PID");
        feed_.identifiers = identifiers(field(pid, 3), "PID-3");
        feed_.identifiers_at = "PID-3";
        if (feed_.identifiers.empty() && findings_.empty()) findings_.push_back(finding(no_pid, "PID-3"));
        if (feed_.event == IdentityEvent::duplicates_resolved) read_merge();
        const std::string_view name = split(field(pid, 5), '~').front();
        feed_.family = unescape(component(name, 1));
        if (const auto given = component(name, 2); !given.empty()) feed_.given.push_back(unescape(given));
        feed_.birth_time = field(pid, 7);
        const std::string_view sex = field(pid, 8);
        feed_.gender = sex == "O" || sex == "A" ? "UN" : std::string(sex);
        if (!findings_.empty()) return Failure::of(std::move(findings_));
        return std::move(feed_);
    }

  private:
    std::string_view segment(std::string_view name) const {
        const auto found = std::find_if(segments_.begin(), segments_.end(), [&](std::string_view s) {
            return s.starts_with(name) && s.size() > name.size() && s[name.size()] == '|';
        });
        return found == segments_.end() ? std::string_view() : *found;
    }

    std::vector<model::Cx> identifiers(std::string_view repeated, const std::string& where) {
        std::vector<model::Cx> all;
        if (repeated.empty()) return all;
        const auto repetitions = split(repeated, '~');
        for (std::size_t i = 0; i < repetitions.size(); ++i) {
            auto cx = model::read_cx(repetitions[i], where);
            if (cx) {
                // An ADT may name the authority and the type of the number; metadata knows the OID alone.
                cx->assigning_authority.namespace_id.clear();
                cx->identifier_type_code.clear();
                cx->assigning_facility = {};
                cx->effective_date.clear();
            }
            if (!cx || i >= max_repetitions || fault_of_patient_id(*cx) != nullptr) {
                findings_.push_back(finding(bad_identifier, where + "[" + std::to_string(i + 1) + "]", repetitions[i]));
            } else {
                all.push_back(std::move(*cx));
            }
        }
        return all;
    }

    void read_merge() {
        feed_.obsolete = identifiers(field(segment("MRG"), 1), "MRG-1");
        const bool own = std::any_of(feed_.obsolete.begin(), feed_.obsolete.end(), [&](const model::Cx& obsolete) {
            return std::any_of(feed_.identifiers.begin(), feed_.identifiers.end(),
                               [&](const model::Cx& cx) { return cx.key() == obsolete.key(); });
        });
        if ((feed_.obsolete.empty() || own) && findings_.empty()) findings_.push_back(finding(no_merge, "MRG-1"));
    }

    std::vector<std::string_view> segments_;
    IdentityFeed feed_;
    Findings findings_;
};

}  // namespace

std::span<const Rule> adt_rules() { return rule_list; }

Result<AdtHeader> read_adt_header(std::string_view message) {
    if (!is_header(message)) return refuse(no_header, "MSH-2", message.substr(0, std::min<std::size_t>(message.size(), 20)));
    const std::string_view msh = segments_of(message).front();
    // What goes back goes back as it came.
    return AdtHeader{std::string(field(msh, 3)), std::string(field(msh, 4)), std::string(field(msh, 5)),
                     std::string(field(msh, 6)), std::string(component(field(msh, 9), 2)), std::string(field(msh, 10)),
                     std::string(field(msh, 12))};
}

Result<IdentityFeed> read_adt(std::string_view message) {
    if (!is_header(message)) return refuse(no_header, "MSH-2");
    const std::string_view set = field(segments_of(message).front(), 18);
    if (set.starts_with("8859/1")) {
        const std::string converted = from_latin1(message);
        return Reader(converted).read();
    }
    if (!is_utf8(message)) return refuse(not_utf8, "MSH-18", set);
    return Reader(message).read();
}

std::string write_adt_acknowledgement(const AdtHeader& header, const Findings& findings, std::string_view control_id,
                                      TimePoint now) {
    const bool rejected = std::any_of(findings.begin(), findings.end(), [](const Finding& f) {
        return f.rule == other_event.id || f.rule == no_header.id;
    });
    const std::string_view verdict = rejected ? "AR" : has_errors(findings) ? "AE" : "AA";
    std::string out = "MSH|^~\\&|" + header.receiving_application + '|' + header.receiving_facility + '|' +
                      header.sending_application + '|' + header.sending_facility + '|' + to_dtm(now) + "||ACK" +
                      (header.event.empty() ? "" : "^" + header.event) + '|' + std::string(control_id) + "|P|" +
                      (header.version.empty() ? "2.5" : header.version) + "||||||UNICODE UTF-8\r";
    out.append("MSA|").append(verdict).append("|").append(header.control_id).append("\r");
    for (const Finding& f : findings) {
        // ERR-2 place, ERR-3 code, ERR-4 severity, ERR-7 diagnostics, ERR-8 for people.
        out += "ERR||" + escape(f.where) + "|207^Application internal error^HL70357|" +
               (f.severity == Severity::error ? "E" : "W") + "|" + escape(f.rule) + "||" + escape(f.what.en + " " + f.mend.en) +
               "|" + escape(f.what.fr + " " + f.mend.fr) + "\r";
    }
    return out;
}

}  // namespace dmpgw::xds
