package io.softwire46.mape.operate.form;

import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.operate.LookupQuery;
import io.softwire46.mape.operate.LookupReason;
import io.softwire46.mape.operate.time.TimeValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The query of one line, or why the line has none. A form fills it; it is used again for the next line.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class LineQuery {
    /** Fields of the line by role. */
    final FieldSlices fields = new FieldSlices();

    /** The time that was read last, and the end of an interval. */
    final TimeValue time = new TimeValue();

    final TimeValue endTime = new TimeValue();

    final JsonScanner json = new JsonScanner();

    private int sides;
    private int ipv4;
    private int port;
    private LookupQuery.Side side = LookupQuery.Side.SOURCE;
    private int otherIpv4;
    private int otherPort;
    private int protocol;
    private long firstMillis;
    private long lastMillis;
    private boolean isTwice;
    private long laterFirstMillis;
    private long laterLastMillis;
    private final Set<LookupReason> reasons = EnumSet.noneOf(LookupReason.class);
    private boolean isZoneMissing;
    private boolean isObject;
    private String badReason = "";

    /** Creates a query without contents. */
    public LineQuery() {}

    /** Returns 1, or 2 if source and destination are both looked up. */
    public int sides() {
        return sides;
    }

    /** Returns the address to look up; the source if both sides are. */
    public int ipv4() {
        return ipv4;
    }

    /** Returns the port or ICMP Identifier, 0 to 65,535; -1 for none. */
    public int port() {
        return port;
    }

    /** Returns the destination, if both sides are looked up. */
    public int otherIpv4() {
        return otherIpv4;
    }

    /** Returns the port of the destination; -1 for none. */
    public int otherPort() {
        return otherPort;
    }

    /** Returns the protocol number, 0 to 255; -1 for none. */
    public int protocol() {
        return protocol;
    }

    /** Returns the first millisecond of the interval since 1970. */
    public long firstMillis() {
        return firstMillis;
    }

    /** Returns the last millisecond of the interval. */
    public long lastMillis() {
        return lastMillis;
    }

    /** Returns whether the query has one interval and no reason of its own. */
    public boolean isSimple() {
        return !isTwice && reasons.isEmpty();
    }

    /** Returns whether the line was refused because its time has no zone, and none was given. */
    public boolean isZoneMissing() {
        return isZoneMissing;
    }

    /** Returns why the line has no query, as {@code COLUMN: what is wrong and what is accepted}. */
    public String badReason() {
        return badReason;
    }

    /** Returns the query with all its intervals and sides. */
    public LookupQuery toQuery() {
        List<LookupQuery.Endpoint> endpoints = new ArrayList<>(2);
        endpoints.add(new LookupQuery.Endpoint(side, ipv4, port));
        if (sides == 2) {
            endpoints.add(new LookupQuery.Endpoint(LookupQuery.Side.DESTINATION, otherIpv4, otherPort));
        }
        List<LookupQuery.Interval> intervals = new ArrayList<>(2);
        intervals.add(new LookupQuery.Interval(firstMillis, lastMillis));
        if (isTwice) {
            intervals.add(new LookupQuery.Interval(laterFirstMillis, laterLastMillis));
        }
        return new LookupQuery(endpoints, protocol, intervals, reasons);
    }

    /** Returns whether the line is an object of JSON, so that a member can be added to it. */
    public boolean isObject() {
        return isObject;
    }

    /** Refuses a line that was not read. */
    public void refuse(String column, String problem) {
        clear();
        bad(column, problem);
    }

    void setObject() {
        isObject = true;
    }

    void clear() {
        isObject = false;
        fields.clear();
        sides = 0;
        port = LookupQuery.NO_PORT;
        otherPort = LookupQuery.NO_PORT;
        protocol = LookupQuery.NO_PROTOCOL;
        isTwice = false;
        reasons.clear();
        isZoneMissing = false;
        badReason = "";
    }

    void protocol(int number) {
        protocol = number;
    }

    void reason(LookupReason reason) {
        reasons.add(reason);
    }

    /** Adds a side; the second one must be the destination. */
    void endpoint(LookupQuery.Side endpointSide, int address, int portOrNone) {
        if (sides == 0) {
            side = endpointSide;
            ipv4 = address;
            port = portOrNone;
        } else {
            otherIpv4 = address;
            otherPort = portOrNone;
        }
        sides++;
    }

    /** Sets one interval; bounds are half-open. */
    void interval(long from, long until) {
        firstMillis = from;
        lastMillis = until - 1;
    }

    /** Sets the interval that follows if the local time exists twice. */
    void laterInterval(long from, long until) {
        isTwice = true;
        laterFirstMillis = from;
        laterLastMillis = until - 1;
    }

    boolean bad(String column, String problem) {
        badReason = column + ": " + problem;
        return false;
    }

    /** Refuses the value of a field; the message shows it on one line, shortened. */
    boolean bad(String column, byte[] octets, int from, int to, String problem) {
        // A quarter of a kibioctet is more than a message shows.
        String value = new String(octets, from, Math.min(to - from, 256), StandardCharsets.UTF_8);
        return bad(column, JsonText.quote(value) + " " + problem);
    }

    boolean badTime(String column, byte[] octets, int from, int to, TimeValue value) {
        isZoneMissing = value.refusal() == TimeValue.Refusal.NO_ZONE;
        return bad(column, octets, from, to, value.problem());
    }
}
