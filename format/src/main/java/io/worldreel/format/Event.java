package io.worldreel.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Something that happened in a frame.
 *
 * @param kind 1 to 255 bytes of UTF-8; player actions are of kind {@code input}
 * @param entity whom it concerns, if anyone
 */
public record Event(String kind, Optional<EntityId> entity, Data data) {

    /** How the bytes of an event's data are to be read. */
    public enum Encoding {
        NONE(0), TEXT(1), JSON(2), BYTES(3), VARIANT(4);

        private final int code;

        Encoding(int code) {
            this.code = code;
        }

        /** The number that stands for this encoding in a message. */
        public int code() {
            return code;
        }

        public static Encoding ofCode(int code) {
            return Arrays.stream(values()).filter(encoding -> encoding.code == code).findFirst()
                    .orElseThrow(() -> new CorruptException("no event data has encoding " + code));
        }
    }

    /** What came with an event. TEXT and JSON are UTF-8. */
    public static final class Data {
        public static final Data NONE = new Data(Encoding.NONE, new byte[0]);

        private final Encoding encoding;
        private final byte[] bytes;

        /** The bytes are copied. */
        public Data(Encoding encoding, byte[] bytes) {
            this.encoding = encoding;
            this.bytes = bytes.clone();
        }

        public static Data text(String text) {
            return new Data(Encoding.TEXT, text.getBytes(StandardCharsets.UTF_8));
        }

        public static Data json(String json) {
            return new Data(Encoding.JSON, json.getBytes(StandardCharsets.UTF_8));
        }

        public static Data bytes(byte[] bytes) {
            return new Data(Encoding.BYTES, bytes);
        }

        public Encoding encoding() {
            return encoding;
        }

        /** A copy of the bytes. */
        public byte[] bytes() {
            return bytes.clone();
        }

        /** The bytes as UTF-8, for TEXT and JSON. */
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Data that && encoding == that.encoding && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return 31 * encoding.hashCode() + Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return encoding == Encoding.TEXT || encoding == Encoding.JSON ? text() : bytes.length + " bytes";
        }
    }
}
