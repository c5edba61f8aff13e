package io.softwire46.mape.operate.redact;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.PrefixIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the addresses of rules in text: a rule prefix by {@code V6-1} or {@code V4-1}, a border relay by {@code BR-1}. An
 * address in a rule prefix becomes the name and what is not confidential: {@code V6-1(ea 0x1234)}, {@code V4-1(suffix 0x12)}.
 * Lengths, EA bits, PSIDs and ports stay. The names follow the order of the rules, so they are the same in all texts.
 *
 * <p>Immutable.
 */
public final class Redactor {
    private static final Pattern ADDRESS =
            Pattern.compile("(?<![0-9A-Za-z.:])(?:[0-9a-f]{0,4}:[0-9a-f:.]*[0-9a-f:]|[0-9]{1,3}(?:\\.[0-9]{1,3}){3})");

    private record Prefix6(long high, long low, int length, int eaLength) {}

    private record Prefix4(int address, int length) {}

    /** By slot of the index, the prefix; its name is the slot, counted from 1. */
    private final List<Prefix6> prefixes6;

    private final List<Prefix4> prefixes4;
    private final PrefixIndex byIpv6;

    /** The index of IPv4 prefixes, whose addresses are the first 32 bits. */
    private final PrefixIndex byIpv4;

    private final Map<String, String> relays;

    private Redactor(Names names) {
        prefixes6 = List.copyOf(names.prefixes6);
        prefixes4 = List.copyOf(names.prefixes4);
        byIpv6 = names.byIpv6.build();
        byIpv4 = names.byIpv4.build();
        relays = Map.copyOf(names.relays);
    }

    /** The names of a redactor in the order of their addition; a prefix and a relay have one name. */
    private static final class Names {
        private final List<Prefix6> prefixes6 = new ArrayList<>();
        private final List<Prefix4> prefixes4 = new ArrayList<>();
        private final PrefixIndex.Builder byIpv6 = new PrefixIndex.Builder();
        private final PrefixIndex.Builder byIpv4 = new PrefixIndex.Builder();
        private final Map<String, String> relays = new HashMap<>();

        void addRelay(String relay) {
            relays.putIfAbsent(relay, "BR-" + (relays.size() + 1));
        }

        void addIpv6(long high, long low, int length, int eaLength) {
            if (byIpv6.slot(high, low, length) == prefixes6.size()) {
                prefixes6.add(new Prefix6(high, low, length, eaLength));
            }
        }

        void addIpv4(int address, int length) {
            if (byIpv4.slot((long) address << 32, 0, length) == prefixes4.size()) {
                prefixes4.add(new Prefix4(address, length));
            }
        }
    }

    /**
     * Returns a redactor for the rules of some domains.
     *
     * @param domains in an order that determines the names
     * @return a redactor
     */
    public static Redactor of(List<ConfiguredDomain> domains) {
        Names names = new Names();
        for (ConfiguredDomain each : domains) {
            for (IPv6Address relay : each.domain().allBorderRelays()) {
                long[] bits = Addresses.bits(relay);
                names.addRelay(Addresses.toText(bits[0], bits[1]));
            }
            for (MapRule rule : each.domain().rules().rules()) {
                names.addIpv6(rule.ipv6High(), rule.ipv6Low(), rule.ipv6Length(), rule.eaLength());
                names.addIpv4(rule.ipv4(), rule.ipv4Length());
            }
        }
        return new Redactor(names);
    }

    /**
     * Returns a redactor for addresses that were observed.
     *
     * @param ipv6 Rule IPv6 prefixes, as {@code high, low, length, EA-bit length}, in an order that determines the names
     * @param ipv4 Rule IPv4 prefixes, as {@code address, length}
     * @param relays BR addresses in canonical form
     * @return a redactor
     */
    public static Redactor of(List<long[]> ipv6, List<int[]> ipv4, List<String> relays) {
        Names names = new Names();
        relays.forEach(names::addRelay);
        ipv6.forEach(each -> names.addIpv6(each[0], each[1], (int) each[2], (int) each[3]));
        ipv4.forEach(each -> names.addIpv4(each[0], each[1]));
        return new Redactor(names);
    }

    /**
     * Returns a text without addresses of rules.
     *
     * @param text any text
     * @return the text with names
     */
    public String redact(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            String name = name(matcher.group());
            matcher.appendReplacement(result, Matcher.quoteReplacement(name == null ? matcher.group() : name));
        }
        return matcher.appendTail(result).toString();
    }

    private @Nullable String name(String address) {
        try {
            return address.contains(":") ? nameOfIpv6(address) : nameOfIpv4(address);
        } catch (MapConfigurationException e) {
            return null; // a time of day or the like
        }
    }

    private @Nullable String nameOfIpv6(String text) {
        long[] address = Addresses.bits(Addresses.parseIpv6("address", text));
        String relay = relays.get(Addresses.toText(address[0], address[1]));
        if (relay != null) {
            return relay;
        }
        int slot = byIpv6.longest(address[0], address[1]);
        if (slot == PrefixIndex.NONE) {
            return null;
        }
        Prefix6 prefix = prefixes6.get(slot);
        boolean isPrefix = address[0] == prefix.high && address[1] == prefix.low;
        String name = "V6-" + (slot + 1);
        return isPrefix ? name : name + "(ea 0x" + Long.toHexString(eaBits(prefix, address)) + ")";
    }

    private static long eaBits(Prefix6 prefix, long[] address) {
        long bits = 0;
        for (int i = prefix.length; i < prefix.length + prefix.eaLength; i++) {
            long bit = (i < 64 ? address[0] >>> (63 - i) : address[1] >>> (127 - i)) & 1;
            bits = bits << 1 | bit;
        }
        return bits;
    }

    private @Nullable String nameOfIpv4(String text) {
        int address = Addresses.bits(Addresses.parseIpv4("address", text));
        int slot = byIpv4.longest((long) address << 32, 0);
        if (slot == PrefixIndex.NONE) {
            return null;
        }
        Prefix4 prefix = prefixes4.get(slot);
        String name = "V4-" + (slot + 1);
        int suffix = address ^ prefix.address; // the other bits are equal
        return suffix == 0 ? name : name + "(suffix 0x" + Integer.toHexString(suffix) + ")";
    }
}
