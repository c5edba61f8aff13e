package io.softwire46.mape.nat;

import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;

/** CEs with the address 192.0.2.18, or a prefix that contains it, and any port set. */
final class Edges {
    static final String ADDRESS = "192.0.2.18";

    /** 240 ports: 15 ranges of 16, first 0x19c0 = 6592 to 6607. */
    static final CeMapping SHARED = shared(4, 8, 0x9c);

    private Edges() {}

    /** The rule has 8 EA bits for the address and k bits for the PSID. */
    static CeMapping shared(int psidOffset, int psidLength, int psid) {
        MapRule rule = MapRule.builder()
                .ipv6Prefix("2001:db8::/40")
                .ipv4Prefix("192.0.2.0/24")
                .eaLength(8 + psidLength)
                .psidOffset(psidOffset)
                .build();
        long bits = 0x2001_0db8_0000_0000L | (18L << psidLength | psid) << 64 - 40 - 8 - psidLength;
        return CeMapping.of(rule, prefix(bits, 48 + psidLength));
    }

    /** A CE with all ports of the address. */
    static CeMapping whole() {
        return CeMapping.of(MapRule.of("2001:db8::/40", "192.0.2.0/24", 8), "2001:db8:12::/48");
    }

    /** A CE with the prefix 192.0.2.16/28. */
    static CeMapping prefix() {
        return CeMapping.of(MapRule.of("2001:db8::/40", "192.0.2.0/24", 4), "2001:db8:10::/44");
    }

    private static String prefix(long bits, int length) {
        StringBuilder text = new StringBuilder();
        for (int shift = 48; shift >= 0; shift -= 16) {
            text.append(Long.toHexString(bits >>> shift & 0xffff)).append(':');
        }
        return text.append(":/").append(length).toString();
    }
}
