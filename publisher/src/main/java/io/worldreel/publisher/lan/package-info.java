/** Publications on the local network, found by DNS-SD. */
@NullMarked
package io.worldreel.publisher.lan;

import org.jspecify.annotations.NullMarked;
