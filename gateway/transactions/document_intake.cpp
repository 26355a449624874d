#include "gateway/transactions/document_intake.hpp"

#include <set>
#include <utility>

#include "gateway/transactions/intake_rules.hpp"
#include "gateway/transactions/waiting.hpp"
#include "gateway/xds/vocabulary.hpp"

namespace dmpgw::transactions {

class DocumentIntake::Sink final : public soap::ByteSink {
  public:
    explicit Sink(std::unique_ptr<storage::StagedDocument> staged) : staged_(std::move(staged)) {}
    Result<void> append(std::string_view bytes) override { return staged_->append(bytes); }
    Result<void> finish() override {
        finished_ = true;
        return staged_->finish();
    }
    bool finished() const { return finished_; }
    storage::StagedDocument& staged() { return *staged_; }
    std::unique_ptr<storage::StagedDocument> take() { return std::move(staged_); }
    bool taken() const { return staged_ == nullptr; }

  private:
    std::unique_ptr<storage::StagedDocument> staged_;
    bool finished_ = false;
};

DocumentIntake::DocumentIntake(storage::Store& store) : store_(store) {}
DocumentIntake::~DocumentIntake() = default;

Result<soap::ByteSink*> DocumentIntake::part(std::size_t index) {
    auto& sink = parts_[index];
    sink = std::make_unique<Sink>(store_.stage());
    return sink.get();
}

soap::ByteSink* DocumentIntake::inline_text(const xml::Element& element) {
    if (!element.is(xds::ns::xdsb, "Document")) return nullptr;
    auto& sink = inline_[&element];
    sink = std::make_unique<Sink>(store_.stage());
    return sink.get();
}

bool DocumentIntake::takes_include(const xml::Element& parent) const {
    return parent.is(xds::ns::xdsb, "Document");
}

http::Task<Result<void>> DocumentIntake::flush(Services& services) {
    std::vector<storage::StagedDocument*> waiting;
    const auto look = [&](const std::unique_ptr<Sink>& sink) {
        if (sink && !sink->taken() && sink->staged().wants_flush()) waiting.push_back(&sink->staged());
    };
    for (const auto& [id, sink] : parts_) look(sink);
    for (const auto& [element, sink] : inline_) look(sink);
    if (waiting.empty()) co_return Result<void>{};
    const DiskCall write = [&waiting]() -> Result<void> {
        for (storage::StagedDocument* staged : waiting) {
            if (auto flushed = staged->flush(); !flushed) return flushed;
        }
        return {};
    };
    co_return co_await offload(services.disk, write);
}

DocumentIntake::Collected DocumentIntake::collect(const std::vector<xds::ProvidedDocument>& provided,
                                                  const soap::ReferenceTable& references) {
    Collected collected;
    std::set<std::string, std::less<>> ids;
    for (const xds::ProvidedDocument& document : provided) {
        const std::string where = document.element->path();
        if (!ids.insert(document.id).second) {
            collected.findings.push_back(finding(document_id_repeated, where + "/@id", document.id));
            continue;
        }
        if (const auto found = inline_.find(document.element); found != inline_.end() && found->second->finished()) {
            collected.documents.push_back({document.id, found->second->take()});
            continue;
        }
        const auto part = document.href.empty() ? std::nullopt : references.part_of(document.href);
        if (!part || !parts_.contains(*part)) {
            collected.findings.push_back(finding(document_without_content, where, document.id));
            continue;
        }
        collected.documents.push_back({document.id, parts_[*part]->take()});
    }
    return collected;
}

}  // namespace dmpgw::transactions
