package io.softwire46.mape.forward.edge;

import io.softwire46.mape.forward.Nodes;

/**
 * The CE of a golden case, on 192.0.2.18.
 *
 * @param psidOffset a, bits
 * @param psidLength k, bits
 * @param psid the PSID
 * @param prefix End-user prefix
 * @param mapAddress MAP address of RFC 7597 section 6
 */
record GoldenCe(int psidOffset, int psidLength, int psid, String prefix, String mapAddress) {
    /** 240 ports in 15 ranges of 16: 6592 to 6607, 10688 to 10703 and so on. */
    static final GoldenCe SHARED = new GoldenCe(4, 8, 0x9c, "2001:db8:12:9c00::/56", "2001:db8:12:9c00:0:c000:212:9c");

    /** 12 ports in 3 ranges: 26388 to 26391, 42772 to 42775, 59156 to 59159. */
    static final GoldenCe SMALL =
            new GoldenCe(2, 12, 0x9c5, "2001:db8:12:9c50::/60", "2001:db8:12:9c50:0:c000:212:9c5");

    /** Whether a port is of the set: RFC 7597 section 5.1. */
    boolean contains(int port) {
        int contiguousBits = 16 - psidOffset - psidLength;
        return port >>> (16 - psidOffset) != 0 && (port >>> contiguousBits & (1 << psidLength) - 1) == psid;
    }

    /** The domain file. */
    String domain(String options, String napt) {
        String further = options.isEmpty() ? "" : ", " + options;
        String object = napt.isEmpty() ? "{}" : "{ " + napt + " }";
        return """
                {
                  "name": "golden",
                  "format": "rfc7597",
                  "borderRelay": ["%s"],
                  "rules": [
                    { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": %d, "psidOffset": %d }
                  ],
                  "options": { "flowLabel": "zero"%s },
                  "napt": %s
                }
                """.formatted(Nodes.BR, 8 + psidLength, psidOffset, further, object);
    }

    String portSet() {
        return psidOffset + "/" + psidLength + "/0x" + Integer.toHexString(psid);
    }
}
