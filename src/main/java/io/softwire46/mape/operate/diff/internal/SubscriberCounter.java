package io.softwire46.mape.operate.diff.internal;

import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.MappingKind;
import io.softwire46.mape.map.PortParameters;

/**
 * Counts the End-user prefixes inside an IPv6 prefix for which two rules of one prefix length n + o agree.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class SubscriberCounter {
    private static final int PORT_BITS = 16;
    private static final int IPV4_BITS = 32;

    private final BitEquations equations = new BitEquations();

    private long high;
    private long low;
    private int length;
    private int free;

    /** Adds counts of the End-user prefixes of a cell's length inside a prefix; {@code sign} -1 subtracts them. */
    void add(Cell cell, Prefix6 within, int sign, SubscriberTally tally) {
        long subscribers = sign * (1L << (cell.unitLength() - within.length()));
        tally.subscribers += subscribers;
        if (!cell.isPair()) {
            return;
        }
        MapRule old = cell.oldRule().rule();
        MapRule now = cell.newRule().rule();
        if (old.equals(now)) { // most rules of most changes
            tally.sameIpv4 += subscribers;
            tally.samePorts += subscribers;
            tally.sameMapAddress += subscribers;
            tally.keptPorts +=
                    old.isShared() ? subscribers * old.portParameters().portCount() : 0;
            return;
        }
        if (old.kind() != now.kind()) {
            return;
        }
        high = within.high();
        low = within.low();
        length = within.length();
        free = cell.unitLength() - length;
        begin(old, now, 0);
        long sameIpv4 = equations.solutions();
        tally.sameIpv4 += sign * sameIpv4;
        equatePorts(old, now);
        tally.samePorts += sign * equations.solutions();
        equateMapAddress(old, now);
        tally.sameMapAddress += sign * equations.solutions();
        if (old.kind() == MappingKind.SHARED && sameIpv4 > 0) {
            tally.keptPorts += sign * keptPorts(old, now);
        }
    }

    /** Begins with the equation of the IPv4 addresses. */
    private void begin(MapRule old, MapRule now, int portBits) {
        equations.begin(free + portBits);
        if (old.ceIpv4Length() != now.ceIpv4Length()) {
            equations.contradict();
            return;
        }
        for (int i = 0; i < old.ceIpv4Length(); i++) {
            equations.equate(ipv4Bit(old, i), ipv4Bit(now, i));
        }
    }

    private void equatePorts(MapRule old, MapRule now) {
        PortParameters a = old.portParameters();
        PortParameters b = now.portParameters();
        if (a.equals(b)) {
            for (int i = 0; i < a.psidLength(); i++) {
                equations.equate(psidBit(old, i), psidBit(now, i));
            }
        } else if (isUpperHalf(a, b)) {
            equateUpperHalf(old, now);
        } else if (isUpperHalf(b, a)) {
            equateUpperHalf(now, old);
        } else {
            equations.contradict();
        }
    }

    /** With offset 1, A can only be 1: the ports are those of offset 0 and a PSID that begins with this bit. */
    private static boolean isUpperHalf(PortParameters one, PortParameters other) {
        return one.psidOffset() == 1 && other.psidOffset() == 0 && other.psidLength() == one.psidLength() + 1;
    }

    private void equateUpperHalf(MapRule withOffset, MapRule without) {
        equations.equate(psidBit(without, 0), 1);
        for (int i = 0; i < withOffset.portParameters().psidLength(); i++) {
            equations.equate(psidBit(withOffset, i), psidBit(without, i + 1));
        }
    }

    private void equateMapAddress(MapRule old, MapRule now) {
        for (int i = Math.max(64, length + free); i < 128; i++) {
            equations.equate(interfaceIdBit(old, i), interfaceIdBit(now, i));
        }
    }

    /**
     * Counts pairs of a subscriber and a port in both of its sets. Ports with A = 0 are in no set (RFC 7597 section 5.1):
     * inclusion and exclusion.
     */
    private long keptPorts(MapRule old, MapRule now) {
        int a = old.portParameters().psidOffset();
        int b = now.portParameters().psidOffset();
        long kept = portsOfBoth(old, now, 0);
        if (a > 0) {
            kept -= portsOfBoth(old, now, a);
        }
        if (b > 0) {
            kept -= portsOfBoth(old, now, b);
        }
        return a > 0 && b > 0 ? kept + portsOfBoth(old, now, Math.max(a, b)) : kept;
    }

    private long portsOfBoth(MapRule old, MapRule now, int zeroBits) {
        begin(old, now, PORT_BITS);
        int port = BitEquations.FIRST_VARIABLE + free;
        equatePsid(old, port);
        equatePsid(now, port);
        for (int i = 0; i < zeroBits; i++) {
            equations.equate(port + i, 0);
        }
        return equations.solutions();
    }

    private void equatePsid(MapRule rule, int port) {
        PortParameters ports = rule.portParameters();
        for (int i = 0; i < ports.psidLength(); i++) {
            equations.equate(port + ports.psidOffset() + i, psidBit(rule, i));
        }
    }

    private int prefixBit(int i) {
        if (i >= length) {
            return BitEquations.FIRST_VARIABLE + i - length;
        }
        return (int) (i < 64 ? high >>> (63 - i) : low >>> (127 - i)) & 1;
    }

    private int ipv4Bit(MapRule rule, int i) {
        int r = rule.ipv4Length();
        return i < r ? (rule.ipv4() >>> (IPV4_BITS - 1 - i)) & 1 : prefixBit(rule.ipv6Length() + i - r);
    }

    private int psidBit(MapRule rule, int i) {
        return rule.psidLengthInEa() > 0
                ? prefixBit(rule.ipv6Length() + rule.suffixLength() + i)
                : (rule.explicitPsid() >>> (rule.portParameters().psidLength() - 1 - i)) & 1;
    }

    /** Returns a bit of the interface identifier (RFC 7597 section 6). */
    private int interfaceIdBit(MapRule rule, int i) {
        int ipv4At = rule.format() == InterfaceIdFormat.RFC7597 ? 80 : 72;
        int k = rule.portParameters().psidLength();
        int ipv4 = i - ipv4At;
        int psid = i - (ipv4At + IPV4_BITS + PORT_BITS - k);
        if (ipv4 >= 0 && ipv4 < rule.ceIpv4Length()) {
            return ipv4Bit(rule, ipv4);
        }
        return psid >= 0 && psid < k ? psidBit(rule, psid) : 0;
    }
}
