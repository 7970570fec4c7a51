package io.worldreel.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Lines of comma-separated values as RFC 4180 wants them. */
final class Csv {
    private Csv() {}

    /** One record, without its line end. */
    static String line(List<String> cells) {
        StringWriter text = new StringWriter();
        try (CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            writer.writeRecord(cells);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return text.getBuffer().substring(0, text.getBuffer().length() - 1);
    }
}
