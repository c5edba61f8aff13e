package io.softwire46.mape.conformance.judge;

import io.softwire46.mape.conformance.model.Bytes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Facts about an ICMP or ICMPv6 message.
 *
 * <table>
 * <caption>Facts</caption>
 * <tr><td>{@code family}</td><td>4 or 6</td></tr>
 * <tr><td>{@code type}, {@code code}</td><td>its first two octets</td></tr>
 * <tr><td>{@code source}, {@code destination}</td><td>addresses of the packet that carries it</td></tr>
 * <tr><td>{@code sourceOutside}</td><td>IPv4 prefixes that do not contain the source address</td></tr>
 * <tr><td>{@code leastTtl}</td><td>smallest TTL or hop limit of the packet that carries it</td></tr>
 * <tr><td>{@code tos}</td><td>values that its TOS octet or traffic class may have</td></tr>
 * <tr><td>{@code mtu}</td><td>of a message "too big"</td></tr>
 * <tr><td>{@code pointer}</td><td>of a message "parameter problem"</td></tr>
 * <tr><td>{@code quote}</td><td>the packet that caused it, hexadecimal; the quote is a beginning of it, without regard to IPv4
 * TTL and checksum</td></tr>
 * <tr><td>{@code leastQuote}</td><td>smallest length of the quote, in octets</td></tr>
 * <tr><td>{@code data}</td><td>all octets following the checksum, hexadecimal</td></tr>
 * </table>
 *
 * <p>Immutable: each method returns another instance.
 */
public final class IcmpFacts {
    static final String FAMILY = "family";
    static final String TYPE = "type";
    static final String CODE = "code";
    static final String SOURCE = "source";
    static final String DESTINATION = "destination";
    static final String SOURCE_OUTSIDE = "sourceOutside";
    static final String LEAST_TTL = "leastTtl";
    static final String TOS = "tos";
    static final String MTU = "mtu";
    static final String POINTER = "pointer";
    static final String QUOTE = "quote";
    static final String LEAST_QUOTE = "leastQuote";
    static final String DATA = "data";

    static final List<String> NAMES = List.of(
            FAMILY,
            TYPE,
            CODE,
            SOURCE,
            DESTINATION,
            SOURCE_OUTSIDE,
            LEAST_TTL,
            TOS,
            MTU,
            POINTER,
            QUOTE,
            LEAST_QUOTE,
            DATA);

    private final Map<String, Object> values;

    private IcmpFacts(Map<String, Object> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Returns that a message has this type and code. */
    public static IcmpFacts of(int family, int type, int code) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(FAMILY, (long) family);
        values.put(TYPE, (long) type);
        values.put(CODE, (long) code);
        return new IcmpFacts(values);
    }

    /**
     * Returns facts by their names.
     *
     * @throws IllegalArgumentException for an unknown name
     */
    public static IcmpFacts of(Map<String, Object> values) {
        for (String name : values.keySet()) {
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException("fact icmp." + name + " is unknown");
            }
        }
        return new IcmpFacts(values);
    }

    Map<String, Object> values() {
        return values;
    }

    private IcmpFacts and(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new IcmpFacts(more);
    }

    /** Adds the source address. */
    public IcmpFacts source(byte[] address) {
        return and(SOURCE, IpText.of(address));
    }

    /** Adds the destination address. */
    public IcmpFacts destination(byte[] address) {
        return and(DESTINATION, IpText.of(address));
    }

    /** Adds that the source is an IPv4 address outside of some prefixes. */
    public IcmpFacts sourceOutside(List<String> prefixes) {
        return and(SOURCE_OUTSIDE, List.copyOf(prefixes));
    }

    /** Adds the smallest TTL or hop limit, 1 to 255. */
    public IcmpFacts leastTtl(int hops) {
        return and(LEAST_TTL, (long) hops);
    }

    /** Adds that the TOS octet or traffic class is one of some values. */
    public IcmpFacts tos(int... values) {
        return and(
                TOS,
                IntStream.of(values).mapToObj(value -> (Object) (long) value).toList());
    }

    /** Adds the MTU. */
    public IcmpFacts mtu(int octets) {
        return and(MTU, (long) octets);
    }

    /** Adds the pointer. */
    public IcmpFacts pointer(int octet) {
        return and(POINTER, (long) octet);
    }

    /** Adds all octets following the checksum: Identifier, Sequence Number and data of an echo message. */
    public IcmpFacts data(byte[] octets) {
        return and(DATA, Bytes.hex(octets));
    }

    /** Adds what is quoted, and how much of it at least. */
    public IcmpFacts quotes(byte[] packet, int least) {
        return and(QUOTE, Bytes.hex(packet)).and(LEAST_QUOTE, (long) least);
    }
}
