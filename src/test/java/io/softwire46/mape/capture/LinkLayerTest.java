package io.softwire46.mape.capture;

import static io.softwire46.mape.capture.LinkLayer.Payload.IPV4;
import static io.softwire46.mape.capture.LinkLayer.Payload.IPV6;
import static io.softwire46.mape.capture.LinkLayer.Payload.NOT_IP;
import static io.softwire46.mape.capture.LinkLayer.Payload.UNSUPPORTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkLayerTest {
    private static final String MACS = "0200000000010200000000ff";
    /** Incoming, ARPHRD_ETHER, 6 octets of address. */
    private static final String SLL = "0000000100060200000000010000";
    /** Behind the protocol: reserved, interface 3, ARPHRD_ETHER, incoming, 6 octets of address. */
    private static final String SLL2 = "0000000000030001000602000000000100" + "00";

    private static final String IP = "45000014";
    private static final int IN_FRONT = 7;

    private final LinkLayer linkLayer = LinkLayer.create();

    @ParameterizedTest
    @ValueSource(ints = {101, 12, 14})
    void rawIpIsClassifiedByTheVersion(int linkType) {
        assertFound(IPV4, 0, linkType, "45000014");
        assertFound(IPV4, 0, linkType, "4f");
        assertFound(IPV6, 0, linkType, "60000000");
        assertNotIp(linkType, "");
        assertNotIp(linkType, "00");
        assertNotIp(linkType, "5000");
        assertNotIp(linkType, "70");
        assertNotIp(linkType, "f4");
    }

    @Test
    void rawIpOfOneVersionIsNotAskedForIt() {
        assertFound(IPV4, 0, 228, "45000014");
        assertFound(IPV4, 0, 228, "60000000");
        assertFound(IPV4, 0, 228, "");
        assertFound(IPV6, 0, 229, "60000000");
        assertFound(IPV6, 0, 229, "45000014");
        assertFound(IPV6, 0, 229, "");
    }

    @ParameterizedTest
    @CsvSource({
        "0800, IPV4, 14",
        "86dd, IPV6, 14",
        "81000064 0800, IPV4, 18",
        "88a80064 81000065 86dd, IPV6, 22",
        "91000064 0800, IPV4, 18",
        "92000064 86dd, IPV6, 18",
        "88a80001 91000002 92000003 8100e004 0800, IPV4, 30"
    })
    void ethernetIsClassifiedByTheTypeAfterItsTags(String types, LinkLayer.Payload payload, int header) {
        assertFound(payload, header, 1, MACS + types + IP);
        assertFound(payload, header, 1, MACS + types);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0806", // ARP
                "8847", // MPLS
                "8848",
                "8864", // PPPoE session
                "0026424203", // IEEE 802.3 length, LLC
                "05ff",
                "0000",
                "0004",
                "81000064 0806",
                "81000064 0026",
                "81000001 81000002 81000003 81000004 81000005 0800" // five tags
            })
    void otherEthernetFramesAreNotIp(String types) {
        assertNotIp(1, MACS + types + IP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "08", "8100", "810000", "81000064", "8100006408", "81000064 88a80065 08"})
    void truncatedEthernetHeadersAreNotIp(String types) {
        assertNotIp(1, MACS + types);
    }

    @Test
    void anEmptyFrameIsNotIp() {
        assertNotIp(1, "");
        assertNotIp(1, MACS.substring(0, 10));
    }

    @Test
    void linuxCookedIsClassifiedByTheProtocol() {
        assertFound(IPV4, 16, 113, SLL + "0800" + IP);
        assertFound(IPV6, 16, 113, SLL + "86dd");
        assertFound(IPV4, 20, 113, SLL + "81000064" + "0800" + IP);
        assertNotIp(113, SLL + "0806" + IP);
        assertNotIp(113, SLL + "0004" + IP);
        assertNotIp(113, SLL + "08");
        assertFound(IPV4, 20, 276, "0800" + SLL2 + IP);
        assertFound(IPV6, 20, 276, "86dd" + SLL2);
        assertFound(IPV6, 24, 276, "8100" + SLL2 + "006486dd");
        assertNotIp(276, "0001" + SLL2 + IP);
        assertNotIp(276, "0800" + SLL2.substring(2));
    }

    @ParameterizedTest
    @CsvSource({
        "00000002, IPV4",
        "0000000a, IPV6",
        "00000018, IPV6",
        "0000001c, IPV6",
        "0000001e, IPV6",
    })
    void loopbackIsClassifiedByTheFamily(String family, LinkLayer.Payload payload) {
        String swapped = Integer.toHexString(Integer.reverseBytes(Integer.parseInt(family, 16)));
        String littleEndian = "0".repeat(8 - swapped.length()) + swapped;
        assertFound(payload, 4, 0, family + IP);
        assertFound(payload, 4, 0, littleEndian + IP);
        assertFound(payload, 4, 108, family);
        assertNotIp(108, littleEndian + IP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "000000", "00000000", "00000007", "00000200", "07000000", "00020000", "02000002"})
    void otherFamiliesAreNotIp(String hex) {
        assertNotIp(0, hex);
        assertNotIp(108, hex);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 2, 100, 102, 105, 127, 147, 230, 277, 65_535, 65_537, Integer.MIN_VALUE})
    void otherLinkTypesAreUnsupported(int linkType) {
        assertEquals(UNSUPPORTED, find(linkType, "45000014"));
        assertFalse(LinkType.isSupported(linkType));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 14, 101, 108, 113, 228, 229, 276})
    void theseLinkTypesAreSupported(int linkType) {
        assertTrue(LinkType.isSupported(linkType));
    }

    private void assertFound(LinkLayer.Payload payload, int header, int linkType, String hex) {
        assertEquals(payload, find(linkType, hex), hex);
        assertEquals(IN_FRONT + header, linkLayer.ipOffset(), hex);
        assertEquals(hex.replace(" ", "").length() / 2 - header, linkLayer.ipLength(), hex);
    }

    private void assertNotIp(int linkType, String hex) {
        assertEquals(NOT_IP, find(linkType, hex), hex);
    }

    /** The octets in front of the window would be IPv4 by every link type, were they inspected. */
    private LinkLayer.Payload find(int linkType, String hex) {
        byte[] octets = HexFormat.of().parseHex(hex.replace(" ", ""));
        ByteBuffer buffer = ByteBuffer.allocate(IN_FRONT + octets.length);
        buffer.put(HexFormat.of().parseHex("45000200000800")).put(octets);
        return linkLayer.find(linkType, buffer, IN_FRONT, octets.length);
    }
}
