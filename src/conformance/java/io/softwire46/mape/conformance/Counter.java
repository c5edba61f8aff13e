package io.softwire46.mape.conformance;

import org.jspecify.annotations.Nullable;

/**
 * A counter of the product.
 *
 * <p>Immutable.
 *
 * @param name in the product's words
 * @param kind what it counts; {@code class} in the protocol
 * @param packets since the last reset
 * @param octets since the last reset, or null if they are not counted
 */
public record Counter(
        String name, Kind kind, long packets, @Nullable Long octets) {
    /** What a counter counts. */
    public enum Kind {
        /** Packets that arrived over IPv4. */
        IN_IPV4("inIpv4"),
        /** Packets that arrived over IPv6. */
        IN_IPV6("inIpv6"),
        /** Packets that were sent over IPv4. */
        OUT_IPV4("outIpv4"),
        /** Packets that were sent over IPv6. */
        OUT_IPV6("outIpv6"),
        /** Packets that were dropped. */
        DROPPED("dropped"),
        /** Packets that failed the source check (RFC 7597 section 8.1); part of the dropped ones. */
        SPOOFED("spoofed"),
        /** Fragments that wait for others. */
        HELD("held"),
        /** Packets that were reassembled. */
        REASSEMBLED("reassembled"),
        /** Anything else. */
        OTHER("other");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /**
         * Returns the kind of a name.
         *
         * @param text as the protocol writes it
         * @throws IllegalArgumentException for any other text
         */
        public static Kind parse(String text) {
            for (Kind kind : values()) {
                if (kind.text.equals(text)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("counter class " + text + " is unknown");
        }

        /** Returns the name that the protocol uses. */
        @Override
        public String toString() {
            return text;
        }
    }
}
