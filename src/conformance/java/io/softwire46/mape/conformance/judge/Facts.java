package io.softwire46.mape.conformance.judge;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.model.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Facts about a packet that leaves the product, by name. What no fact mentions is free: flow label, identifications that the
 * product chooses, and hop limit, which is not 0.
 *
 * <table>
 * <caption>Facts</caption>
 * <tr><td>{@code side}</td><td>{@code ipv4} or {@code ipv6}</td></tr>
 * <tr><td>{@code outerSource}, {@code outerDestination}</td><td>IPv6 addresses</td></tr>
 * <tr><td>{@code outerDestinationPrefix}</td><td>leading bits of the outer destination: address and length</td></tr>
 * <tr><td>{@code interfaceId}</td><td>last 64 bits of the outer destination, hexadecimal</td></tr>
 * <tr><td>{@code nextHeader}, {@code payloadLength}, {@code trafficClass}</td><td>of the tunnel header</td></tr>
 * <tr><td>{@code dscp}, {@code ecn}</td><td>of the first header, IPv4 or IPv6</td></tr>
 * <tr><td>{@code encapsulationLimit}</td><td>of the Tunnel Encapsulation Limit option (RFC 2473 section 5.1)</td></tr>
 * <tr><td>{@code flow}</td><td>name of a flow: tunnel packets of one flow have one flow label; those of different flows do not
 * all have the same one, unless it is 0</td></tr>
 * <tr><td>{@code inner}</td><td>the IPv4 packet, hexadecimal, without regard to TTL and checksum</td></tr>
 * <tr><td>{@code identification}</td><td>PSID offset, length and PSID of the port set that the IPv4 Identification is in; {@code inner}
 * then does not compare it</td></tr>
 * <tr><td>{@code datagram}</td><td>name of a datagram: its fragments have one Identification; several datagrams do not all have
 * the same one</td></tr>
 * <tr><td>{@code sourcePort}</td><td>PSID offset, length and PSID of the port set that the source port of the IPv4 packet, or the
 * Identifier of an ICMP query, is in; {@code inner} then compares neither it nor the transport checksum, which holds</td></tr>
 * <tr><td>{@code distinctPort}</td><td>name of a group: no two packets of it have the same source port or Identifier</td></tr>
 * <tr><td>{@code ttl}</td><td>values that the IPv4 TTL may have</td></tr>
 * <tr><td>{@code tos}</td><td>values that the IPv4 TOS octet may have; {@code inner} then does not compare it</td></tr>
 * <tr><td>{@code checksums}</td><td>true: that of the IPv4 header, and of ICMPv6, holds</td></tr>
 * <tr><td>{@code rejoins}</td><td>an IPv4 packet, hexadecimal: these facts are about each of the packets that together are
 * this one, which may be pieces of a tunnel packet, IPv4 fragments or both</td></tr>
 * <tr><td>{@code size}</td><td>smallest and largest size of the whole packet, in octets</td></tr>
 * <tr><td>{@code icmp}</td><td>an ICMP message: see {@link IcmpFacts}</td></tr>
 * </table>
 *
 * <p>Immutable: each method returns another instance.
 */
public final class Facts {
    static final String SIDE = "side";
    static final String OUTER_SOURCE = "outerSource";
    static final String OUTER_DESTINATION = "outerDestination";
    static final String OUTER_DESTINATION_PREFIX = "outerDestinationPrefix";
    static final String INTERFACE_ID = "interfaceId";
    static final String NEXT_HEADER = "nextHeader";
    static final String PAYLOAD_LENGTH = "payloadLength";
    static final String TRAFFIC_CLASS = "trafficClass";
    static final String DSCP = "dscp";
    static final String ECN = "ecn";
    static final String ENCAPSULATION_LIMIT = "encapsulationLimit";
    static final String FLOW = "flow";
    static final String INNER = "inner";
    static final String REJOINS = "rejoins";
    static final String IDENTIFICATION = "identification";
    static final String DATAGRAM = "datagram";
    static final String SOURCE_PORT = "sourcePort";
    static final String DISTINCT_PORT = "distinctPort";
    static final String TTL = "ttl";
    static final String TOS = "tos";
    static final String CHECKSUMS = "checksums";
    static final String SIZE = "size";
    static final String ICMP = "icmp";

    /** All names, in the order in which they are compared. */
    static final List<String> NAMES = List.of(
            SIDE,
            OUTER_DESTINATION_PREFIX,
            INTERFACE_ID,
            OUTER_DESTINATION,
            OUTER_SOURCE,
            NEXT_HEADER,
            PAYLOAD_LENGTH,
            TRAFFIC_CLASS,
            DSCP,
            ECN,
            ENCAPSULATION_LIMIT,
            FLOW,
            ICMP,
            INNER,
            REJOINS,
            IDENTIFICATION,
            DATAGRAM,
            SOURCE_PORT,
            DISTINCT_PORT,
            TTL,
            TOS,
            CHECKSUMS,
            SIZE);

    private static final List<String> ADDRESSES = List.of(OUTER_SOURCE, OUTER_DESTINATION);

    private final Map<String, Object> values;

    private Facts(Map<String, Object> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Returns that a packet leaves on a side. */
    public static Facts on(Side side) {
        return new Facts(Map.of(SIDE, side.toString()));
    }

    /**
     * Returns facts by their names.
     *
     * @throws IllegalArgumentException for an unknown name
     */
    public static Facts of(Map<String, Object> values) {
        for (String name : values.keySet()) {
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException("fact " + name + " is unknown");
            }
        }
        Map<String, Object> canonical = new LinkedHashMap<>(values);
        ADDRESSES.forEach(name -> canonical.computeIfPresent(name, (key, value) -> IpText.canonical((String) value)));
        return new Facts(canonical);
    }

    /** Returns the facts by their names: texts, {@link Long}s, Booleans, lists and maps of them. */
    public Map<String, Object> values() {
        return values;
    }

    private Facts and(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Facts(more);
    }

    /** Adds the destination of the tunnel header. */
    public Facts outerDestination(byte[] destination) {
        return and(OUTER_DESTINATION, IpText.of(destination));
    }

    /** Adds the source of the tunnel header. */
    public Facts outerSource(byte[] source) {
        return and(OUTER_SOURCE, IpText.of(source));
    }

    /** Adds the leading bits of the destination of the tunnel header. */
    public Facts outerDestinationPrefix(byte[] address, int length) {
        return and(OUTER_DESTINATION_PREFIX, IpText.of(address) + "/" + length);
    }

    /** Adds the last 64 bits of the destination of the tunnel header. */
    public Facts interfaceId(byte[] address) {
        return and(INTERFACE_ID, Bytes.hex(Bytes.part(address, 8, 16)));
    }

    /** Adds the Next Header field of the tunnel header. */
    public Facts nextHeader(int value) {
        return and(NEXT_HEADER, (long) value);
    }

    /** Adds the Payload Length field of the tunnel header. */
    public Facts payloadLength(int octets) {
        return and(PAYLOAD_LENGTH, (long) octets);
    }

    /** Adds the Traffic Class field of the tunnel header. */
    public Facts trafficClass(int value) {
        return and(TRAFFIC_CLASS, (long) value);
    }

    /** Adds the DSCP of the first header, 0 to 63. */
    public Facts dscp(int value) {
        return and(DSCP, (long) value);
    }

    /** Adds the ECN field of the first header, 0 to 3. */
    public Facts ecn(int value) {
        return and(ECN, (long) value);
    }

    /** Adds the value of the Tunnel Encapsulation Limit option. */
    public Facts encapsulationLimit(int value) {
        return and(ENCAPSULATION_LIMIT, (long) value);
    }

    /** Adds the name of the flow, whose packets have one flow label. */
    public Facts flow(String name) {
        return and(FLOW, name);
    }

    /** Adds the name of the datagram that a packet is, or is a fragment of. */
    public Facts datagram(String name) {
        return and(DATAGRAM, name);
    }

    /** Adds the octets of the IPv4 packet; TTL and checksum are not compared. */
    public Facts inner(byte[] ipv4) {
        return and(INNER, Bytes.hex(ipv4));
    }

    /** Adds that several packets leave, which together are this one; TTL and checksum are not compared. */
    public Facts rejoins(byte[] ipv4) {
        return and(REJOINS, Bytes.hex(ipv4));
    }

    /** Returns the facts with another IPv4 packet; the same ones if none is compared. */
    public Facts withInner(UnaryOperator<byte[]> change) {
        return has(INNER) ? inner(change.apply(Bytes.hex(text(INNER)))) : this;
    }

    /** Returns whether they are about a packet on a side. */
    public boolean isOn(Side side) {
        return text(SIDE).equals(side.toString());
    }

    /** Adds that the Identification of the IPv4 packet is a number of a port set (RFC 7597 section 5.1). */
    public Facts identification(int psidOffset, int psidLength, int psid) {
        return and(IDENTIFICATION, List.of((long) psidOffset, (long) psidLength, (long) psid));
    }

    /** Adds that the source port, or the Identifier of an ICMP query, is in a port set (RFC 7597 section 8). */
    public Facts sourcePort(int psidOffset, int psidLength, int psid) {
        return and(SOURCE_PORT, List.of((long) psidOffset, (long) psidLength, (long) psid));
    }

    /** Adds that no other packet of a group has the source port or Identifier. */
    public Facts distinctPort(String group) {
        return and(DISTINCT_PORT, group);
    }

    /** Adds that the TTL is one of a range. */
    public Facts ttl(int min, int max) {
        return and(
                TTL,
                IntStream.rangeClosed(min, max)
                        .mapToObj(ttl -> (Object) (long) ttl)
                        .toList());
    }

    /** Adds that the TOS octet is one of some values. */
    public Facts tos(int... values) {
        return and(
                TOS,
                IntStream.of(values).mapToObj(value -> (Object) (long) value).toList());
    }

    /** Adds that the checksums hold that a router writes. */
    public Facts checksums() {
        return and(CHECKSUMS, true);
    }

    /** Adds the size of the whole packet. */
    public Facts size(int min, int max) {
        return and(SIZE, List.of((long) min, (long) max));
    }

    /** Adds an ICMP message. */
    public Facts icmp(IcmpFacts icmp) {
        return and(ICMP, icmp.values());
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    private Object value(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    String text(String name) {
        return (String) value(name);
    }

    long number(String name) {
        return (long) value(name);
    }

    List<Long> numbers(String name) {
        List<Long> numbers = new ArrayList<>();
        ((List<?>) value(name)).forEach(each -> numbers.add((Long) each));
        return numbers;
    }

    /** The facts about the ICMP message. */
    IcmpFacts icmpFacts() {
        Map<String, Object> icmp = new LinkedHashMap<>();
        ((Map<?, ?>) value(ICMP)).forEach((name, value) -> icmp.put((String) name, value));
        return IcmpFacts.of(icmp);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Facts facts && values.equals(facts.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Returns names and values. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(fact -> fact.getKey() + " " + fact.getValue())
                .collect(Collectors.joining(", "));
    }
}
