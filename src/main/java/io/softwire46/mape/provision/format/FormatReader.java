package io.softwire46.mape.provision.format;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.json.RelaxedJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reader of a format, which also detects the format by its content.
 *
 * <p>Implementations are immutable.
 */
public interface FormatReader {
    /** The grammar of a format. Detection tries formats of octets before texts. */
    enum Grammar {
        /** Octets, or a text that denotes octets. */
        OCTETS,
        /** Text in UTF-8 that is not JSON. */
        TEXT,
        /** JSON (RFC 8259), also with comments before it, or in a call of a function (JSONP). */
        JSON
    }

    /**
     * Returns the grammar of the format.
     *
     * @return the grammar; an input of another grammar is neither detected nor read
     */
    Grammar grammar();

    /**
     * Returns whether an input has a feature that only this format has.
     *
     * @param input of the {@link #grammar}
     * @return true also for an input with errors
     */
    boolean detects(Input input);

    /**
     * Reads an input.
     *
     * @param input of the {@link #grammar}
     * @return domains and findings; without domains if a finding is an error
     */
    ReadResult read(Input input);

    /**
     * Returns the options that an input can set.
     *
     * @return the options of the format; the others keep their defaults
     */
    Set<ForwardingOption<?>> options();

    /**
     * Returns why an input is not in this format although it is in a related one.
     *
     * @param input of the {@link #grammar}
     * @return a clause such as {@code has braces}; empty if the input can be read
     */
    default Optional<String> mismatch(Input input) {
        return Optional.empty();
    }

    /**
     * Returns a noun phrase for an input in this format, for a message about a wrong format option.
     *
     * @return such as {@code a Junos configuration}
     */
    default String noun() {
        return "in another format";
    }

    /**
     * Input of a reader: octets, and their text in UTF-8, both without a byte order mark.
     *
     * <p>Immutable.
     */
    final class Input {
        private static final String BYTE_ORDER_MARK = "\ufeff";

        /**
         * Matches the beginning of a JSON object or array, but not a banner that a Junos session prints, nor a number in brackets
         * before words.
         */
        private static final Pattern JSON = Pattern.compile("\\{(?![a-z]+(:[a-z0-9]+)?\\})"
                + "|\\[(?![0-9]{1,9}\\][ \\t]+[a-z])\\s*+([\\[{\\]\"0-9-]|//|/\\*|#|true|false|null|$)");

        private static final Pattern FIRST_NAME = Pattern.compile("(?:\\[\\s*+)?\\{\\s*+\"([a-z0-9_:-]{1,63})\"");

        private final byte[] octets;
        private final @Nullable String text;
        private final boolean json;
        private final String firstName;

        private Input(byte[] octets, @Nullable String text) {
            this.octets = octets;
            this.text = text;
            int value = text == null ? -1 : RelaxedJson.begin(text);
            String begin = text == null ? "" : value < 0 ? text.stripLeading() : text.substring(value);
            json = text != null && (begin.isEmpty() || JSON.matcher(begin).lookingAt());
            Matcher first = FIRST_NAME.matcher(begin);
            firstName = json && first.lookingAt() ? first.group(1) : "";
        }

        /**
         * Returns an input of octets.
         *
         * @param octets any octets, which are copied
         * @return the input
         */
        public static Input of(byte[] octets) {
            byte[] mark = BYTE_ORDER_MARK.getBytes(StandardCharsets.UTF_8);
            boolean marked = Arrays.equals(octets, 0, Math.min(mark.length, octets.length), mark, 0, mark.length);
            byte[] own = Arrays.copyOfRange(octets, marked ? mark.length : 0, octets.length);
            return new Input(own, utf8(own));
        }

        /**
         * Returns an input of a text.
         *
         * @param text text of any length
         * @return the input
         */
        public static Input of(String text) {
            return of(text.getBytes(StandardCharsets.UTF_8));
        }

        private static @Nullable String utf8(byte[] octets) {
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(octets))
                        .toString();
                return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
            } catch (CharacterCodingException e) {
                return null;
            }
        }

        /**
         * Returns the octets.
         *
         * @return a new buffer from the first to the last, read-only
         */
        public ByteBuffer octets() {
            return ByteBuffer.wrap(octets).asReadOnlyBuffer();
        }

        /**
         * Returns the text.
         *
         * @return empty if the octets are not UTF-8
         */
        public Optional<String> text() {
            return Optional.ofNullable(text);
        }

        /**
         * Returns the text of an input in UTF-8.
         *
         * @return the text
         * @throws IllegalStateException if the octets are not UTF-8
         */
        public String requireText() {
            return text().orElseThrow(() -> new IllegalStateException("the input is not UTF-8 text"));
        }

        /**
         * Returns the first name of a JSON object, or of the first object of an array.
         *
         * @return the name; empty if the text does not begin with a name in an object
         */
        public String firstName() {
            return firstName;
        }

        /**
         * Returns whether the input can be of a grammar.
         *
         * @param grammar grammar to compare with
         * @return always true for octets; JSON and other text are distinguished by their beginning, and empty text is
         *     JSON
         */
        public boolean isOf(Grammar grammar) {
            return switch (grammar) {
                case OCTETS -> true;
                case TEXT -> text != null && !json;
                case JSON -> json;
            };
        }

        /** Returns the number of octets. */
        @Override
        public String toString() {
            return "Input[octets=" + octets.length + "]";
        }
    }
}
