package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.Role.DHCPV6;
import static io.softwire46.mape.conformance.catalogue.Clause.decision;
import static io.softwire46.mape.conformance.catalogue.Clause.must;
import static io.softwire46.mape.conformance.catalogue.Clause.robust;

import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Query;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.IpText;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveS46;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * PRV: what a product reads from the DHCPv6 options of RFC 7598, and writes into them.
 *
 * <p>Static methods only.
 */
final class ProvisioningProperties {
    private static final String READ = "dhcpv6";
    private static final String WRITE = "dhcpv6Encode";
    private static final byte[] RELAY = Bytes.address(CorpusWorlds.BR);
    private static final byte[] NONE = {};

    /** Kea 2.2's manual has the F flag at the other end of the octet; the bits between are reserved. */
    private static final List<Integer> FLAGS = List.of(0x01, 0x00, 0x80, 0xfe, 0x81, 0xff);

    private static final List<String> WAYS = List.of("read", "written", "address");
    private static final List<String> DEFECTS =
            List.of("no-rule", "no-relay", "mapping-rule", "binding", "outside-of-container");

    private static final NaiveS46.Rule EXAMPLE = new NaiveS46.Rule(
            1, 16, 24, Bytes.address("192.0.2.0"), 40, Bytes.hex("20010db800"), NaiveS46.portParameters(6, 0, 0));
    private static final NaiveS46.Rule OTHER = new NaiveS46.Rule(
            1, 16, 24, Bytes.address("198.51.100.0"), 40, Bytes.hex("20010db810"), NaiveS46.portParameters(4, 0, 0));

    private static final int DAMAGED_CASES = 400;
    /** Most of them in a case: the half on average, and so 10,000 in all cases. */
    private static final int DAMAGED_OPTIONS = 50;

    /** With half of the options on average, 1,000,000 of them. */
    private static final int SLOW_CASES = 40_000;

    private ProvisioningProperties() {}

    static List<Property> all() {
        return List.of(
                must("PRV-01", "RFC 7598 section 4.1")
                        .says("The F flag is the bit 0x01 of the flags; the other bits say nothing.")
                        .sends("Rule options with several flags, and domains to write.")
                        .classes("flags=0", "flags=1", "flags=128", "flags=254", "flags=129", "flags=255")
                        .fails("Kea 2.2 manual (128)")
                        .cases(DHCPV6, ProvisioningProperties::forwardingFlag)
                        .build(),
                must("PRV-02", "RFC 7598 section 4.1")
                        .says("Bits of a prefix beyond its length are ignored when read, and zero when written.")
                        .sends("Prefixes whose last octet has other bits set; domains to write.")
                        .classes("prefix=ipv4", "prefix=ipv6", "way=read")
                        .fails("odhcp6c (not masked)")
                        .cases(DHCPV6, ProvisioningProperties::prefixBits)
                        .build(),
                must("PRV-03", "RFC 7598 section 4.5")
                        .says(
                                "The PSID is at the left of its field in the option, and at the right of it in the MAP address.")
                        .sends("Rules with a PSID of every length, to read and to write.")
                        .classes("way=read", "k=1", "k=8", "k=16", "a=0")
                        .cases(DHCPV6, ProvisioningProperties::explicitPsid)
                        .build(),
                must("PRV-04", "RFC 7598 sections 3, 5.1 and 6")
                        .says(
                                "A MAP-E container without rule or BR, or with an option that is not permitted in it, is ignored as a "
                                        + "whole, and so are options outside of containers. Other containers stay valid.")
                        .sends("A wrong container before or behind a right one; then both right.")
                        .classes("order=first", "order=last")
                        .classes(DEFECTS.stream().map(each -> "defect=" + each).toArray(String[]::new))
                        .cases(DHCPV6, ProvisioningProperties::wrongContainer)
                        .build(),
                decision("PRV-05", "RFC 7598 section 4.1 is silent")
                        .says(
                                "A prefix field of 8 or 16 octets for a shorter prefix, as an operator sends it, is read, and so is "
                                        + "what follows it.")
                        .sends("Rules with longer prefix fields, with and without port parameters.")
                        .classes("octets=8", "octets=16", "ports=yes", "ports=no")
                        .fails("odhcp6c", "tshark")
                        .cases(DHCPV6, ProvisioningProperties::longerField)
                        .build(),
                robust("PRV-06", "RFC 7598 section 8")
                        .says("No damaged option ends or hangs the process; the next right one is read.")
                        .sends("Right options with some octets changed, removed or repeated, and right ones.")
                        .cases(DHCPV6, ProvisioningProperties::damaged)
                        .build());
    }

    private static Query read(byte[]... options) {
        return Queries.of(READ, "hex", Bytes.hex(Bytes.concat(options)));
    }

    private static byte[] container(byte[]... options) {
        return NaiveS46.option(NaiveS46.MAP_E, options);
    }

    private static byte[] relay() {
        return NaiveS46.option(NaiveS46.BR, RELAY);
    }

    private static Query readOne(NaiveS46.Rule rule) {
        return read(container(rule.option(), relay()));
    }

    private static Query write(Scene scene, Site site, boolean forwarding) {
        Domain.Rule rule = site.source();
        Domain.Rule flagged = new Domain.Rule(
                rule.ipv6Prefix(),
                rule.ipv4Prefix(),
                rule.eaLength(),
                site.rule().isShared() ? (Integer) site.rule().offset() : rule.psidOffset(),
                rule.psidLength(),
                rule.psid(),
                forwarding,
                null);
        Domain domain = new Domain(
                "example", "rfc7597", forwarding, List.of(IpText.of(RELAY)), List.of(flagged), scene.options());
        return Queries.of(WRITE, "domain", Queries.domain(domain));
    }

    private static Outcome rules(Map<String, Object> rule) {
        return new Outcome.Rules(List.of(rule));
    }

    private static Outcome rules(Map<String, Object> one, Map<String, Object> other) {
        return new Outcome.Rules(List.of(one, other));
    }

    /** Values of a rule that have to be right: its prefixes, and how many bits are between. */
    private static Map<String, Object> prefixes(NaiveMap.Rule rule) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("ipv6Prefix", Queries.prefix(rule.ipv6()));
        values.put("ipv4Prefix", Queries.ipv4(rule.ipv4()) + "/" + rule.ipv4().length());
        values.put("eaLength", (long) rule.ea());
        return values;
    }

    /** A rule as the model writes it. */
    private static NaiveS46.Rule option(NaiveMap.Rule rule, boolean withPorts) {
        byte[] ipv6 = Bytes.ofBits(NaiveMap.Text.right(rule.ipv6(), 128));
        int length = rule.ipv6().length();
        int psidLength = rule.explicitPsid().length();
        int psid = psidLength == 0 ? 0 : Integer.parseInt(rule.explicitPsid(), 2);
        return new NaiveS46.Rule(
                0,
                rule.ea(),
                rule.ipv4().length(),
                Bytes.ofBits(NaiveMap.Text.right(rule.ipv4(), 32)),
                length,
                NaiveS46.field(ipv6, length),
                withPorts ? NaiveS46.portParameters(rule.offset(), psidLength, psid) : NONE);
    }

    private static NaiveS46.Rule option(NaiveMap.Rule rule) {
        return option(rule, rule.isShared());
    }

    @FunctionalInterface
    private interface Body {
        void draw(Choices choices, CaseBuilder build, Site site);
    }

    /** A case about one rule of the format that DHCPv6 is about. */
    private static Optional<TestCase> ofSite(
            String id, Choices choices, Scene scene, Predicate<Site> which, Body body) {
        World world = scene.world(choices);
        List<Site> sites = world.sites().stream()
                .filter(site -> site.domain().format().equals("rfc7597") && !isBinding(site.rule()))
                .filter(which)
                .toList();
        if (sites.isEmpty() || !scene.asks(READ, "domains")) {
            return Optional.empty();
        }
        Site site = choices.in(Stage.RULES, () -> sites.get(choices.nextInt(sites.size())));
        CaseBuilder build = scene.newCase(id, scene.noWorld()).of(site);
        body.draw(choices, build, site);
        return build.buildIfAny();
    }

    /** A rule that may as well be one of Lightweight 4over6, which has a container of its own. */
    private static boolean isBinding(NaiveMap.Rule rule) {
        return rule.ea() == 0 && rule.ipv6().length() == 128;
    }

    private static boolean writes(Scene scene) {
        return scene.asks(WRITE, "hex");
    }

    private static Optional<TestCase> forwardingFlag(Choices choices, Scene scene) {
        return ofSite("PRV-01", choices, scene, site -> true, (draw, build, site) -> {
            int flags = FLAGS.get(draw.in(Stage.HEADERS, () -> draw.aspect(FLAGS.size())));
            build.in("flags", flags);
            Outcome allowed = rules(Map.of("forwarding", (flags & 1) == 1));
            build.ask(readOne(option(site.rule()).withFlags(flags)), allowed);
            if (flags < 2 && writes(scene)) {
                build.ask(write(scene, site, flags == 1), allowed);
            }
        });
    }

    private static Optional<TestCase> prefixBits(Choices choices, Scene scene) {
        Predicate<Site> hasFreeBits =
                site -> site.rule().ipv4().length() < 32 || site.rule().ipv6().length() % 8 != 0;
        return ofSite("PRV-02", choices, scene, hasFreeBits, (draw, build, site) -> {
            NaiveMap.Rule rule = site.rule();
            NaiveS46.Rule right = option(rule);
            boolean isIpv6 = draw.in(Stage.HEADERS, () -> draw.aspect(2)) == 1;
            int length = isIpv6 ? rule.ipv6().length() : rule.ipv4().length();
            byte[] field = (isIpv6 ? right.ipv6() : right.ipv4()).clone();
            int free = Math.min(16, 8 * field.length - length);
            if (free == 0) {
                return;
            }
            int bits = draw.in(Stage.PREFIXES, () -> draw.between(1, (1 << free) - 1));
            field[field.length - 1] |= (byte) bits;
            if (free > 8) {
                field[field.length - 2] |= (byte) (bits >>> 8);
            }
            build.in("prefix", isIpv6 ? "ipv6" : "ipv4").in("way", "read");
            build.ask(readOne(isIpv6 ? right.withIpv6(field) : right.withIpv4(field)), rules(prefixes(rule)));
            if (writes(scene)) {
                build.ask(write(scene, site, false), rules(prefixes(rule)));
            }
        });
    }

    private static Optional<TestCase> explicitPsid(Choices choices, Scene scene) {
        int k = choices.in(Stage.LENGTHS, () -> 1 + choices.aspect(16));
        int way = choices.in(Stage.HEADERS, () -> choices.aspect(WAYS.size()));
        int a = choices.in(Stage.LENGTHS, () -> choices.nextInt(17 - k));
        int psid = choices.in(Stage.ADDRESSES, () -> choices.edgy(0, (1 << k) - 1, 0));
        boolean embedsSuffix = choices.in(Stage.LENGTHS, choices::nextBoolean);
        Domain.Rule rule = new Domain.Rule(
                embedsSuffix ? "2001:db8:12::/48" : "2001:db8:12:3400::/56",
                embedsSuffix ? "192.0.2.0/24" : "192.0.2.18/32",
                embedsSuffix ? 8 : 0,
                Math.min(a, 15),
                k,
                psid,
                false,
                null);
        Domain domain =
                new Domain("example", "rfc7597", false, List.of(IpText.of(RELAY)), List.of(rule), scene.options());
        Site site = Site.of(domain, rule);
        if (!site.isWithin(scene.capabilities()) || !scene.asks(READ, "domains")) {
            return Optional.empty();
        }
        CaseBuilder build = scene.newCase("PRV-03", scene.noWorld()).of(site).in("way", WAYS.get(way));
        Outcome allowed = rules(Map.of("psidLength", (long) k, "psid", (long) psid));
        if (way == 0) {
            build.ask(readOne(option(site.rule())), allowed);
        } else if (way == 1 && writes(scene)) {
            build.ask(write(scene, site, false), allowed);
        } else if (way == 2 && scene.asks("ce", "mapAddress")) {
            String prefix = site.rule().ipv6() + NaiveMap.Text.bits(18, rule.eaLength());
            NaiveMap.Ce ce = NaiveMap.ce(site.rule(), prefix).orElseThrow();
            build.ask(Queries.ce(site, prefix), Queries.answer("mapAddress", Queries.ipv6(ce.mapAddress())));
        }
        return build.buildIfAny();
    }

    /** A container that has to be ignored; or the same options without container. */
    private static byte[] wrong(Choices draw, int defect) {
        byte[] rule = OTHER.option();
        return switch (defect) {
            case 0 -> container(relay());
            case 1 -> container(rule);
            case 2 -> {
                int length = draw.in(Stage.LENGTHS, () -> draw.pick(64, 40, 96));
                byte[] prefix = NaiveS46.field(Bytes.address("2001:db8:fffe::"), length);
                yield container(rule, relay(), NaiveS46.option(NaiveS46.DMR, new byte[] {(byte) length}, prefix));
            }
            case 3 ->
                container(
                        rule,
                        NaiveS46.option(NaiveS46.BINDING, Bytes.address("192.0.2.99"), Bytes.hex("3820010db8001235")),
                        relay());
            default -> Bytes.concat(rule, relay());
        };
    }

    private static Optional<TestCase> wrongContainer(Choices choices, Scene scene) {
        if (!scene.asks(READ, "domains")) {
            return Optional.empty();
        }
        int defect = choices.in(Stage.HEADERS, () -> choices.aspect(DEFECTS.size()));
        boolean isFirst = choices.in(Stage.HEADERS, () -> choices.aspect(2)) == 0;
        byte[] wrong = wrong(choices, defect);
        byte[] right = container(EXAMPLE.option(), relay());
        byte[] repaired = container(OTHER.option(), relay());
        CaseBuilder build = scene.newCase("PRV-04", scene.noWorld())
                .in("defect", DEFECTS.get(defect))
                .in("order", isFirst ? "first" : "last");
        Map<String, Object> example = Map.of("ipv4Prefix", "192.0.2.0/24");
        Map<String, Object> other = Map.of("ipv4Prefix", "198.51.100.0/24");
        int step = build.ask(isFirst ? read(wrong, right) : read(right, wrong), rules(example));
        build.askControl(step, isFirst ? read(repaired, right) : read(right, repaired), rules(example, other));
        return build.buildIfAny();
    }

    private static Optional<TestCase> longerField(Choices choices, Scene scene) {
        Predicate<Site> isShort = site -> site.rule().ipv6().length() <= 56;
        return ofSite("PRV-05", choices, scene, isShort, (draw, build, site) -> {
            NaiveMap.Rule rule = site.rule();
            int octets = draw.in(Stage.HEADERS, () -> draw.aspect(2)) == 0 ? 8 : 16;
            boolean isDefault = !rule.isShared()
                    || (rule.offset() == 6 && rule.explicitPsid().isEmpty());
            boolean withPorts = !isDefault || draw.in(Stage.HEADERS, () -> draw.nextInt(2)) == 1;
            build.in("octets", octets).in("ports", withPorts ? "yes" : "no");
            NaiveS46.Rule right = option(rule, withPorts);
            Map<String, Object> values = prefixes(rule);
            if (rule.isShared()) {
                values.put("psidOffset", (long) rule.offset());
            }
            build.ask(
                    readOne(right.withIpv6(Bytes.concat(right.ipv6(), new byte[octets - right.ipv6().length]))),
                    rules(values));
        });
    }

    private static Optional<TestCase> damaged(Choices choices, Scene scene) {
        if (!scene.asks(READ, "domains")) {
            return Optional.empty();
        }
        choices.in(Stage.STEPS, () -> choices.aspect(scene.isSlow() ? SLOW_CASES : DAMAGED_CASES));
        CaseBuilder build = scene.newCase("PRV-06", scene.noWorld());
        byte[] right = Bytes.concat(
                container(EXAMPLE.option(), relay()),
                container(OTHER.option(), relay(), relay()),
                NaiveS46.option(111, Bytes.hex("005e005f")));
        int count = choices.in(Stage.STEPS, () -> choices.between(1, DAMAGED_OPTIONS));
        int step = 0;
        for (int i = 0; i < count; i++) {
            step = build.ask(read(damage(choices, right)), Queries.answer(), new Outcome.Refused(""));
        }
        build.in("options", count < DAMAGED_OPTIONS / 2 ? "few" : "many");
        build.askControl(
                step,
                read(right),
                rules(Map.of("ipv4Prefix", "192.0.2.0/24"), Map.of("ipv4Prefix", "198.51.100.0/24")));
        return build.buildIfAny();
    }

    /** Octets with one to four of them changed, removed, or repeated. */
    private static byte[] damage(Choices draw, byte[] right) {
        byte[] octets = right;
        int times = draw.in(Stage.HEADERS, () -> draw.between(1, 4));
        for (int i = 0; i < times && octets.length > 0; i++) {
            int length = octets.length;
            int at = draw.in(Stage.PAYLOAD, () -> draw.nextInt(length));
            int count = draw.in(Stage.PAYLOAD, () -> draw.between(1, Math.min(16, length - at)));
            byte[] before = Bytes.part(octets, 0, at);
            byte[] after = Bytes.part(octets, at + count, length);
            octets = switch (draw.in(Stage.HEADERS, () -> draw.nextInt(5))) {
                case 0 -> Bytes.with(octets, at, draw.in(Stage.PAYLOAD, () -> draw.pick(0, 255, 1, 128, 89, 93, 127)));
                case 1 -> Bytes.with(octets, at, draw.in(Stage.PAYLOAD, () -> draw.nextInt(256)));
                case 2 -> before;
                case 3 -> Bytes.concat(before, after);
                default -> Bytes.concat(before, Bytes.part(octets, at, at + count), Bytes.part(octets, at, length));
            };
        }
        return octets;
    }
}
