package io.worldreel.cli.table;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.worldreel.format.FormatException;
import io.worldreel.format.message.Message;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads a table once, from its first line to its last, and says what it holds as messages: consecutive rows of one tick are a
 * frame. An empty cell says nothing; a row with a value in a column of an event is an event too.
 */
public final class TableImport {
    private static final int ROWS_BETWEEN_REPORTS = 1024;

    private final TableInput input;
    private final TableLayout layout;
    private final Progress progress;

    /** @param progress hears how many bytes of the input have been read; the total is 0 if unknown */
    public TableImport(TableInput input, TableLayout layout, Progress progress) {
        this.input = input;
        this.layout = layout;
        this.progress = progress;
    }

    /**
     * Hands over declarations, then frames. A message is valid during the call; one that is refused by {@link FormatException}
     * is blamed on its line.
     *
     * @throws TableException if the table is not as the layout says; what was handed over is then of no use
     */
    public ImportedTable run(Consumer<Message> messages) throws IOException {
        long line = 1;
        try (CsvReader<CsvRecord> records = CsvReader.builder().allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE).ofCsvRecord(input.text())) {
            ColumnIndex columns = null;
            TableFrames frames = new TableFrames(layout, messages);
            long rows = 0;
            for (CsvRecord record : records) {
                line = record.getStartingLineNumber();
                if (columns == null) {
                    columns = new ColumnIndex(layout, record.getFields());
                    frames.declare();
                } else {
                    frames.take(columns.row(record));
                    rows++;
                }
                if (rows % ROWS_BETWEEN_REPORTS == 0) {
                    progress.at(input.bytesRead(), input.size());
                }
            }
            if (columns == null) {
                throw new IllegalArgumentException("the table is empty: it must begin with the names of its columns");
            }
            if (rows == 0) {
                throw new IllegalArgumentException("the table has no rows below the names of its columns");
            }
            frames.finish();
            progress.at(input.bytesRead(), input.size());
            return frames.summary();
        } catch (TableFrames.RefusedException refused) {
            throw new TableException(input.name() + ", line " + refused.line() + ": " + refused.getMessage(), refused);
        } catch (IllegalArgumentException wrong) {
            throw new TableException(input.name() + ", line " + line + ": " + wrong.getMessage(), wrong);
        } catch (CsvParseException | UncheckedIOException broken) {
            throw new TableException(input.name() + ", behind line " + line + ": " + reason(broken), broken);
        }
    }

    private static String reason(Throwable broken) {
        List<String> messages = new ArrayList<>();
        for (Throwable each = broken; each != null; each = each.getCause()) {
            messages.add(each instanceof java.nio.charset.CharacterCodingException
                    ? "the text is not UTF-8"
                    : each instanceof java.io.EOFException
                            ? "the compressed data ends too early"
                            : String.valueOf(each.getMessage()));
        }
        return messages.getLast();
    }
}
