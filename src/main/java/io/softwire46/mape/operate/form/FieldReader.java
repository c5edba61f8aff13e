package io.softwire46.mape.operate.form;

import io.softwire46.mape.operate.LookupQuery;
import io.softwire46.mape.operate.LookupReason;
import io.softwire46.mape.operate.time.TimeForm;
import io.softwire46.mape.operate.time.TimeValue;
import java.util.List;

/**
 * Makes a query of the fields of a line: address, port and protocol of one or both sides, and the interval. All forms
 * use it, so that a value means the same in each.
 *
 * <p>Immutable.
 */
final class FieldReader {
    /** A column or member, with its name in messages and, if it holds a time, the form of that time. */
    record Source(String name, TimeForm time) {}

    private static final int ICMP = 1;
    private static final int TIME = Role.TIME.index();
    private static final int TIME2 = Role.TIME2.index();
    private static final int IP = Role.IP.index();
    private static final int PORT = Role.PORT.index();
    private static final int IP2 = Role.IP2.index();
    private static final int PORT2 = Role.PORT2.index();
    private static final int PROTO = Role.PROTO.index();

    private final Source[] sources;
    private final String[] missingNames;
    private final FormOptions.SideChoice side;
    private final boolean isFlow;
    private final boolean needsBothSides;
    private final boolean mayOmitTime;

    /**
     * Creates a reader.
     *
     * @param sources columns or members, which {@link FieldSlices#source} counts
     * @param missingNames by role, the name of a field that is missing
     * @param side which address is looked up
     * @param isFlow whether ports of ICMP are type and code
     * @param needsBothSides whether a record without a destination is refused if both sides are looked up
     * @param mayOmitTime whether a record without a time is accepted
     */
    FieldReader(
            List<Source> sources,
            List<String> missingNames,
            FormOptions.SideChoice side,
            boolean isFlow,
            boolean needsBothSides,
            boolean mayOmitTime) {
        this.sources = sources.toArray(Source[]::new);
        this.missingNames = missingNames.toArray(String[]::new);
        this.side = side;
        this.isFlow = isFlow;
        this.needsBothSides = needsBothSides;
        this.mayOmitTime = mayOmitTime;
    }

    /** Reads the fields of a query, and returns whether all are accepted. */
    boolean read(LineQuery query) {
        return readTime(query) && readProtocol(query) && readSides(query);
    }

    private String name(FieldSlices fields, int role) {
        return fields.has(role) ? sources[fields.source(role)].name() : missingNames[role];
    }

    private boolean readTime(LineQuery query) {
        FieldSlices fields = query.fields;
        if (fields.isAbsent(TIME)) {
            if (mayOmitTime) {
                query.interval(0, 1);
                return true;
            }
            return query.bad(name(fields, TIME), "is missing; use a line with a time");
        }
        TimeValue start = query.time;
        if (!readTime(query, TIME, start)) {
            return false;
        }
        if (start.isLeapSecond()) {
            query.reason(LookupReason.LEAP_SECOND);
        }
        if (start.isPartlyTwice()) {
            query.reason(LookupReason.LOCAL_TIME_OVERLAP);
        }
        if (fields.isAbsent(TIME2)) {
            query.interval(start.from(), start.until());
            if (start.isTwice()) {
                query.laterInterval(start.laterFrom(), start.laterUntil());
            }
            return true;
        }
        return readEnd(query, start);
    }

    private boolean readTime(LineQuery query, int role, TimeValue value) {
        FieldSlices fields = query.fields;
        byte[] octets = fields.octets(role);
        int from = fields.from(role);
        int to = fields.to(role);
        Source source = sources[fields.source(role)];
        return source.time().read(octets, from, to, value) || query.badTime(source.name(), octets, from, to, value);
    }

    /**
     * Reads the end of an interval. Bounds that exist twice give the interval from the first possible start to the last
     * possible end, since a flow may last over the change of clocks.
     */
    private boolean readEnd(LineQuery query, TimeValue start) {
        TimeValue end = query.endTime;
        if (!readTime(query, TIME2, end)) {
            return false;
        }
        if (end.isLeapSecond()) {
            query.reason(LookupReason.LEAP_SECOND);
        }
        if (start.isTwice() || end.isTwice() || end.isPartlyTwice()) {
            query.reason(LookupReason.LOCAL_TIME_OVERLAP);
        }
        long until = end.laterUntil();
        if (until <= start.from()) {
            FieldSlices fields = query.fields;
            return query.bad(
                    name(fields, TIME2),
                    fields.octets(TIME2),
                    fields.from(TIME2),
                    fields.to(TIME2),
                    "is before the start; use an end at or after it");
        }
        query.interval(start.from(), until);
        return true;
    }

    private boolean readProtocol(LineQuery query) {
        FieldSlices fields = query.fields;
        if (fields.isAbsent(PROTO)) {
            return true;
        }
        int protocol = ValueText.protocol(fields.octets(PROTO), fields.from(PROTO), fields.to(PROTO));
        if (protocol < 0) {
            return badValue(query, PROTO, ValueText.protocolProblem());
        }
        query.protocol(protocol);
        // NetFlow and IPFIX have type and code of ICMP, some exporters in the destination port, but no Identifier.
        if (protocol == ICMP && isFlow) {
            query.reason(LookupReason.ICMP_WITHOUT_IDENTIFIER);
        }
        return true;
    }

    private boolean readSides(LineQuery query) {
        FieldSlices fields = query.fields;
        boolean isSource = side != FormOptions.SideChoice.DESTINATION;
        boolean isDestination = side != FormOptions.SideChoice.SOURCE;
        if (side == FormOptions.SideChoice.AUTO && !needsBothSides) {
            isDestination = !fields.isAbsent(IP2);
            isSource = !isDestination || !fields.isAbsent(IP);
        }
        return (!isSource || readSide(query, LookupQuery.Side.SOURCE, IP, PORT))
                && (!isDestination || readSide(query, LookupQuery.Side.DESTINATION, IP2, PORT2));
    }

    private boolean readSide(LineQuery query, LookupQuery.Side endpoint, int ip, int portRole) {
        FieldSlices fields = query.fields;
        if (fields.isAbsent(ip)) {
            return query.bad(name(fields, ip), "is missing; use a line with an IPv4 address");
        }
        long address = ValueText.ipv4(fields.octets(ip), fields.from(ip), fields.to(ip));
        if (address < 0) {
            return badValue(query, ip, ValueText.addressProblem(address));
        }
        int port = LookupQuery.NO_PORT;
        if (!fields.isAbsent(portRole) && !(isFlow && query.protocol() == ICMP)) {
            port = ValueText.port(fields.octets(portRole), fields.from(portRole), fields.to(portRole));
            if (port < 0) {
                return badValue(query, portRole, ValueText.portProblem());
            }
        }
        query.endpoint(endpoint, (int) address, port);
        return true;
    }

    private boolean badValue(LineQuery query, int role, String problem) {
        FieldSlices fields = query.fields;
        return query.bad(name(fields, role), fields.octets(role), fields.from(role), fields.to(role), problem);
    }
}
