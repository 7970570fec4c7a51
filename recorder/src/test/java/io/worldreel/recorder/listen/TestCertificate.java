package io.worldreel.recorder.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that vouches for itself. */
final class TestCertificate {
    private TestCertificate() {}

    /** Makes chain.pem and key.pem for 127.0.0.1 with the JDK's keytool; returns the context of a client that trusts them. */
    static SSLContext make(Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        char[] password = "password".toCharArray();
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "recorder", "-keyalg", "EC", "-dname", "CN=recorder", "-ext",
                "SAN=IP:127.0.0.1",
                "-keystore", store.toString(), "-storepass", "password", "-storetype", "PKCS12")
                .redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), password);
        Certificate certificate = keys.getCertificate("recorder");
        pem(folder.resolve("chain.pem"), "CERTIFICATE", certificate.getEncoded());
        pem(folder.resolve("key.pem"), "PRIVATE KEY", keys.getKey("recorder", password).getEncoded());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("recorder", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** How to listen with the certificate that was made in a folder. */
    static ListenConfig config(Path folder, String url) {
        return new ListenConfig(List.of(ListenUrl.parse(url)), "arena", "",
                Optional.of(new ListenConfig.Certificate(folder.resolve("chain.pem"), folder.resolve("key.pem"))),
                ListenLimits.DEFAULT);
    }

    private static void pem(Path file, String what, byte[] bytes) throws IOException {
        Files.writeString(file, "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[]{ '\n' }).encodeToString(bytes) + "\n-----END " + what
                + "-----\n");
    }
}
