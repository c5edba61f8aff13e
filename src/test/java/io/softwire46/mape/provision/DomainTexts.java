package io.softwire46.mape.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.List;

/** Texts that several tests read, and what they ask of the outcome. Static methods only. */
public final class DomainTexts {
    /** Marks in a text the location of the expected finding; removed before reading. */
    public static final char MARK = '▸';

    /** Every field, with the defaults of the options. */
    public static final String EXAMPLE = """
            { "name": "example", "format": "rfc7597", "mesh": false,
              "borderRelay": ["2001:db8:ffff::1"],
              "rules": [ { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16,
                           "psidOffset": 6, "psidLength": 8, "psid": null, "forwarding": true, "borderRelay": null } ],
              "options": { "mtuV6": 1500, "mtuV4": null, "fragmentation": "outer", "ignoreDf": false, "tcpMss": null,
                           "sourceCheck": "strict", "innerFragments": "cache", "acceptBrSource": false, "hairpin": true,
                           "v4Reassembly": "partial", "v6Reassembly": true, "decrementTtlAtEgress": false, "hopLimit": 64,
                           "trafficClass": "copy", "egressDscp": "pipe", "ecn": "normal", "flowLabel": "hash",
                           "encapsulationLimit": null, "rewriteIpv4Id": false, "strict64": false,
                           "icmpv4Source": null, "echoReply": true, "icmpv4Errors": true, "icmpv6Errors": true,
                           "icmpv4NoMappingErrors": false, "icmpv4ProtocolErrors": false, "icmpv6SourceCheckErrors": false,
                           "tunnelErrorRelay": true, "dynamicPmtu": false, "anycast": false,
                           "icmpErrorsPerSecond": 100, "icmpErrorBurst": 100,
                           "v4ReassemblyTimeoutMillis": 2000, "v6ReassemblyTimeoutMillis": 60000, "maxFragmentsPerPacket": 64,
                           "maxReassemblies": 1024, "maxBufferedOctets": 16777216, "fragmentSharePerSource": 0.1,
                           "maxPacketSize": 65575 } }
            """;

    /** A border relay's whole MAP-E configuration, as it was published. */
    public static final String JUNOS = """
            set chassis fpc 0 pic 0 inline-services bandwidth 400g
            set services service-set SSET1 softwire-rules SW-RULE1
            set services service-set SSET1 next-hop-service inside-service-interface si-0/0/0.1
            set services service-set SSET1 next-hop-service outside-service-interface si-0/0/0.2
            set services softwire softwire-concentrator map-e MAPE-DOMAIN1 ipv4-prefix 67.91.205.0/24
            set services softwire softwire-concentrator map-e MAPE-DOMAIN1 mape-prefix 2001:db8:ce:ab00::/56
            set services softwire softwire-concentrator map-e MAPE-DOMAIN1 ea-bits-len 16
            set services softwire softwire-concentrator map-e MAPE-DOMAIN1 psid-offset 6
            set services softwire softwire-concentrator map-e MAPE-DOMAIN1 psid-length 8
            set services softwire softwire-concentrator map-e MAPE-DOMAIN1 softwire-address 3001:db8:ffff::1
            set services softwire rule SW-RULE1 match-direction input
            set services softwire rule SW-RULE1 term t1 then map-e MAPE-DOMAIN1
            set interfaces si-0/0/0 unit 1 family inet
            set interfaces si-0/0/0 unit 1 family inet6
            set interfaces si-0/0/0 unit 1 service-domain inside
            set interfaces si-0/0/0 unit 2 family inet
            set interfaces si-0/0/0 unit 2 family inet6
            set interfaces si-0/0/0 unit 2 service-domain outside
            """;

    private DomainTexts() {}

    public static ConfiguredDomain readOne(String text) {
        ReadResult file = DomainFile.read(text);
        assertFalse(file.isRefused(), () -> file.findings().toString());
        assertEquals(1, file.domains().size());
        return file.domains().get(0);
    }

    /** Asserts that the text has an error, and that the first one has this id and field and is at the mark. */
    public static Finding assertRefused(String id, String field, String markedText) {
        ReadResult file = DomainFile.read(unmarked(markedText));
        assertTrue(file.isRefused(), markedText);
        assertEquals(List.of(), file.domains());
        Finding first = file.firstError().orElseThrow();
        assertPlaced(id, field, markedText, first);
        return first;
    }

    public static void assertPlaced(String id, String field, String markedText, Finding placed) {
        assertEquals(
                markOf(markedText) + " " + id + " " + field,
                placed.location().line() + ":" + placed.location().column() + " " + placed.id() + " " + placed.field(),
                placed::toString);
    }

    public static String unmarked(String text) {
        return text.replace(String.valueOf(MARK), "");
    }

    private static String markOf(String text) {
        String before = text.substring(0, text.indexOf(MARK));
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return line + ":" + (before.length() - before.lastIndexOf('\n'));
    }
}
