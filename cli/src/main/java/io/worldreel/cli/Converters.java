package io.worldreel.cli;

import io.worldreel.cli.table.ComponentColumns;
import io.worldreel.cli.table.EntityWord;
import io.worldreel.cli.table.EventColumns;
import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.EntityId;
import io.worldreel.format.key.PublisherKey;
import io.worldreel.format.segment.Indexes;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.recorder.Sync;
import io.worldreel.replayer.Moment;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Words of the command line as values; what they cannot be is wrong usage, and said in the words of the type itself. */
final class Converters {
    private Converters() {}

    private static <T> T convert(String word, Function<String, T> reading) {
        try {
            return reading.apply(word);
        } catch (IllegalArgumentException wrong) {
            throw new TypeConversionException(wrong.getMessage());
        }
    }

    static final class ToMoment implements ITypeConverter<Moment> {
        @Override
        public Moment convert(String word) {
            return Converters.convert(word, Moment::parse);
        }
    }

    static final class ToEntity implements ITypeConverter<EntityId> {
        @Override
        public EntityId convert(String word) {
            return Converters.convert(word, EntityWord::parseAsked);
        }
    }

    /** HOST:PORT, an IPv6 address in brackets. */
    static final class ToAddress implements ITypeConverter<InetSocketAddress> {
        private static final Pattern ADDRESS = Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([^:/\\[\\]]+)):(\\d{1,5})");

        @Override
        public InetSocketAddress convert(String word) {
            Matcher found = ADDRESS.matcher(word);
            if (!found.matches() || Integer.parseInt(found.group(3)) > 0xFFFF) {
                throw new TypeConversionException("'" + word + "' is not HOST:PORT, such as 127.0.0.1:9464");
            }
            InetSocketAddress address = new InetSocketAddress(
                    found.group(1) != null ? found.group(1) : found.group(2), Integer.parseInt(found.group(3)));
            if (address.isUnresolved()) {
                throw new TypeConversionException("there is no host '" + address.getHostString() + "'");
            }
            return address;
        }
    }

    /** A publisher's key, or the magnet link of a publication. */
    static final class ToPublication implements ITypeConverter<MutableMagnet> {
        @Override
        public MutableMagnet convert(String word) {
            try {
                return MutableMagnet.looksLike(word)
                        ? MutableMagnet.parse(word)
                        : MutableMagnet.of(PublisherKey.parse(word), ByteString.EMPTY);
            } catch (CorruptException wrong) {
                throw new TypeConversionException(wrong.getMessage());
            }
        }
    }

    /** An http(s) address of a folder, with a slash at its end. */
    static final class ToWebFolder implements ITypeConverter<URI> {
        @Override
        public URI convert(String word) {
            return address(word.endsWith("/") ? word : word + "/", "https?", "the http(s) address of a folder");
        }
    }

    static final class ToTracker implements ITypeConverter<URI> {
        @Override
        public URI convert(String word) {
            return address(word, "https?|udp|wss?", "the http(s), udp or ws(s) address of a tracker");
        }
    }

    private static URI address(String word, String schemes, String wanted) {
        try {
            URI uri = new URI(word);
            if (uri.getHost() != null && uri.getScheme().toLowerCase(Locale.ROOT).matches(schemes)) {
                return uri;
            }
        } catch (URISyntaxException noAddress) {
            throw new TypeConversionException("'" + word + "' is not " + wanted + ": " + noAddress.getMessage());
        }
        throw new TypeConversionException("'" + word + "' is not " + wanted);
    }

    static final class ToDuration implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String word) {
            return Converters.convert(word, Quantities::time);
        }
    }

    static final class ToBytes implements ITypeConverter<Long> {
        @Override
        public Long convert(String word) {
            return Converters.convert(word, Quantities::bytes);
        }
    }

    /** A ring of a time or of a size. */
    static final class ToRing implements ITypeConverter<UnaryOperator<IngestConfig>> {
        @Override
        public UnaryOperator<IngestConfig> convert(String word) {
            Optional<Duration> time = Quantities.tryTime(word);
            if (time.isPresent()) {
                return config -> config.withRing(time.get());
            }
            long bytes = Quantities.tryBytes(word).orElseThrow(() -> new TypeConversionException(
                    "'" + word + "' is neither " + Quantities.TIMES + " nor " + Quantities.SIZES));
            return config -> config.withRing(bytes);
        }
    }

    /** {@code none}, {@code frame}, or the time from one sync to the next. */
    static final class ToSync implements ITypeConverter<Sync> {
        @Override
        public Sync convert(String word) {
            return switch (word) {
                case "none" -> new Sync.None();
                case "frame" -> new Sync.EveryFrame();
                default -> new Sync.Every(Quantities.tryTime(word).orElseThrow(() -> new TypeConversionException(
                        "'" + word + "' is not none, frame, or " + Quantities.TIMES)));
            };
        }
    }

    static final class ToComponentColumns implements ITypeConverter<ComponentColumns> {
        @Override
        public ComponentColumns convert(String word) {
            return Converters.convert(word, ComponentColumns::parse);
        }
    }

    static final class ToEventColumns implements ITypeConverter<EventColumns> {
        @Override
        public EventColumns convert(String word) {
            return Converters.convert(word, EventColumns::parse);
        }
    }

    /** An ISO-8601 instant as nanoseconds since the Unix epoch. */
    static final class ToNanos implements ITypeConverter<Long> {
        @Override
        public Long convert(String word) {
            return Converters.convert(word, text -> {
                if (Moment.parse(text) instanceof Moment.Time(long nanos)) {
                    return nanos;
                }
                throw new IllegalArgumentException("'" + text + "' is not an instant such as 2026-11-20T18:04:05.25Z");
            });
        }
    }

    /** A day of UTC. */
    static final class ToDay implements ITypeConverter<LocalDate> {
        @Override
        public LocalDate convert(String word) {
            if (word.equals("yesterday")) {
                return LocalDate.now(Clock.systemUTC()).minusDays(1);
            }
            try {
                return LocalDate.parse(word);
            } catch (DateTimeParseException wrong) {
                throw new TypeConversionException("'" + word + "' is not a day such as 2026-11-20, or yesterday");
            }
        }
    }

    /** {@code space,text}, one of them, or {@code none}. */
    static final class ToIndexes implements ITypeConverter<Indexes> {
        @Override
        public Indexes convert(String word) {
            return switch (word) {
                case "space,text", "text,space" -> Indexes.ALL;
                case "space" -> new Indexes(true, false);
                case "text" -> new Indexes(false, true);
                case "none" -> Indexes.NONE;
                default ->
                    throw new TypeConversionException("'" + word + "' is not space, text, both with a comma, or none");
            };
        }
    }
}
