package io.softwire46.mape.operate;

import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Bits;
import io.softwire46.mape.operate.redact.Redactor;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names for the addresses in the texts of a diagnosis: of each family the widest Rule prefixes, of other addresses their first
 * bits.
 *
 * <p>Static methods only.
 */
final class DiagnosisNames {
    private static final Pattern IPV6 = Pattern.compile("(?<![0-9A-Za-z.:])[0-9a-f]{0,4}:[0-9a-f:.]*[0-9a-f:]");
    private static final Pattern IPV4 = Pattern.compile("(?<![0-9A-Za-z.:])[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");
    private static final int OTHER_IPV6_BITS = 48;
    private static final int OTHER_EA_BITS = 16;
    private static final int OTHER_IPV4_BITS = 24;

    private DiagnosisNames() {}

    static Redactor of(Diagnosis diagnosis, String text) {
        List<long[]> ipv6 = new ArrayList<>();
        List<int[]> ipv4 = new ArrayList<>();
        for (Family each : diagnosis.families()) {
            Family.Member widest = each.widest();
            if (widest != null) {
                addIpv6(widest.ipv6Prefix(), widest.eaLength(), ipv6);
                addIpv4(widest.ipv4Prefix(), ipv4);
            }
        }
        List<long[]> ruleIpv6 = List.copyOf(ipv6);
        List<int[]> ruleIpv4 = List.copyOf(ipv4);
        for (Matcher found = IPV6.matcher(text); found.find(); ) {
            addIpv6Address(found.group(), ruleIpv6, ipv6);
        }
        for (Matcher found = IPV4.matcher(text); found.find(); ) {
            addIpv4Address(found.group(), ruleIpv4, ipv4);
        }
        return Redactor.of(ipv6, ipv4, diagnosis.borderRelays());
    }

    private static void addIpv6(String prefix, int eaLength, List<long[]> ipv6) {
        Addresses.Prefix parsed = Addresses.ipv6Prefix("prefix", prefix);
        ipv6.add(new long[] {parsed.high(), parsed.low(), parsed.length(), eaLength});
    }

    private static void addIpv4(String prefix, List<int[]> ipv4) {
        Addresses.Prefix parsed = Addresses.ipv4Prefix("prefix", prefix);
        ipv4.add(new int[] {(int) parsed.high(), parsed.length()});
    }

    private static void addIpv6Address(String text, List<long[]> rules, List<long[]> ipv6) {
        Addresses.Prefix address;
        try {
            address = Addresses.ipv6Prefix("address", text + "/128");
        } catch (MapConfigurationException e) {
            return; // another text with colons
        }
        boolean isOfRule = rules.stream()
                .anyMatch(each -> (((each[0] ^ address.high()) & Bits.ipv6MaskHigh((int) each[2]))
                                | ((each[1] ^ address.low()) & Bits.ipv6MaskLow((int) each[2])))
                        == 0);
        if (!isOfRule) {
            long high = address.high() & Bits.ipv6MaskHigh(OTHER_IPV6_BITS);
            ipv6.add(new long[] {high, 0, OTHER_IPV6_BITS, OTHER_EA_BITS});
        }
    }

    private static void addIpv4Address(String text, List<int[]> rules, List<int[]> ipv4) {
        int address;
        try {
            address = (int) Addresses.ipv4Prefix("address", text + "/32").high();
        } catch (MapConfigurationException e) {
            return;
        }
        if (rules.stream().noneMatch(each -> ((each[0] ^ address) & Bits.ipv4Mask(each[1])) == 0)) {
            ipv4.add(new int[] {address & Bits.ipv4Mask(OTHER_IPV4_BITS), OTHER_IPV4_BITS});
        }
    }
}
