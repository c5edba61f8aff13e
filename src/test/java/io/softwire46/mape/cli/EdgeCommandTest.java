package io.softwire46.mape.cli;

import static io.softwire46.mape.cli.HandMade.ANSWER_IN_TUNNEL;
import static io.softwire46.mape.cli.HandMade.ANSWER_TTL_63;
import static io.softwire46.mape.cli.HandMade.REQUEST;
import static io.softwire46.mape.cli.HandMade.REQUEST_IN_TUNNEL;
import static io.softwire46.mape.cli.HandMade.packetsOf;
import static io.softwire46.mape.cli.HandMade.pcap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Output of {@code edge} for the CE of RFC 7597 appendix A, example 1.
 */
class EdgeCommandTest {
    private static final String PREFIX = "2001:db8:12:3400::/56";

    @TempDir
    private Path directory;

    private Path domain;
    private Path in;
    private Path out;
    private Path verdicts;

    @BeforeEach
    void files() throws IOException {
        domain = Files.writeString(directory.resolve("domain.json"), HandMade.DOMAIN);
        // the third one leaves from port 1236, the fourth arrives for it: PSID 0x35, another CE's
        String foreign = REQUEST.replace("04d00050000d522d", "04d40050000d5229");
        String misrouted = ANSWER_IN_TUNNEL.replace("005004d0000d522d", "005004d4000d5229");
        in = Files.write(
                directory.resolve("in.pcap"),
                pcap(101, List.of(REQUEST, ANSWER_IN_TUNNEL, foreign, misrouted, REQUEST_IN_TUNNEL)));
        out = directory.resolve("out.pcap");
        verdicts = directory.resolve("verdicts.jsonl");
    }

    private Tool edge(String prefix) {
        return Tool.run(
                "edge",
                "--domain",
                domain,
                "--end-user-prefix",
                prefix,
                "--in",
                in,
                "--out",
                out,
                "--verdicts",
                verdicts);
    }

    @Test
    void forwardsBothWaysAndOnlyItsOwn() throws IOException {
        Tool tool = edge(PREFIX).done();
        assertEquals(List.of(REQUEST_IN_TUNNEL, ANSWER_TTL_63), packetsOf(out));
        assertEquals("""
                {"index":0,"verdict":"FORWARDED","out":[0]}
                {"index":1,"verdict":"FORWARDED","out":[1]}
                {"index":2,"verdict":"DROP_NOT_MY_ADDRESS","out":[]}
                {"index":3,"verdict":"DROP_NOT_MY_ADDRESS","out":[]}
                {"index":4,"verdict":"NOT_MAP","out":[]}
                """, Files.readString(verdicts));
        assertTrue(tool.lines().get(0).endsWith(" mape edge"), tool.out());
        assertTrue(tool.out().contains(" Capture: 5 records, 0 not IP, 1 not MAP, 2 written"), tool.out());
    }

    /** 33 octets inside and 73 outside: two packets from IPv4, one of them dropped; three from IPv6. */
    @Test
    void trafficStatisticsOfItsInterface() throws IOException {
        Path file = directory.resolve("traffic.json");
        Tool.run(
                        "edge",
                        "--domain",
                        domain,
                        "--end-user-prefix",
                        PREFIX,
                        "--in",
                        in,
                        "--out",
                        out,
                        "--traffic-stat",
                        file)
                .done();
        String text = Files.readString(file);
        for (String leaf : new String[] {
            "\"name\": \"example\"",
            "\"discontinuity-time\": \"2023-11-14T22:13:20Z\"",
            "\"ietf-softwire-ce:rcvd-ipv4-bytes\": \"66\"",
            "\"ietf-softwire-ce:rcvd-ipv6-bytes\": \"219\"",
            "\"ietf-softwire-ce:sent-ipv6-bytes\": \"73\"",
            "\"ietf-softwire-ce:sent-ipv4-bytes\": \"33\"",
            "\"ietf-softwire-ce:dropped-ipv4-packets\": \"1\""
        }) {
            assertTrue(text.contains(leaf), leaf + text);
        }
    }

    @Test
    void readsJunosLines() throws IOException {
        Files.writeString(domain, HandMade.JUNOS_DOMAIN);
        edge(PREFIX).done();
        assertEquals(ANSWER_TTL_63, packetsOf(out).get(1));
    }

    @Test
    void refusesAPrefixThatIsNoCeOfTheDomain() {
        edge("2001:db9::/56").refused(2, "domain.json", "V30", "2001:db9::/56");
        edge("2001:db8:12::/48").refused(2, "domain.json", "V31", "2001:db8:12::/48", "56 bits");
        edge("2001:db8:12:3401::/64").refused(2, "domain.json", "V33", "2001:db8:12:3401::/64");
        edge("2001:db8:12::1/48").refused(2, "V36", "1 more; mape lint --end-user-prefix 2001:db8:12::1/48 ");
        edge("2001:db8:12:3400::").refused(2, "--end-user-prefix", "use address and length");
        edge("").refused(2, "--end-user-prefix \"\"");
        assertFalse(Files.exists(out));
        assertFalse(Files.exists(verdicts));
    }
}
