package io.worldreel.publisher.serve;

import io.worldreel.format.CorruptException;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.path.RelativePath;
import io.worldreel.zstdvfs.ByteSource;
import io.worldreel.zstdvfs.FileSource;
import io.worldreel.zstdvfs.MemorySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An archive's folder, or that of a publication; it may be recorded into and published meanwhile. */
public final class FolderFiles implements ArchiveFiles {
    private static final RelativePath HEAD = RelativePath.parse("head.json");

    private final ArchiveLayout archive;
    private String catalogPrint = "";
    private Optional<byte[]> catalog = Optional.empty();

    private FolderFiles(ArchiveLayout archive) {
        this.archive = archive;
    }

    /** @throws IOException if it is no folder of an archive or a publication */
    public static FolderFiles open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw Files.exists(folder)
                    ? new NotDirectoryException(folder.toString())
                    : new NoSuchFileException(folder.toString());
        }
        var archive = new ArchiveLayout(folder.toRealPath());
        if (!Files.exists(archive.catalog()) && !Files.exists(HEAD.resolveIn(archive.root()))) {
            throw new IOException("serving " + folder + ": it holds neither catalog.sqlite nor head.json, so it is no "
                    + "archive and no publication");
        }
        return new FolderFiles(archive);
    }

    @Override
    public String name() {
        return String.valueOf(archive.root().getFileName());
    }

    @Override
    public Optional<ByteSource> open(ArchivePath path) throws IOException {
        if (path.kind() == ArchivePath.Kind.CATALOG) {
            return catalog().map(bytes -> new MemorySource(path.path().toString(), bytes));
        }
        try {
            Path file = path.path().resolveIn(archive.root());
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(FileSource.open(file))
                    : Optional.empty();
        } catch (NoSuchFileException | CorruptException gone) { // meanwhile; or a symbolic link is on the way
            return Optional.empty();
        }
    }

    /** A copy of one moment: the file itself may be in the middle of a change. */
    private synchronized Optional<byte[]> catalog() throws IOException {
        Optional<String> now = Catalog.print(archive);
        if (now.isEmpty()) {
            return Optional.empty();
        }
        if (!now.get().equals(catalogPrint)) {
            try (Catalog opened = Catalog.openReadOnly(archive)) {
                catalog = Optional.of(opened.copy());
            }
            // A change that came between is seen by the next look, since the print is from before the copy.
            catalogPrint = now.get();
        }
        return catalog;
    }

    @Override
    public List<ChunkInfo> chunks() throws IOException {
        Optional<byte[]> copy = catalog();
        return copy.isEmpty() ? List.of() : Catalog.read(archive.catalog().toString(), copy.get());
    }

    @Override
    public Optional<SignedHead> head() throws IOException {
        try {
            Path file = HEAD.resolveIn(archive.root());
            return Files.size(file) > SignedHead.MOST_BYTES
                    ? Optional.empty()
                    : Optional.of(SignedHead.read(file.toString(), Files.readAllBytes(file)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {}
}
