package io.worldreel.cli;

import io.worldreel.format.Value;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Locale;

/** How quantities are written for people. */
final class Words {
    private static final String[] BYTE_UNITS = { "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };

    private Words() {}

    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double amount = bytes;
        int unit = -1;
        while (amount >= 1024) {
            amount /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, amount < 10 ? "%.2f %s" : amount < 100 ? "%.1f %s" : "%.0f %s", amount,
                BYTE_UNITS[unit]);
    }

    /** host:port, the host as a number, one of IPv6 in brackets. */
    static String address(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** A number and its noun, in the singular only for one. */
    static String count(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s", number,
                number == 1 ? noun : noun.endsWith("y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s");
    }

    /** Text that keeps to its line and away from the terminal's controls. */
    static String printable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> clean.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return clean.toString();
    }

    static String percent(long part, long whole) {
        return whole == 0 ? "- %" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }

    /** A component's value; text without quotes. */
    static String value(Value value) {
        return switch (value.type()) {
            case BOOL -> value.bits(0) == 0 ? "false" : "true";
            case UTF8 -> value.text();
            default -> value.toString();
        };
    }

    /** The instant that a sender's time means. */
    static Instant instant(long epochNanos) {
        return Instant.ofEpochSecond(Math.floorDiv(epochNanos, 1_000_000_000L),
                Math.floorMod(epochNanos, 1_000_000_000L));
    }

    /** A stretch of time, such as {@code 5 min 12.3 s}. */
    static String duration(long nanos) {
        if (nanos < 1_000_000) {
            return String.format(Locale.ROOT, "%.0f us", nanos / 1e3);
        }
        if (nanos < 1_000_000_000L) {
            return String.format(Locale.ROOT, nanos < 10_000_000 ? "%.1f ms" : "%.0f ms", nanos / 1e6);
        }
        long minutes = nanos / 60_000_000_000L;
        double seconds = nanos % 60_000_000_000L / 1e9;
        return minutes == 0
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : minutes < 60
                        ? String.format(Locale.ROOT, "%d min %.1f s", minutes, seconds)
                        : String.format(Locale.ROOT, "%d h %d min %.0f s", minutes / 60, minutes % 60, seconds);
    }
}
