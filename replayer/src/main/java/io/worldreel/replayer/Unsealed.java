package io.worldreel.replayer;

import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.ChunkInfo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The frames of an archive that are in no chunk of its catalog, of all sources. Owned by the thread of its replay. */
final class Unsealed implements AutoCloseable {
    private final Optional<ArchiveLayout> archive;
    private final Map<Path, UnsealedSource> sources = new TreeMap<>();
    private final UnsealedPieces shown = new UnsealedPieces();

    /** @param archive the folder; if there is none that can be looked at, nothing is found */
    Unsealed(Optional<ArchiveLayout> archive) {
        this.archive = archive;
    }

    /** Looks at what is there now, given the chunks of the catalog; whether it is more or less than before. */
    boolean refresh(List<ChunkInfo> sealed) throws IOException {
        boolean changed = false;
        List<Path> folders = folders();
        for (Path gone : sources.keySet().stream().filter(folder -> !folders.contains(folder)).toList()) {
            UnsealedSource source = sources.remove(gone);
            if (source != null) {
                changed |= !source.pieces().isEmpty();
                source.close();
            }
        }
        for (Path folder : folders) {
            changed |= sources
                    .computeIfAbsent(folder, one -> new UnsealedSource(archive.orElseThrow(), one, shown))
                    .refresh(sealed);
        }
        return changed;
    }

    private List<Path> folders() throws IOException {
        Optional<Path> recordings = archive.map(ArchiveLayout::recordings).filter(Files::isDirectory);
        if (recordings.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(recordings.get())) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }

    /** The pieces of now, of each source in the order of their ticks; from now on whoever takes them closes them. */
    List<UnsealedPieces.Piece> takePieces() {
        List<UnsealedPieces.Piece> pieces = new ArrayList<>();
        sources.values().forEach(source -> pieces.addAll(source.pieces()));
        shown.taken(pieces);
        return pieces;
    }

    @Override
    public void close() {
        sources.values().forEach(UnsealedSource::close);
        shown.close();
    }
}
