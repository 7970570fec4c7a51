package io.worldreel.replayer;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.ForkException;
import io.worldreel.format.FormatException;
import io.worldreel.format.head.EarlierHeads;
import io.worldreel.format.head.HeadTrust;
import io.worldreel.format.head.Judgement;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.key.PublisherKey;
import io.worldreel.format.path.RelativePath;
import io.worldreel.format.publication.CatalogReader;
import io.worldreel.format.publication.Publication;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.zstdvfs.ByteSource;
import io.worldreel.zstdvfs.MerkleRoot;
import io.worldreel.zstdvfs.VerifiedSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A publication in folders and on web servers that nobody needs to trust. All are asked for the head, and the newest is
 * taken; for the rest they are asked in their order, the next where one fails or gives wrong bytes.
 */
final class MirroredPublication implements Publication {
    private static final RelativePath HEAD = RelativePath.parse("head.json");

    private final List<Mirror> mirrors;
    private final HeadTrust trust;
    private final String name;

    /** @param places where copies lie, at least one */
    MirroredPublication(List<? extends ArchiveAddress.Place> places, PublisherKey key, ByteString salt) {
        if (places.isEmpty()) {
            throw new IllegalArgumentException("a publication needs a place to be read from");
        }
        mirrors = places.stream().map(Mirror::of).toList();
        trust = HeadTrust.start(key, salt);
        name = String.join(", ", places.stream().map(Object::toString).toList());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized Edition newest() throws IOException {
        List<String> problems = new ArrayList<>();
        for (Mirror mirror : mirrors) {
            try {
                judge(mirror, mirror.read(HEAD, SignedHead.MOST_BYTES)).ifPresent(problems::add);
            } catch (IOException failure) {
                problems.add(String.valueOf(failure.getMessage()));
            }
        }
        SignedHead head = trust.followed().orElseThrow(() -> new CorruptException(
                "found no head of the publication: " + String.join("; ", problems)));
        return new Edition(head, new CatalogReader(this::page).chunks(head.head()));
    }

    /** @return what keeps the head from being used */
    private Optional<String> judge(Mirror mirror, byte[] headJson) {
        return switch (trust.offer(mirror.name() + "head.json", headJson, earlier(mirror))) {
            case Judgement.Accepted accepted -> Optional.empty();
            case Judgement.Known known -> Optional.empty();
            case Judgement.Rollback(String reason) -> Optional.of(mirror.name() + ": " + reason);
            case Judgement.Refused(String reason) -> Optional.of(mirror.name() + ": " + reason);
            case Judgement.Fork fork -> throw new ForkException(fork.reason() + ", the other at " + mirror.name());
        };
    }

    private static EarlierHeads earlier(Mirror mirror) {
        return seq -> {
            try {
                return Optional.of(mirror.read(RelativePath.parse("heads/" + seq + ".json"), SignedHead.MOST_BYTES));
            } catch (IOException | FormatException notThere) {
                return Optional.empty(); // then the head counts as not chained
            }
        };
    }

    /** From the first mirror that has something of that name; the reader of the catalog checks it. */
    private byte[] page(RelativePath path, int most) throws IOException {
        IOException last = new IOException("no mirror has " + path);
        for (Mirror mirror : mirrors) {
            try {
                return mirror.read(path, most);
            } catch (IOException failure) {
                last = failure;
            }
        }
        throw last;
    }

    @Override
    public ByteSource open(PublishedChunk chunk) {
        return VerifiedSource.of(MerkleRoot.of(chunk.root().toArray()), chunk.info().bytes(),
                mirrors.stream().map(mirror -> mirror.chunk(chunk.info())).toList(), liar -> {
                    // The next mirror is asked; if there is none, the read itself fails with this.
                });
    }
}
