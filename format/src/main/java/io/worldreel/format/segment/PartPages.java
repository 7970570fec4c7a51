package io.worldreel.format.segment;

import io.worldreel.format.window.PartKind;
import io.worldreel.zstdvfs.BtreePages;
import io.worldreel.zstdvfs.FileAccess;

import java.io.IOException;
import java.nio.file.Path;

/** Where the parts of windows lie in the file of a sealed segment. */
public final class PartPages {
    private PartPages() {}

    /** Hears of each database page that holds bytes of a part. */
    public interface Visitor {
        /** @param firstByte the offset of the page in the SQLite file */
        void page(int window, PartKind kind, int component, int group, long firstByte);
    }

    /** Walks all parts in their order. */
    public static void visit(Path sealed, Visitor visitor) throws IOException {
        try (FileAccess file = FileAccess.open(sealed)) {
            BtreePages pages = BtreePages.open(sealed.toString(), file);
            long pageBytes = pages.pageSize();
            pages.rows(pages.rootOfTable("parts"), (part, leaf, overflow) -> {
                int window = (int) (part >>> 24);
                PartKind kind = PartKind.ofCode((int) (part >>> 22) & 3);
                int component = (int) (part >>> 12) & 0x3FF;
                int group = (int) part & 0xFFF;
                visitor.page(window, kind, component, group, (leaf - 1L) * pageBytes);
                for (int page : overflow) {
                    visitor.page(window, kind, component, group, (page - 1L) * pageBytes);
                }
            });
        }
    }
}
