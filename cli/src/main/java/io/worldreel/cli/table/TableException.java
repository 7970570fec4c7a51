package io.worldreel.cli.table;

/** A table that cannot be imported as asked; the message names the line and column where that shows. */
public final class TableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TableException(String message) {
        super(message);
    }

    TableException(String message, Throwable cause) {
        super(message, cause);
    }
}
