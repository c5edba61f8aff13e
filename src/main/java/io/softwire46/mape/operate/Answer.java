package io.softwire46.mape.operate;

import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.operate.lookup.AddressText;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answer to a look-up. Fields that are not known are null.
 *
 * <p>Immutable.
 *
 * @param result outcome; the other fields are about the only or the latest version queried
 * @param prefix Rule IPv6 prefix with EA bits, such as {@code 2001:db8:12:3400::/56}: what a BR knows; the delegated prefix may be
 *     longer. Null unless the result is {@link LookupResult#FOUND} or {@link LookupResult#FOUND_BOTH}
 * @param mapAddress MAP address of the owner (RFC 7597 sections 5.3 and 6)
 * @param psid PSID of the owner, 0 to 65,535; null if the address is not shared
 * @param rule name of the domain, a slash, and the name or index of the rule
 * @param version beginning of the version; null for rules without dates
 * @param subscribers number of CEs that share the address, if the result is {@link LookupResult#PORT_REQUIRED}
 * @param candidates all answers of an {@link LookupResult#AMBIGUOUS} look-up, else empty
 * @param reason reasons as {@link LookupReason#join} writes them; for {@link LookupResult#BAD_LINE} what is wrong and what is
 *     accepted
 * @param subscriber subscriber with the delegation, if delegations were searched and exactly one fits
 * @param leaseResult whether delegations fit; null if none were searched
 */
public record Answer(
        LookupResult result,
        @Nullable String prefix,
        @Nullable String mapAddress,
        @Nullable Integer psid,
        @Nullable String rule,
        @Nullable String version,
        @Nullable Integer subscribers,
        List<Candidate> candidates,
        String reason,
        @Nullable String subscriber,
        @Nullable LeaseResult leaseResult) {
    /** Number of candidates in {@link #candidateText}. */
    private static final int MAX_CANDIDATES = 8;

    /** How many subscribers have delegations that overlap the prefix and the interval of an answer. */
    public enum LeaseResult {
        /** Exactly one. */
        FOUND,
        /** None. */
        NONE,
        /** More than one, so that none is named. */
        SEVERAL
    }

    /**
     * What one version, instant or side answers.
     *
     * <p>Immutable.
     *
     * @param prefix as in {@link Answer}; null if there is no owner
     * @param mapAddress MAP address of the owner
     * @param psid PSID of the owner
     * @param rule name of domain and rule
     * @param version beginning of the version; null for a gap of the history
     * @param result outcome by itself; {@link LookupResult#NO_VERSION} for a gap of the history
     * @param side {@code source} or {@code destination} if both were queried
     */
    public record Candidate(
            @Nullable String prefix,
            @Nullable String mapAddress,
            @Nullable Integer psid,
            @Nullable String rule,
            @Nullable String version,
            LookupResult result,
            @Nullable String side) {}

    /**
     * Copies the list.
     *
     * @param result outcome
     * @param prefix prefix of the owner
     * @param mapAddress MAP address of the owner
     * @param psid PSID of the owner
     * @param rule name of domain and rule
     * @param version beginning of the version
     * @param subscribers number of CEs that share the address
     * @param candidates answers that differ
     * @param reason reasons
     * @param subscriber subscriber with the delegation
     * @param leaseResult whether delegations fit
     */
    public Answer {
        candidates = List.copyOf(candidates);
    }

    /**
     * Returns the answer to a query that cannot be read.
     *
     * @param reason name of the column, a colon, what is wrong and what is accepted
     * @return an answer with result {@link LookupResult#BAD_LINE}
     */
    public static Answer badLine(String reason) {
        return new Answer(LookupResult.BAD_LINE, null, null, null, null, null, null, List.of(), reason, null, null);
    }

    /**
     * Returns the answer with a subscriber.
     *
     * @param name the subscriber with the delegation; null if there is none, or several have one
     * @param outcome how many subscribers have a delegation
     * @return the changed answer
     */
    public Answer withSubscriber(@Nullable String name, LeaseResult outcome) {
        return new Answer(
                result, prefix, mapAddress, psid, rule, version, subscribers, candidates, reason, name, outcome);
    }

    /**
     * Returns the answer with prefixes as eight groups of four digits, as the SQL look-up writes them.
     *
     * @return the changed answer, such as with {@code 2001:0db8:0012:3400:0000:0000:0000:0000/56}
     */
    public Answer withFullPrefix() {
        List<Candidate> all = candidates.stream()
                .map(each -> new Candidate(
                        full(each.prefix), each.mapAddress, each.psid, each.rule, each.version, each.result, each.side))
                .toList();
        return new Answer(
                result,
                full(prefix),
                mapAddress,
                psid,
                rule,
                version,
                subscribers,
                all,
                reason,
                subscriber,
                leaseResult);
    }

    private static @Nullable String full(@Nullable String prefix) {
        if (prefix == null) {
            return null;
        }
        Addresses.Prefix bits = Addresses.ipv6Prefix("prefix", prefix);
        return AddressText.full(bits.high(), bits.low()) + "/" + bits.length();
    }

    /**
     * Returns the prefixes of the candidates for one column.
     *
     * @return at most 8, joined by {@code |}, then {@code +N} for the number of others; empty text for no owner
     */
    public String candidateText() {
        String first = candidates.stream()
                .limit(MAX_CANDIDATES)
                .map(each -> each.prefix == null ? "" : each.prefix)
                .collect(Collectors.joining("|"));
        int more = candidates.size() - MAX_CANDIDATES;
        return more > 0 ? first + "|+" + more : first;
    }

    /**
     * Returns the answer as a JSON object on one line.
     *
     * @return all fields, with null for those that are not known
     */
    public String toJson() {
        StringBuilder text = new StringBuilder();
        JsonWriter out = JsonWriter.compact(text).beginObject().field("result", result.name());
        owner(out, prefix, mapAddress, psid, rule, version).name("subscribers").plain(subscribers);
        out.name("candidates").beginArray();
        for (Candidate each : candidates) {
            out.beginObject();
            owner(out, each.prefix, each.mapAddress, each.psid, each.rule, each.version)
                    .field("result", each.result.name())
                    .field("side", each.side)
                    .endObject();
        }
        out.endArray()
                .field("reason", reason)
                .field("subscriber", subscriber)
                .field("leaseResult", leaseResult == null ? null : leaseResult.name())
                .endObject();
        return text.toString();
    }

    private static JsonWriter owner(
            JsonWriter out,
            @Nullable String prefix,
            @Nullable String mapAddress,
            @Nullable Integer psid,
            @Nullable String rule,
            @Nullable String version) {
        return out.field("prefix", prefix)
                .field("mapAddress", mapAddress)
                .name("psid")
                .plain(psid)
                .field("rule", rule)
                .field("version", version);
    }
}
