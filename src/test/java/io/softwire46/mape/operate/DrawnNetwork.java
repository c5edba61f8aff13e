package io.softwire46.mape.operate;

import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveMap.Text;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.operate.lookup.AddressText;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A rule drawn at random, and CEs of it with ports that they own: strings of bits, formed by the naive model.
 *
 * @param rule the rule
 * @param kinds r + o - 32
 */
record DrawnNetwork(NaiveMap.Rule rule, int kinds) {
    /**
     * An observation.
     *
     * @param ce MAP address, 128 characters
     * @param ipv4 32 characters
     * @param port 0 to 65,535, or -1
     */
    record Seen(String ce, String ipv4, int port) {
        long high() {
            return new BigInteger(ce.substring(0, 64), 2).longValue();
        }

        long low() {
            return new BigInteger(ce.substring(64), 2).longValue();
        }

        int address() {
            return (int) Long.parseLong(ipv4, 2);
        }
    }

    /** Returns an IPv6 address of 128 characters as the library prints it. */
    static String text(String address) {
        return AddressText.canonical(
                new BigInteger(address.substring(0, 64), 2).longValue(),
                new BigInteger(address.substring(64), 2).longValue());
    }

    static String bits(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(random.nextBoolean() ? '1' : '0');
        }
        return text.toString();
    }

    /** Draws a rule with these lengths, in documentation or random prefixes. */
    static DrawnNetwork of(Random random, int n, int r, int o, int offset, boolean draft03) {
        String ipv6 = ("0010" + bits(random, 128)).substring(0, n);
        return new DrawnNetwork(new NaiveMap.Rule(ipv6, bits(random, r), o, offset, "", draft03), r + o - 32);
    }

    /** Draws any rule of the search space whose End-user prefix has at most the given number of bits. */
    static DrawnNetwork any(Random random, int maxEnd) {
        while (true) {
            int r = random.nextInt(33);
            int o = 1 + random.nextInt(48);
            int n = 1 + random.nextInt(maxEnd);
            int k = Math.max(0, r + o - 32);
            if (n + o <= maxEnd && k <= 16) {
                int offset = k == 0 ? 0 : random.nextInt(Math.min(15, 16 - k) + 1);
                return of(random, n, r, o, offset, random.nextBoolean());
            }
        }
    }

    NaiveMap.Ce ce(Random random) {
        return NaiveMap.ce(rule, rule.ipv6() + bits(random, rule.ea())).orElseThrow();
    }

    /** Draws what is seen of a CE: a packet with one of its addresses and a port of its set. */
    Seen seen(Random random, NaiveMap.Ce ce, boolean hasPort) {
        String ipv4 = ce.ipv4() + bits(random, 32 - ce.ipv4().length());
        if (!hasPort) {
            return new Seen(ce.mapAddressFromRule(), ipv4, -1);
        }
        return new Seen(ce.mapAddressFromRule(), ipv4, port(random, ce));
    }

    private int port(Random random, NaiveMap.Ce ce) {
        int k = ce.psid().length();
        if (k == 0) {
            return random.nextInt(0x10000);
        }
        String first;
        do {
            first = bits(random, rule.offset());
        } while (rule.offset() > 0 && !first.contains("1"));
        return Integer.parseInt(first + ce.psid() + bits(random, 16 - rule.offset() - k), 2);
    }

    /** Draws CEs, each with ports; without ports, each CE is seen once. */
    List<Seen> draw(Random random, int ces, int ports) {
        List<Seen> all = new ArrayList<>();
        for (int i = 0; i < ces; i++) {
            NaiveMap.Ce ce = ce(random);
            for (int j = 0; j < Math.max(1, ports); j++) {
                all.add(seen(random, ce, ports > 0));
            }
        }
        return all;
    }

    static Evidence evidence(List<Seen> seen) {
        Evidence.Builder builder = Evidence.builder();
        seen.forEach(each -> builder.seen(each.high(), each.low(), each.address(), each.port()));
        return builder.build();
    }

    /** Whether a family has this rule. */
    boolean isIn(Family family) {
        InterfaceIdFormat format = rule.draft03() ? InterfaceIdFormat.DRAFT03 : InterfaceIdFormat.RFC7597;
        int k = Math.max(0, kinds);
        int n = rule.ipv6().length();
        return family.format() == format
                && family.psidLength() == k
                && (k == 0 ? family.psidOffset() == null : family.psidOffset() == rule.offset())
                && family.endUserPrefixLength() == n + rule.ea()
                && family.widest().ipv6Length() <= n
                && n <= family.narrowest().ipv6Length()
                && family.widest().ipv4Length() - family.widest().ipv6Length()
                        == rule.ipv4().length() - n;
    }

    /** Whether another rule is of the same family: they differ in the lengths of both prefixes by the same number of bits. */
    boolean isAlike(NaiveMap.Rule other) {
        return other.draft03() == rule.draft03()
                && other.isShared() == rule.isShared()
                && (!rule.isShared() || other.offset() == rule.offset())
                && other.ipv6().length() + other.ea() == rule.ipv6().length() + rule.ea()
                && other.ipv6().length() - other.ipv4().length()
                        == rule.ipv6().length() - rule.ipv4().length();
    }

    /** The members of a family, with prefixes of an observation. */
    static List<NaiveMap.Rule> members(Family family, Seen seen) {
        List<NaiveMap.Rule> all = new ArrayList<>();
        int shift = family.narrowest().ipv6Length() - family.narrowest().ipv4Length();
        for (int n = family.widest().ipv6Length(); n <= family.narrowest().ipv6Length(); n++) {
            all.add(new NaiveMap.Rule(
                    seen.ce().substring(0, n),
                    seen.ipv4().substring(0, n - shift),
                    family.endUserPrefixLength() - n,
                    family.psidOffset() == null ? 0 : family.psidOffset(),
                    "",
                    family.format() == InterfaceIdFormat.DRAFT03));
        }
        return all;
    }

    /** Whether a rule derives what was seen. */
    static boolean derives(NaiveMap.Rule rule, Seen seen) {
        if (seen.port() < 0 && rule.isShared()) {
            return NaiveMap.decode(rule, seen.ce())
                    .filter(ce -> ce.mapAddressFromRule().equals(seen.ce())
                            && seen.ipv4().equals(ce.ipv4()))
                    .isPresent();
        }
        return NaiveMap.owner(rule, seen.ipv4(), seen.port())
                .filter(ce -> ce.mapAddressFromRule().equals(seen.ce()))
                .isPresent();
    }

    @Override
    public String toString() {
        return rule.ipv6().length() + " " + rule.ipv4().length() + " " + rule.ea() + " " + rule.offset() + " "
                + rule.draft03() + " " + Text.left("", 0) + rule;
    }
}
