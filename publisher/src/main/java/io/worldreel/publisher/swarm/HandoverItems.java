package io.worldreel.publisher.swarm;

import io.worldreel.format.head.Handover;
import io.worldreel.format.head.Head;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.key.SigningKey;
import io.worldreel.publisher.dht.HeadPointer;
import io.worldreel.publisher.dht.ItemClient;
import io.worldreel.publisher.dht.MutableItem;
import io.worldreel.publisher.mirror.HeadSeries;
import io.worldreel.publisher.mirror.MirrorStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the DHT says under the keys that a publication had before: to whom it was handed over (FORMAT.md, "In the DHT"). The items are signed once,
 * at the hand-over, and kept with the publication, since the old key signs no more.
 */
public final class HandoverItems implements AutoCloseable {
    private static final int ITEM_BYTES = 4096;

    private final ItemClient dht;
    private final List<Announcer> announcers = new ArrayList<>();

    private HandoverItems(ItemClient dht) {
        this.dht = dht;
    }

    /** Keeps the items of all hand-overs that led to a head in the DHT, until this is closed. */
    public static HandoverItems announce(MirrorStore store, Optional<SignedHead> head, ItemClient dht)
            throws IOException {
        var items = new HandoverItems(dht);
        if (head.isPresent()) {
            of(store, head.get().head()).forEach(items::keep);
        }
        return items;
    }

    /** Keeps one more. */
    void keep(MutableItem item) {
        var announcer = new Announcer(dht, false, event -> {});
        announcer.keep(item);
        announcers.add(announcer);
    }

    /**
     * Signs and keeps the item that leads from an old key on.
     *
     * @param head the first that the new key has signed
     */
    public static void keep(MirrorStore store, SigningKey old, SignedHead head) throws IOException {
        var pointer = new HeadPointer(PublicationTorrents.head(head).infohashV1().orElseThrow(), head.sha256(),
                Optional.of(head.head().key()), Optional.empty());
        var item = MutableItem.sign(old, head.head().salt(), head.head().seq(), pointer.toValue());
        store.put(HeadSeries.handover(head.head().seq()), item.toBytes());
    }

    private static List<MutableItem> of(MirrorStore store, Head head) throws IOException {
        List<MutableItem> items = new ArrayList<>();
        for (Handover handover : head.handovers()) {
            var path = HeadSeries.handover(handover.seq());
            store.read(path, ITEM_BYTES).map(bytes -> MutableItem.ofBytes(path.toString(), bytes))
                    .ifPresent(items::add);
        }
        return items;
    }

    @Override
    public void close() {
        announcers.forEach(Announcer::close);
    }
}
