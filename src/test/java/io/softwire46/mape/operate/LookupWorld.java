package io.softwire46.mape.operate;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Limits;
import io.softwire46.mape.conformance.draw.RuleDraw;
import io.softwire46.mape.conformance.draw.RuleSetDraw;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Random histories of few milliseconds, so that a model can look at each of them, and random questions. */
final class LookupWorld {
    private final SplittableRandom random;
    private final List<RuleVersion> versions = new ArrayList<>();

    /** Rules of all versions, from which questions are drawn. */
    private final List<MapRule> all = new ArrayList<>();

    LookupWorld(long seed) {
        random = new SplittableRandom(seed);
        List<MapRule> rules = rules();
        long from = 1000 + random.nextInt(5);
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            long until = from + 1 + random.nextInt(12);
            boolean isOpen = i == count - 1 && random.nextBoolean();
            Duration grace = Duration.ofMillis(random.nextInt(3) == 0 ? 0 : random.nextInt(15));
            List<ConfiguredDomain> domains = domains(rules);
            versions.add(new RuleVersion(
                    Instant.ofEpochMilli(from),
                    isOpen ? null : Instant.ofEpochMilli(until),
                    grace,
                    domains,
                    domains.stream().map(each -> List.<String>of()).toList(),
                    ""));
            all.addAll(rules);
            from = until + (random.nextInt(3) == 0 ? random.nextInt(4) : 0);
            rules = changed(rules);
        }
    }

    SplittableRandom random() {
        return random;
    }

    List<RuleVersion> versions() {
        return versions;
    }

    /** Domains of the first version. */
    List<ConfiguredDomain> domains() {
        return versions.get(0).domains();
    }

    private List<MapRule> rules() {
        Choices choices = Choices.of(random.nextLong());
        return random.nextBoolean() ? crowded(choices) : new RuleSetDraw(new RuleDraw(choices, Limits.ALL)).rules();
    }

    /** Some rules replaced, removed, or in another order; or the same. */
    private List<MapRule> changed(List<MapRule> rules) {
        List<MapRule> next = new ArrayList<>(rules);
        switch (random.nextInt(6)) {
            case 0 -> next = rules();
            case 1 -> {
                if (next.size() > 1) {
                    next.remove(random.nextInt(next.size()));
                }
            }
            case 2 -> {
                MapRule moved = next.remove(random.nextInt(next.size()));
                next.add(random.nextInt(next.size() + 1), moved);
            }
            case 3, 4 -> {
                int at = random.nextInt(next.size());
                MapRule old = next.get(at);
                IPv6Address elsewhere = new IPv6Address(old.ipv6High() ^ 1L << 55, old.ipv6Low(), old.ipv6Length())
                        .toPrefixBlock(old.ipv6Length());
                next.set(at, built(old, elsewhere));
            }
            default -> {}
        }
        return isValid(next) ? next : rules;
    }

    private static MapRule built(MapRule old, IPv6Address prefix) {
        try {
            return old.toBuilder().ipv6Prefix(prefix).build();
        } catch (MapConfigurationException e) {
            return old;
        }
    }

    private static boolean isValid(List<MapRule> rules) {
        return RuleSet.validate(rules).stream().noneMatch(Finding::isError);
    }

    /** One domain, or two of which the second may have the other format. */
    private List<ConfiguredDomain> domains(List<MapRule> rules) {
        if (rules.size() < 2 || random.nextInt(3) > 0) {
            return List.of(domain("one", rules));
        }
        int cut = 1 + random.nextInt(rules.size() - 1);
        return List.of(domain("left", rules.subList(0, cut)), domain("right", rules.subList(cut, rules.size())));
    }

    static ConfiguredDomain domain(String name, List<MapRule> rules) {
        return new ConfiguredDomain(
                MapDomain.of(name, RuleSet.of(rules), List.of(), false), ForwardingOptions.defaults());
    }

    /** Rules whose IPv4 prefixes lie on top of each other, at the ends of the address space too. */
    private static List<MapRule> crowded(Choices choices) {
        int k = choices.nextInt(4) == 0
                ? 0
                : choices.nextInt(3) == 0 ? 16 - choices.nextInt(3) : 1 + choices.nextInt(4);
        int a = choices.nextInt(Math.min(15, 16 - k) + 1);
        InterfaceIdFormat format = choices.pick(InterfaceIdFormat.values());
        List<MapRule> rules = new ArrayList<>();
        while (rules.isEmpty() || choices.nextInt(12) > 0) {
            MapRule candidate = candidate(choices, k, a, format, rules.size());
            rules.add(candidate);
            if (!isValid(rules)) {
                rules.remove(candidate);
            }
        }
        return rules;
    }

    private static MapRule candidate(Choices choices, int k, int a, InterfaceIdFormat format, int number) {
        int[] ends = {0, 1, -1, -2, 1 << 31, 0x7fffffff, 0xc0000212, 0xc0000213};
        int r = choices.nextInt(3) == 0 ? 32 : choices.nextInt(12) == 0 ? 0 : 24 + choices.nextInt(9);
        int ipv4 = ends[choices.nextInt(ends.length)];
        boolean embedded = choices.nextInt(3) == 0;
        int o = k > 0 ? 32 - r + (embedded ? k : 0) : Math.max(r == 0 ? 1 : 0, choices.nextInt(32 - r + 1));
        int n = Math.min(128 - o, 16 + choices.nextInt(65));
        MapRule.Builder builder = MapRule.builder()
                .ipv6Prefix(new IPv6Address(0x2001L << 48 | (long) number << 40 | (choices.nextLong() >>> 32), 0)
                        .toPrefixBlock(n))
                .ipv4Prefix(new IPv4Address(ipv4).toPrefixBlock(r))
                .eaLength(o)
                .format(format);
        if (k > 0) {
            builder.psidOffset(a).psidLength(k).psid(embedded ? null : choices.nextInt(Math.min(1 << k, 16)));
        }
        return builder.build();
    }

    /** The address of a rule, or one just outside of it, or any. */
    int ipv4() {
        MapRule rule = rule();
        int hosts = rule.ipv4Length() == 0 ? -1 : (1 << (32 - rule.ipv4Length())) - 1;
        return switch (random.nextInt(9)) {
            case 0 -> rule.ipv4();
            case 1 -> rule.ipv4() | hosts;
            case 2 -> rule.ipv4() - 1;
            case 3 -> (rule.ipv4() | hosts) + 1;
            case 4 -> random.nextInt();
            default -> rule.ipv4() | (random.nextInt() & hosts);
        };
    }

    private MapRule rule() {
        return all.get(random.nextInt(all.size()));
    }

    /** A port, often one that a 1:1 rule has, or -1. */
    int port() {
        MapRule rule = rule();
        int any = random.nextInt(0x10000);
        if (random.nextInt(6) == 0) {
            return -1;
        }
        if (rule.explicitPsid() < 0 || random.nextBoolean()) {
            return random.nextInt(4) == 0 ? any >>> random.nextInt(16) : any;
        }
        int m = rule.portParameters().contiguousBits();
        int k = rule.portParameters().psidLength();
        return any & ~(((1 << k) - 1) << m) | rule.explicitPsid() << m;
    }

    /** Any of the protocols of the table in RFC 7597 and RFC 7596, others, or -1. */
    int protocol() {
        int[] some = {-1, -1, 6, 17, 1, 33, 132, 136, 47, 50, 51, 0, 255};
        return some[random.nextInt(some.length)];
    }

    /** An instant around the versions. */
    long instant() {
        return 990 + random.nextInt(110);
    }

    /** The rules of a version for the model, in the order of domains. */
    static List<NaiveMap.Rule> naive(RuleVersion version) {
        return version.domains().stream()
                .flatMap(each -> each.domain().rules().rules().stream())
                .map(NaiveMap.Rule::of)
                .toList();
    }

    /** The name of a rule in answers. */
    static @Nullable String name(RuleVersion version, int place) {
        int before = 0;
        for (ConfiguredDomain each : version.domains()) {
            int size = each.domain().rules().rules().size();
            if (place < before + size) {
                return each.domain().name() + "/" + (place - before);
            }
            before += size;
        }
        return null;
    }
}
