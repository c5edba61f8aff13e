package io.softwire46.mape.forward.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveMap.Text;
import io.softwire46.mape.forward.fastpath.FastPathPackets;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A CE's own address and ports in a batch: every port for every a and k, and addresses near its own (RFC 7597 section 5.1). */
class OwnPortsTest {
    private static final int ADDRESS = 0xc000_0212;

    /** Asserts for each key whether it is the CE's own, by both checks. */
    private static void compare(CeMapping mapping, NaiveMap.Rule rule, int ipv4) {
        OwnPorts own = new OwnPorts(mapping);
        long[] columns = FastPathPackets.columns();
        boolean sameAddress =
                Text.ipv4(ipv4).startsWith(Text.ipv4(mapping.ipv4Bits()).substring(0, mapping.ipv4Length()));
        int a = mapping.rule().portParameters().psidOffset();
        int k = rule.psidBits();
        int psid = mapping.psid();
        for (int port = 0; port < 0x10000; port += FastPathPackets.PACKETS) {
            for (int i = 0; i < FastPathPackets.PACKETS; i++) {
                columns[FastPathPackets.KEYS + i] = (ipv4 & 0xffff_ffffL) << 16 | (port + i);
            }
            long[] foreign = columns.clone();
            own.checkOwn(columns, FastPathPackets.PACKETS);
            own.checkForeign(foreign, FastPathPackets.PACKETS);
            for (int i = 0; i < FastPathPackets.PACKETS; i++) {
                boolean owned = sameAddress && (k == 0 || (isAssigned(a, port + i) && psid == psid(a, k, port + i)));
                int at = port + i;
                Supplier<String> key = () -> Text.ipv4(ipv4) + " port " + at + " of " + mapping;
                assertEquals(owned, columns[FastPathPackets.PUNTS + i] >= 0, key);
                assertEquals(!owned, foreign[FastPathPackets.PUNTS + i] >= 0, key);
            }
            Arrays.fill(columns, FastPathPackets.PUNTS, FastPathPackets.PUNTS + FastPathPackets.PACKETS, 0);
        }
    }

    /** RFC 7597 section 5.1, figure 2: the first a bits of a port are not all 0, the next k bits are the PSID. */
    private static boolean isAssigned(int a, int port) {
        return a == 0 || port >= 65_536 >> a;
    }

    private static int psid(int a, int k, int port) {
        return port % (65_536 >> a) >> 16 - a - k;
    }

    @Test
    void everyPortForEveryOffsetAndLength() {
        Random random = new Random(46);
        for (int a = 0; a <= 15; a++) {
            for (int k = 0; k <= 16 - a; k++) {
                MapRule rule = MapRule.builder()
                        .ipv6Prefix("2001:db8::/32")
                        .ipv4Prefix("192.0.2.0/24")
                        .eaLength(8 + k)
                        .psidOffset(a)
                        .build();
                long psid = random.nextInt(1 << k);
                long high = 0x2001_0db8_1200_0000L | psid << 24 - k;
                CeMapping mapping = CeMapping.of(rule, new IPv6Address(high, 0, 40 + k));
                assertEquals(psid, Math.max(0, mapping.psid()));
                compare(mapping, NaiveMap.Rule.of(rule), ADDRESS);
                compare(mapping, NaiveMap.Rule.of(rule), ADDRESS ^ 1 << random.nextInt(32));
            }
        }
    }

    /** A CE with a whole prefix owns all ports of all its addresses. */
    @Test
    void prefix() {
        MapRule rule = MapRule.of("2001:db8::/32", "192.0.0.0/16", 12);
        CeMapping mapping = CeMapping.of(rule, Addresses.parseIpv6Prefix("endUserPrefix", "2001:db8:210::/44"));
        for (int ipv4 : new int[] {0xc000_0210, 0xc000_0218, 0xc000_021f, 0xc000_0220, 0xc000_020f}) {
            compare(mapping, NaiveMap.Rule.of(rule), ipv4);
        }
    }
}
