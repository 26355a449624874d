// What a file is, from its content: which transaction sends it, where to, and under which
// Content-Type.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "gateway/base/failure.hpp"

namespace dmpgw::cli {

inline constexpr Rule file_unreadable{"CLI_FILE_UNREADABLE",
                                      FailureKind::not_found,
                                      "",
                                      "The file cannot be read.",
                                      "Le fichier ne peut pas être lu.",
                                      "Check its path and its rights.",
                                      "Vérifiez son chemin et ses droits.",
                                      ""};

struct Payload {
    std::string_view transaction;  ///< "ITI-41"
    std::string_view method;       ///< "POST"
    std::string target;            ///< below the base URL: "/xds/repository"
    std::string content_type;
};

/// Recognises SOAP XML, an MTOM message, a FHIR transaction Bundle and a FHIR Patient. `head` is
/// the beginning of the content (recognise_file() gives 1 MiB), `headers` the text of the companion
/// file with the Content-Type of an MTOM message ("FILE.headers"); without it the Content-Type is
/// made from the message itself.
Result<Payload> recognise(std::string_view head, std::string_view headers);

/// Reads the file's beginning and its companion.
Result<Payload> recognise_file(const std::filesystem::path& file);

}  // namespace dmpgw::cli
