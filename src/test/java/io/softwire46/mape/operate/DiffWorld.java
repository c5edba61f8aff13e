package io.softwire46.mape.operate;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Two small random rule sets that have much in common, so that a model can enumerate their subscribers, addresses and ports. */
final class DiffWorld {
    private static final IPv6Address[] RELAYS = {
        new IPv6Address(0x2001_0db8_ffff_0000L, 1), new IPv6Address(0x2001_0db8_ffff_0000L, 2)
    };

    private final SplittableRandom random;
    private final List<ConfiguredDomain> old;
    private final List<ConfiguredDomain> now;

    DiffWorld(long seed) {
        random = new SplittableRandom(seed);
        List<MapRule> rules = rules();
        List<ConfiguredDomain> before = domains(rules);
        List<MapRule> changed = random.nextInt(6) == 0 ? rules() : changed(rules);
        List<ConfiguredDomain> after = domains(changed);
        SplittableRandom settings = new SplittableRandom(~seed);
        old = settings.nextInt(3) == 0 ? before : withSettings(before, settings);
        now = settings.nextInt(3) == 0 ? after : withSettings(after, settings);
    }

    /** The same mappings with other names, modes, options and uses of rules for forwarding. */
    private static List<ConfiguredDomain> withSettings(List<ConfiguredDomain> domains, SplittableRandom random) {
        List<ConfiguredDomain> all = new ArrayList<>();
        for (ConfiguredDomain each : domains) {
            String suffix = random.nextInt(3) == 0 ? "-renamed" : "";
            List<MapRule> rules = each.domain().rules().rules().stream()
                    .map(rule ->
                            rule.toBuilder().forwarding(random.nextInt(4) > 0).build())
                    .toList();
            boolean isMesh = random.nextInt(4) == 0;
            int mtu = 1500 - 100 * random.nextInt(2);
            all.add(new ConfiguredDomain(
                    MapDomain.of(
                            each.domain().name() + suffix,
                            RuleSet.of(rules),
                            each.domain().borderRelays(),
                            isMesh),
                    each.options().with(ForwardingOption.MTU_V6, mtu)));
        }
        return all;
    }

    List<ConfiguredDomain> old() {
        return old;
    }

    List<ConfiguredDomain> now() {
        return now;
    }

    SplittableRandom random() {
        return random;
    }

    private List<MapRule> rules() {
        InterfaceIdFormat format = random.nextInt(5) == 0 ? InterfaceIdFormat.DRAFT03 : InterfaceIdFormat.RFC7597;
        List<MapRule> rules = new ArrayList<>();
        int wanted = 1 + random.nextInt(5);
        for (int i = 0; i < 40 && rules.size() < wanted; i++) {
            addIfValid(rules, random.nextInt(3) == 0 && !rules.isEmpty() ? neighbour(pick(rules)) : candidate(format));
        }
        return rules;
    }

    private MapRule pick(List<MapRule> rules) {
        return rules.get(random.nextInt(rules.size()));
    }

    private static void addIfValid(List<MapRule> rules, MapRule candidate) {
        rules.add(candidate);
        if (!isValid(rules)) {
            rules.remove(rules.size() - 1);
        }
    }

    private static boolean isValid(List<MapRule> rules) {
        return !rules.isEmpty() && RuleSet.validate(rules).stream().noneMatch(Finding::isError);
    }

    /** Rules in few places, so that prefixes are equal, nested, or beside each other. */
    private MapRule candidate(InterfaceIdFormat format) {
        while (true) {
            int r = random.nextInt(12) == 0 ? 0 : 27 + random.nextInt(6);
            int o = r == 0 ? 1 + random.nextInt(6) : random.nextInt(8);
            int q = Math.max(0, r + o - 32);
            int n = random.nextInt(8) == 0
                    ? 128 - o
                    : random.nextInt(5) == 0 ? 55 + random.nextInt(30) : 44 + random.nextInt(10);
            boolean isKeyed = r + o == 32 && random.nextInt(3) > 0;
            int k = isKeyed ? random.nextInt(5) == 0 ? 16 : 1 + random.nextInt(8) : q;
            MapRule.Builder builder = MapRule.builder()
                    .ipv6Prefix(prefix(
                            0x2001_0db8_0000_0000L
                                    | (long) random.nextInt(4) << 18
                                    | (long) random.nextInt(4) << 10
                                    | random.nextInt(2),
                            random.nextInt(3),
                            n))
                    .ipv4Prefix(new IPv4Address(0xc0000200 | random.nextInt(64)).toPrefixBlock(r))
                    .eaLength(o)
                    .format(format);
            if (k > 0) {
                builder.psidOffset(random.nextInt(Math.min(16 - k, 15) + 1)).psidLength(k);
                builder.psid(isKeyed ? random.nextInt(1 << Math.min(k, 3)) : null);
            }
            if (random.nextInt(6) == 0) {
                builder.borderRelay(RELAYS[random.nextInt(2)]);
            }
            try {
                return builder.build();
            } catch (MapConfigurationException e) {
                // another one
            }
        }
    }

    private static IPv6Address prefix(long high, long low, int length) {
        return new IPv6Address(high, low).toPrefixBlock(length).getLower().setPrefixLength(length, false);
    }

    /** A rule like another one, with one or two differences. */
    private MapRule neighbour(MapRule rule) {
        MapRule changed = rule;
        for (int i = 0; i < 1 + random.nextInt(2); i++) {
            changed = changedOnce(changed);
        }
        return changed;
    }

    private MapRule changedOnce(MapRule rule) {
        MapRule.Builder builder = rule.toBuilder();
        int k = rule.portParameters().psidLength();
        switch (random.nextInt(11)) {
            case 0 -> builder.psidOffset(random.nextInt(16));
            case 1 ->
                builder.ipv4Prefix(
                        new IPv4Address(rule.ipv4() ^ 1 << random.nextInt(6)).toPrefixBlock(rule.ipv4Length()));
            case 2 ->
                builder.ipv6Prefix(
                        prefix(rule.ipv6High() ^ 1L << 10 + random.nextInt(12), rule.ipv6Low(), rule.ipv6Length()));
            case 3 ->
                builder.format(
                        rule.format() == InterfaceIdFormat.RFC7597
                                ? InterfaceIdFormat.DRAFT03
                                : InterfaceIdFormat.RFC7597);
            case 4 -> builder.borderRelay(random.nextBoolean() ? null : RELAYS[random.nextInt(2)]);
            case 5 ->
                builder.eaLength(Math.max(0, rule.eaLength() + random.nextInt(5) - 2))
                        .psidLength(null);
            case 6 ->
                builder.ipv4Prefix(new IPv4Address(rule.ipv4())
                                .toPrefixBlock(Math.min(32, Math.max(0, rule.ipv4Length() + random.nextInt(3) - 1))))
                        .psidLength(null);
            case 7 -> {
                int n = Math.min(128, Math.max(0, rule.ipv6Length() + random.nextInt(5) - 2));
                builder.ipv6Prefix(prefix(rule.ipv6High(), rule.ipv6Low(), n));
            }
            case 8 -> {
                // the same n + o
                int d = random.nextInt(5) - 2;
                builder.ipv6Prefix(prefix(rule.ipv6High(), rule.ipv6Low(), Math.min(128, rule.ipv6Length() + d)))
                        .eaLength(Math.max(0, rule.eaLength() - d))
                        .psidLength(null);
            }
            case 9 -> {
                if (rule.explicitPsid() >= 0) {
                    builder.psid(random.nextInt(1 << Math.min(k, 3)));
                }
            }
            default ->
                builder.psidOffset(1 - Math.min(1, rule.portParameters().psidOffset()))
                        .psidLength(rule.explicitPsid() >= 0 ? k + 1 - 2 * random.nextInt(2) : null);
        }
        try {
            MapRule built = builder.build();
            return built.eaLength() <= 10 ? built : rule;
        } catch (MapConfigurationException e) {
            return rule;
        }
    }

    private List<MapRule> changed(List<MapRule> rules) {
        List<MapRule> next = new ArrayList<>();
        InterfaceIdFormat format = rules.get(0).format();
        boolean isOther = random.nextInt(6) == 0;
        for (MapRule each : rules) {
            switch (random.nextInt(5)) {
                case 0 -> addIfValid(next, each);
                case 1 -> {
                    if (random.nextBoolean()) {
                        addIfValid(next, neighbour(neighbour(each)));
                    }
                }
                default -> addIfValid(next, random.nextBoolean() ? each : neighbour(each));
            }
        }
        while (next.isEmpty() || random.nextInt(4) == 0) {
            addIfValid(next, candidate(format));
        }
        Collections.shuffle(next, new java.util.Random(random.nextLong()));
        if (!isOther) {
            return next;
        }
        InterfaceIdFormat other = next.get(0).format() == InterfaceIdFormat.RFC7597
                ? InterfaceIdFormat.DRAFT03
                : InterfaceIdFormat.RFC7597;
        return next.stream().map(each -> withFormat(each, other)).toList();
    }

    private static MapRule withFormat(MapRule rule, InterfaceIdFormat format) {
        return rule.toBuilder().format(format).build();
    }

    /** One domain, or two if no Rule IPv6 prefix is in both. */
    private List<ConfiguredDomain> domains(List<MapRule> rules) {
        List<IPv6Address> one = List.of(RELAYS[random.nextInt(8) == 0 ? 1 : 0]);
        Set<IPv6Address> prefixes = new HashSet<>();
        rules.forEach(each -> prefixes.add(each.ipv6Prefix()));
        if (rules.size() > 1 && random.nextInt(3) == 0 && prefixes.size() == rules.size()) {
            int cut = 1 + random.nextInt(rules.size() - 1);
            List<ConfiguredDomain> two = List.of(
                    domain("left", rules.subList(0, cut), one),
                    domain("right", rules.subList(cut, rules.size()), List.of(RELAYS[1])));
            if (Contradictions.between(two).isEmpty()) {
                return two;
            }
        }
        return List.of(domain("one", rules, one));
    }

    static ConfiguredDomain domain(String name, List<MapRule> rules, List<IPv6Address> relays) {
        return new ConfiguredDomain(MapDomain.of(name, RuleSet.of(rules), relays), ForwardingOptions.defaults());
    }
}
