package io.softwire46.mape.operate.batch;

import io.softwire46.mape.operate.Answer;
import io.softwire46.mape.operate.Attribution;
import io.softwire46.mape.operate.LookupReason;
import io.softwire46.mape.operate.form.LineForm;
import io.softwire46.mape.operate.form.LineQuery;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Answers as columns, as a member of the line's object, or as an object of their own. An answer by handle is written
 * without an {@link Answer}, in the same octets.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class AnswerText {
    private static final int KEPT_BITS = 10;
    private static final int KEPT_SHIFT = Integer.SIZE - KEPT_BITS;
    private static final long MIX = 0x9e3779b97f4a7c15L;
    private static final byte[] FOUND_COLUMN = ascii("FOUND");
    private static final byte[] FOUND_MEMBER = ascii("{\"result\":\"FOUND\",\"prefix\":\"");
    private static final byte[] MAP_ADDRESS_MEMBER = ascii("\",\"mapAddress\":\"");
    private static final byte[] PSID_MEMBER = ascii("\",\"psid\":");
    private static final byte[] RULE_MEMBER = ascii(",\"rule\":");
    private static final byte[] VERSION_MEMBER = ascii(",\"version\":");
    private static final byte[] REASON_MEMBER = ascii(",\"subscribers\":null,\"candidates\":[],\"reason\":\"");
    private static final byte[] END_MEMBERS = ascii("\",\"subscriber\":null,\"leaseResult\":null}");
    private static final byte[] NO_HISTORY = ascii(LookupReason.NO_HISTORY.toString());
    private static final byte[] NO_REASON = {};
    private static final byte[] NULL = ascii("null");

    private final OctetBuffer out;
    private final LineForm.Style style;
    private final boolean isFullPrefix;
    private final boolean hasLeases;
    private final byte separator;

    /** By hash of the handle, the rule and the version as they were written last. */
    private final long[] keptHandles = new long[1 << KEPT_BITS];

    private final byte[][] keptTexts = new byte[1 << KEPT_BITS][];

    AnswerText(OctetBuffer out, LineForm.Style style, AnswerOptions options) {
        this.out = out;
        this.style = style;
        isFullPrefix = options.isFullPrefix();
        hasLeases = options.hasLeases();
        separator = (byte) (style == LineForm.Style.TSV ? '\t' : ',');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private boolean hasColumns() {
        return style.isDelimited();
    }

    /** Writes the names of the columns, each after a separator. */
    void header() {
        String names = "result,prefix,mapAddress,psid,rule,version,candidates,reason";
        for (String name : (hasLeases ? names + ",subscriber,leaseResult" : names).split(",", -1)) {
            out.octet(separator).text(name);
        }
    }

    /** Writes an answer: columns, each after a separator, or an object. */
    void write(Answer answer) {
        if (!hasColumns()) {
            out.text(answer.toJson());
            return;
        }
        column(answer.result().name());
        column(answer.prefix());
        column(answer.mapAddress());
        column(answer.psid() == null ? null : Integer.toString(answer.psid()));
        column(answer.rule());
        column(answer.version());
        column(answer.candidateText());
        column(answer.reason());
        if (hasLeases) {
            column(answer.subscriber());
            column(answer.leaseResult() == null ? null : answer.leaseResult().name());
        }
    }

    private void column(@Nullable String text) {
        out.octet(separator);
        if (text == null) {
            return;
        }
        if (style == LineForm.Style.CSV) {
            out.csv(text);
        } else {
            out.tsv(text);
        }
    }

    /** Writes the answer FOUND of a handle; {@code isDestination} chooses the second side of the query. */
    void write(Attribution rules, long handle, LineQuery query, boolean isDestination) {
        int ipv4 = isDestination ? query.otherIpv4() : query.ipv4();
        int port = isDestination ? query.otherPort() : query.port();
        boolean isColumns = hasColumns();
        if (isColumns) {
            out.octet(separator).octets(FOUND_COLUMN).octet(separator);
        } else {
            out.octets(FOUND_MEMBER);
        }
        prefix(rules.prefixHigh(handle, ipv4, port), rules.prefixLow(handle, ipv4, port));
        out.octet('/').number(rules.prefixLength(handle));
        next(isColumns, MAP_ADDRESS_MEMBER);
        out.ipv6(rules.mapAddressHigh(handle, ipv4, port), rules.mapAddressLow(handle, ipv4, port));
        next(isColumns, PSID_MEMBER);
        int psid = rules.psid(handle, port);
        if (psid >= 0) {
            out.number(psid);
        } else if (!isColumns) {
            out.octets(NULL);
        }
        int slot = Long.hashCode(handle * MIX) >>> KEPT_SHIFT;
        if (keptHandles[slot] != handle || keptTexts[slot] == null) {
            keptHandles[slot] = handle;
            keptTexts[slot] = ending(rules.rule(handle), rules.version(handle));
        }
        out.octets(keptTexts[slot]);
    }

    /** Returns what follows the PSID, which is the same for all subscribers of a rule. */
    private byte[] ending(String rule, @Nullable String version) {
        OctetBuffer text = new OctetBuffer(128);
        boolean isColumns = hasColumns();
        byte[] reason = version == null ? NO_HISTORY : NO_REASON;
        if (isColumns) {
            text.octet(separator);
            encode(rule, text);
            text.octet(separator);
            encode(version, text);
            text.octet(separator).octet(separator).octets(reason);
        } else {
            encode(rule, text.octets(RULE_MEMBER));
            encode(version, text.octets(VERSION_MEMBER));
            text.octets(REASON_MEMBER).octets(reason).octets(END_MEMBERS);
        }
        return Arrays.copyOf(text.octets(), text.length());
    }

    private void next(boolean isColumns, byte[] member) {
        if (isColumns) {
            out.octet(separator);
        } else {
            out.octets(member);
        }
    }

    private void prefix(long high, long low) {
        if (isFullPrefix) {
            out.fullIpv6(high, low);
        } else {
            out.ipv6(high, low);
        }
    }

    private void encode(@Nullable String text, OctetBuffer encoded) {
        if (text == null) {
            encoded.octets(hasColumns() ? NO_REASON : NULL);
            return;
        }
        switch (style) {
            case CSV -> encoded.csv(text);
            case TSV -> encoded.tsv(text);
            case JSON_MEMBER, JSON_LINE -> {
                byte[] octets = text.getBytes(StandardCharsets.UTF_8);
                encoded.json(octets, 0, octets.length);
            }
        }
    }
}
