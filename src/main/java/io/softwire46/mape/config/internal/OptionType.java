package io.softwire46.mape.config.internal;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A type of option values: the allowed values, and their form in configuration files. A plain value is what a JSON
 * scalar can be: a string, a boolean, null, a {@code Long} for a whole number, else a {@code Double}.
 *
 * <p>Immutable.
 *
 * @param <T> the Java type
 */
public abstract class OptionType<T> {
    public static final int COPY = -1;
    private static final String COPY_WORD = "copy";
    private static final int MAX_DSCP = 63;

    public static final OptionType<Boolean> FLAG = new Flag();
    public static final OptionType<Integer> DSCP_OR_COPY = new DscpOrCopy();
    public static final OptionType<Double> SHARE = new Share();
    public static final OptionType<OptionalInt> IPV4_OR_NULL = new Ipv4OrNull();

    public static OptionType<Integer> whole(int min, int max, String unit) {
        return new Whole(min, max, unit);
    }

    public static OptionType<OptionalInt> wholeOrNull(int min, int max, String unit) {
        return new WholeOrNull(new Whole(min, max, unit));
    }

    public static <E extends Enum<E>> OptionType<E> word(Class<E> type) {
        return new Word<>(type);
    }

    /** Returns the allowed values, as text that follows "is not". */
    public abstract String values();

    /** Returns the value of a plain value of the right type, in range or not; empty for another type. */
    public abstract Optional<T> read(@Nullable Object plain);

    /** Returns the plain value; whole numbers are of type {@code Integer}. */
    public abstract @Nullable Object write(T value);

    /** Returns the remedy for a value that is not allowed; empty for an allowed value. */
    public abstract Optional<String> remedy(T value);

    private static final class Flag extends OptionType<Boolean> {
        @Override
        public String values() {
            return "true or false";
        }

        @Override
        public Optional<Boolean> read(@Nullable Object plain) {
            return plain instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
        }

        @Override
        public Object write(Boolean value) {
            return value;
        }

        @Override
        public Optional<String> remedy(Boolean value) {
            return Optional.empty();
        }
    }

    private static final class Whole extends OptionType<Integer> {
        private final int min;
        private final int max;
        private final String unit;

        Whole(int min, int max, String unit) {
            this.min = min;
            this.max = max;
            this.unit = unit;
        }

        @Override
        public String values() {
            return min + " to " + max + " " + unit;
        }

        /** Converts numbers beyond an int to the nearest int, which is out of range for every option. */
        @Override
        public Optional<Integer> read(@Nullable Object plain) {
            if (plain instanceof Integer number) {
                return Optional.of(number);
            }
            if (plain instanceof Long number) {
                return Optional.of((int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number)));
            }
            // Numbers that do not fit into a Long arrive as a Double.
            if (plain instanceof Double number && Math.abs(number) >= 0x1p63) {
                return Optional.of(number.intValue());
            }
            return Optional.empty();
        }

        @Override
        public Object write(Integer value) {
            return value;
        }

        @Override
        public Optional<String> remedy(Integer value) {
            if (value < min) {
                return Optional.of("give " + min + " or more");
            }
            return value > max ? Optional.of("give " + max + " or less") : Optional.empty();
        }
    }

    private static final class WholeOrNull extends OptionType<OptionalInt> {
        private final Whole whole;

        WholeOrNull(Whole whole) {
            this.whole = whole;
        }

        @Override
        public String values() {
            return whole.values() + " or null";
        }

        @Override
        public Optional<OptionalInt> read(@Nullable Object plain) {
            return plain == null
                    ? Optional.of(OptionalInt.empty())
                    : whole.read(plain).map(OptionalInt::of);
        }

        @Override
        public @Nullable Object write(OptionalInt value) {
            return value.isPresent() ? value.getAsInt() : null;
        }

        @Override
        public Optional<String> remedy(OptionalInt value) {
            return value.isPresent() ? whole.remedy(value.getAsInt()) : Optional.empty();
        }
    }

    private static final class DscpOrCopy extends OptionType<Integer> {
        private final Whole dscp = new Whole(0, MAX_DSCP, "(DSCP)");

        @Override
        public String values() {
            return COPY_WORD + " or " + dscp.values();
        }

        @Override
        public Optional<Integer> read(@Nullable Object plain) {
            if (COPY_WORD.equals(plain)) {
                return Optional.of(COPY);
            }
            // The number of COPY is not a plain value.
            return dscp.read(plain).map(value -> value == COPY ? Integer.MIN_VALUE : value);
        }

        @Override
        public Object write(Integer value) {
            return value == COPY ? COPY_WORD : value;
        }

        @Override
        public Optional<String> remedy(Integer value) {
            return value == COPY ? Optional.empty() : dscp.remedy(value);
        }
    }

    private static final class Word<E extends Enum<E>> extends OptionType<E> {
        private final List<E> words;

        Word(Class<E> type) {
            words = List.of(type.getEnumConstants());
        }

        @Override
        public String values() {
            int last = words.size() - 1;
            return words.subList(0, last).stream().map(Enum::toString).collect(Collectors.joining(", ")) + " or "
                    + words.get(last);
        }

        @Override
        public Optional<E> read(@Nullable Object plain) {
            return words.stream().filter(word -> word.toString().equals(plain)).findFirst();
        }

        @Override
        public Object write(E value) {
            return value.toString();
        }

        @Override
        public Optional<String> remedy(E value) {
            return Optional.empty();
        }
    }

    private static final class Share extends OptionType<Double> {
        @Override
        public String values() {
            return "a number above 0, at most 1";
        }

        @Override
        public Optional<Double> read(@Nullable Object plain) {
            return plain instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
        }

        @Override
        public Object write(Double value) {
            return value;
        }

        @Override
        public Optional<String> remedy(Double value) {
            // NaN is neither above 0 nor at most 1.
            return value > 0 && value <= 1 ? Optional.empty() : Optional.of("give a part of 1, such as 0.1");
        }
    }

    private static final class Ipv4OrNull extends OptionType<OptionalInt> {
        @Override
        public String values() {
            return "a unicast IPv4 address or null";
        }

        /** Parses four decimal numbers without leading zeros, which some parsers take for octal. */
        @Override
        public Optional<OptionalInt> read(@Nullable Object plain) {
            if (plain == null) {
                return Optional.of(OptionalInt.empty());
            }
            String[] octets = plain instanceof String text ? text.split("\\.", -1) : new String[0];
            if (octets.length != 4) {
                return Optional.empty();
            }
            int address = 0;
            for (String octet : octets) {
                if (!octet.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(octet) > 255) {
                    return Optional.empty();
                }
                address = address << 8 | Integer.parseInt(octet);
            }
            return Optional.of(OptionalInt.of(address));
        }

        @Override
        public @Nullable Object write(OptionalInt value) {
            if (value.isEmpty()) {
                return null;
            }
            int address = value.getAsInt();
            return (address >>> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
        }

        /** RFC 1812 section 5.3.7: a router does not forward from network 0, 127 or 224 and up. */
        @Override
        public Optional<String> remedy(OptionalInt value) {
            if (value.isEmpty()) {
                return Optional.empty();
            }
            int network = value.getAsInt() >>> 24;
            return network == 0 || network == 127 || network >= 224
                    ? Optional.of("give an address of this node, or null for 192.0.0.8")
                    : Optional.empty();
        }
    }
}
