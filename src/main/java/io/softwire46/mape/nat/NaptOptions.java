package io.softwire46.mape.nat;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The options of the NAPT of a CE: a value for every {@link NaptOption}, and the lists of prefixes, ports and forwards.
 *
 * <pre>{@code
 * NaptOptions options = NaptOptions.defaults()
 *         .withInside("192.168.0.0/16")
 *         .with(NaptOption.UDP, 120)
 *         .withForwards(List.of(Forward.of(NaptProtocol.TCP, 6600, "192.168.1.10:443")));
 * }</pre>
 *
 * <p>The methods that change a value accept any, so that a tool can report all findings at once. {@link #validate(CeMapping)}
 * checks the values, and {@link NaptTable} refuses options with an error.
 *
 * <p>Immutable.
 */
public final class NaptOptions {
    /** Maximum number of entries of {@link #inside}, {@link #reserved} and {@link #udpOverlappingPorts}. */
    public static final int MAX_ENTRIES = 64;

    private static final NaptOptions DEFAULTS = new NaptOptions();

    /** Values, indexed by {@link NaptOption#index}, each of its option's type; never written after construction. */
    private final Object[] values;

    private final List<Ipv4Prefix> inside;
    private final List<Integer> udpOverlappingPorts;
    private final List<Reserved> reserved;
    private final OptionalInt dmzHost;
    private final SortedMap<Integer, Integer> udpPortSeconds;
    private final List<Forward> forwards;

    private NaptOptions() {
        values = NaptOption.all().stream().map(NaptOption::defaultValue).toArray();
        // RFC 1918 section 3
        inside = List.of(
                Ipv4Prefix.parse("10.0.0.0/8"), Ipv4Prefix.parse("172.16.0.0/12"), Ipv4Prefix.parse("192.168.0.0/16"));
        udpOverlappingPorts = List.of(53, 123, 443, 853);
        reserved = List.of();
        dmzHost = OptionalInt.empty();
        udpPortSeconds = sorted(Map.of(53, 10, 123, 10));
        forwards = List.of();
    }

    private NaptOptions(Change change) {
        values = change.values;
        inside = change.inside;
        udpOverlappingPorts = change.udpOverlappingPorts;
        reserved = change.reserved;
        dmzHost = change.dmzHost;
        udpPortSeconds = change.udpPortSeconds;
        forwards = change.forwards;
    }

    /** The fields of an instance while one of them changes. */
    private static final class Change {
        private final Object[] values;
        private List<Ipv4Prefix> inside;
        private List<Integer> udpOverlappingPorts;
        private List<Reserved> reserved;
        private OptionalInt dmzHost;
        private SortedMap<Integer, Integer> udpPortSeconds;
        private List<Forward> forwards;

        Change(NaptOptions from) {
            values = from.values.clone();
            inside = from.inside;
            udpOverlappingPorts = from.udpOverlappingPorts;
            reserved = from.reserved;
            dmzHost = from.dmzHost;
            udpPortSeconds = from.udpPortSeconds;
            forwards = from.forwards;
        }
    }

    private static SortedMap<Integer, Integer> sorted(Map<Integer, Integer> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    /**
     * Returns the default value of every option.
     *
     * @return options that are valid for every CE with one address and at least one port above 1023
     */
    public static NaptOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns the value of an option.
     *
     * @param option the option
     * @param <T> its type
     * @return the value
     */
    @SuppressWarnings("unchecked") // with() stores only what the option's type allows
    public <T> T get(NaptOption<T> option) {
        return (T) values[option.index()];
    }

    /**
     * Returns these options with one value changed.
     *
     * @param option the option
     * @param value any value of its type; {@link #validate(CeMapping)} checks it
     * @param <T> its type
     * @return the changed options
     */
    public <T> NaptOptions with(NaptOption<T> option, T value) {
        Change change = new Change(this);
        change.values[option.index()] = Objects.requireNonNull(value, "value");
        return new NaptOptions(change);
    }

    /**
     * Returns these options with a value for an option that may be absent.
     *
     * @param option the option
     * @param value any value; {@link #validate(CeMapping)} checks it
     * @return the changed options
     */
    public NaptOptions with(NaptOption<OptionalInt> option, int value) {
        return with(option, OptionalInt.of(value));
    }

    /**
     * Returns these options with one value changed to a plain value of a configuration file.
     *
     * @param option the option
     * @param plain a {@link String}, {@link Boolean}, {@link Integer}, {@link Long}, {@link Double} or null
     * @param <T> its type
     * @return the changed options
     * @throws MapConfigurationException if the value is not allowed, with one finding
     */
    public <T> NaptOptions withPlain(NaptOption<T> option, @Nullable Object plain) {
        return with(option, option.read(plain));
    }

    /**
     * Returns the value of an option as a configuration file contains it.
     *
     * @param option the option
     * @param <T> its type
     * @return a {@link String}, {@link Boolean}, {@link Integer} or null
     */
    public <T> @Nullable Object plain(NaptOption<T> option) {
        return option.write(get(option));
    }

    /**
     * Returns these options with other inside prefixes.
     *
     * @param prefixes 1 to 64, such as {@code 192.168.0.0/16}
     * @return the changed options
     * @throws MapConfigurationException with finding NAPT01 if a text is not a prefix
     */
    public NaptOptions withInside(String... prefixes) {
        List<Ipv4Prefix> parsed = new ArrayList<>();
        for (int i = 0; i < prefixes.length; i++) {
            parsed.add(insidePrefix(i, prefixes[i]));
        }
        return withInside(parsed);
    }

    /**
     * Parses an inside prefix.
     *
     * @param index of the prefix in the list, for the path of the error
     * @param text such as {@code 192.168.0.0/16}
     * @return the prefix
     * @throws MapConfigurationException with finding NAPT01 if the text is anything else
     */
    public static Ipv4Prefix insidePrefix(int index, String text) {
        try {
            return Ipv4Prefix.parse(text);
        } catch (MapConfigurationException e) {
            Finding first = e.first();
            throw new MapConfigurationException(List.of(NaptChecks.inside(index, first.value(), first.message())));
        }
    }

    /**
     * Returns these options with other inside prefixes.
     *
     * @param prefixes 1 to 64
     * @return the changed options
     */
    public NaptOptions withInside(List<Ipv4Prefix> prefixes) {
        Change change = new Change(this);
        change.inside = List.copyOf(prefixes);
        return new NaptOptions(change);
    }

    /**
     * Returns these options with other UDP ports of remote endpoints toward which external ports are shared.
     *
     * @param ports up to 64, each 1 to 65535
     * @return the changed options
     */
    public NaptOptions withUdpOverlappingPorts(Collection<Integer> ports) {
        Change change = new Change(this);
        change.udpOverlappingPorts = List.copyOf(ports);
        return new NaptOptions(change);
    }

    /**
     * Returns these options with other reserved ports.
     *
     * @param ranges up to 64; ports outside the port set have no effect
     * @return the changed options
     */
    public NaptOptions withReserved(List<Reserved> ranges) {
        Change change = new Change(this);
        change.reserved = List.copyOf(ranges);
        return new NaptOptions(change);
    }

    /**
     * Returns these options with a host that receives what has no session.
     *
     * @param address 32 bits in network order; empty for none
     * @return the changed options
     */
    public NaptOptions withDmzHost(OptionalInt address) {
        Change change = new Change(this);
        change.dmzHost = Objects.requireNonNull(address, "address");
        return new NaptOptions(change);
    }

    /**
     * Returns these options with other idle times of UDP sessions toward certain ports.
     *
     * @param seconds by remote port, 1 to 1023; each 1 to 604800, at least 120 for port 443
     * @return the changed options
     */
    public NaptOptions withUdpPortSeconds(Map<Integer, Integer> seconds) {
        Change change = new Change(this);
        change.udpPortSeconds = sorted(seconds);
        return new NaptOptions(change);
    }

    /**
     * Returns these options with other forwards.
     *
     * @param all at most {@link #maxForwards}
     * @return the changed options
     */
    public NaptOptions withForwards(List<Forward> all) {
        Change change = new Change(this);
        change.forwards = List.copyOf(all);
        return new NaptOptions(change);
    }

    /**
     * Checks the options without a CE: ranges, NAPT01 except for the CE's own address, NAPT03, NAPT05, NAPT07 except for
     * a shared address, and NAPT09. Paths begin at the options.
     *
     * @param rules the rules of the domain; NAPT09 is reported if one of them shares addresses
     * @return errors and warnings
     */
    public List<Finding> validate(Collection<MapRule> rules) {
        return NaptChecks.withoutCe(this, rules.stream().anyMatch(MapRule::isShared));
    }

    /**
     * Checks the options for a CE. Paths begin at the options.
     *
     * @param ceMapping the CE's address and ports
     * @return errors, warnings and notes
     */
    public List<Finding> validate(CeMapping ceMapping) {
        return NaptChecks.forCe(this, ceMapping);
    }

    /** {@return prefixes of the inside hosts; by default those of RFC 1918} */
    public List<Ipv4Prefix> inside() {
        return inside;
    }

    /**
     * Returns whether an address is inside.
     *
     * @param address 32 bits in network order
     * @return true if an inside prefix contains it
     */
    public boolean isInside(int address) {
        return inside.stream().anyMatch(prefix -> prefix.contains(address));
    }

    /** {@return UDP ports of remote endpoints toward which external ports are shared, in the order given} */
    public List<Integer> udpOverlappingPorts() {
        return udpOverlappingPorts;
    }

    /** {@return ports that no mapping uses, in the order given} */
    public List<Reserved> reserved() {
        return reserved;
    }

    /** {@return host that receives what has no session, 32 bits in network order; empty for none} */
    public OptionalInt dmzHost() {
        return dmzHost;
    }

    /** {@return idle times of UDP sessions in seconds, by remote port} */
    public SortedMap<Integer, Integer> udpPortSeconds() {
        return udpPortSeconds;
    }

    /** {@return static forwards, in the order given} */
    public List<Forward> forwards() {
        return forwards;
    }

    /** {@return the value of {@link NaptOption#STRICT_4787}} */
    public boolean strict4787() {
        return get(NaptOption.STRICT_4787);
    }

    /** {@return the value of {@link NaptOption#TCP_MAPPING}} */
    public MappingBehavior tcpMapping() {
        return get(NaptOption.TCP_MAPPING);
    }

    /** {@return the value of {@link NaptOption#UDP_MAPPING}} */
    public MappingBehavior udpMapping() {
        return get(NaptOption.UDP_MAPPING);
    }

    /** {@return the value of {@link NaptOption#MIN_EXCLUSIVE_PORTS}} */
    public OptionalInt minExclusivePorts() {
        return get(NaptOption.MIN_EXCLUSIVE_PORTS);
    }

    /** {@return the value of {@link NaptOption#MIN_OVERLAPPING_PORTS}} */
    public OptionalInt minOverlappingPorts() {
        return get(NaptOption.MIN_OVERLAPPING_PORTS);
    }

    /** {@return the value of {@link NaptOption#PRESERVE_PORT}} */
    public boolean preservePort() {
        return get(NaptOption.PRESERVE_PORT);
    }

    /** {@return the value of {@link NaptOption#PRESERVE_PARITY}} */
    public boolean preserveParity() {
        return get(NaptOption.PRESERVE_PARITY);
    }

    /** {@return the value of {@link NaptOption#PORT_HOLD_SECONDS}} */
    public int portHoldSeconds() {
        return get(NaptOption.PORT_HOLD_SECONDS);
    }

    /** {@return the value of {@link NaptOption#LOW_PORTS}} */
    public boolean lowPorts() {
        return get(NaptOption.LOW_PORTS);
    }

    /** {@return the value of {@link NaptOption#TCP_FILTERING}} */
    public FilteringBehavior tcpFiltering() {
        return get(NaptOption.TCP_FILTERING);
    }

    /** {@return the value of {@link NaptOption#UDP_FILTERING}} */
    public FilteringBehavior udpFiltering() {
        return get(NaptOption.UDP_FILTERING);
    }

    /** {@return the value of {@link NaptOption#INBOUND_REFRESH}} */
    public boolean inboundRefresh() {
        return get(NaptOption.INBOUND_REFRESH);
    }

    /** {@return the value of {@link NaptOption#TCP_NO_SESSION}} */
    public TcpNoSession tcpNoSession() {
        return get(NaptOption.TCP_NO_SESSION);
    }

    /** {@return the value of {@link NaptOption#UNSOLICITED_SYN}} */
    public UnsolicitedSyn unsolicitedSyn() {
        return get(NaptOption.UNSOLICITED_SYN);
    }

    /** {@return the value of {@link NaptOption#RESET_ENDED}} */
    public boolean resetEnded() {
        return get(NaptOption.RESET_ENDED);
    }

    /** {@return the value of {@link NaptOption#NO_PORT_ERROR}} */
    public NoPortError noPortError() {
        return get(NaptOption.NO_PORT_ERROR);
    }

    /** {@return the value of {@link NaptOption#PROTOCOL_ERROR}} */
    public boolean protocolError() {
        return get(NaptOption.PROTOCOL_ERROR);
    }

    /** {@return the value of {@link NaptOption#QUOTE_CHECKSUM}} */
    public QuoteChecksum quoteChecksum() {
        return get(NaptOption.QUOTE_CHECKSUM);
    }

    /** {@return the value of {@link NaptOption#TCP_ESTABLISHED}} */
    public int tcpEstablishedSeconds() {
        return get(NaptOption.TCP_ESTABLISHED);
    }

    /** {@return the value of {@link NaptOption#TCP_OPENING}} */
    public int tcpOpeningSeconds() {
        return get(NaptOption.TCP_OPENING);
    }

    /** {@return the value of {@link NaptOption#TCP_CLOSING}} */
    public int tcpClosingSeconds() {
        return get(NaptOption.TCP_CLOSING);
    }

    /** {@return the value of {@link NaptOption#TCP_TIME_WAIT}} */
    public int tcpTimeWaitSeconds() {
        return get(NaptOption.TCP_TIME_WAIT);
    }

    /** {@return the value of {@link NaptOption#UDP}} */
    public int udpSeconds() {
        return get(NaptOption.UDP);
    }

    /** {@return the value of {@link NaptOption#ICMP}} */
    public int icmpSeconds() {
        return get(NaptOption.ICMP);
    }

    /** {@return the value of {@link NaptOption#MAX_SESSIONS}} */
    public int maxSessions() {
        return get(NaptOption.MAX_SESSIONS);
    }

    /** {@return the value of {@link NaptOption#MAX_SESSIONS_PER_HOST}} */
    public OptionalInt maxSessionsPerHost() {
        return get(NaptOption.MAX_SESSIONS_PER_HOST);
    }

    /** {@return the value of {@link NaptOption#MAX_EXCLUSIVE_PORTS_PER_HOST}} */
    public OptionalInt maxExclusivePortsPerHost() {
        return get(NaptOption.MAX_EXCLUSIVE_PORTS_PER_HOST);
    }

    /** {@return the value of {@link NaptOption#MAX_HOSTS}} */
    public int maxHosts() {
        return get(NaptOption.MAX_HOSTS);
    }

    /** {@return the value of {@link NaptOption#NEW_SESSIONS_PER_SECOND_PER_HOST}} */
    public int newSessionsPerSecondPerHost() {
        return get(NaptOption.NEW_SESSIONS_PER_SECOND_PER_HOST);
    }

    /** {@return the value of {@link NaptOption#MAX_FORWARDS}} */
    public int maxForwards() {
        return get(NaptOption.MAX_FORWARDS);
    }

    /** {@return the value of {@link NaptOption#MAX_FORWARDS_PER_HOST}} */
    public int maxForwardsPerHost() {
        return get(NaptOption.MAX_FORWARDS_PER_HOST);
    }

    /** {@return the value of {@link NaptOption#MAX_HELD_SYNS}} */
    public int maxHeldSyns() {
        return get(NaptOption.MAX_HELD_SYNS);
    }

    /** {@return the value of {@link NaptOption#MAX_EVENTS}} */
    public int maxEvents() {
        return get(NaptOption.MAX_EVENTS);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NaptOptions that
                && Arrays.equals(values, that.values)
                && inside.equals(that.inside)
                && udpOverlappingPorts.equals(that.udpOverlappingPorts)
                && reserved.equals(that.reserved)
                && dmzHost.equals(that.dmzHost)
                && udpPortSeconds.equals(that.udpPortSeconds)
                && forwards.equals(that.forwards);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                Arrays.hashCode(values), inside, udpOverlappingPorts, reserved, dmzHost, udpPortSeconds, forwards);
    }

    /** Returns the options that differ from their defaults. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "NaptOptions[", "]");
        for (NaptOption<?> option : NaptOption.all()) {
            if (!get(option).equals(option.defaultValue())) {
                text.add(option.name() + "=" + plain(option));
            }
        }
        addIfChanged(text, "inside", inside, DEFAULTS.inside);
        addIfChanged(text, "udpOverlappingPorts", udpOverlappingPorts, DEFAULTS.udpOverlappingPorts);
        addIfChanged(text, "reserved", reserved, DEFAULTS.reserved);
        dmzHost.ifPresent(address -> text.add("dmzHost=" + NaptText.address(address)));
        addIfChanged(text, "timers.udpPorts", udpPortSeconds, DEFAULTS.udpPortSeconds);
        addIfChanged(text, "forwards", forwards, DEFAULTS.forwards);
        return text.toString();
    }

    private static void addIfChanged(StringJoiner text, String name, Object value, Object usual) {
        if (!value.equals(usual)) {
            text.add(name + "=" + value);
        }
    }

    /**
     * An IPv4 prefix as configured: bits after the length may be set.
     *
     * <p>Immutable.
     *
     * @param address 32 bits in network order
     * @param length 0 to 32
     */
    public record Ipv4Prefix(int address, int length) {
        /**
         * Refuses a length out of range.
         *
         * @param address 32 bits in network order
         * @param length 0 to 32
         */
        public Ipv4Prefix {
            if (length < 0 || length > 32) {
                throw new IllegalArgumentException("prefix length " + length + " is outside 0..32");
            }
        }

        /**
         * Parses an address and a length.
         *
         * @param text such as {@code 192.168.0.0/16}
         * @return the prefix
         * @throws MapConfigurationException if the text is anything else
         */
        public static Ipv4Prefix parse(String text) {
            return NaptText.prefix(text);
        }

        /** {@return the bits that the length covers} */
        public int mask() {
            return length == 0 ? 0 : -1 << (32 - length);
        }

        /**
         * Returns whether an address is in the prefix.
         *
         * @param other 32 bits in network order
         * @return true if the first bits are equal
         */
        public boolean contains(int other) {
            return ((address ^ other) & mask()) == 0;
        }

        /** Returns whether bits after the length are set. */
        boolean hasHostBits() {
            return (address & ~mask()) != 0;
        }

        /** Returns address and length; {@link #parse} reads them. */
        @Override
        public String toString() {
            return NaptText.address(address) + "/" + length;
        }
    }

    /**
     * Ports that no mapping uses, such as those of the CE's own services.
     *
     * <p>Immutable.
     *
     * @param protocol the protocol; null for all
     * @param first first port, 0 to 65535
     * @param last last port, {@code first} to 65535
     */
    public record Reserved(@Nullable NaptProtocol protocol, int first, int last) {
        /** The name of all protocols in configuration files. */
        public static final String ANY = "any";

        /**
         * Refuses ports out of range.
         *
         * @param protocol the protocol; null for all
         * @param first first port, 0 to 65535
         * @param last last port, {@code first} to 65535
         */
        public Reserved {
            if (first < 0 || last > 0xffff || first > last) {
                throw new IllegalArgumentException("ports " + first + "-" + last + " are not a range in 0..65535");
            }
        }

        /**
         * Parses a port or a range.
         *
         * @param protocol the protocol; null for all
         * @param ports such as {@code 6600} or {@code 6600-6615}
         * @return the reserved ports
         * @throws MapConfigurationException if the text is anything else
         */
        public static Reserved of(@Nullable NaptProtocol protocol, String ports) {
            return NaptText.reserved(protocol, ports);
        }

        /**
         * Returns whether a port is reserved.
         *
         * @param other its protocol
         * @param port 0 to 65535
         * @return true if the range is one of the protocol and contains the port
         */
        public boolean contains(NaptProtocol other, int port) {
            return (protocol == null || protocol == other) && port >= first && port <= last;
        }

        /** {@return port or range as configuration files write it} */
        public String ports() {
            return first == last ? Integer.toString(first) : first + "-" + last;
        }

        /** {@return the protocol as configuration files write it} */
        public String protocolName() {
            return protocol == null ? ANY : protocol.toString();
        }

        /** Returns protocol and ports. */
        @Override
        public String toString() {
            return protocolName() + " " + ports();
        }
    }

    /**
     * A static forward: an inside endpoint that is reachable at an external port.
     *
     * <p>Immutable.
     *
     * @param protocol any except ICMP
     * @param port external port, 1 to 65535
     * @param toAddress inside address, 32 bits in network order
     * @param toPort inside port, 1 to 65535
     * @param remotes prefixes of the remote hosts that may use it, up to 16; empty for all
     */
    public record Forward(NaptProtocol protocol, int port, int toAddress, int toPort, List<Ipv4Prefix> remotes) {
        /** Maximum number of {@code remotes}. */
        public static final int MAX_REMOTES = 16;

        /**
         * Refuses null, ICMP and ports out of range.
         *
         * @param protocol any except ICMP
         * @param port external port, 1 to 65535
         * @param toAddress inside address, 32 bits in network order
         * @param toPort inside port, 1 to 65535
         * @param remotes prefixes of the remote hosts that may use it; empty for all
         */
        public Forward {
            Objects.requireNonNull(protocol, "protocol");
            remotes = List.copyOf(remotes);
            if (protocol == NaptProtocol.ICMP) {
                throw new IllegalArgumentException("icmp has no forwards");
            }
            if (port < 1 || port > 0xffff || toPort < 1 || toPort > 0xffff) {
                throw new IllegalArgumentException("port " + port + " or " + toPort + " is outside 1..65535");
            }
        }

        /**
         * Returns a forward for all remote hosts.
         *
         * @param protocol any except ICMP
         * @param port external port, 1 to 65535
         * @param to inside endpoint, such as {@code 192.168.1.10:443}
         * @return the forward
         * @throws MapConfigurationException if {@code to} is anything else
         */
        public static Forward of(NaptProtocol protocol, int port, String to) {
            long endpoint = NaptText.endpoint(to);
            return new Forward(protocol, port, (int) (endpoint >>> 16), (int) endpoint & 0xffff, List.of());
        }

        /**
         * Returns the forward for some remote hosts.
         *
         * @param prefixes up to 16; empty for all remote hosts
         * @return the changed forward
         */
        public Forward withRemotes(List<Ipv4Prefix> prefixes) {
            return new Forward(protocol, port, toAddress, toPort, prefixes);
        }

        /**
         * Returns whether a remote host may use the forward.
         *
         * @param address 32 bits in network order
         * @return true if a prefix of {@code remotes} contains it, or there is none
         */
        public boolean accepts(int address) {
            return remotes.isEmpty() || remotes.stream().anyMatch(prefix -> prefix.contains(address));
        }

        /** {@return the inside endpoint as configuration files write it} */
        public String to() {
            return NaptText.address(toAddress) + ":" + toPort;
        }

        /** Returns protocol, port, inside endpoint and remote prefixes. */
        @Override
        public String toString() {
            return protocol + " " + port + " to " + to() + (remotes.isEmpty() ? "" : " from " + remotes);
        }
    }

    /**
     * How many internal endpoints use one external port (RFC 4787 section 4.1, RFC 7857 section 3).
     *
     * <p>Immutable.
     */
    public enum MappingBehavior {
        /** One external port may serve several internal endpoints, toward different remote endpoints. */
        OVERLAPPING,

        /** One external port serves one internal endpoint, toward all remote endpoints. */
        EXCLUSIVE;

        /** Returns the name as configuration files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Which remote endpoints may send to an exclusive mapping (RFC 4787 section 5).
     *
     * <p>Immutable.
     */
    public enum FilteringBehavior {
        /** All. */
        ENDPOINT,

        /** All ports of the addresses to which the internal endpoint has sent. */
        ADDRESS,

        /** The endpoints to which the internal endpoint has sent. */
        ADDRESS_AND_PORT;

        /** Returns the name as configuration files write it. */
        @Override
        public String toString() {
            return this == ADDRESS_AND_PORT ? "addressAndPort" : name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Treatment of an outbound TCP packet that has no session and is not a SYN.
     *
     * <p>Immutable.
     */
    public enum TcpNoSession {
        /** It is dropped. */
        DROP,

        /** It is dropped, and the inside host receives a RST. */
        RESET;

        /** Returns the name as configuration files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Treatment of an inbound SYN that no mapping accepts (RFC 5382 section 4.3).
     *
     * <p>Immutable.
     */
    public enum UnsolicitedSyn {
        /** It is dropped. */
        DROP,

        /** It is dropped, and answered with ICMP 3/3 after 6 seconds unless the inside host opens the connection. */
        UNREACHABLE;

        /** Returns the name as configuration files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * ICMP error to an inside host whose session cannot be made (RFC 5508 section 3.1).
     *
     * <p>Immutable.
     */
    public enum NoPortError {
        /** Communication administratively prohibited, 3/13. */
        PROHIBITED,

        /** Host unreachable, 3/1. */
        HOST,

        /** No error. */
        NONE;

        /** Returns the name as configuration files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Treatment of an ICMP error that quotes a packet with a wrong IPv4 checksum (RFC 5508 section 3.2).
     *
     * <p>Immutable.
     */
    public enum QuoteChecksum {
        /** It is translated, and counted. */
        COUNT,

        /** It is dropped. */
        DROP;

        /** Returns the name as configuration files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
