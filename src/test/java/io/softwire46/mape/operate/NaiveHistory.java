package io.softwire46.mape.operate;

import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveMap.Text;
import io.softwire46.mape.operate.LookupQuery.Endpoint;
import io.softwire46.mape.operate.LookupQuery.Interval;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The answers to look-ups as the specification words them: it looks at each millisecond of the interval in each version, and finds
 * owners with the model on strings of bits.
 */
final class NaiveHistory {
    private static final Set<Integer> WITH_PORTS = Set.of(1, 6, 17, 33, 132, 136);

    /** Number of a gap among the numbers of versions. */
    private static final int GAP = Integer.MAX_VALUE;

    private final List<RuleVersion> versions;
    private final List<List<NaiveMap.Rule>> rules;
    private final long tolerance;
    private final @Nullable Long grace;

    NaiveHistory(List<RuleVersion> versions, long tolerance, @Nullable Long grace) {
        this.versions = versions;
        this.tolerance = tolerance;
        this.grace = grace;
        rules = versions.stream().map(LookupWorld::naive).toList();
    }

    /** Which versions one version's answer is, as text. */
    private record Said(LookupResult result, String owner, String prefix, int version) {}

    /** The answer as one line of text: result, owner, subscribers, candidates and reasons. */
    String answer(LookupQuery query) {
        Set<Integer> queried = new TreeSet<>();
        Set<String> reasons = new HashSet<>();
        query.reasons().forEach(each -> reasons.add(each.toString()));
        Set<Integer> plain = new TreeSet<>();
        Set<Integer> noGrace = new TreeSet<>();
        Set<Integer> noTolerance = new TreeSet<>();
        for (Interval each : query.intervals()) {
            Set<Integer> own = queried(each, 0, false);
            if (own.size() > 1) {
                reasons.add("interval");
            }
            plain.addAll(own);
            noGrace.addAll(queried(each, tolerance, false));
            noTolerance.addAll(queried(each, 0, true));
            queried.addAll(queried(each, tolerance, true));
        }
        for (int each : queried) {
            boolean graceAlone = noTolerance.contains(each);
            boolean toleranceAlone = noGrace.contains(each);
            if (!plain.contains(each) && !(toleranceAlone && !graceAlone)) {
                reasons.add("grace");
            }
            if (!plain.contains(each) && !(graceAlone && !toleranceAlone)) {
                reasons.add("tolerance");
            }
        }
        if (queried.contains(GAP)) {
            reasons.add("gap");
        }
        if (query.intervals().size() > 1) {
            reasons.add("local-time-overlap");
        }
        List<Integer> versionsOnly =
                queried.stream().filter(each -> each != GAP).toList();
        if (versionsOnly.isEmpty()) {
            return line("NO_VERSION", "", "", List.of(), reasons);
        }
        List<Endpoint> sides = new ArrayList<>(query.endpoints());
        if (sides.size() == 2) {
            sides.removeIf(side -> versionsOnly.stream().noneMatch(version -> isCovered(version, side.ipv4())));
        }
        int latest = versionsOnly.get(versionsOnly.size() - 1);
        if (sides.isEmpty()) {
            return line("NO_RULE", beginning(latest), "", List.of(), reasons);
        }
        if (sides.size() == 2) {
            reasons.add("both-sides");
            List<String> all = new ArrayList<>();
            sides.forEach(side -> said(side, query, queried)
                    .forEach(each -> all.add(side.side().name().toLowerCase(Locale.ROOT) + " " + candidate(each))));
            return line("AMBIGUOUS", "", "", all, reasons);
        }
        List<Said> all = said(sides.get(0), query, queried);
        Said last =
                all.stream().filter(each -> each.version == latest).findFirst().orElseThrow();
        boolean none = all.stream().noneMatch(each -> each.result == LookupResult.FOUND);
        if (none) {
            String subscribers = last.result == LookupResult.PORT_REQUIRED
                    ? "of " + subscribers(latest, sides.get(0).ipv4())
                    : "";
            return line(last.result.name(), beginning(latest), subscribers, List.of(), reasons);
        }
        if (all.stream().map(Said::prefix).distinct().count() > 1) {
            return line(
                    "AMBIGUOUS",
                    "",
                    "",
                    all.stream().map(each -> "null " + candidate(each)).toList(),
                    reasons);
        }
        return line(
                all.size() == 1 ? "FOUND" : "FOUND_BOTH", last.owner + " " + beginning(latest), "", List.of(), reasons);
    }

    private Set<Integer> queried(Interval interval, long wider, boolean withGrace) {
        Set<Integer> found = new TreeSet<>();
        for (long t = interval.firstMillis() - wider; t <= interval.lastMillis() + wider; t++) {
            boolean isCovered = false;
            for (int i = 0; i < versions.size(); i++) {
                RuleVersion each = versions.get(i);
                long from = each.from().toEpochMilli();
                long until =
                        each.until() == null ? Long.MAX_VALUE / 2 : each.until().toEpochMilli();
                long after = !withGrace ? 0 : grace == null ? each.grace().toMillis() : grace;
                isCovered |= from <= t && t < until;
                if (from <= t && t < until + after) {
                    found.add(i);
                }
            }
            if (!isCovered) {
                found.add(GAP);
            }
        }
        return found;
    }

    private boolean isCovered(int version, int ipv4) {
        return NaiveMap.byIpv4(rules.get(version), Text.ipv4(ipv4), -1) != NaiveMap.NO_RULE;
    }

    private List<Said> said(Endpoint side, LookupQuery query, Set<Integer> queried) {
        List<Said> all = new ArrayList<>();
        for (int version : queried) {
            all.add(
                    version == GAP
                            ? new Said(LookupResult.NO_VERSION, "", "", GAP)
                            : said(version, side.ipv4(), side.port(), query.protocol()));
        }
        return all;
    }

    private Said said(int version, int ipv4, int port, int protocol) {
        List<NaiveMap.Rule> own = rules.get(version);
        String address = Text.ipv4(ipv4);
        boolean isShared = own.stream().anyMatch(rule -> rule.isShared() && address.startsWith(rule.ipv4()));
        int place = NaiveMap.byIpv4(own, address, port);
        if (place == NaiveMap.NO_RULE) {
            return new Said(LookupResult.NO_RULE, "", "", version);
        }
        if (isShared && protocol >= 0 && !WITH_PORTS.contains(protocol)) {
            return new Said(LookupResult.NO_PORT_PROTOCOL, "", "", version);
        }
        if (isShared && port < 0) {
            return new Said(LookupResult.PORT_REQUIRED, "", "", version);
        }
        if (place == NaiveMap.UNASSIGNED_PORT) {
            return new Said(LookupResult.UNASSIGNED_PORT, "", "", version);
        }
        NaiveMap.Rule rule = own.get(place);
        NaiveMap.Ce ce = NaiveMap.owner(rule, address, port).orElseThrow();
        String prefix = text(Text.right(rule.ipv6() + ce.ea(), 128)) + "/"
                + (rule.ipv6().length() + rule.ea());
        String psid = isShared ? Integer.toString(Integer.parseInt(ce.psid(), 2)) : "null";
        String owner = prefix + " " + text(ce.mapAddressFromRule()) + " " + psid + " "
                + LookupWorld.name(versions.get(version), place);
        return new Said(LookupResult.FOUND, owner, prefix, version);
    }

    /** The number of CEs of an address: the PSIDs of which a port has an owner. */
    private int subscribers(int version, int ipv4) {
        List<NaiveMap.Rule> own = rules.get(version);
        String address = Text.ipv4(ipv4);
        Set<String> ces = new HashSet<>();
        NaiveMap.ports(own, address).distinct().forEach(port -> {
            int place = NaiveMap.byIpv4(own, address, port);
            if (place >= 0) {
                ces.add(place + " " + NaiveMap.psid(own.get(place), port).orElseThrow());
            }
        });
        return ces.size();
    }

    private String beginning(int version) {
        return versions.get(version).from().toString();
    }

    private String candidate(Said each) {
        String beginning = each.version == GAP ? "null" : beginning(each.version);
        return (each.owner.isEmpty() ? "null null null null" : each.owner) + " " + beginning + " " + each.result;
    }

    private static String line(
            String result, String owner, String subscribers, List<String> candidates, Set<String> reasons) {
        return result + " [" + owner + "] " + subscribers + " " + candidates + " " + new TreeSet<>(reasons);
    }

    /** The same line of an answer of the library; addresses are compared as numbers. */
    static String line(Answer answer) {
        String beginning = answer.version() == null ? "" : normal(answer.version());
        String owner = answer.prefix() == null
                ? beginning
                : full(answer.prefix()) + " " + full(answer.mapAddress()) + " " + answer.psid() + " " + answer.rule()
                        + " " + beginning;
        List<String> candidates = answer.candidates().stream()
                .map(each -> each.side() + " " + full(each.prefix()) + " " + full(each.mapAddress()) + " " + each.psid()
                        + " " + each.rule() + " " + (each.version() == null ? null : normal(each.version())) + " "
                        + each.result())
                .toList();
        Set<String> reasons =
                answer.reason().isEmpty() ? Set.of() : Set.of(answer.reason().split(","));
        return line(
                answer.result().name(),
                owner,
                answer.subscribers() == null ? "" : "of " + answer.subscribers(),
                candidates,
                reasons);
    }

    private static String normal(String time) {
        return Instant.parse(time).toString();
    }

    private static String text(String bits) {
        return String.format(Locale.ROOT, "%032x", new BigInteger(bits, 2));
    }

    private static String full(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        String[] parts = text.split("/");
        try {
            byte[] octets = InetAddress.getByName(parts[0]).getAddress();
            BigInteger number = octets.length == 16 ? new BigInteger(1, octets) : mapped(octets);
            return String.format(Locale.ROOT, "%032x", number) + (parts.length > 1 ? "/" + parts[1] : "");
        } catch (UnknownHostException e) {
            throw new AssertionError(text, e);
        }
    }

    /** Java makes IPv4 addresses of ::ffff:0:0/96. */
    private static BigInteger mapped(byte[] octets) {
        return new BigInteger(1, octets).or(BigInteger.valueOf(0xffff).shiftLeft(32));
    }
}
