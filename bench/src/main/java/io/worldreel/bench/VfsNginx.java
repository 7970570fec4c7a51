package io.worldreel.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's nginx, serving one folder on a free port of the loopback, as it comes but for paths. */
final class VfsNginx implements AutoCloseable {
    private final Process process;
    private final int port;

    VfsNginx(Path folder) throws IOException, InterruptedException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path home = Files.createTempDirectory("vfs-nginx");
        Path config = Files.writeString(home.resolve("nginx.conf"), """
                daemon off;
                pid %1$s/pid;
                error_log %1$s/error.log;
                events {}
                http {
                    access_log off;
                    sendfile on;
                    client_body_temp_path %1$s/a; proxy_temp_path %1$s/b; fastcgi_temp_path %1$s/c;
                    uwsgi_temp_path %1$s/d; scgi_temp_path %1$s/e;
                    server { listen 127.0.0.1:%2$d; root %3$s; }
                }
                """.formatted(home, port, folder));
        process = new ProcessBuilder("nginx", "-e", home.resolve("error.log").toString(), "-c", config.toString())
                .inheritIO().start();
        for (int tries = 0; !answers(); tries++) {
            if (tries == 100 || !process.isAlive()) {
                throw new IOException("nginx does not start: see " + home.resolve("error.log"));
            }
            Thread.sleep(50);
        }
    }

    private boolean answers() {
        try (var probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
