// ANSSI SDE-NT-35 and ITI TF-2 3.19: the TLS profile, and refusals that name the file at fault.
#include "gateway/security/tls_context.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "gateway/base/identifiers.hpp"

namespace dmpgw::security {
namespace {

template <class T, void (*Free)(T*)>
struct Freed {
    void operator()(T* p) const { Free(p); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;
using Connection = std::unique_ptr<SSL, Freed<SSL, SSL_free>>;
using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX, SSL_CTX_free>>;

template <class Write>
std::string to_pem(Write write) {
    BIO* bio = BIO_new(BIO_s_mem());
    write(bio);
    char* data = nullptr;
    const auto size = static_cast<std::size_t>(BIO_get_mem_data(bio, &data));
    std::string pem(data, size);
    BIO_free(bio);
    return pem;
}

Certificate read_certificate(const std::string& pem) {
    BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    Certificate certificate(PEM_read_bio_X509(bio, nullptr, nullptr, nullptr));
    BIO_free(bio);
    return certificate;
}

Key read_key(const std::string& pem) {
    BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    Key key(PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr));
    BIO_free(bio);
    return key;
}

struct Identity {
    Key key;
    Certificate certificate;
    std::string key_pem(const char* password = nullptr) const {
        return to_pem([&](BIO* bio) {
            PEM_write_bio_PKCS8PrivateKey(bio, key.get(), password == nullptr ? nullptr : EVP_aes_256_cbc(), password,
                                          password == nullptr ? 0 : static_cast<int>(std::string(password).size()),
                                          nullptr, nullptr);
        });
    }
    std::string certificate_pem() const {
        return to_pem([&](BIO* bio) { PEM_write_bio_X509(bio, certificate.get()); });
    }
};

// Self-signed without an issuer. `usage` is an extendedKeyUsage, or empty.
Identity make_identity(const std::string& name, const std::string& usage, const Identity* issuer = nullptr) {
    Identity identity{Key(EVP_EC_gen("P-256")), Certificate(X509_new())};
    X509* certificate = identity.certificate.get();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 7);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, identity.key.get());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(certificate, issuer == nullptr ? X509_get_subject_name(certificate)
                                                        : X509_get_subject_name(issuer->certificate.get()));
    const auto extend = [&](int nid, const char* value) {
        X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
        X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
    };
    extend(NID_basic_constraints, issuer == nullptr ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (!usage.empty()) extend(NID_ext_key_usage, usage.c_str());
    X509_sign(certificate, issuer == nullptr ? identity.key.get() : issuer->key.get(), EVP_sha256());
    return identity;
}

class Files : public testing::Test {
  protected:
    Files() : folder_(std::filesystem::temp_directory_path() / ("dmpgw-tls-" + new_uuid(SystemClock(), random_))) {
        std::filesystem::create_directory(folder_);
    }
    ~Files() override { std::filesystem::remove_all(folder_); }

    std::string write(const std::string& name, const std::string& text) const {
        const auto file = folder_ / name;
        std::ofstream(file, std::ios::binary) << text;
        return file.string();
    }
    std::string missing() const { return (folder_ / "missing.pem").string(); }

    SystemRandom random_;
    std::filesystem::path folder_;
};

// Drives both ends of a handshake over memory until neither moves. True when both are through.
bool shake_hands(SSL* server, SSL* client) {
    BIO* to_client = nullptr;
    BIO* to_server = nullptr;
    BIO_new_bio_pair(&to_client, 0, &to_server, 0);
    SSL_set_bio(server, to_client, to_client);
    SSL_set_bio(client, to_server, to_server);
    SSL_set_accept_state(server);
    SSL_set_connect_state(client);
    for (int turn = 0; turn < 20; ++turn) {
        ERR_clear_error();
        SSL_do_handshake(client);
        ERR_clear_error();
        SSL_do_handshake(server);
    }
    // With TLS 1.3 a client is done before the server has looked at its certificate: a byte must come through.
    char byte = 'x';
    const bool through = SSL_is_init_finished(server) && SSL_is_init_finished(client) && SSL_write(server, &byte, 1) == 1 &&
                         SSL_read(client, &byte, 1) == 1;
    ERR_clear_error();
    return through;
}

Context client_context(const Identity* identity = nullptr) {
    Context context(SSL_CTX_new(TLS_client_method()));
    if (identity != nullptr) {
        SSL_CTX_use_certificate(context.get(), identity->certificate.get());
        SSL_CTX_use_PrivateKey(context.get(), identity->key.get());
    }
    return context;
}

bool accepts(boost::asio::ssl::context& server, SSL_CTX* client) {
    const Connection one(SSL_new(server.native_handle()));
    const Connection two(SSL_new(client));
    return shake_hands(one.get(), two.get());
}

void expect_refused(const TlsFiles& files, const std::string& where, const std::string& file) {
    const auto context = server_context(files);
    ASSERT_FALSE(context);
    const Failure failure = context.error();
    EXPECT_EQ(failure.first().rule, "TLS_FILE");
    EXPECT_EQ(failure.first().where, where);
    EXPECT_EQ(failure.first().value, file);
    EXPECT_EQ(failure.first().what.en.find("unknown"), std::string::npos) << failure.first().what.en;
    EXPECT_EQ(ERR_peek_error(), 0u) << "the next reader of OpenSSL's errors must not find ours";
}

TEST(ThrowAwayCertificate, it_verifies_as_itself_for_localhost_and_belongs_to_its_key) {
    const ThrowAwayCertificate made = make_throw_away_certificate();
    const Certificate certificate = read_certificate(made.certificate_pem);
    const Key key = read_key(made.private_key_pem);
    ASSERT_TRUE(certificate && key);
    EXPECT_EQ(X509_check_private_key(certificate.get(), key.get()), 1);
    EXPECT_EQ(X509_verify(certificate.get(), key.get()), 1);
    EXPECT_EQ(X509_check_host(certificate.get(), "localhost", 0, 0, nullptr), 1);
    EXPECT_EQ(X509_check_ip_asc(certificate.get(), "127.0.0.1", 0), 1);
    EXPECT_EQ(X509_check_ip_asc(certificate.get(), "::1", 0), 1);
    EXPECT_NE(X509_check_host(certificate.get(), "example.org", 0, 0, nullptr), 1);
    int days = 0;
    int seconds = 0;
    ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(certificate.get()));
    EXPECT_GE(days, 29);
    EXPECT_LE(days, 30);
}

TEST(ThrowAwayCertificate, each_is_another) {
    EXPECT_NE(make_throw_away_certificate().private_key_pem, make_throw_away_certificate().private_key_pem);
}

TEST(DevelopmentContext, a_client_that_trusts_the_certificate_gets_through_and_no_other) {
    const ThrowAwayCertificate made = make_throw_away_certificate();
    const auto server = development_context(made);
    const Context client = client_context();
    SSL_CTX_set_verify(client.get(), SSL_VERIFY_PEER, nullptr);
    EXPECT_FALSE(accepts(*server, client.get()));
    const Certificate certificate = read_certificate(made.certificate_pem);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(client.get()), certificate.get());
    EXPECT_TRUE(accepts(*server, client.get()));
}

TEST_F(Files, good_files_make_a_context) {
    const Identity identity = make_identity("localhost", "");
    const auto context = server_context({write("c.pem", identity.certificate_pem()), write("k.pem", identity.key_pem()), "", "", false});
    ASSERT_TRUE(context);
    EXPECT_TRUE(accepts(**context, client_context().get()));
}

TEST_F(Files, missing_files_are_named) {
    const Identity identity = make_identity("localhost", "");
    const std::string certificate = write("c.pem", identity.certificate_pem());
    const std::string key = write("k.pem", identity.key_pem());
    expect_refused({missing(), key, "", "", false}, "tls.certificate", missing());
    expect_refused({certificate, missing(), "", "", false}, "tls.key", missing());
    expect_refused({certificate, key, missing(), "", false}, "tls.client_ca", missing());
}

TEST_F(Files, broken_files_are_named) {
    const Identity identity = make_identity("localhost", "");
    const std::string certificate = write("c.pem", identity.certificate_pem());
    const std::string key = write("k.pem", identity.key_pem());
    for (const std::string text : {"", "no PEM\n", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
        const std::string broken = write("broken.pem", text);
        expect_refused({broken, key, "", "", false}, "tls.certificate", broken);
        expect_refused({certificate, broken, "", "", false}, "tls.key", broken);
        expect_refused({certificate, key, broken, "", false}, "tls.client_ca", broken);
    }
}

TEST_F(Files, a_key_of_another_certificate_is_refused) {
    const Identity one = make_identity("localhost", "");
    const Identity other = make_identity("localhost", "");
    const std::string key = write("k.pem", other.key_pem());
    expect_refused({write("c.pem", one.certificate_pem()), key, "", "", false}, "tls.key", key);
}

TEST_F(Files, an_encrypted_key_needs_its_password) {
    const Identity identity = make_identity("localhost", "");
    const std::string certificate = write("c.pem", identity.certificate_pem());
    const std::string key = write("k.pem", identity.key_pem("le mot de passe"));
    EXPECT_TRUE(server_context({certificate, key, "", "le mot de passe", false}));
    expect_refused({certificate, key, "", "another", false}, "tls.key", key);
    // And never asks on the terminal.
    expect_refused({certificate, key, "", "", false}, "tls.key", key);
}

TEST_F(Files, with_a_client_authority_a_certificate_of_it_is_demanded) {
    const Identity identity = make_identity("localhost", "");
    const Identity authority = make_identity("Authority", "");
    const Identity stranger = make_identity("Stranger", "");
    const auto context = server_context({write("c.pem", identity.certificate_pem()), write("k.pem", identity.key_pem()),
                                         write("ca.pem", authority.certificate_pem()), "", false});
    ASSERT_TRUE(context);
    const Identity good = make_identity("hospital", "clientAuth", &authority);
    const Identity wrong_use = make_identity("hospital", "serverAuth", &authority);
    const Identity foreign = make_identity("hospital", "clientAuth", &stranger);
    EXPECT_TRUE(accepts(**context, client_context(&good).get()));
    EXPECT_FALSE(accepts(**context, client_context().get())) << "no certificate";
    EXPECT_FALSE(accepts(**context, client_context(&foreign).get())) << "of another authority";
    EXPECT_FALSE(accepts(**context, client_context(&wrong_use).get())) << "not for clients";
}

TEST_F(Files, old_versions_and_weak_ciphers_are_refused) {
    const Identity identity = make_identity("localhost", "");
    TlsFiles files{write("c.pem", identity.certificate_pem()), write("k.pem", identity.key_pem()), "", "", false};
    const auto context = server_context(files).value();
    const auto client_of = [](int version, const char* ciphers) {
        Context client = client_context();
        SSL_CTX_set_security_level(client.get(), 0);
        SSL_CTX_set_min_proto_version(client.get(), version);
        SSL_CTX_set_max_proto_version(client.get(), version);
        SSL_CTX_set_cipher_list(client.get(), ciphers);
        return client;
    };
    EXPECT_FALSE(accepts(*context, client_of(TLS1_1_VERSION, "ALL").get()));
    EXPECT_FALSE(accepts(*context, client_of(TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA256").get())) << "CBC";
    EXPECT_TRUE(accepts(*context, client_of(TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256").get()));
    EXPECT_TRUE(accepts(*context, client_of(TLS1_3_VERSION, "ALL").get()));
    files.tls13_only = true;
    const auto newest = server_context(files).value();
    EXPECT_FALSE(accepts(*newest, client_of(TLS1_2_VERSION, "ALL").get()));
    EXPECT_TRUE(accepts(*newest, client_of(TLS1_3_VERSION, "ALL").get()));
}

}  // namespace
}  // namespace dmpgw::security
