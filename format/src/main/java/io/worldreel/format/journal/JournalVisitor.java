package io.worldreel.format.journal;

import io.worldreel.format.message.Message;

/** What a journal's reader tells, in the order in which it was written. */
public interface JournalVisitor {
    /**
     * @param message valid during the call
     * @param cursor the message's place: rises, and a reader that knows it can go on behind it
     * @param repeated whether an earlier part had it already, and it only says again what the session is about
     */
    void message(Message message, long cursor, boolean repeated);

    /** Frames that the recorder did not take. */
    void dropped(JournalDocument.Dropped dropped, long cursor);

    /** What led up to here is to be kept. */
    void mark(long cursor);

    /** Bytes from which no document can be read; the reader goes on behind them. */
    void damaged(String problem, long cursor);
}
