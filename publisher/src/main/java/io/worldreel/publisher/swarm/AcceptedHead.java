package io.worldreel.publisher.swarm;

import io.worldreel.format.head.SignedHead;
import io.worldreel.format.path.RelativePath;
import io.worldreel.publisher.dht.MutableItem;
import io.worldreel.publisher.mirror.FolderStore;
import java.io.IOException;
import java.util.Optional;

/**
 * The head that a follower accepted last and the item that pointed to it, kept in files: who follows never goes back behind them.
 *
 * @param below where in the store: empty, or with a slash at the end
 */
public record AcceptedHead(FolderStore store, String below) {
    private static final int ITEM_BYTES = 4096;

    private RelativePath headFile() {
        return RelativePath.parse(below + "head.json");
    }

    private RelativePath itemFile() {
        return RelativePath.parse(below + "item");
    }

    /** The head; empty if none was accepted yet. */
    public Optional<SignedHead> head() throws IOException {
        return store.read(headFile(), SignedHead.MOST_BYTES)
                .map(bytes -> SignedHead.read(headFile().toString(), bytes));
    }

    /** The item; empty if the head came by another way. */
    public Optional<MutableItem> item() throws IOException {
        return store.read(itemFile(), ITEM_BYTES).map(bytes -> MutableItem.ofBytes(itemFile().toString(), bytes));
    }

    /** From now on this is the head. */
    public void keep(SignedHead head, Optional<MutableItem> item) throws IOException {
        store.put(headFile(), head.bytes());
        if (item.isPresent()) {
            store.put(itemFile(), item.get().toBytes());
        }
    }
}
