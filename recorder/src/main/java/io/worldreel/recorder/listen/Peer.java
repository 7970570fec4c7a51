package io.worldreel.recorder.listen;

/** A connection, as its session sees it. */
interface Peer {
    /** Another has the word now, or nobody: the connection is to be closed. Any thread; returns at once. */
    void displace(String reason);

    /** The recorder stops: the connection is to be closed without a word. Any thread; returns at once. */
    void hangUp();
}
