package io.worldreel.format.archive;

import java.nio.file.Path;

/** Where the files of an archive folder lie (FORMAT.md, "Archives"). */
public record ArchiveLayout(Path root) {

    public Path catalog() {
        return root.resolve("catalog.sqlite");
    }

    public Path chunks() {
        return root.resolve("chunks");
    }

    public Path chunk(String name) {
        return chunks().resolve(name);
    }

    /** The folders of sources with unsealed frames lie here. */
    public Path recordings() {
        return root.resolve("recording");
    }

    /** Here lies what is put together from chunks. */
    public Path compacting() {
        return root.resolve("compacting");
    }

    /** What a source keeps while it records: a folder of its own, on any file system. */
    public Path recording(String source) {
        return recordings().resolve(ChunkName.folder(source));
    }
}
