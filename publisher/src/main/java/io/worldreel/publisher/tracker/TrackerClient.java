package io.worldreel.publisher.tracker;

/** Somebody who is connected to a tracker. */
interface TrackerClient {
    /** What its address uses altogether. */
    Visitor visitor();

    /** Answers a message of its own. While it does not take its answers, nothing more is read from it. */
    void tell(String message);

    /** Passes on what another client says; dropped if this one does not take what it is sent. */
    void pass(String message);
}
