/** An archive as a read-only SQL database: virtual tables over the windows of its chunks, and a JDBC driver. */
@NullMarked
package io.worldreel.replayer.sql;

import org.jspecify.annotations.NullMarked;
