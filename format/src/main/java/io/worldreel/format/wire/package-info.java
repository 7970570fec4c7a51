/** What a game server and a recorder elsewhere say to each other beside the messages that are recorded (FORMAT.md, "Wire protocol"). */
@NullMarked
package io.worldreel.format.wire;

import org.jspecify.annotations.NullMarked;
