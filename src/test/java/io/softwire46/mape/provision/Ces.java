package io.softwire46.mape.provision;

import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;

/** CEs of the rule 2001:db8::/40, 192.0.2.0/24 with any EA length and offset. Static methods only. */
public final class Ces {
    private Ces() {}

    public static CeMapping ce(int eaLength, int offset, String endUserPrefix) {
        MapRule rule = MapRule.builder()
                .ipv6Prefix("2001:db8::/40")
                .ipv4Prefix("192.0.2.0/24")
                .eaLength(eaLength)
                .psidOffset(offset)
                .build();
        return CeMapping.of(rule, Addresses.parseIpv6Prefix("prefix", endUserPrefix));
    }
}
