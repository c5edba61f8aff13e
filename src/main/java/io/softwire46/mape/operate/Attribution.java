package io.softwire46.mape.operate;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.operate.lookup.AddressText;
import io.softwire46.mape.operate.lookup.Protocols;
import io.softwire46.mape.operate.lookup.RuleTimeline;
import io.softwire46.mape.operate.lookup.Times;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the subscriber's IPv6 prefix of an IPv4 address and port at a time, over all versions of the rules.
 *
 * <p>A look-up never guesses: if clocks, leases or gaps of the history allow several answers, the result says so. The methods on
 * numbers ({@code long} handles) answer for one instant exactly and do not allocate; the methods that return an {@link Answer}
 * consider grace and tolerance.
 *
 * <p>Immutable and serializable.
 */
public final class Attribution implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final Duration DEFAULT_TOLERANCE = Duration.ofSeconds(1);

    /** The rules of all versions. */
    private final RuleTimeline rules;

    /** When each version is valid. */
    private final VersionTimes times;

    /** By version, its beginning as text; empty for rules without dates. */
    private final String[] beginnings;

    /** By how much clocks may differ. */
    private final Duration tolerance;

    /** The same in milliseconds. */
    private final long toleranceMillis;

    private Attribution(RuleTimeline rules, VersionTimes times, String[] beginnings, Duration tolerance) {
        this.rules = rules;
        this.times = times;
        this.beginnings = beginnings;
        this.tolerance = tolerance;
        toleranceMillis = tolerance.toMillis();
    }

    /**
     * Returns look-ups over a history, with the grace of each version and a tolerance of one second.
     *
     * @param history the versions
     * @return the look-ups
     */
    public static Attribution of(RuleHistory history) {
        String[] beginnings = history.beginnings().stream().map(Times::text).toArray(String[]::new);
        return new Attribution(history.rules(), history.times(), beginnings, DEFAULT_TOLERANCE);
    }

    /**
     * Returns look-ups over rules that are valid for all time. Answers have the reason {@link LookupReason#NO_HISTORY}.
     *
     * @param domains domains that one BR can serve together
     * @return the look-ups
     * @throws MapConfigurationException if the domains contradict each other
     */
    public static Attribution always(List<ConfiguredDomain> domains) {
        RuleVersion version = RuleVersion.of(Instant.EPOCH, null, domains);
        return always(version);
    }

    /**
     * Returns look-ups over the rules of a version as if they were valid for all time.
     *
     * @param version the rules; its dates are ignored
     * @return the look-ups
     * @throws MapConfigurationException if the domains contradict each other
     */
    public static Attribution always(RuleVersion version) {
        RuleTimeline rules = RuleHistory.of(List.of(version)).rules();
        VersionTimes times = new VersionTimes(new long[] {Long.MIN_VALUE}, new long[] {Long.MAX_VALUE}, new long[1]);
        return new Attribution(rules, times, new String[0], DEFAULT_TOLERANCE);
    }

    /**
     * Returns the same look-ups with another grace for all versions.
     *
     * @param grace how long after the end of a version CEs may still use it; not negative
     * @return the changed look-ups
     */
    public Attribution withGrace(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace " + grace + " is negative; use 0 or more");
        }
        return isDated() ? new Attribution(rules, times.withGrace(grace.toMillis()), beginnings, tolerance) : this;
    }

    /**
     * Returns the same look-ups with another tolerance.
     *
     * @param tolerance by how much clocks may differ: each interval is widened by it on both sides; not negative
     * @return the changed look-ups
     */
    public Attribution withTolerance(Duration tolerance) {
        if (tolerance.isNegative()) {
            throw new IllegalArgumentException("tolerance " + tolerance + " is negative; use 0 or more");
        }
        return new Attribution(rules, times, beginnings, tolerance);
    }

    /**
     * Returns the tolerance.
     *
     * @return one second by default
     */
    public Duration tolerance() {
        return tolerance;
    }

    /**
     * Returns the beginnings of the versions.
     *
     * @return an immutable list in the order of time; empty for rules without dates
     */
    public List<Instant> beginnings() {
        return Stream.of(beginnings).map(Instant::parse).toList();
    }

    /**
     * Returns whether the rules have dates.
     *
     * @return false for rules that are valid for all time
     */
    public boolean isDated() {
        return beginnings.length > 0;
    }

    /**
     * Answers a query.
     *
     * @param query addresses, protocol and time
     * @return the answer
     */
    public Answer find(LookupQuery query) {
        return AnswerSearch.find(this, query);
    }

    /**
     * Answers a query in the types of people and files. Malformed arguments give {@link LookupResult#BAD_LINE}.
     *
     * @param ipv4 dotted quad, or {@code ::ffff:} with a dotted quad
     * @param port port or ICMP Identifier, 0 to 65,535, or null
     * @param protocol number or name such as {@code tcp}, or null if it is unknown: all protocols share one port set
     * @param from first instant, rounded down to a millisecond
     * @param to last instant, which is part of the interval, rounded down to a millisecond
     * @return the answer
     */
    public Answer find(String ipv4, @Nullable Integer port, @Nullable String protocol, Instant from, Instant to) {
        long address = AddressText.parseIpv4(ipv4);
        if (address == AddressText.MALFORMED) {
            return Answer.badLine("ip: " + JsonText.quote(ipv4)
                    + " is not an IPv4 address; use four decimal octets without leading zeros");
        }
        if (port != null && (port < 0 || port > 0xffff)) {
            return Answer.badLine("port: " + port + " is outside 0..65535; use 0 to 65535, or no port");
        }
        int number = protocol == null ? LookupQuery.NO_PROTOCOL : Protocols.parse(protocol);
        if (number == Protocols.MALFORMED) {
            return Answer.badLine("proto: " + JsonText.quote(String.valueOf(protocol)) + " is not a protocol; use "
                    + Protocols.ACCEPTED);
        }
        if (!Times.isInRange(from) || !Times.isInRange(to)) {
            return Answer.badLine("time: is outside the years 1970 to 2199; use a time in these years");
        }
        if (to.isBefore(from)) {
            return Answer.badLine("time: ends before it begins; use an interval with its end after its beginning");
        }
        return find(LookupQuery.of(
                (int) address,
                port == null ? LookupQuery.NO_PORT : port,
                number,
                from.toEpochMilli(),
                to.toEpochMilli()));
    }

    /**
     * Returns the only version that an interval queries, with tolerance and grace, so that a single {@link #find(int, int, long)}
     * answers the query as {@link #find(LookupQuery)} does, without reasons other than {@link LookupReason#NO_HISTORY}.
     *
     * @param firstMillis first millisecond of the interval since 1970, without tolerance
     * @param lastMillis last millisecond of the interval
     * @return index of the version, from 0; -1 if several versions, none, or a gap is queried
     */
    public int onlyVersion(long firstMillis, long lastMillis) {
        return times.only(firstMillis, lastMillis, toleranceMillis);
    }

    /**
     * Finds the owner of an address and port at one instant, without grace and tolerance. Does not allocate.
     *
     * @param ipv4 32 bits in network order
     * @param port 0 to 65,535, or -1 for none
     * @param epochMillis milliseconds since 1970-01-01T00:00:00Z
     * @return a handle for the other methods if 0 or more; else -1 minus the ordinal of a {@link LookupResult}:
     *     {@code NO_VERSION}, {@code NO_RULE}, {@code PORT_REQUIRED} or {@code UNASSIGNED_PORT}
     */
    public long find(int ipv4, int port, long epochMillis) {
        int version = times.at(epochMillis);
        if (version < 0) {
            return noHandle(LookupResult.NO_VERSION);
        }
        int line = rules.find(ipv4, port, version);
        return line >= 0 ? (long) version << 32 | line : noHandle(result(line));
    }

    @SuppressWarnings("EnumOrdinal") // the contract of find
    private static long noHandle(LookupResult result) {
        return -1L - result.ordinal();
    }

    /** Returns what {@link RuleTimeline#find} means by a negative number. */
    static LookupResult result(int none) {
        return switch (none) {
            case RuleTimeline.PORT_REQUIRED -> LookupResult.PORT_REQUIRED;
            case RuleTimeline.UNASSIGNED_PORT -> LookupResult.UNASSIGNED_PORT;
            default -> LookupResult.NO_RULE;
        };
    }

    /**
     * Returns bits 0 to 63 of the prefix of an owner.
     *
     * @param handle from {@link #find(int, int, long)}
     * @param ipv4 the address that was looked up
     * @param port the port that was looked up
     * @return the upper half
     */
    public long prefixHigh(long handle, int ipv4, int port) {
        return rules.prefixHigh((int) handle, ipv4, port);
    }

    /**
     * Returns bits 64 to 127 of the prefix of an owner.
     *
     * @param handle from {@link #find(int, int, long)}
     * @param ipv4 the address that was looked up
     * @param port the port that was looked up
     * @return the lower half
     */
    public long prefixLow(long handle, int ipv4, int port) {
        return rules.prefixLow((int) handle, ipv4, port);
    }

    /**
     * Returns the length of the prefix of an owner: n + o.
     *
     * @param handle from {@link #find(int, int, long)}
     * @return 0 to 128
     */
    public int prefixLength(long handle) {
        return rules.prefixLength((int) handle);
    }

    /**
     * Returns bits 0 to 63 of the MAP address of an owner.
     *
     * @param handle from {@link #find(int, int, long)}
     * @param ipv4 the address that was looked up
     * @param port the port that was looked up
     * @return the upper half
     */
    public long mapAddressHigh(long handle, int ipv4, int port) {
        return rules.prefixHigh((int) handle, ipv4, port);
    }

    /**
     * Returns bits 64 to 127 of the MAP address of an owner.
     *
     * @param handle from {@link #find(int, int, long)}
     * @param ipv4 the address that was looked up
     * @param port the port that was looked up
     * @return the lower half
     */
    public long mapAddressLow(long handle, int ipv4, int port) {
        return rules.mapAddressLow((int) handle, ipv4, port);
    }

    /**
     * Returns the PSID of an owner.
     *
     * @param handle from {@link #find(int, int, long)}
     * @param port the port that was looked up
     * @return 0 to 65,535; -1 if the address is not shared
     */
    public int psid(long handle, int port) {
        return rules.psid((int) handle, port);
    }

    /**
     * Returns whether the address of an owner is shared, so that a protocol without ports has no owner.
     *
     * @param handle from {@link #find(int, int, long)}
     * @return true if k is greater than 0
     */
    public boolean isShared(long handle) {
        return rules.isShared((int) handle);
    }

    /**
     * Returns the name of the rule of an owner.
     *
     * @param handle from {@link #find(int, int, long)}
     * @return name of the domain, a slash, and the name or index of the rule
     */
    public String rule(long handle) {
        return rules.name((int) handle);
    }

    /**
     * Returns the version of an owner.
     *
     * @param handle from {@link #find(int, int, long)}
     * @return beginning of the version, RFC 3339 in UTC; null for rules without dates
     */
    public @Nullable String version(long handle) {
        return beginning((int) (handle >>> 32));
    }

    /** Returns the beginning of a version; null for rules without dates. */
    @Nullable String beginning(int version) {
        return isDated() ? beginnings[version] : null;
    }

    RuleTimeline rules() {
        return rules;
    }

    VersionTimes.Selection select(List<LookupQuery.Interval> intervals) {
        return times.select(intervals, toleranceMillis);
    }

    /** Returns the number of versions. */
    @Override
    public String toString() {
        return "Attribution[versions=" + times.count() + ", rules=" + rules.lineCount() + ", tolerance=" + tolerance
                + "]";
    }
}
