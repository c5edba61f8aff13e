package io.softwire46.mape.cli.operate;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.operate.diff.RuleSetDiff;
import io.softwire46.mape.operate.diff.RuleSetDiff.PrefixChange;
import io.softwire46.mape.operate.diff.SubscriberChange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts what changes for the prefixes of a file: one per line, or in the column {@code prefix} of CSV. Empty lines and lines that
 * begin with # are skipped.
 *
 * <p>Not thread-safe: use one instance per file.
 */
final class DiffSubscribers {
    private static final int MAX_CHARACTERS = 1 << 16;
    private static final String COLUMN = "prefix";

    private final RuleSetDiff diff;
    private final String file;
    private final int limit;
    private final Map<SubscriberChange, BigInteger> counts = new EnumMap<>(SubscriberChange.class);
    private final Map<SubscriberChange, List<DiffView.Example>> examples = new EnumMap<>(SubscriberChange.class);
    private final List<String> unserved = new ArrayList<>();
    private long unservedCount;
    private long count;

    /** The place of the prefix in a line of CSV; -1 if a line is a prefix. */
    private int column = -1;

    private DiffSubscribers(RuleSetDiff diff, String file, int limit) {
        this.diff = diff;
        this.file = file;
        this.limit = limit;
        for (SubscriberChange each : SubscriberChange.values()) {
            counts.put(each, BigInteger.ZERO);
            examples.put(each, new ArrayList<>());
        }
    }

    /** Reads a file; its name is for messages. */
    static DiffSubscribers read(RuleSetDiff diff, Reader in, String file, int limit) throws IOException {
        DiffSubscribers subscribers = new DiffSubscribers(diff, file, limit);
        BufferedReader lines = new BufferedReader(in, MAX_CHARACTERS);
        long number = 1;
        boolean isFirst = true;
        for (String line = subscribers.next(lines, number); line != null; line = subscribers.next(lines, ++number)) {
            String text = (number == 1 && line.startsWith("\ufeff") ? line.substring(1) : line).strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                if (!isFirst || !subscribers.isHeader(text)) {
                    subscribers.add(subscribers.prefix(text, number));
                }
                isFirst = false;
            }
        }
        return subscribers;
    }

    private @Nullable String next(BufferedReader in, long number) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        if (c < 0) {
            return null;
        }
        while (c >= 0 && c != '\n') {
            if (line.length() == MAX_CHARACTERS) {
                throw new ToolException(file + ":" + number + ": is longer than " + MAX_CHARACTERS
                        + " characters; write one prefix per line");
            }
            line.append((char) c);
            c = in.read();
        }
        return line.toString();
    }

    private boolean isHeader(String text) {
        column = Arrays.asList(fields(text)).indexOf(COLUMN);
        return column >= 0;
    }

    /** Returns the fields of a line without their quotes; a prefix has no comma and no quote. */
    private static String[] fields(String text) {
        String[] fields = text.split("[,;\t](?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
        for (int i = 0; i < fields.length; i++) {
            String field = fields[i].strip();
            boolean isQuoted = field.length() >= 2 && field.startsWith("\"") && field.endsWith("\"");
            fields[i] = isQuoted ? field.substring(1, field.length() - 1) : field;
        }
        return fields;
    }

    private IPv6Address prefix(String line, long number) {
        String[] fields = column < 0 ? new String[] {line} : fields(line);
        if (column >= fields.length) {
            throw new ToolException(file + ":" + number + ": has no field in the column prefix; correct the line");
        }
        String text = fields[Math.max(0, column)];
        try {
            IPv6Address prefix = Addresses.parseIpv6Prefix(COLUMN, text);
            if (!prefix.getLower()
                    .withoutPrefixLength()
                    .equals(prefix.toPrefixBlock().getLower().withoutPrefixLength())) {
                throw new ToolException(file + ":" + number + ": " + JsonText.shorten(text)
                        + " has bits set beyond its length; clear them");
            }
            return prefix;
        } catch (MapConfigurationException e) {
            throw new ToolException(file + ":" + number + ": " + JsonText.shorten(text)
                    + " is not an IPv6 prefix; use the form 2001:db8:12:3400::/56, or name the column of CSV prefix");
        }
    }

    private void add(IPv6Address prefix) {
        count++;
        PrefixChange found = diff.compare(prefix);
        SubscriberChange change = found.change();
        if (change == null) {
            unservedCount++;
            if (unserved.size() < limit) {
                unserved.add(prefix.toCanonicalString());
            }
            return;
        }
        counts.merge(change, BigInteger.ONE, BigInteger::add);
        List<DiffView.Example> own = Objects.requireNonNull(examples.get(change));
        if (own.size() < limit) {
            own.add(DiffView.example(prefix, found.oldRule(), found.newRule()));
        }
    }

    Map<SubscriberChange, BigInteger> counts() {
        return counts;
    }

    Map<SubscriberChange, List<DiffView.Example>> examples() {
        return examples;
    }

    /** Returns the first prefixes that neither set serves. */
    List<String> unserved() {
        return unserved;
    }

    long unservedCount() {
        return unservedCount;
    }

    long count() {
        return count;
    }
}
