package io.softwire46.mape.nat;

import static io.softwire46.mape.config.internal.OptionType.FLAG;
import static io.softwire46.mape.config.internal.OptionType.whole;
import static io.softwire46.mape.config.internal.OptionType.wholeOrNull;
import static io.softwire46.mape.config.internal.OptionType.word;

import io.softwire46.mape.config.internal.OptionType;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.nat.NaptOptions.FilteringBehavior;
import io.softwire46.mape.nat.NaptOptions.MappingBehavior;
import io.softwire46.mape.nat.NaptOptions.NoPortError;
import io.softwire46.mape.nat.NaptOptions.QuoteChecksum;
import io.softwire46.mape.nat.NaptOptions.TcpNoSession;
import io.softwire46.mape.nat.NaptOptions.UnsolicitedSyn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * An option of the NAPT with one value: its name in configuration files, its values, its default, and the clause that it comes
 * from. The constants are the only list of these options: reading, writing and validation use it. {@link NaptOptions} has the
 * lists of prefixes, ports and forwards beside them.
 *
 * <p>Immutable.
 *
 * @param <T> the Java type of the values; options that may be absent have {@link OptionalInt}
 */
public final class NaptOption<T> {
    /** Maximum of all timers: one week in seconds. */
    static final int MAX_TIMER_SECONDS = 604_800;

    static final int MIN_TCP_OPENING_SECONDS = 4;

    private static final int NO_TIMER = -1;

    // Must precede the constants, which add themselves to it.
    private static final List<NaptOption<?>> TABLE = new ArrayList<>();

    /** Every mapping is endpoint-independent: no external port serves several internal endpoints, whatever {@code tcpMapping} and {@code udpMapping} are. */
    public static final NaptOption<Boolean> STRICT_4787 = of(
            "strict4787",
            FLAG,
            false,
            "RFC 4787 section 4.1",
            "Every mapping is endpoint-independent: no external port serves several internal endpoints, whatever tcpMapping and udpMapping are.");

    /** Whether TCP sessions toward different remote endpoints may share an external port. */
    public static final NaptOption<MappingBehavior> TCP_MAPPING = of(
            "tcpMapping",
            word(MappingBehavior.class),
            MappingBehavior.OVERLAPPING,
            "RFC 7857 section 3",
            "Whether TCP sessions toward different remote endpoints may share an external port.");

    /** Whether UDP sessions toward different remote endpoints may share an external port. */
    public static final NaptOption<MappingBehavior> UDP_MAPPING = of(
            "udpMapping",
            word(MappingBehavior.class),
            MappingBehavior.EXCLUSIVE,
            "RFC 7857 section 3",
            "Whether UDP sessions toward different remote endpoints may share an external port.");

    /** Ports that only exclusive mappings may take, in a protocol with both classes; null for one fifth of the usable ports. */
    public static final NaptOption<OptionalInt> MIN_EXCLUSIVE_PORTS = of(
            "minExclusivePorts",
            wholeOrNull(0, 65_536, "ports"),
            OptionalInt.empty(),
            "RFC 7857 section 3",
            "Ports that only exclusive mappings may take, in a protocol with both classes; null for one fifth of the usable ports.");

    /** Ports that only overlapping mappings may take, in a protocol with both classes; null for one fifth of the usable ports. */
    public static final NaptOption<OptionalInt> MIN_OVERLAPPING_PORTS = of(
            "minOverlappingPorts",
            wholeOrNull(0, 65_536, "ports"),
            OptionalInt.empty(),
            "RFC 7857 section 3",
            "Ports that only overlapping mappings may take, in a protocol with both classes; null for one fifth of the usable ports.");

    /** A new mapping keeps the internal port if that port is free. */
    public static final NaptOption<Boolean> PRESERVE_PORT = of(
            "preservePort",
            FLAG,
            false,
            "RFC 6056 section 4",
            "A new mapping keeps the internal port if that port is free.");

    /** A new mapping gets an even port for an even internal port and an odd one for an odd one, if one is free. */
    public static final NaptOption<Boolean> PRESERVE_PARITY = of(
            "preserveParity",
            FLAG,
            false,
            "RFC 4787 section 4.2.2",
            "A new mapping gets an even port for an even internal port and an odd one for an odd one, if one is free.");

    /** Time after its release in which an exclusive port is not given to another internal endpoint, unless no other port is free. */
    public static final NaptOption<Integer> PORT_HOLD_SECONDS = of(
            "portHoldSeconds",
            whole(0, 86_400, "seconds"),
            120,
            "RFC 6888 section 3",
            "Time after its release in which an exclusive port is not given to another internal endpoint, unless no other port is free.");

    /** Ports 1 to 1023 of the port set are used for dynamic mappings too. */
    public static final NaptOption<Boolean> LOW_PORTS = of(
            "lowPorts",
            FLAG,
            false,
            "RFC 4787 section 4.2.1",
            "Ports 1 to 1023 of the port set are used for dynamic mappings too.");

    /** Remote endpoints whose TCP packets a mapping accepts. */
    public static final NaptOption<FilteringBehavior> TCP_FILTERING = of(
            "tcpFiltering",
            word(FilteringBehavior.class),
            FilteringBehavior.ADDRESS,
            "RFC 5382 section 4.3",
            "Remote endpoints whose TCP packets a mapping accepts.");

    /** Remote endpoints whose packets a mapping of UDP, UDP-Lite, DCCP or ICMP accepts. */
    public static final NaptOption<FilteringBehavior> UDP_FILTERING = of(
            "udpFiltering",
            word(FilteringBehavior.class),
            FilteringBehavior.ADDRESS,
            "RFC 4787 section 5",
            "Remote endpoints whose packets a mapping of UDP, UDP-Lite, DCCP or ICMP accepts.");

    /** Inbound packets of a session extend its lifetime too. */
    public static final NaptOption<Boolean> INBOUND_REFRESH = of(
            "inboundRefresh",
            FLAG,
            false,
            "RFC 4787 section 4.3",
            "Inbound packets of a session extend its lifetime too.");

    /** Treatment of an outbound TCP packet without session that is not a SYN: dropped, or answered with a RST. */
    public static final NaptOption<TcpNoSession> TCP_NO_SESSION = of(
            "tcpNoSession",
            word(TcpNoSession.class),
            TcpNoSession.DROP,
            "RFC 7857 section 2",
            "Treatment of an outbound TCP packet without session that is not a SYN: dropped, or answered with a RST.");

    /** Treatment of an unsolicited inbound SYN: dropped, or answered with an ICMP error after 6 seconds. */
    public static final NaptOption<UnsolicitedSyn> UNSOLICITED_SYN = of(
            "unsolicitedSyn",
            word(UnsolicitedSyn.class),
            UnsolicitedSyn.DROP,
            "RFC 5382 section 4.3",
            "Treatment of an unsolicited inbound SYN: dropped, or answered with an ICMP error after 6 seconds.");

    /** The inside host receives a RST if its TCP session ends before it was closed. */
    public static final NaptOption<Boolean> RESET_ENDED = of(
            "resetEnded",
            FLAG,
            false,
            "RFC 5382 section 5",
            "The inside host receives a RST if its TCP session ends before it was closed.");

    /** ICMP error to the inside host if no session can be made: 3/13, 3/1 or none. */
    public static final NaptOption<NoPortError> NO_PORT_ERROR = of(
            "noPortError",
            word(NoPortError.class),
            NoPortError.PROHIBITED,
            "RFC 5508 section 3.1",
            "ICMP error to the inside host if no session can be made: 3/13, 3/1 or none.");

    /** An outbound packet of a protocol without ports is answered with ICMP 3/2. */
    public static final NaptOption<Boolean> PROTOCOL_ERROR = of(
            "protocolError",
            FLAG,
            false,
            "RFC 1812 section 5.2.7.1",
            "An outbound packet of a protocol without ports is answered with ICMP 3/2.");

    /** Treatment of an ICMP error that quotes a packet with a wrong IPv4 checksum: translated and counted, or dropped. */
    public static final NaptOption<QuoteChecksum> QUOTE_CHECKSUM = of(
            "quoteChecksum",
            word(QuoteChecksum.class),
            QuoteChecksum.COUNT,
            "RFC 5508 section 3.2",
            "Treatment of an ICMP error that quotes a packet with a wrong IPv4 checksum: translated and counted, or dropped.");

    /** Idle time of an established TCP session. */
    public static final NaptOption<Integer> TCP_ESTABLISHED = timer(
            "timers.tcpEstablished", 7440, 7440, "RFC 5382 section 5", "Idle time of an established TCP session.");

    /** Idle time of a TCP session that is not established. */
    public static final NaptOption<Integer> TCP_OPENING = timer(
            "timers.tcpOpening",
            MIN_TCP_OPENING_SECONDS,
            240,
            "RFC 7857 section 2.1",
            "Idle time of a TCP session that is not established.");

    /** Idle time of a TCP session that is closing, was reset or exceeded its established time. */
    public static final NaptOption<Integer> TCP_CLOSING = timer(
            "timers.tcpClosing",
            240,
            240,
            "RFC 5382 section 5",
            "Idle time of a TCP session that is closing, was reset or exceeded its established time.");

    /** Time that a TCP session is kept after both sides closed it. */
    public static final NaptOption<Integer> TCP_TIME_WAIT = timer(
            "timers.tcpTimeWait",
            0,
            120,
            "RFC 5382 section 5",
            "Time that a TCP session is kept after both sides closed it.");

    /** Idle time of a UDP session. */
    public static final NaptOption<Integer> UDP =
            timer("timers.udp", 120, 300, "RFC 4787 section 4.3", "Idle time of a UDP session.");

    /** Idle time of an ICMP query session. */
    public static final NaptOption<Integer> ICMP =
            timer("timers.icmp", 60, 60, "RFC 5508 section 3.2", "Idle time of an ICMP query session.");

    /** Maximum number of sessions. */
    public static final NaptOption<Integer> MAX_SESSIONS = of(
            "limits.maxSessions",
            whole(64, 16_777_216, "sessions"),
            65_536,
            "RFC 6888 section 3",
            "Maximum number of sessions.");

    /** Maximum number of sessions of one inside host, at most {@code maxSessions}; null for a quarter of it. */
    public static final NaptOption<OptionalInt> MAX_SESSIONS_PER_HOST = of(
            "limits.maxSessionsPerHost",
            wholeOrNull(1, 16_777_216, "sessions"),
            OptionalInt.empty(),
            "RFC 6888 section 3",
            "Maximum number of sessions of one inside host, at most maxSessions; null for a quarter of it.");

    /** Maximum number of exclusive ports of one inside host, per protocol; null for half of the port set. */
    public static final NaptOption<OptionalInt> MAX_EXCLUSIVE_PORTS_PER_HOST = of(
            "limits.maxExclusivePortsPerHost",
            wholeOrNull(1, 65_536, "ports"),
            OptionalInt.empty(),
            "RFC 6888 section 3",
            "Maximum number of exclusive ports of one inside host, per protocol; null for half of the port set.");

    /** Maximum number of inside hosts with sessions. */
    public static final NaptOption<Integer> MAX_HOSTS = of(
            "limits.maxHosts",
            whole(1, 65_536, "hosts"),
            1024,
            "RFC 6888 section 3",
            "Maximum number of inside hosts with sessions.");

    /** Sessions that one inside host may start per second, and at once after a pause. */
    public static final NaptOption<Integer> NEW_SESSIONS_PER_SECOND_PER_HOST = of(
            "limits.newSessionsPerSecondPerHost",
            whole(1, 1_000_000, "sessions"),
            1000,
            "RFC 6888 section 3",
            "Sessions that one inside host may start per second, and at once after a pause.");

    /** Maximum number of forwards, static and requested. */
    public static final NaptOption<Integer> MAX_FORWARDS = of(
            "limits.maxForwards",
            whole(0, 65_536, "forwards"),
            256,
            "RFC 6887 section 11.3",
            "Maximum number of forwards, static and requested.");

    /** Maximum number of forwards to one inside host, at most {@code maxForwards}. */
    public static final NaptOption<Integer> MAX_FORWARDS_PER_HOST = of(
            "limits.maxForwardsPerHost",
            whole(0, 65_536, "forwards"),
            32,
            "RFC 6887 section 11.3",
            "Maximum number of forwards to one inside host, at most maxForwards.");

    /** Unsolicited SYNs that wait for their answer at one time. */
    public static final NaptOption<Integer> MAX_HELD_SYNS = of(
            "limits.maxHeldSyns",
            whole(0, 1024, "SYNs"),
            64,
            "RFC 5382 section 4.3",
            "Unsolicited SYNs that wait for their answer at one time.");

    /** Events that wait to be read; 0 for no events. */
    public static final NaptOption<Integer> MAX_EVENTS = of(
            "limits.maxEvents",
            whole(0, 1_048_576, "events"),
            0,
            "RFC 8158 section 4.2",
            "Events that wait to be read; 0 for no events.");

    private final int index;
    private final String name;
    private final OptionType<T> type;
    private final int minTimerSeconds;
    private final T defaultValue;
    private final String rfc;
    private final String documentation;

    private NaptOption(
            String name, OptionType<T> type, int minTimerSeconds, T defaultValue, String rfc, String documentation) {
        this.index = TABLE.size();
        this.name = name;
        this.type = type;
        this.minTimerSeconds = minTimerSeconds;
        this.defaultValue = defaultValue;
        this.rfc = rfc;
        this.documentation = documentation;
        TABLE.add(this);
    }

    private static <T> NaptOption<T> of(
            String name, OptionType<T> type, T defaultValue, String rfc, String documentation) {
        return new NaptOption<>(name, type, NO_TIMER, defaultValue, rfc, documentation);
    }

    private static NaptOption<Integer> timer(String name, int min, int defaultValue, String rfc, String documentation) {
        OptionType<Integer> type = whole(min, MAX_TIMER_SECONDS, "seconds");
        return new NaptOption<>(name, type, min, defaultValue, rfc, documentation);
    }

    /**
     * Returns every option.
     *
     * @return unmodifiable, in the order in which files list them
     */
    public static List<NaptOption<?>> all() {
        return Collections.unmodifiableList(TABLE);
    }

    /**
     * Returns the option that configuration files know by a name.
     *
     * @param name with the object that contains it, such as {@code timers.udp}
     * @return the option, empty when there is none of that name
     */
    public static Optional<NaptOption<?>> named(String name) {
        for (NaptOption<?> option : TABLE) {
            if (option.name.equals(name)) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    /** Returns where the value is in {@link NaptOptions}. */
    int index() {
        return index;
    }

    /**
     * Returns the name in configuration files.
     *
     * @return such as {@code tcpMapping}, or {@code timers.udp} for a field of an inner object
     */
    public String name() {
        return name;
    }

    /**
     * Returns the values that are allowed, in words.
     *
     * @return such as {@code 120 to 604800 seconds}
     */
    public String values() {
        return type.values();
    }

    /**
     * Returns the value of an absent field.
     *
     * @return an allowed value
     */
    public T defaultValue() {
        return defaultValue;
    }

    /**
     * Returns where the option or its range comes from.
     *
     * @return such as {@code RFC 4787 section 4.3}
     */
    public String rfc() {
        return rfc;
    }

    /**
     * Returns what the option does.
     *
     * @return one or two sentences
     */
    public String documentation() {
        return documentation;
    }

    /**
     * Checks a value by itself.
     *
     * @param value any of the type
     * @return an error that names option, value, range and remedy; empty for an allowed value
     */
    public Optional<Finding> check(T value) {
        return type.remedy(value).map(remedy -> error(id(value), text(value), "is not " + values() + "; " + remedy));
    }

    /** A timer below its minimum violates the clause; any other value out of range is only unusable. */
    private FindingId id(T value) {
        return value instanceof Integer seconds && minTimerSeconds != NO_TIMER && seconds < minTimerSeconds
                ? FindingId.NAPT03
                : FindingId.OPTION;
    }

    /**
     * Returns the option's value for a plain value of a configuration file.
     *
     * @param plain a {@link String}, {@link Boolean}, {@link Integer}, {@link Long}, {@link Double} or null
     * @return an allowed value
     * @throws MapConfigurationException if the value is not allowed, with one finding
     */
    public T read(@Nullable Object plain) {
        Optional<T> value = type.read(plain);
        if (value.isEmpty()) {
            throw new MapConfigurationException(List.of(error(
                    FindingId.SYNTAX,
                    plainText(plain),
                    "is not " + values() + "; use one of these, or omit the field for " + text(defaultValue))));
        }
        Optional<Finding> finding = check(value.get());
        if (finding.isPresent()) {
            // Shows the value as written: it may be out of range for an int.
            throw new MapConfigurationException(List.of(finding.get().withValue(plainText(plain))));
        }
        return value.get();
    }

    /**
     * Returns the reverse of {@link #read}.
     *
     * @param value any of the type
     * @return a {@link String}, {@link Boolean}, {@link Integer} or null
     */
    public @Nullable Object write(T value) {
        return type.write(value);
    }

    /** Returns the value as a finding shows it: strings in quotation marks. */
    String text(T value) {
        return plainText(type.write(value));
    }

    private Finding error(FindingId id, String value, String message) {
        return new Finding(id, Finding.Severity.ERROR, name, value, message, rfc);
    }

    private static String plainText(@Nullable Object plain) {
        return plain instanceof String string ? '"' + string + '"' : String.valueOf(plain);
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return name;
    }
}
