package io.softwire46.mape.testing;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.Answer;
import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Query;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.Property;
import io.softwire46.mape.conformance.draw.ChoiceSequence;
import io.softwire46.mape.conformance.engine.FailedCase;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.engine.Result;
import io.softwire46.mape.conformance.engine.RunResult;
import io.softwire46.mape.conformance.judge.Expectation;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.judge.IcmpFacts;
import io.softwire46.mape.conformance.judge.Judgement;
import io.softwire46.mape.conformance.judge.Level;
import io.softwire46.mape.conformance.judge.Mode;
import io.softwire46.mape.conformance.judge.Observation;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.Step;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Results of a run that contain each kind of result and each kind of step and outcome, with hostile names. */
public final class SampleRun {
    /** A name that breaks markup, a terminal and a file name. */
    public static final String HOSTILE = "<script>alert(1)</script> \"q\" 'a' & \u001b[31m|`*_ ../x\u0000";

    private static final String BR = "2001:db8:ffff::1";
    private static final String CE = "2001:db8:12:3400:0:c000:212:34";

    private SampleRun() {}

    /** RFC 7597 appendix A example 1, with the default options. */
    public static Domain domain() {
        Map<String, Object> options = new LinkedHashMap<>();
        ForwardingOption.all().forEach(option -> {
            Object value = ForwardingOptions.defaults().plain(option);
            options.put(option.name(), value instanceof Integer number ? (Object) number.longValue() : value);
        });
        Domain.Rule rule = new Domain.Rule("2001:db8::/40", "192.0.2.0/24", 16, 6, 8, null, true, null);
        return new Domain("example", "rfc7597", false, List.of(BR), List.of(rule), options);
    }

    public static Setup setup(Role role) {
        return new Setup(role, List.of(domain()), role == Role.CE ? "2001:db8:12:3400::/56" : null, Map.of());
    }

    /** A packet from the Internet that the product sent to another CE, with its control. */
    public static FailedCase misdelivered() {
        byte[] cut =
                Bytes.part(ipv4("203.0.113.9", "192.0.2.18").udp(53, 1232, 8).octets(), 0, 24);
        byte[] whole = ipv4("203.0.113.9", "192.0.2.18").udp(53, 1232, 8).octets();
        whole = Bytes.withHeaderChecksum(
                Bytes.with(whole, 5, 0x35), 0); // another Identification than that of the first
        byte[] right = ipv6(BR, CE).inner(whole).octets();
        byte[] wrong = ipv6(BR, "2001:db8:12::c000:212:0").inner(cut).octets();
        Facts owner = Facts.on(Side.IPV6)
                .outerSource(Bytes.address(BR))
                .outerDestination(Bytes.address(CE))
                .inner(cut);
        TestCase testCase = new TestCase(
                "DWN-04",
                setup(Role.BR),
                List.of(packet(Side.IPV4, cut), packet(Side.IPV4, whole)),
                List.of(new TestCase.Control(1, 0)),
                List.of(
                        new Expectation(0, List.of(Outcome.nothing(), Outcome.packets(owner))),
                        new Expectation(
                                1,
                                List.of(Outcome.packets(Facts.on(Side.IPV6)
                                        .outerSource(Bytes.address(BR))
                                        .outerDestination(Bytes.address(CE))
                                        .payloadLength(whole.length)
                                        .nextHeader(4)
                                        .trafficClass(0)
                                        .inner(whole)
                                        .ttl(63, 64)
                                        .checksums())))),
                new TreeMap<>(Map.of("kind", "shared", "k", "8", "protocol", "udp")),
                ChoiceSequence.of(0, 3, -1, Long.MIN_VALUE, Long.MAX_VALUE));
        return new FailedCase(
                testCase,
                new Judgement(
                        Mode.MISDELIVERED, 0, "outerDestination: allowed " + CE + ", seen 2001:db8:12::c000:212:0"),
                new Observation(
                        List.of(new Received(Side.IPV6, wrong, 0), new Received(Side.IPV6, right, 1)),
                        List.of(),
                        HOSTILE + "\nwarning: truncated packet\n"),
                17,
                141);
    }

    /** A tunnel packet whose ECN field is lost on its way to the Internet. */
    public static FailedCase wrongEcn() {
        byte[] inner = ipv4("192.0.2.18", "203.0.113.9")
                .typeOfService(2)
                .udp(1232, 53, 4)
                .octets();
        byte[] marked = ipv4("192.0.2.18", "203.0.113.9")
                .typeOfService(3)
                .udp(1232, 53, 4)
                .octets();
        byte[] tunnel = ipv6(CE, BR).trafficClass(3).inner(inner).octets();
        Facts facts = Facts.on(Side.IPV4)
                .inner(marked)
                .tos(3)
                .ttl(63, 64)
                .size(32, 32)
                .checksums();
        TestCase testCase = new TestCase(
                "HDR-01",
                setup(Role.BR),
                List.of(packet(Side.IPV6, tunnel)),
                List.of(),
                List.of(new Expectation(0, List.of(Outcome.packets(facts)))),
                new TreeMap<>(Map.of("kind", "shared")),
                ChoiceSequence.of());
        return new FailedCase(
                testCase,
                new Judgement(Mode.WRONG_ECN, 0, "tos: allowed [3], seen 2"),
                new Observation(List.of(new Received(Side.IPV4, inner, null)), List.of(), ""),
                4,
                0);
    }

    /** An ICMP error that was not sent. */
    public static FailedCase missingIcmp() {
        byte[] large = ipv4("203.0.113.9", "192.0.2.18")
                .flagsOffset(0x4000)
                .udp(53, 1232, 1500)
                .octets();
        IcmpFacts icmp = IcmpFacts.of(4, 3, 4)
                .source(Bytes.address("192.0.0.8"))
                .destination(Bytes.address("203.0.113.9"))
                .mtu(1460)
                .pointer(0)
                .quotes(large, 28);
        TestCase testCase = new TestCase(
                "SIZ-02",
                setup(Role.BR),
                List.of(packet(Side.IPV4, large)),
                List.of(),
                List.of(new Expectation(
                        0, List.of(Outcome.packets(Facts.on(Side.IPV4).icmp(icmp))))),
                new TreeMap<>(),
                ChoiceSequence.of());
        return new FailedCase(
                testCase,
                new Judgement(
                        Mode.MISSING_ICMP,
                        0,
                        "output: allowed " + Facts.on(Side.IPV4).icmp(icmp) + ", seen none"),
                new Observation(List.of(), List.of(), ""),
                3,
                20);
    }

    /** A query with a wrong answer. */
    public static FailedCase wrongAnswer() {
        Query query = new Query("ports", Map.of("psidOffset", 0L, "psidLength", 8L, "psid", 0L));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ok", true);
        answer.put("ranges", List.of(List.of(1L, 255L)));
        answer.put("note", HOSTILE);
        TestCase testCase = new TestCase(
                "ALG-03",
                setup(Role.CALC),
                List.of(new Step.Ask(query), new Step.Ask(query), new Step.Ask(query), new Step.Ask(query)),
                List.of(),
                List.of(
                        new Expectation(
                                0,
                                List.of(new Outcome.Answered(
                                        Map.of("ok", true, "ranges", List.of(List.of(0L, 255L)))))),
                        new Expectation(1, List.of(new Outcome.Refused("psidLength"))),
                        new Expectation(2, List.of(new Outcome.Disjoint(0, 65535))),
                        new Expectation(
                                3,
                                List.of(
                                        new Outcome.PortsFrom(1024),
                                        new Outcome.Rules(List.of(Map.of(
                                                "ipv4Prefix", "192.0.2.0/24", "psid", 3L, "forwarding", true)))))),
                new TreeMap<>(Map.of("a", "0")),
                ChoiceSequence.of(1, 2, 3));
        return new FailedCase(
                testCase,
                new Judgement(Mode.WRONG_ANSWER, 0, "ranges: allowed [[0, 255]], seen [[1, 255]]"),
                new Observation(List.of(), List.of(new Answer(answer)), HOSTILE),
                1,
                12);
    }

    /** A product whose counters did not move. */
    public static FailedCase uncounted() {
        byte[] packet = ipv4("203.0.113.9", "192.0.2.18").udp(53, 1232, 8).octets();
        Facts facts = Facts.on(Side.IPV6).dscp(46).ecn(3).encapsulationLimit(4).flow("first");
        Facts echo = Facts.on(Side.IPV6).icmp(IcmpFacts.of(6, 129, 0).data(new byte[] {1, 2, 0, 1}));
        TestCase testCase = new TestCase(
                "CNT-03",
                setup(Role.BR),
                List.of(packet(Side.IPV4, packet), new Step.Count()),
                List.of(),
                List.of(
                        new Expectation(0, List.of(new Outcome.AtMost(3, facts), Outcome.packets(echo))),
                        new Expectation(
                                1,
                                List.of(
                                        new Outcome.CountedOnce(),
                                        new Outcome.Spoofed(2),
                                        new Outcome.Balanced(),
                                        new Outcome.TrafficStat()))),
                new TreeMap<>(Map.of("drop", "ttl")),
                ChoiceSequence.of());
        return new FailedCase(
                testCase,
                new Judgement(Mode.UNCOUNTED, 1, "dropped packets of one counter: allowed 1, seen 0 []"),
                new Observation(List.of(), List.of(), ""),
                1,
                5);
    }

    /** A product that ended. */
    public static FailedCase crashed() {
        byte[] odd = Bytes.hex("4f000014000000004011");
        byte[] whole = ipv4("203.0.113.9", "192.0.2.18").udp(53, 1232, 8).octets();
        TestCase testCase = new TestCase(
                "FRG-10",
                setup(Role.BR),
                List.of(packet(Side.IPV4, odd)),
                List.of(),
                List.of(new Expectation(
                        0,
                        List.of(
                                new Outcome.Any(Facts.on(Side.IPV4)),
                                new Outcome.NotForwarded(),
                                new Outcome.AtLeast(1, List.of(Bytes.hex(whole))),
                                Outcome.packets(Facts.on(Side.IPV4).rejoins(whole))))),
                new TreeMap<>(),
                ChoiceSequence.of());
        return new FailedCase(
                testCase,
                new Judgement(Mode.CRASHED, -1, "SIGSEGV " + HOSTILE),
                new Observation(List.of(), List.of(), "Segmentation fault\n"),
                1,
                5);
    }

    private static Step packet(Side side, byte[] octets) {
        return new Step.Packet(new Sent(side, 0, octets));
    }

    public static Property property(String id, Level level, String clause, String statement, Role... roles) {
        return new Property(
                id,
                level,
                clause,
                statement,
                "Packets that differ in one field.",
                Set.of(roles),
                List.of("kind=shared", "k=0"),
                20,
                List.of("VPP 26.06 (" + Mode.MISDELIVERED + ")"),
                List.of());
    }

    private static PropertyResult result(Property property, Result result, String reason, FailedCase... cases) {
        TreeMap<String, Integer> classes = new TreeMap<>(Map.of("kind=shared", 20, "kind=prefix", 12, "k=8", 32));
        TreeMap<String, Integer> failed = new TreeMap<>();
        for (FailedCase each : cases) {
            each.testCase().classNames().forEach(name -> failed.merge(name, each.failures(), Integer::sum));
        }
        boolean checked = Set.of(Result.PASS, Result.FAIL, Result.FLAKY, Result.KNOWN, Result.FIXED)
                .contains(result);
        return new PropertyResult(
                property,
                result,
                false,
                reason,
                checked ? 32 : 0,
                checked ? classes : new TreeMap<>(),
                failed,
                property.id().equals("DWN-01") ? List.of("r=0", "a=15") : List.of(),
                1234,
                List.of(cases));
    }

    public static List<PropertyResult> properties() {
        List<PropertyResult> all = new ArrayList<>();
        all.add(result(
                property(
                        "ALG-03",
                        Level.MUST,
                        "RFC 7597 section 5.1, RFC 7597 appendix B.2",
                        "a = 0: one range of 2^(16-k) ports; PSID 0 owns port 0.",
                        Role.CALC),
                Result.FAIL,
                "",
                wrongAnswer()));
        all.add(result(
                property(
                        "ALG-09",
                        Level.MUST,
                        "RFC 7597 section 5, RFC 7598 section 4.1",
                        "The BMR is the longest match of the End-user prefix.",
                        Role.CALC),
                Result.FLAKY,
                "",
                wrongAnswer()));
        all.add(result(
                property(
                        "DWN-01",
                        Level.MUST,
                        "RFC 7597 section 8, RFC 2473 section 3.1",
                        "One encapsulation to the owner; the payload length is the IPv4 total length.",
                        Role.BR),
                Result.PASS,
                ""));
        all.add(result(
                property(
                        "DWN-04",
                        Level.MUST,
                        "RFC 7597 section 5.3",
                        "A truncated transport header on a shared address is never sent to another CE " + HOSTILE,
                        Role.BR),
                Result.FAIL,
                "",
                misdelivered()));
        all.add(result(
                property("DWN-07", Level.SHOULD, "RFC 1812 section 4.3.2.7", "No error answers a broadcast.", Role.BR),
                Result.UNSUPPORTED,
                "no ICMP " + HOSTILE));
        PropertyResult decision = result(
                property(
                        "DWN-15",
                        Level.DECISION,
                        "RFC 7597 section 8.2, decision HAIRPIN",
                        "Packets from a CE to a CE are hairpinned.",
                        Role.BR),
                Result.PASS,
                "");
        all.add(new PropertyResult(
                decision.property(),
                Result.PASS,
                true,
                "",
                21,
                decision.classes(),
                decision.failedClasses(),
                List.of(),
                5,
                List.of()));
        all.add(result(
                property(
                        "FRG-10",
                        Level.ROBUST,
                        "RFC 791 section 3.2",
                        "Damaged fragments never end the process.",
                        Role.BR),
                Result.KNOWN,
                "",
                crashed()));
        all.add(result(
                property("FRG-12", Level.MUST, "RFC 8200 section 4.5", "Incomplete packets end by time-out.", Role.BR),
                Result.NOT_EXERCISED,
                "12 effective checks in place of 20"));
        all.add(result(
                property(
                        "SIZ-02",
                        Level.MUST,
                        "RFC 2473 section 7.2, RFC 1191 section 4",
                        "Whole packets with DF = 1 are never fragmented; an error is returned.",
                        Role.BR),
                Result.FAIL,
                "",
                missingIcmp()));
        all.add(result(
                property("HDR-01", Level.MUST, "RFC 6040 section 4.1", "ECN in and out, the whole table.", Role.BR),
                Result.FAIL,
                "",
                wrongEcn()));
        all.add(result(
                property("HDR-05", Level.MUST, "RFC 1624 section 3", "Checksums hold after changes.", Role.BR),
                Result.FIXED,
                ""));
        all.add(result(
                property("CNT-02", Level.MUST, "RFC 7597 section 8.1", "A failed source check is counted.", Role.BR),
                Result.ERROR,
                "the answer has no field counters " + HOSTILE));
        return all;
    }

    public static Capabilities target() {
        String name = HOSTILE.length() > 64 ? HOSTILE.substring(0, 64) : HOSTILE;
        return Capabilities.builder(name, "2.1\u0007", Role.CALC, Role.BR)
                .homepage("javascript:alert(1)")
                .optionDefaults(Map.of("sourceCheck", "off"))
                .query("ports", List.of("ranges"))
                .unsupported("DWN-07", "no ICMP " + HOSTILE, "https://example.org/1")
                .build();
    }

    public static RunResult run() {
        return new RunResult(
                "1.2.3",
                "1.0",
                target(),
                0x1f0c33,
                Instant.parse("2026-03-04T05:06:07Z"),
                properties(),
                List.of("The product sent no packet in 12 of 12 properties: it forwards nothing."),
                List.of("line 3: FRG-06 MODE lost | cache of three | - | - | until 2026-01-01 (expired)"),
                3);
    }
}
