#include "gateway/security/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <stdexcept>
#include <string_view>
#include <system_error>

namespace dmpgw::security {
namespace {

constexpr Rule tls_file{
    "TLS_FILE", FailureKind::internal, "",
    "A certificate or key file cannot be used", "Un fichier de certificat ou de clé n'est pas utilisable",
    "Give a readable PEM file; certificate and key must belong together",
    "Indiquez un fichier PEM lisible ; le certificat et la clé doivent se correspondre", "ITI TF-2 3.19"};

// ECDHE with AEAD only: forward secrecy, no CBC.
constexpr const char* tls12_ciphers =
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:"
    "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* tls13_ciphers = "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* groups = "X25519:P-256:P-384";

std::string openssl_reason() {
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    if (code == 0) return "unknown";
    // A missing file: OpenSSL has the number of the operating system's error and no words for it.
    if (ERR_SYSTEM_ERROR(code)) return std::generic_category().message(ERR_GET_REASON(code));
    const char* reason = ERR_reason_error_string(code);
    return reason != nullptr ? reason : "unknown";
}

std::shared_ptr<boost::asio::ssl::context> hardened_context() {
    auto context = std::make_shared<boost::asio::ssl::context>(boost::asio::ssl::context::tls_server);
    SSL_CTX* ctx = context->native_handle();
    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
    SSL_CTX_set_options(ctx, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    // A large read asks the kernel once for several records; each record is still checked on its own.
    SSL_CTX_set_read_ahead(ctx, 1);
    if (SSL_CTX_set_cipher_list(ctx, tls12_ciphers) != 1 || SSL_CTX_set_ciphersuites(ctx, tls13_ciphers) != 1 ||
        SSL_CTX_set1_groups_list(ctx, groups) != 1) {
        throw std::runtime_error("OpenSSL refuses the TLS profile: " + openssl_reason());
    }
    constexpr std::string_view session_context = "dmpgw";
    SSL_CTX_set_session_id_context(ctx, reinterpret_cast<const unsigned char*>(session_context.data()),
                                   static_cast<unsigned>(session_context.size()));
    return context;
}

template <class T, void (*Free)(T*)>
struct Freed {
    void operator()(T* p) const { Free(p); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;

template <class Write>
std::string to_pem(Write write) {
    BIO* bio = BIO_new(BIO_s_mem());
    write(bio);
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    std::string pem(data, static_cast<std::size_t>(size));
    BIO_free(bio);
    return pem;
}

void add_extension(X509* certificate, int nid, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
    if (extension == nullptr) throw std::runtime_error("cannot make a certificate: " + openssl_reason());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

}  // namespace

Result<std::shared_ptr<boost::asio::ssl::context>> server_context(const TlsFiles& files) {
    auto context = hardened_context();
    SSL_CTX* ctx = context->native_handle();
    if (files.tls13_only) SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION);
    // Without a password OpenSSL must fail on an encrypted key, not ask for one on the terminal.
    context->set_password_callback(
        [password = files.key_password](std::size_t, boost::asio::ssl::context::password_purpose) { return password; });
    ERR_clear_error();
    if (SSL_CTX_use_certificate_chain_file(ctx, files.certificate.c_str()) != 1) {
        return refuse(tls_file, "tls.certificate", files.certificate, openssl_reason());
    }
    if (SSL_CTX_use_PrivateKey_file(ctx, files.private_key.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(ctx) != 1) {
        return refuse(tls_file, "tls.key", files.private_key, openssl_reason());
    }
    if (!files.client_ca.empty()) {
        STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(files.client_ca.c_str());
        if (names == nullptr) return refuse(tls_file, "tls.client_ca", files.client_ca, openssl_reason());
        SSL_CTX_set_client_CA_list(ctx, names);  // The context owns the names from here on.
        if (SSL_CTX_load_verify_locations(ctx, files.client_ca.c_str(), nullptr) != 1) {
            return refuse(tls_file, "tls.client_ca", files.client_ca, openssl_reason());
        }
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
        // The certificate must be one for authenticating clients, not any that the authority ever issued.
        SSL_CTX_set_purpose(ctx, X509_PURPOSE_SSL_CLIENT);
    }
    return context;
}

ThrowAwayCertificate make_throw_away_certificate() {
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    if (!key || !certificate) throw std::runtime_error("cannot make a key: " + openssl_reason());
    constexpr long thirty_days = 30L * 24 * 3600;
    X509_set_version(certificate.get(), X509_VERSION_3);
    BIGNUM* serial = BN_new();
    BN_rand(serial, 120, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY);
    BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(certificate.get()));
    BN_free(serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -300);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), thirty_days);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("dmpgw throw-away certificate"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    add_extension(certificate.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1");
    add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    add_extension(certificate.get(), NID_ext_key_usage, "serverAuth");
    if (X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0) {
        throw std::runtime_error("cannot sign a certificate: " + openssl_reason());
    }
    return {to_pem([&](BIO* bio) { PEM_write_bio_X509(bio, certificate.get()); }),
            to_pem([&](BIO* bio) {
                PEM_write_bio_PKCS8PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
            })};
}

std::shared_ptr<boost::asio::ssl::context> development_context(const ThrowAwayCertificate& certificate) {
    auto context = hardened_context();
    context->use_certificate_chain(boost::asio::buffer(certificate.certificate_pem));
    context->use_private_key(boost::asio::buffer(certificate.private_key_pem), boost::asio::ssl::context::pem);
    return context;
}

}  // namespace dmpgw::security
