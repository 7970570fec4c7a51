/**
 * A tracker for browsers: speaks the WebSocket protocol of bittorrent-tracker, by which peers of a torrent find one another and hand
 * WebRTC offers and answers over. It keeps nothing but who is connected.
 */
@NullMarked
package io.worldreel.publisher.tracker;

import org.jspecify.annotations.NullMarked;
