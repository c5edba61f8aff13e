package io.softwire46.mape.operate.form;

import io.softwire46.mape.operate.time.EpochTime;
import io.softwire46.mape.operate.time.TimeForm;

/**
 * One object of JSON per line, with members of one of four formats.
 *
 * <p>Immutable.
 */
final class JsonForm implements LineForm {
    private final JsonMembers members;
    private final FieldReader reader;

    private JsonForm(JsonMembers members, FieldReader reader) {
        this.members = members;
        this.reader = reader;
    }

    /** nfdump -o json; some versions write t_first instead of first. Local time, unless a value has an offset. */
    static JsonForm nfdump(FormOptions options) {
        TimeForm time = TimeForm.iso(options.zone());
        return flow(
                new JsonMembers()
                        .add(Role.TIME, "t_first", time)
                        .add(Role.TIME, "first", time)
                        .add(Role.TIME2, "t_last", time)
                        .add(Role.TIME2, "last", time)
                        .add(Role.IP, "src4_addr", time)
                        .add(Role.PORT, "src_port", time)
                        .add(Role.IP2, "dst4_addr", time)
                        .add(Role.PORT2, "dst_port", time)
                        .add(Role.PROTO, "proto", time),
                options);
    }

    /** GoFlow2: times are nanoseconds as numbers or text, or RFC 3339; 0 is what an absent member of a protocol buffer becomes. */
    static JsonForm goflow2(FormOptions options) {
        TimeForm time = EpochTime.NANOS.or(TimeForm.iso(options.zone()));
        return flow(
                new JsonMembers()
                        .addUnlessZero(Role.TIME, "time_flow_start_ns", time)
                        .add(Role.TIME, "time_received_ns", time)
                        .addUnlessZero(Role.TIME2, "time_flow_end_ns", time)
                        .add(Role.IP, "src_addr", time)
                        .add(Role.PORT, "src_port", time)
                        .add(Role.IP2, "dst_addr", time)
                        .add(Role.PORT2, "dst_port", time)
                        .add(Role.PROTO, "proto", time),
                options);
    }

    /** Information elements of IPFIX by name (RFC 7012); of several precisions the finest is used. */
    static JsonForm ipfix(FormOptions options) {
        TimeForm iso = TimeForm.iso(options.zone());
        JsonMembers members = new JsonMembers("iana:", "ipfix.");
        for (EpochTime unit :
                new EpochTime[] {EpochTime.NANOS, EpochTime.MICROS, EpochTime.MILLIS, EpochTime.SECONDS}) {
            String name = unit.ipfixName();
            members.add(Role.TIME, "flowStart" + name, unit.or(iso));
            members.add(Role.TIME2, "flowEnd" + name, unit.or(iso));
        }
        return flow(
                members.add(Role.IP, "sourceIPv4Address", iso)
                        .add(Role.PORT, "sourceTransportPort", iso)
                        .add(Role.IP2, "destinationIPv4Address", iso)
                        .add(Role.PORT2, "destinationTransportPort", iso)
                        .add(Role.PROTO, "protocolIdentifier", iso),
                options);
    }

    /** XARF v4 reports; the reported address is the source. */
    static JsonForm xarf(FormOptions options) {
        TimeForm time = TimeForm.iso(options.zone());
        JsonMembers members = new JsonMembers()
                .add(Role.TIME, "first_seen", time)
                .add(Role.TIME, "timestamp", time)
                .add(Role.TIME2, "last_seen", time)
                .add(Role.IP, "source_identifier", time)
                .add(Role.PORT, "source_port", time)
                .add(Role.PROTO, "protocol", time);
        return form(members, FormOptions.SideChoice.SOURCE, options);
    }

    private static JsonForm flow(JsonMembers members, FormOptions options) {
        return form(members, options.side(), options);
    }

    private static JsonForm form(JsonMembers members, FormOptions.SideChoice side, FormOptions options) {
        return new JsonForm(
                members,
                new FieldReader(members.sources(), members.missingNames(), side, true, true, options.mayOmitTime()));
    }

    /** Refuses an input whose first record is no object, or one without a known member. */
    void checkFirst(byte[] octets, int from, int to) {
        if (from == to || octets[from] != '{') {
            throw new FormException(
                    "has no JSON object in its first line; use one object per line (jq -c), or another" + " --format");
        }
        if (to - from == 1) {
            throw new FormException("has an object over several lines; use one object per line (jq -c .)");
        }
        JsonScanner scanner = new JsonScanner();
        LineQuery query = new LineQuery();
        if (scanner.read(octets, from, to, members, query) && scanner.knownMembers() == 0) {
            throw new FormException("has none of the members " + String.join(", ", members.missingNames())
                    + " in its first record; use another --format");
        }
    }

    @Override
    public LineKind read(byte[] octets, int from, int to, LineQuery query) {
        if (from == to) {
            return LineKind.EMPTY;
        }
        query.clear();
        if (!query.json.read(octets, from, to, members, query)) {
            return LineKind.BAD;
        }
        query.setObject();
        return reader.read(query) ? LineKind.QUERY : LineKind.BAD;
    }

    @Override
    public boolean hasHeader() {
        return false;
    }

    @Override
    public boolean hasTrailer() {
        return false;
    }

    @Override
    public Style style() {
        return Style.JSON_MEMBER;
    }
}
