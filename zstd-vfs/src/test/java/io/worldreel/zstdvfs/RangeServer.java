package io.worldreel.zstdvfs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A web server on the loopback that serves bytes by range, keeps connections, and misbehaves on demand. */
final class RangeServer implements AutoCloseable {
    /** How one response goes wrong. */
    enum Fault {
        NONE, IGNORE_RANGE, COMPRESS, WRONG_CONTENT_RANGE, NO_CONTENT_RANGE, OTHER_SIZE, DROP_BEFORE, DROP_WITHIN,
        STALL,
        DRIP, FLIP_BIT, OTHER_ETAG, ERROR_503, ERROR_500, SHORT_BODY, LONG_BODY, NOT_FOUND, GARBAGE
    }

    /** What a client asked. */
    record Request(String path, Map<String, String> headers) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
        }
    }

    private final ServerSocket socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, String> redirects = new ConcurrentHashMap<>();
    private volatile Function<Request, Fault> faults = request -> Fault.NONE;
    private volatile String etag = "\"one\"";
    final List<Request> requests = new CopyOnWriteArrayList<>();
    final List<Socket> connections = new CopyOnWriteArrayList<>();

    RangeServer() throws IOException {
        Thread.ofVirtual().start(this::accept);
    }

    URI serve(String path, byte[] content) {
        files.put(path, content);
        return uri(path);
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + socket.getLocalPort() + path);
    }

    void redirect(String path, String to) {
        redirects.put(path, to);
    }

    void faults(Function<Request, Fault> newFaults) {
        faults = newFaults;
    }

    void etag(String newEtag) {
        etag = newEtag;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                connection.setTcpNoDelay(true);
                connections.add(connection);
                Thread.ofVirtual().start(() -> converse(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void converse(Socket connection) {
        try (connection;
                var in = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
                OutputStream out = connection.getOutputStream()) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Map<String, String> headers = new TreeMap<>();
                for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
                    int colon = header.indexOf(':');
                    headers.put(header.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                            header.substring(colon + 1).trim());
                }
                var request = new Request(line.split(" ", -1)[1], headers);
                requests.add(request);
                if (!answer(request, out)) {
                    return;
                }
            }
        } catch (IOException | InterruptedException gone) {
            // the client hung up, or the test is over
        }
    }

    private boolean answer(Request request, OutputStream out) throws IOException, InterruptedException {
        Fault fault = faults.apply(request);
        String to = redirects.get(request.path());
        if (to != null) {
            return head(out, "302 Found", "Location: " + to, "Content-Length: 0");
        }
        byte[] content = files.get(request.path());
        if (content == null || fault == Fault.NOT_FOUND) {
            return head(out, "404 Not Found", "Content-Length: 0");
        }
        return switch (fault) {
            case ERROR_503 -> head(out, "503 Busy", "Retry-After: 0", "Content-Length: 0");
            case ERROR_500 -> head(out, "500 Oops", "Content-Length: 0");
            case DROP_BEFORE -> false;
            case STALL -> {
                Thread.sleep(5000);
                yield false;
            }
            case GARBAGE -> {
                out.write("\0\1\2 what is this\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                yield false;
            }
            case IGNORE_RANGE -> {
                head(out, "200 OK", "ETag: " + etag, "Content-Length: " + content.length);
                out.write(content);
                yield true;
            }
            default -> range(request, content, fault, out);
        };
    }

    private boolean range(Request request, byte[] content, Fault fault, OutputStream out)
            throws IOException, InterruptedException {
        String[] ends = request.header("Range").replace("bytes=", "").split("-", -1);
        int first = ends[0].isEmpty()
                ? Math.max(0, content.length - Integer.parseInt(ends[1]))
                : Integer.parseInt(ends[0]);
        int last = ends[0].isEmpty() || ends[1].isEmpty()
                ? content.length - 1
                : Math.min(content.length - 1, Integer.parseInt(ends[1]));
        if (first > last) {
            return head(out, "416 No", "Content-Range: bytes */" + content.length, "Content-Length: 0");
        }
        byte[] body = java.util.Arrays.copyOfRange(content, first, last + 1);
        int declared = body.length;
        int size = content.length;
        switch (fault) {
            case WRONG_CONTENT_RANGE -> first++;
            case OTHER_SIZE -> size += 10;
            case FLIP_BIT -> body[body.length / 2] ^= 4;
            case SHORT_BODY -> declared = Math.max(0, body.length - 1);
            case LONG_BODY -> declared = body.length + 10;
            default -> {
            }
        }
        String range = fault == Fault.NO_CONTENT_RANGE
                ? "X-None: 1"
                : "Content-Range: bytes " + first + "-" + last + "/" + size;
        String coding = fault == Fault.COMPRESS ? "Content-Encoding: gzip" : "X-Coding: none";
        head(out, "206 Partial Content", range, coding, "ETag: " + (fault == Fault.OTHER_ETAG ? "\"two\"" : etag),
                "Content-Length: " + declared);
        if (fault == Fault.DROP_WITHIN) {
            out.write(body, 0, body.length / 2);
            return false;
        }
        if (fault == Fault.DRIP) {
            for (int i = 0; i < body.length && i < 40; i++) {
                out.write(body, i, 1);
                out.flush();
                Thread.sleep(20);
            }
            return false;
        }
        out.write(body, 0, Math.min(declared, body.length));
        out.write(new byte[Math.max(0, declared - body.length)]);
        return true;
    }

    private static boolean head(OutputStream out, String status, String... headers) throws IOException {
        out.write(("HTTP/1.1 " + status + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return true;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
