// A scenario as data: ordered steps, each a request and what its answer must hold.
// conformance/README.md describes the files; scenario_reader.cpp reads them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "conformance/files.hpp"
#include "gateway/base/failure.hpp"
#include "gateway/http/message.hpp"

namespace dmpgw::conformance {

/// Sets a variable when the step begins. All texts below may hold placeholders.
struct Let {
    std::string name;
    std::string value;
    bool only_if_unset = false;  ///< the default of a fragment
};

/// A change of the expanded template: the text from `from` up to the end of `to` (just `from` when
/// `to` is empty) becomes `put`.
struct Edit {
    std::string from;
    std::string to;
    std::string put;
    bool all = false;  ///< every place; otherwise there must be exactly one
};

/// A part beside the envelope of an MTOM message.
struct MtomPart {
    std::string content_id;
    std::string content_type;
    std::string file;  ///< or
    std::string text;
};

/// MTOM/XOP packaging of the body, RFC 2387.
struct Mtom {
    std::vector<MtomPart> parts;
    std::string action;         ///< parameter of Content-Type; empty: none
    bool closed = true;         ///< false leaves the closing delimiter out
    bool boundary_told = true;  ///< false leaves the boundary parameter out
};

struct Send {
    std::string
        to;  ///< "registry", "repository", "fhir" or "base": the URL that `path` is appended to
    std::string url;  ///< instead of both: absolute, or relative to the FHIR base
    std::string method = "GET";
    std::string path;
    std::vector<http::Field> headers;
    std::string file;  ///< template of the body; or
    std::string text;
    std::vector<Edit> edits;
    std::optional<Mtom> mtom;
    bool raw = false;  ///< the body is the whole stream of bytes to send, line ends included
};

/// What of the answer a check or a capture looks at.
enum class Subject { status, header, xml, json, body, document, answers };

struct Look {
    Subject subject = Subject::status;
    std::string argument;  ///< header name, or path
};

/// One thing that must hold. Predicates that are not given do not count.
struct Check {
    std::string id;
    std::string clause;
    std::string message;
    Look look;
    std::vector<std::string> status;           ///< "200", "4xx"
    std::optional<std::string> equals;         ///< all values are it, and there is one
    std::optional<std::string> not_equals;     ///< no value is it
    std::vector<std::string> one_of;           ///< each value is one of these, and there is one
    std::optional<std::string> includes;       ///< some value is it
    std::optional<std::string> contains;       ///< each value has it in it, and there is one
    std::optional<std::string> some_contains;  ///< some value has it in it
    std::optional<std::string> not_contains;   ///< no value has it in it
    std::optional<std::string>
        matches;  ///< each value matches the regular expression, and there is one
    std::optional<std::string> same_as;                   ///< the bytes are those of this file
    std::optional<std::size_t> count, at_least, at_most;  ///< of values
};

struct Capture {
    std::string name;
    Look look;
    std::optional<std::string> matches;  ///< regular expression; its first group is the value
};

struct Step {
    std::string name;
    std::vector<Let> lets;
    Send send;
    std::vector<Check> checks;
    std::vector<Capture> captures;
};

struct Scenario {
    ScenarioFile file;
    std::string title;
    std::vector<std::string> transactions;
    std::string clause;
    std::vector<std::string>
        needs;  ///< variables without which it is skipped, as repository_unique_id
    std::vector<Step> steps;

    std::string id() const { return file.suite + "/" + file.name; }
};

/// Reads one scenario file and the fragments it uses. Rules scenario_malformed (with the place),
/// file_missing.
Result<Scenario> read_scenario(const ScenarioFile& file);

}  // namespace dmpgw::conformance
