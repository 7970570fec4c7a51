/** Takes frames from game servers in other processes (FORMAT.md, "Wire protocol"). */
@NullMarked
package io.worldreel.recorder.listen;

import org.jspecify.annotations.NullMarked;
