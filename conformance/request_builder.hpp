// From a step to the request that is sent: placeholders, edits and the MTOM package (RFC 2387,
// XOP 1.0), which is put together here and not by the gateway's writer, so that the bench does not
// judge code with itself.
#pragma once

#include <string>

#include "conformance/placeholders.hpp"
#include "conformance/reply.hpp"
#include "conformance/scenario.hpp"
#include "gateway/base/failure.hpp"

namespace dmpgw::conformance {

/// Where the faces of the server under test are: absolute URLs without a slash at the end.
struct Endpoints {
    std::string base;
    std::string registry;
    std::string repository;
    std::string fhir;
};

class RequestBuilder {
  public:
    /// All must outlive the builder.
    RequestBuilder(const Files& files, const Expander& expander, const Endpoints& endpoints)
        : files_(files), expander_(expander), endpoints_(endpoints) {}

    Result<Request> build(const Send& send, const Variables& variables) const;

  private:
    Result<std::string> url_of(const Send& send, const Variables& variables) const;
    Result<void> package(const Mtom& mtom, const Variables& variables, Request& request) const;

    const Files& files_;
    const Expander& expander_;
    const Endpoints& endpoints_;
};

/// Applies one edit whose texts are expanded; rule edit_without_effect.
Result<std::string> apply_edit(std::string text, const Edit& edit);

}  // namespace dmpgw::conformance
