package io.softwire46.mape.operate;

import io.softwire46.mape.operate.Answer.Candidate;
import io.softwire46.mape.operate.LookupQuery.Endpoint;
import io.softwire46.mape.operate.lookup.AddressText;
import io.softwire46.mape.operate.lookup.Protocols;
import io.softwire46.mape.operate.lookup.RuleTimeline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers one query: looks it up in each version that it queries, and compares what they say.
 *
 * <p>Not thread-safe: use one instance per query.
 */
final class AnswerSearch {
    private final Attribution attribution;
    private final RuleTimeline rules;
    private final LookupQuery query;
    private final VersionTimes.Selection queried;
    private final Set<LookupReason> reasons = EnumSet.noneOf(LookupReason.class);

    private AnswerSearch(Attribution attribution, LookupQuery query) {
        this.attribution = attribution;
        this.query = query;
        rules = attribution.rules();
        queried = attribution.select(query.intervals());
        reasons.addAll(queried.reasons());
        reasons.addAll(query.reasons());
        if (!attribution.isDated()) {
            reasons.add(LookupReason.NO_HISTORY);
        }
    }

    static Answer find(Attribution attribution, LookupQuery query) {
        return new AnswerSearch(attribution, query).answer();
    }

    private Answer answer() {
        if (queried.versions().isEmpty()) {
            return none(LookupResult.NO_VERSION, null);
        }
        List<Endpoint> inRules = query.endpoints().size() == 1
                ? query.endpoints()
                : query.endpoints().stream().filter(this::isInRule).toList();
        return switch (inRules.size()) {
            case 0 -> none(LookupResult.NO_RULE, latest());
            case 1 -> ofOne(inRules.get(0));
            default -> ofBoth(inRules);
        };
    }

    private boolean isInRule(Endpoint endpoint) {
        return queried.versions().stream().anyMatch(version -> rules.contains(endpoint.ipv4(), version));
    }

    private int latest() {
        return queried.versions().get(queried.versions().size() - 1);
    }

    private Answer ofBoth(List<Endpoint> sides) {
        reasons.add(LookupReason.BOTH_SIDES);
        List<Candidate> all = new ArrayList<>();
        sides.forEach(each -> all.addAll(candidates(each, each.side().toString())));
        return ambiguous(all);
    }

    private Answer ofOne(Endpoint endpoint) {
        List<Candidate> all = candidates(endpoint, null);
        if (all.stream().noneMatch(each -> each.prefix() != null)) {
            LookupResult result = outcome(endpoint, latest()).result;
            Answer answer = none(result, latest());
            return result == LookupResult.PORT_REQUIRED
                    ? withSubscribers(answer, rules.subscribers(endpoint.ipv4(), latest()))
                    : answer;
        }
        if (all.stream().map(Candidate::prefix).distinct().count() > 1) {
            return ambiguous(all);
        }
        Candidate last = all.get(all.size() - 1);
        return new Answer(
                all.size() == 1 ? LookupResult.FOUND : LookupResult.FOUND_BOTH,
                last.prefix(),
                last.mapAddress(),
                last.psid(),
                last.rule(),
                last.version(),
                null,
                List.of(),
                LookupReason.join(reasons),
                null,
                null);
    }

    /** Returns what each version queried says, in the order of time, and that a gap has no owner. */
    private List<Candidate> candidates(Endpoint endpoint, @Nullable String side) {
        List<Candidate> all = new ArrayList<>();
        for (int version : queried.versions()) {
            all.add(candidate(endpoint, version, side));
        }
        if (queried.isInGap()) {
            all.add(new Candidate(null, null, null, null, null, LookupResult.NO_VERSION, side));
        }
        return all;
    }

    /** Result of one version, and its line in the table. */
    private record Outcome(LookupResult result, int line) {}

    private Outcome outcome(Endpoint endpoint, int version) {
        int line = rules.find(endpoint.ipv4(), endpoint.port(), version);
        boolean isShared = line >= 0 ? rules.isShared(line) : line != RuleTimeline.NO_RULE;
        if (isShared && !Protocols.hasPorts(query.protocol())) {
            return new Outcome(LookupResult.NO_PORT_PROTOCOL, line);
        }
        return new Outcome(line >= 0 ? LookupResult.FOUND : Attribution.result(line), line);
    }

    private Candidate candidate(Endpoint endpoint, int version, @Nullable String side) {
        Outcome outcome = outcome(endpoint, version);
        String beginning = attribution.beginning(version);
        if (outcome.result != LookupResult.FOUND) {
            return new Candidate(null, null, null, null, beginning, outcome.result, side);
        }
        int line = outcome.line;
        int ipv4 = endpoint.ipv4();
        int port = endpoint.port();
        long high = rules.prefixHigh(line, ipv4, port);
        int psid = rules.psid(line, port);
        return new Candidate(
                AddressText.canonical(high, rules.prefixLow(line, ipv4, port)) + "/" + rules.prefixLength(line),
                AddressText.canonical(high, rules.mapAddressLow(line, ipv4, port)),
                psid < 0 ? null : psid,
                rules.name(line),
                beginning,
                outcome.result,
                side);
    }

    private Answer none(LookupResult result, @Nullable Integer version) {
        return answer(result, version == null ? null : attribution.beginning(version), null, List.of());
    }

    private Answer withSubscribers(Answer answer, int subscribers) {
        return answer(answer.result(), answer.version(), subscribers, List.of());
    }

    private Answer ambiguous(Collection<Candidate> all) {
        return answer(LookupResult.AMBIGUOUS, null, null, List.copyOf(all));
    }

    private Answer answer(
            LookupResult result, @Nullable String version, @Nullable Integer subscribers, List<Candidate> candidates) {
        return new Answer(
                result,
                null,
                null,
                null,
                null,
                version,
                subscribers,
                candidates,
                LookupReason.join(reasons),
                null,
                null);
    }
}
