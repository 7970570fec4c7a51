/** SQLite databases as seekable zstd, read in place. Knows nothing of recordings. */
@NullMarked
package io.worldreel.zstdvfs;

import org.jspecify.annotations.NullMarked;
