// Where the bytes of documents go while a SOAP message arrives: each MIME part and each inline document
// into a staged document of the store, hashed on the way.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/http/task.hpp"
#include "gateway/soap/message.hpp"
#include "gateway/storage/store.hpp"
#include "gateway/transactions/services.hpp"
#include "gateway/transactions/submit.hpp"
#include "gateway/xds/messages.hpp"

namespace dmpgw::transactions {

class DocumentIntake final : public soap::DocumentSinks {
  public:
    explicit DocumentIntake(storage::Store& store);
    ~DocumentIntake() override;

    Result<soap::ByteSink*> part(std::size_t index) override;
    /// Takes the text of {urn:ihe:iti:xds-b:2007}Document, keyed by its id attribute.
    soap::ByteSink* inline_text(const xml::Element& element) override;

    bool takes_include(const xml::Element& parent) const override;

    /// Writes what waits in memory of large documents to the disk. Call after each piece of the body.
    http::Task<Result<void>> flush(Services& services);

    /// Once the message is read: the bytes of each provided document, from its xop:Include or its inline text.
    /// The message's references all resolve by then; a finding is a Document id used twice or without content.
    struct Collected {
        std::vector<SubmittedDocument> documents;
        Findings findings;
    };
    Collected collect(const std::vector<xds::ProvidedDocument>& provided, const soap::ReferenceTable& references);

  private:
    class Sink;
    storage::Store& store_;
    std::map<std::size_t, std::unique_ptr<Sink>> parts_;           ///< by order of arrival
    std::map<const xml::Element*, std::unique_ptr<Sink>> inline_;  ///< by Document element
};

}  // namespace dmpgw::transactions
