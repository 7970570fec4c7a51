package io.worldreel.recorder.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.worldreel.recorder.RecorderException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Answers {@code GET /metrics} for Prometheus, and {@code GET /health}: 200 and {@code ok}, or 503 and a line for each problem.
 */
public final class MetricsServer implements AutoCloseable {
    private static final int BACKLOG = 16;
    private static final String TEXT = "text/plain; charset=utf-8";

    private final RecorderMetrics metrics;
    private final Supplier<List<String>> problems;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ExpositionFormats formats = ExpositionFormats.init();

    private MetricsServer(HttpServer server, RecorderMetrics metrics, Supplier<List<String>> problems) {
        this.server = server;
        this.metrics = metrics;
        this.problems = problems;
    }

    /**
     * @param problems what is wrong at the moment, a line each; asked by any thread
     * @throws RecorderException if the address cannot be listened on
     */
    public static MetricsServer open(InetSocketAddress address, RecorderMetrics metrics,
            Supplier<List<String>> problems) {
        try {
            HttpServer http = HttpServer.create(address, BACKLOG);
            MetricsServer server = new MetricsServer(http, metrics, problems);
            http.createContext("/", server::answer);
            http.setExecutor(server.threads);
            http.start();
            return server;
        } catch (IOException failure) {
            throw new RecorderException("cannot serve metrics on " + address + ": " + failure.getMessage()
                    + "; is another program there?", failure);
        }
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                say(exchange, 405, TEXT, "GET and HEAD only\n");
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/metrics" -> answerMetrics(exchange);
                case "/health" -> answerHealth(exchange, problems.get());
                default -> say(exchange, 404, TEXT, "there are /metrics and /health\n");
            }
        }
    }

    private static void answerHealth(HttpExchange exchange, List<String> wrong) throws IOException {
        if (wrong.isEmpty()) {
            say(exchange, 200, TEXT, "ok\n");
        } else {
            say(exchange, 503, TEXT, String.join("\n", wrong) + "\n");
        }
    }

    private void answerMetrics(HttpExchange exchange) throws IOException {
        ExpositionFormatWriter writer = formats.findWriter(exchange.getRequestHeaders().getFirst("Accept"));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        writer.write(text, metrics.registry().scrape());
        say(exchange, 200, writer.getContentType(), text.toString(StandardCharsets.UTF_8));
    }

    private static void say(HttpExchange exchange, int code, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(code, head ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
