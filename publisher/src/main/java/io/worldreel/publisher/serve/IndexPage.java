package io.worldreel.publisher.serve;

import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.head.SignedHead;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a person sees who opens the address in a browser: which chunks there are, and what can be asked. */
final class IndexPage {
    private static final int MOST_LISTED = 1000;
    private static final String PUBLISHED = """
            <li><a href="head.json">head.json</a>, <code>heads/SEQ.json</code>, <code>catalog/PAGE.json</code>: \
            the signed publication</li>
            <li><code>torrents/NAME.torrent</code>: the torrent of a published chunk</li>
            """;
    private static final long NANOS = 1_000_000_000;

    private IndexPage() {}

    static String of(String name, List<ChunkInfo> chunks, Optional<SignedHead> head) {
        var page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<style>table{display:block;overflow-x:auto}td,th{padding:0 .5em;text-align:left}</style><title>")
                .append(escape(name)).append("</title></head><body>\n<h1>").append(escape(name)).append("</h1>\n");
        head.ifPresent(signed -> page.append("<p>Publication of key <code>").append(signed.head().key())
                .append("</code>, world ").append(escape(signed.head().world())).append(", head ")
                .append(signed.head().seq())
                .append(".</p>\n"));
        page.append("""
                <p>What can be asked, whole or by <code>Range</code>, from any web page (CORS):</p>
                <ul>
                <li><a href="catalog.sqlite">catalog.sqlite</a>: the chunks, as SQLite</li>
                <li><code>chunks/NAME</code>: a chunk, seekable zstd of SQLite; <code>chunks/NAME.merkle</code>: \
                the hashes that its ranges are verified by, if it is published</li>
                <li>over WebSocket, <code>/announce</code>: a tracker for WebTorrent</li>
                """).append(head.isPresent() ? PUBLISHED : "").append("</ul>\n");
        page.append("<p>").append(chunks.size()).append(chunks.size() == 1 ? " chunk" : " chunks")
                .append(chunks.size() > MOST_LISTED ? ", the last " + MOST_LISTED + " of them:" : ":")
                .append("</p>\n<table><tr><th>chunk</th><th>world</th><th>source</th><th>from</th><th>to</th>")
                .append("<th>bytes</th></tr>\n");
        chunks.subList(Math.max(0, chunks.size() - MOST_LISTED), chunks.size()).forEach(chunk -> row(page, chunk));
        return page.append("</table>\n</body></html>\n").toString();
    }

    private static void row(StringBuilder page, ChunkInfo chunk) {
        page.append("<tr><td><a href=\"chunks/").append(escape(chunk.chunk())).append("\">")
                .append(escape(chunk.chunk())).append("</a></td><td>").append(escape(chunk.world()))
                .append("</td><td>").append(escape(chunk.source())).append("</td><td>")
                .append(instant(chunk.fromNanos())).append("</td><td>").append(instant(chunk.toNanos()))
                .append("</td><td>").append(chunk.bytes()).append("</td></tr>\n");
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
