package io.worldreel.cli;

import io.worldreel.cli.table.ComponentColumns;
import io.worldreel.cli.table.EntityWord;
import io.worldreel.cli.table.EventColumns;
import io.worldreel.format.EntityId;
import io.worldreel.replayer.Moment;
import java.util.function.Function;
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
            return Converters.convert(word, EntityWord::parse);
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
}
