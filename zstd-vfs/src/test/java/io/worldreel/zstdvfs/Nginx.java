package io.worldreel.zstdvfs;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Debian's nginx on the loopback, with HTTP/2 over TLS, serving one folder under a certificate of its own. */
final class Nginx implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[]{ '\n' });

    private final Path home;
    private final Process process;
    private final int port;
    private final Certificate certificate;

    /** @param home for its configuration, log and keys */
    Nginx(Path home, Path folder) throws Exception {
        Tools.requireInstalled("nginx");
        this.home = home;
        KeyStore keys = keys();
        certificate = keys.getCertificate("server");
        Files.writeString(home.resolve("key.pem"), pem("PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded()));
        Files.writeString(home.resolve("certificate.pem"), pem("CERTIFICATE", certificate.getEncoded()));
        port = quietPort();
        Path config = Files.writeString(home.resolve("nginx.conf"), """
                daemon off;
                %4$s
                pid %1$s/pid;
                error_log %1$s/error.log;
                events {}
                http {
                    log_format protocols '$server_protocol $ssl_protocol $status $connection';
                    access_log %1$s/access.log protocols;
                    keepalive_requests 1000000;
                    client_body_temp_path %1$s/a; proxy_temp_path %1$s/b; fastcgi_temp_path %1$s/c;
                    uwsgi_temp_path %1$s/d; scgi_temp_path %1$s/e;
                    server {
                        listen 127.0.0.1:%2$d ssl http2;
                        ssl_certificate %1$s/certificate.pem;
                        ssl_certificate_key %1$s/key.pem;
                        root %3$s;
                    }
                }
                """.formatted(home, port, folder, "root".equals(System.getProperty("user.name")) ? "user root;" : ""));
        process = new ProcessBuilder("nginx", "-e", home.resolve("error.log").toString(), "-c", config.toString())
                .redirectErrorStream(true).redirectOutput(home.resolve("output").toFile()).start();
        for (int tries = 0; !answers(); tries++) {
            if (tries == 200 || !process.isAlive()) {
                throw new IOException("nginx does not start: " + Files.readString(home.resolve("output")));
            }
            Thread.sleep(50);
        }
    }

    /** A free one below those that the kernel hands out to whoever asks for any, so that nobody gets it before nginx does. */
    private static int quietPort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_768);
            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (BindException taken) {
                // the next one may be free
            }
        }
    }

    private KeyStore keys() throws Exception {
        Path store = home.resolve("keys.p12");
        var result = Tools.run(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=DNS:localhost",
                "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", new String(PASSWORD));
        if (result.exit() != 0) {
            throw new IOException(result.output());
        }
        return KeyStore.getInstance(store.toFile(), PASSWORD);
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %1$s-----\n".formatted(what, PEM.encodeToString(der));
    }

    private boolean answers() {
        try (var probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    URI uri(String path) {
        return URI.create("https://localhost:" + port + "/" + path);
    }

    /** A client that trusts this server. */
    HttpClient client() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(tls).build();
    }

    /** A line for each request so far: protocol, version of TLS, status, number of the connection. */
    String log() throws IOException {
        return Files.readString(home.resolve("access.log"));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
