package io.softwire46.mape.operate.redact;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private record Prefix6(long high, long low, int length, int eaLength, String name) {
        boolean contains(long[] address) {
            return isSame(address, length, high, low);
        }
    }

    private record Prefix4(int address, int length, String name) {}

    private final List<Prefix6> prefixes6 = new ArrayList<>();
    private final List<Prefix4> prefixes4 = new ArrayList<>();
    private final Map<String, String> relays = new LinkedHashMap<>();

    /** The prefixes that have a name: their numbers. */
    private final Set<List<Object>> known = new HashSet<>();

    private Redactor() {}

    /**
     * Returns a redactor for the rules of some domains.
     *
     * @param domains in an order that determines the names
     * @return a redactor
     */
    public static Redactor of(List<ConfiguredDomain> domains) {
        Redactor redactor = new Redactor();
        for (ConfiguredDomain each : domains) {
            each.domain().allBorderRelays().forEach(redactor::addRelay);
            each.domain().rules().rules().forEach(redactor::addRule);
        }
        redactor.sort();
        return redactor;
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
        Redactor redactor = new Redactor();
        relays.forEach(each -> redactor.relays.put(each, "BR-" + (redactor.relays.size() + 1)));
        ipv6.forEach(each -> redactor.addIpv6(each[0], each[1], (int) each[2], (int) each[3]));
        ipv4.forEach(each -> redactor.addIpv4(each[0], each[1]));
        redactor.sort();
        return redactor;
    }

    private void sort() {
        prefixes6.sort((one, other) -> other.length - one.length);
        prefixes4.sort((one, other) -> other.length - one.length);
    }

    private void addRelay(IPv6Address relay) {
        long[] bits = Addresses.bits(relay);
        relays.computeIfAbsent(Addresses.toText(bits[0], bits[1]), text -> "BR-" + (relays.size() + 1));
    }

    private void addRule(MapRule rule) {
        addIpv6(rule.ipv6High(), rule.ipv6Low(), rule.ipv6Length(), rule.eaLength());
        addIpv4(rule.ipv4(), rule.ipv4Length());
    }

    private void addIpv6(long high, long low, int length, int eaLength) {
        if (known.add(List.of(high, low, length))) {
            prefixes6.add(new Prefix6(high, low, length, eaLength, "V6-" + (prefixes6.size() + 1)));
        }
    }

    private void addIpv4(int address, int length) {
        if (known.add(List.of(address, length))) {
            prefixes4.add(new Prefix4(address, length, "V4-" + (prefixes4.size() + 1)));
        }
    }

    private static boolean isSame(long[] address, int length, long high, long low) {
        long inHigh = length >= 64 ? -1L : length == 0 ? 0 : -1L << (64 - length);
        long inLow = length <= 64 ? 0 : -1L << (128 - length);
        return ((address[0] ^ high) & inHigh) == 0 && ((address[1] ^ low) & inLow) == 0;
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
        for (Prefix6 each : prefixes6) {
            if (each.contains(address)) {
                boolean isPrefix = address[0] == each.high && address[1] == each.low;
                return isPrefix ? each.name : each.name + "(ea 0x" + Long.toHexString(eaBits(each, address)) + ")";
            }
        }
        return null;
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
        for (Prefix4 each : prefixes4) {
            int mask = each.length == 0 ? 0 : -1 << (32 - each.length);
            if ((address & mask) == each.address) {
                return address == each.address
                        ? each.name
                        : each.name + "(suffix 0x" + Integer.toHexString(address & ~mask) + ")";
            }
        }
        return null;
    }
}
