package io.softwire46.mape.operate.lookup;

import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Bits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Delegations of IPv6 prefixes to subscribers over time, in arrays of at most 64 octets for each, apart from long names.
 *
 * <p>Immutable.
 */
public final class Leases {
    /** The maximum number of delegations. */
    public static final int MAX_ROWS = 10_000_000;

    /** Result of {@link #subscriber} if more than one subscriber had a delegation; no subscriber has this name. */
    public static final String SEVERAL = "\n";

    private static final int MAX_LINE = 4096;
    private static final List<String> HEADER = List.of("prefix", "from", "until", "subscriber");

    private final LeaseRows rows;

    /** Rows in the order of prefix, shorter ones first, then beginning. */
    private final int[] order;

    /** By prefix length, whether a delegation has it. */
    private final boolean[] lengths;

    private Leases(LeaseRows rows) {
        this.rows = rows;
        order = rows.sorted();
        lengths = new boolean[129];
        for (int row = 0; row < rows.count(); row++) {
            lengths[rows.length(row)] = true;
        }
    }

    /** An error in a line of the file; the message names the line, the problem and the remedy. */
    public static final class LeaseException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LeaseException(long line, String problem) {
            super("line " + line + ": " + problem);
        }
    }

    /**
     * Reads lines of prefix, from, until and subscriber, with the quotes of RFC 4180. A first line with these names is skipped.
     *
     * @param in text; each period is half-open, with RFC 3339 times; an empty {@code until} is no end
     * @return the delegations
     * @throws IOException if the text cannot be read
     * @throws LeaseException if a line is malformed or there are too many
     */
    public static Leases read(Reader in) throws IOException {
        LeaseRows rows = new LeaseRows();
        BufferedReader lines = new BufferedReader(in, 1 << 16);
        long number = 0;
        String line = line(lines, number + 1);
        while (line != null) {
            number++;
            String text = number == 1 && line.startsWith("\ufeff") ? line.substring(1) : line;
            if (!text.isEmpty()) {
                List<String> fields = fields(text, number);
                if (number != 1 || !fields.equals(HEADER)) {
                    add(rows, fields, number);
                }
            }
            line = line(lines, number + 1);
        }
        return new Leases(rows);
    }

    /** Returns the next line without its end; null at the end of the text. */
    private static @Nullable String line(BufferedReader in, long number) throws IOException {
        StringBuilder line = new StringBuilder(80);
        int c = in.read();
        if (c < 0) {
            return null;
        }
        while (c >= 0 && c != '\n') {
            if (line.length() == MAX_LINE) {
                throw new LeaseException(number, "is longer than " + MAX_LINE + " characters; shorten the subscriber");
            }
            line.append((char) c);
            c = in.read();
        }
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
    }

    private static List<String> fields(String line, long number) {
        List<String> fields = new ArrayList<>(4);
        int at = 0;
        while (true) {
            StringBuilder field = new StringBuilder();
            if (at < line.length() && line.charAt(at) == '"') {
                at = quoted(line, at + 1, field, number);
            } else {
                int end = line.indexOf(',', at);
                int to = end < 0 ? line.length() : end;
                field.append(line, at, to);
                at = to;
            }
            fields.add(field.toString());
            if (at == line.length()) {
                return fields;
            }
            at++;
        }
    }

    /** RFC 4180 section 2: two quotation marks are one. Returns the index after the last quotation mark. */
    private static int quoted(String line, int from, StringBuilder field, long number) {
        int at = from;
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c != '"') {
                field.append(c);
            } else if (at < line.length() && line.charAt(at) == '"') {
                field.append(line.charAt(at++));
            } else if (at == line.length() || line.charAt(at) == ',') {
                return at;
            } else {
                break;
            }
        }
        throw new LeaseException(number, "has quotation marks that do not enclose a field; use those of RFC 4180");
    }

    private static void add(LeaseRows rows, List<String> fields, long number) {
        if (fields.size() != HEADER.size()) {
            throw new LeaseException(number, "has " + fields.size() + " columns; use prefix,from,until,subscriber");
        }
        if (rows.count() == MAX_ROWS) {
            throw new LeaseException(number, "exceeds " + MAX_ROWS + " delegations; divide the file");
        }
        Addresses.Prefix prefix;
        try {
            prefix = Addresses.ipv6Prefix("prefix", fields.get(0));
        } catch (MapConfigurationException e) {
            throw new LeaseException(
                    number, "prefix " + e.first().value() + " " + e.first().message());
        }
        int length = prefix.length();
        if (length > 128
                || (prefix.high() & ~Bits.ipv6MaskHigh(length)) != 0
                || (prefix.low() & ~Bits.ipv6MaskLow(length)) != 0) {
            throw new LeaseException(number, "prefix has bits after its length, or more than 128; correct the length");
        }
        long from = millis(fields.get(1), number, HEADER.get(1));
        long until = fields.get(2).isEmpty() ? Long.MAX_VALUE : millis(fields.get(2), number, HEADER.get(2));
        if (until < from) {
            throw new LeaseException(number, "until is before from; correct one of them");
        }
        String subscriber = fields.get(3);
        if (subscriber.isEmpty()) {
            throw new LeaseException(number, "subscriber is empty; name one");
        }
        if (!rows.add(prefix, from, until, subscriber.getBytes(StandardCharsets.UTF_8))) {
            throw new LeaseException(number, "exceeds the memory for names of subscribers; shorten them");
        }
    }

    private static long millis(String text, long number, String column) {
        return Times.instant(text)
                .map(Instant::toEpochMilli)
                .orElseThrow(() -> new LeaseException(
                        number, column + " is not an RFC 3339 time with offset; use the form 2026-11-01T03:00:00Z"));
    }

    /**
     * Returns the subscriber whose delegations overlap a prefix and an interval.
     *
     * @param high bits 0 to 63 of the prefix
     * @param low bits 64 to 127
     * @param length of the prefix, 0 to 128
     * @param firstMillis first millisecond of the interval
     * @param lastMillis last millisecond of the interval
     * @return its name; null if there is no such delegation; {@link #SEVERAL} if they are of several subscribers
     */
    public @Nullable String subscriber(long high, long low, int length, long firstMillis, long lastMillis) {
        Search search = new Search(firstMillis, lastMillis);
        for (int around = 0; around < length && !search.isSeveral; around++) {
            if (lengths[around]) {
                search.prefix(high & Bits.ipv6MaskHigh(around), low & Bits.ipv6MaskLow(around), around, around);
            }
        }
        search.prefix(high, low, length, 128);
        return search.isSeveral ? SEVERAL : search.row < 0 ? null : rows.subscriber(search.row);
    }

    /** Looks for delegations of one subscriber in an interval. */
    private final class Search {
        private final long firstMillis;
        private final long lastMillis;
        private int row = -1;
        private boolean isSeveral;

        Search(long firstMillis, long lastMillis) {
            this.firstMillis = firstMillis;
            this.lastMillis = lastMillis;
        }

        /** Looks at the delegations in a prefix, whose lengths are from its own to {@code longest}. */
        void prefix(long high, long low, int length, int longest) {
            int at = firstAtLeast(high, low, length);
            while (at < order.length && !isSeveral && isInside(order[at], high, low, length)) {
                int next = order[at++];
                if (rows.length(next) > longest) {
                    return; // rows of a longer prefix follow those of the prefix itself
                }
                if (rows.from(next) <= lastMillis && rows.until(next) > firstMillis) {
                    isSeveral = row >= 0 && !rows.isSameSubscriber(row, next);
                    row = row < 0 ? next : row;
                }
            }
        }

        private boolean isInside(int candidate, long high, long low, int length) {
            return (rows.high(candidate) & Bits.ipv6MaskHigh(length)) == high
                    && (rows.low(candidate) & Bits.ipv6MaskLow(length)) == low;
        }

        private int firstAtLeast(long high, long low, int length) {
            int from = 0;
            int to = order.length;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (rows.comparePrefix(order[middle], high, low, length) < 0) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return from;
        }
    }

    public int count() {
        return rows.count();
    }

    /** Returns the number of delegations. */
    @Override
    public String toString() {
        return "Leases[" + rows.count() + "]";
    }
}
