package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.operate.Answer;
import io.softwire46.mape.operate.LookupQuery;
import io.softwire46.mape.operate.LookupReason;
import io.softwire46.mape.operate.LookupResult;
import io.softwire46.mape.operate.lookup.AddressText;
import io.softwire46.mape.operate.lookup.Protocols;
import io.softwire46.mape.operate.time.TimeForm;
import io.softwire46.mape.operate.time.TimeValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A query on the command line: {@code IPV4[:PORT] [PROTOCOL] [TIME]}.
 *
 * <p>Static methods only.
 */
final class SingleQuery {
    private static final int LABEL_WIDTH = 13;

    private SingleQuery() {}

    /**
     * Parses the words of a query.
     *
     * @param words one to three
     * @param forms the forms of the time, the first of which that accepts it is used
     * @param isDated whether the rules have dates, so that a time is needed
     */
    static LookupQuery parse(List<String> words, List<TimeForm> forms, boolean isDated) {
        String place = words.get(0);
        long ipv4 = AddressText.parseIpv4(place);
        int port = LookupQuery.NO_PORT;
        int colon = place.lastIndexOf(':');
        if (ipv4 == AddressText.MALFORMED && colon > 0) {
            ipv4 = AddressText.parseIpv4(place.substring(0, colon));
            port = port(place, place.substring(colon + 1));
        }
        if (ipv4 == AddressText.MALFORMED) {
            throw new ToolException(
                    JsonText.quote(place)
                            + ": is not IPV4 or IPV4:PORT; use four decimal octets without leading zeros, such as 192.0.2.18:1232");
        }
        int protocol = words.size() > 1 ? Protocols.parse(words.get(1)) : LookupQuery.NO_PROTOCOL;
        String time = words.size() == 3 ? words.get(2) : null;
        if (protocol == Protocols.MALFORMED && words.size() == 2) {
            time = words.get(1);
            protocol = LookupQuery.NO_PROTOCOL;
        }
        if (protocol == Protocols.MALFORMED) {
            throw new ToolException(JsonText.quote(words.get(1)) + ": is not a protocol; use " + Protocols.ACCEPTED);
        }
        if (time == null) {
            if (isDated) {
                throw new ToolException("missing TIME; use a time such as 2026-11-01T10:00:00Z");
            }
            return LookupQuery.of((int) ipv4, port, protocol, 0, 0);
        }
        return timed(new LookupQuery.Endpoint(LookupQuery.Side.SOURCE, (int) ipv4, port), protocol, time, forms);
    }

    private static int port(String place, String text) {
        boolean isNumber = text.matches("0|[1-9][0-9]{0,4}");
        int port = isNumber ? Integer.parseInt(text) : -1;
        if (port < 0 || port > 0xffff) {
            throw new ToolException(
                    JsonText.quote(place) + ": has no port of 0..65535 after the colon; use such as 1232");
        }
        return port;
    }

    private static LookupQuery timed(LookupQuery.Endpoint endpoint, int protocol, String time, List<TimeForm> forms) {
        byte[] octets = time.getBytes(StandardCharsets.UTF_8);
        TimeValue value = new TimeValue();
        String problem = "";
        for (TimeForm form : forms) {
            if (form.read(octets, 0, octets.length, value)) {
                return timed(endpoint, protocol, value);
            }
            problem = value.problem();
        }
        throw new ToolException(JsonText.quote(time) + ": " + problem);
    }

    /** Returns the query of one address and a time, with the reasons of the time. */
    static LookupQuery timed(LookupQuery.Endpoint endpoint, int protocol, TimeValue value) {
        List<LookupQuery.Interval> intervals = new ArrayList<>();
        intervals.add(new LookupQuery.Interval(value.from(), value.until() - 1));
        if (value.isTwice()) {
            intervals.add(new LookupQuery.Interval(value.laterFrom(), value.laterUntil() - 1));
        }
        Set<LookupReason> reasons = EnumSet.noneOf(LookupReason.class);
        if (value.isLeapSecond()) {
            reasons.add(LookupReason.LEAP_SECOND);
        }
        if (value.isPartlyTwice()) {
            reasons.add(LookupReason.LOCAL_TIME_OVERLAP);
        }
        return new LookupQuery(List.of(endpoint), protocol, intervals, reasons);
    }

    /** Returns the answer for people, in lines of at most 100 characters apart from names. */
    static String text(Answer answer) {
        StringBuilder text = new StringBuilder(answer.result().name());
        if (answer.prefix() != null) {
            text.append(' ').append(answer.prefix());
        }
        if (answer.subscribers() != null) {
            text.append(": ").append(answer.subscribers()).append(" subscribers share the address; add the port");
        }
        text.append('\n');
        line(text, "MAP address", answer.mapAddress());
        line(text, "PSID", answer.psid() == null ? null : Integer.toString(answer.psid()));
        line(text, "rule", answer.rule());
        line(text, "version", answer.version());
        for (Answer.Candidate each : answer.candidates()) {
            boolean isGap = each.result() == LookupResult.NO_VERSION;
            String prefix = each.prefix() == null ? "" : " " + each.prefix();
            line(text, "candidate", isGap ? "NO_VERSION, a gap of the history" : each.result() + prefix);
            line(text, "  rule", each.rule());
            line(text, "  version", each.version());
        }
        line(text, "reason", answer.reason().isEmpty() ? null : answer.reason());
        line(text, "subscriber", answer.subscriber());
        line(
                text,
                "leases",
                answer.leaseResult() == null ? null : answer.leaseResult().name());
        if (answer.prefix() != null && answer.leaseResult() == null) {
            text.append("This is a prefix, not a person: --leases names the subscriber with the delegation.\n");
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String label, @Nullable String value) {
        if (value != null) {
            text.append(label)
                    .append(" ".repeat(LABEL_WIDTH - label.length()))
                    .append(value)
                    .append('\n');
        }
    }
}
