package io.softwire46.mape.conformance.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.cli.Main;
import io.softwire46.mape.conformance.Answer;
import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Exchange.Ended;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.TargetFactory;
import io.softwire46.mape.conformance.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** This library answers the same in the process of the kit, over the process protocol, and over captures. */
class TargetFormsTest {
    private static final String BR = "20010db8ffff00000000000000000001";
    private static final String CE = "20010db8001234000000c00002120034";

    private static final TargetFactory PROCESS =
            ProcessTarget.factory(Children.java(Main.class, "adapter"), "1.0", 1, Children.CHECKED);

    private static Setup setup(Role role, String flowLabel) {
        Domain domain = Example.domain();
        Map<String, Object> options = new LinkedHashMap<>(domain.options());
        options.put("flowLabel", flowLabel);
        return new Setup(
                role,
                List.of(new Domain(
                        domain.name(), domain.format(), domain.mesh(), domain.borderRelay(), domain.rules(), options)),
                role == Role.CE ? Example.END_USER_PREFIX : null,
                Map.of());
    }

    /** An IPv4 packet from 1.2.3.4 or to it, with five octets of UDP payload; its UDP checksum is 0. */
    private static String udp(
            String source, String destination, int sourcePort, int destinationPort, int ttl, String flags) {
        String text = String.format("450000211234%s%02x110000%s%s", flags, ttl, source, destination);
        int sum = 0;
        for (int i = 0; i < 40; i += 4) {
            sum += Integer.parseInt(text.substring(i, i + 4), 16);
        }
        int checksum = ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
        return text.substring(0, 20)
                + String.format("%04x", checksum)
                + text.substring(24)
                + String.format("%04x%04x000d00004d41502d45", sourcePort, destinationPort);
    }

    private static String toCe(int destinationPort, int ttl, String flags) {
        return udp("01020304", "c0000212", 80, destinationPort, ttl, flags);
    }

    private static String fromCe(String ipv4) {
        return tunnel(CE, BR, ipv4);
    }

    private static String tunnel(String source, String destination, String ipv4) {
        return String.format("60000000%04x0440%s%s%s", ipv4.length() / 2, source, destination, ipv4);
    }

    /** Example 2 of RFC 7597 Appendix A, and 20 others: of each outcome some. */
    private static List<Sent> packets() {
        String fromUs = udp("c0000212", "01020304", 1232, 80, 64, "0000");
        List<String> all = List.of(
                HexFormat.of().formatHex(Example.packet(Role.BR).octets()),
                toCe(1235, 64, "0000"), // another port of the same CE
                toCe(1236, 64, "0000"), // of its neighbour
                toCe(80, 64, "0000"), // unassigned: A = 0
                toCe(1232, 1, "0000"), // an ICMP error
                toCe(1232, 0, "0000"),
                toCe(1232, 64, "2000"), // a first fragment, of 13 octets: malformed
                udp("01020304", "c0000213", 80, 1232, 64, "4000"), // another address, DF
                udp("01020304", "c6336401", 80, 1232, 64, "0000"), // in no rule
                udp("7f000001", "c0000212", 80, 1232, 64, "0000"), // from a martian
                toCe(1232, 64, "0000").replaceFirst("^45", "46"), // options that are none
                toCe(1232, 64, "0000").substring(0, 44), // truncated
                toCe(1232, 64, "0000") + "0000000000", // padded
                fromCe(fromUs),
                fromCe(udp("c0000212", "01020304", 1236, 80, 64, "0000")), // a forged port
                fromCe(udp("c0000213", "01020304", 1232, 80, 64, "0000")), // a forged address
                fromCe(udp("c0000212", "01020304", 80, 80, 64, "0000")), // an unassigned port
                tunnel(CE, "20010db8ffff00000000000000000002", fromUs), // to another address
                tunnel(BR, BR, fromUs), // from the BR itself
                fromCe(udp("c0000212", "c0000213", 1232, 1232, 64, "0000")), // to another CE
                fromCe(fromUs.substring(0, 50))); // truncated
        List<Sent> packets = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Side side = all.get(i).startsWith("6") ? Side.IPV6 : Side.IPV4;
            packets.add(new Sent(side, i * 1_000_000L, HexFormat.of().parseHex(all.get(i))));
        }
        return packets;
    }

    private static Exchange exchange(TargetFactory factory, Setup setup, List<Sent> packets) throws Exception {
        try (Target target = factory.start()) {
            assertEquals(Configured.ok(), target.configure(setup));
            return target.exchange(packets, new Until(List.of(), 200, 5_000));
        }
    }

    private static TargetFactory capture(String in, String out) throws Exception {
        Capabilities capabilities;
        try (Target target = new LibraryTarget()) {
            capabilities = target.capabilities();
        }
        List<String> words = new ArrayList<>(Children.java(Main.class, "relay", "--domain", "{domain}"));
        words.addAll(List.of("--in", in, "--out", out));
        return CaptureTarget.factory(words, capabilities);
    }

    private static List<String> texts(Exchange exchange) {
        return exchange.outputs().stream().map(Received::toString).toList();
    }

    @Test
    void theThreeFormsAgree() throws Exception {
        List<Sent> packets = packets();
        assertEquals(21, packets.size());
        Exchange inProcess = exchange(LibraryTarget::new, setup(Role.BR, "hash"), packets);
        assertEquals(inProcess, exchange(PROCESS, setup(Role.BR, "hash"), packets));
        Exchange captured = exchange(capture("{in}", "{out}"), setup(Role.BR, "hash"), packets);
        assertEquals(texts(inProcess), texts(captured));
        assertEquals(Ended.MARK, captured.ended());
        assertTrue(inProcess.outputs().size() >= 7, inProcess.toString());
        assertEquals(
                Set.of(Side.IPV4, Side.IPV6),
                Set.copyOf(inProcess.outputs().stream().map(Received::side).toList()));
    }

    /** RFC 7597 Appendix A, example 2, octet by octet. */
    @Test
    void eachFormForwardsTheExampleOfTheRfc() throws Exception {
        String expected = "600000000021044020010db8ffff0000000000000000000120010db8001234000000c00002120034"
                + "45000021432100003f11729301020304c0000212005004d0000d522d4d41502d45";
        for (TargetFactory each : List.of(LibraryTarget::new, PROCESS, capture("{in}", "{out}"))) {
            Exchange exchange = exchange(each, setup(Role.BR, "zero"), List.of(Example.packet(Role.BR)));
            assertEquals(List.of("ipv6 " + expected), texts(exchange));
        }
        for (TargetFactory each : List.of(LibraryTarget::new, PROCESS)) {
            Exchange exchange = exchange(each, setup(Role.CE, "zero"), List.of(Example.packet(Role.CE)));
            assertEquals(List.of("ipv4 " + expected.substring(80)), texts(exchange));
        }
    }

    @Test
    void theProcessAnswersAsTheLibrary() throws Exception {
        try (Target library = new LibraryTarget();
                Target process = PROCESS.start()) {
            assertEquals(library.capabilities(), process.capabilities());
            for (String op : library.capabilities().queries().keySet()) {
                Answer answer = library.query(Example.query(op));
                assertEquals(answer, process.query(Example.query(op)), op);
                assertTrue(answer.isOk(), answer.toString());
                assertTrue(
                        answer.fields()
                                .keySet()
                                .containsAll(library.capabilities().queries().get(op)),
                        answer.toString());
            }
            Domain invalid = Example.domain();
            Domain.Rule rule = new Domain.Rule("2001:db8::/40", "192.0.2.0/24", 49, 6, 8, null, true, null);
            invalid = new Domain(
                    invalid.name(), invalid.format(), false, invalid.borderRelay(), List.of(rule), invalid.options());
            Setup refused = new Setup(Role.BR, List.of(invalid), null, Map.of());
            assertEquals(Configured.Outcome.REFUSED, library.configure(refused).outcome());
            assertEquals(library.configure(refused), process.configure(refused));
            Setup setup = setup(Role.BR, "hash");
            assertEquals(library.configure(setup), process.configure(setup));
            library.exchange(packets(), Until.SYNC);
            process.exchange(packets(), Until.SYNC);
            assertEquals(library.counters(), process.counters());
            assertEquals(library.trafficStat(), process.trafficStat());
            assertEquals(library.tick(Duration.ofMinutes(2)), process.tick(Duration.ofMinutes(2)));
            assertTrue(library.reset() && process.reset());
            assertEquals(library.counters(), process.counters());
            assertFalse(library.counters().stream().anyMatch(each -> each.packets() > 0));
        }
    }
}
