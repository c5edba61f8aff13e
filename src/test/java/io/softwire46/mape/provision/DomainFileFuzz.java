package io.softwire46.mape.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.provision.domain.DomainJson;
import io.softwire46.mape.provision.format.ReadResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Fuzz target: any text as a domain file, in JSON or in lines of Junos. */
public final class DomainFileFuzz {
    public static final String TWO_DOMAINS = """
            [ { "name": "a", "borderRelay": ["2001:db8:ffff::1"], "options": {"mtuV6": 1500, "ecn": "normal"},
                "rules": [ { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16 } ] },
              { "name": "b", "mesh": true, "format": "draft03", "rules": [ { "ipv6Prefix": "2001:db9::1/128",
                "ipv4Prefix": "198.51.100.1/32", "eaLength": 0, "psidLength": 8, "psid": 3, "psidOffset": 0 } ] } ]
            """;
    public static final String TWO_NAMES = """
            set services softwire softwire-concentrator map-e A ipv4-prefix 192.0.2.0/24
            set services softwire softwire-concentrator map-e A mape-prefix 2001:db8::/40 ea-bits-len 16 psid-length 8
            set services softwire softwire-concentrator map-e A softwire-address 2001:db8:ffff::1
            set services softwire softwire-concentrator map-e B ipv4-prefix 198.51.100.0/24 mape-prefix 2001:db9::/40
            user@host# set services softwire softwire-concentrator map-e B ea-bits-len 8 mtu-v6 1500 v4-reassembly
            set services softwire softwire-concentrator map-e B psid-offset 16 softwire-address 2001:db8:ffff::2
            """;

    /** Every field of {@code napt}, none with its default, which is what is written. */
    public static final String NAPT = """
            { "borderRelay": ["2001:db8:ffff::1"],
              "rules": [ { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16, "psidOffset": 4 } ],
              "napt": {
                "inside": ["192.168.0.0/16", "100.64.0.0/10"],
                "strict4787": true, "tcpMapping": "exclusive", "udpMapping": "overlapping",
                "udpOverlappingPorts": [53, 65535], "minExclusivePorts": 10, "minOverlappingPorts": 0,
                "preservePort": true, "preserveParity": true, "portHoldSeconds": 0, "lowPorts": true,
                "reserved": [ { "protocol": "any", "ports": "6600-6615" }, { "protocol": "udplite", "ports": "1" } ],
                "tcpFiltering": "addressAndPort", "udpFiltering": "addressAndPort", "inboundRefresh": true,
                "tcpNoSession": "reset", "unsolicitedSyn": "unreachable", "resetEnded": true,
                "noPortError": "host", "protocolError": true, "quoteChecksum": "drop", "dmzHost": "192.168.1.10",
                "timers": { "tcpEstablished": 7441, "tcpOpening": 4, "tcpClosing": 241, "tcpTimeWait": 0,
                            "udp": 120, "udpPorts": { "53": 3, "443": 120 }, "icmp": 61 },
                "limits": { "maxSessions": 64, "maxSessionsPerHost": 1, "maxExclusivePortsPerHost": 2, "maxHosts": 3,
                            "newSessionsPerSecondPerHost": 4, "maxForwards": 5, "maxForwardsPerHost": 5,
                            "maxHeldSyns": 0, "maxEvents": 7 },
                "forwards": [ { "protocol": "tcp", "port": 6592, "to": "192.168.1.10:443",
                                "remotes": ["198.51.100.0/24"] },
                              { "protocol": "dccp", "port": 1, "to": "100.64.0.1:65535" } ] } }
            """;

    private DomainFileFuzz() {}

    public static void run(byte[] data) {
        check(new String(data, StandardCharsets.UTF_8));
    }

    /** Reading ends with domains, which can be written, or with an error that has a place in the text. */
    public static void check(String text) {
        ReadResult file = DomainFile.read(text);
        assertEquals(file.isRefused(), file.domains().isEmpty(), text);
        String[] lines = text.split("\r\n|\n|\r", -1);
        for (Finding each : file.validateForRelay()) {
            assertTrue(each.location().line() >= 1 && each.location().line() <= lines.length, () -> each + "\n" + text);
            // An unexpected end is one position after the last character.
            assertTrue(
                    each.location().column() >= 1
                            && each.location().column() <= lines[each.location().line() - 1].length() + 1,
                    () -> each + "\n" + text);
            assertEquals(1, each.toString().lines().count(), text);
        }
        if (!file.isRefused()) {
            List<ConfiguredDomain> domains = file.domains();
            assertEquals(domains, DomainFile.read(DomainJson.write(domains)).domains(), text);
            ConfiguredDomain first = domains.get(0);
            NaptOptions napt = DomainFile.napt(file, first);
            ReadResult written = DomainFile.read(DomainFile.write(first, napt));
            assertEquals(napt, DomainFile.napt(written, written.domains().get(0)), text);
        }
    }

    public static List<byte[]> seeds() {
        return Stream.of(DomainTexts.EXAMPLE, DomainTexts.JUNOS, TWO_DOMAINS, TWO_NAMES, NAPT)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
