package io.softwire46.mape.map;

import io.softwire46.mape.map.internal.Bits;
import java.util.Arrays;

/**
 * Finds the CEs of a rule that a rule nested in its IPv6 prefix hides: those whose MAP address, as the outer rule
 * derives it (RFC 7597 section 5.3), lies inside the inner prefix.
 *
 * <p>No address is enumerated. Every bit of an outer CE's MAP address is either constant or a copy of one EA bit, and
 * so is every bit of what either rule decodes. The inner prefix fixes some EA bits, and each remaining EA bit doubles
 * the number of hidden CEs. The two decodings agree for all hidden CEs exactly if they agree bit by bit.
 *
 * <p>Not thread-safe: use one instance per comparison.
 */
final class NestedRules {
    private static final int IPV4_BITS = 32;
    private static final int PSID_BITS = 16;

    /** Codes of symbolic bits: 0 and 1 are constants, EA_BIT + i is the i-th EA bit of the outer rule. */
    private static final int EA_BIT = 2;

    private final MapRule outer;
    private final MapRule inner;

    /** Value that the inner prefix requires of each outer EA bit: 0, 1, or the bit's own code if it stays free. */
    private final int[] eaBit;

    private NestedRules(MapRule outer, MapRule inner) {
        this.outer = outer;
        this.inner = inner;
        eaBit = new int[outer.eaLength()];
        Arrays.setAll(eaBit, i -> EA_BIT + i);
    }

    /**
     * The CEs of the outer rule inside the inner prefix. Immutable.
     *
     * @param count 0 to 2^48
     * @param exampleHigh bits 0 to 63 of the MAP address of one of them; 0 if there is none
     * @param exampleLow bits 64 to 127 of the same
     * @param alike whether the inner rule gives each of them the same IPv4 address or prefix and the same ports, and
     *     the longest match of this IPv4 address or prefix selects the inner rule too
     */
    record Hidden(long count, long exampleHigh, long exampleLow, boolean alike) {
        private static final Hidden NONE = new Hidden(0, 0, 0, true);
    }

    /** Returns the CEs of the outer rule that the longest match assigns to the inner rule. */
    static Hidden hidden(MapRule outer, MapRule inner) {
        NestedRules nested = new NestedRules(outer, inner);
        int[] address = nested.address();
        if (!nested.fixByInnerPrefix(address)) {
            return Hidden.NONE;
        }
        long free = Arrays.stream(nested.eaBit).filter(code -> code >= EA_BIT).count();
        return new Hidden(
                1L << free, nested.lowest(address, 0), nested.lowest(address, 64), nested.sameMeaning(address));
    }

    /** Returns 64 bits of the address in which all free EA bits are 0. */
    private long lowest(int[] address, int from) {
        long bits = 0;
        for (int i = from; i < from + 64; i++) {
            int bit = resolve(address[i]);
            bits = bits << 1 | (bit < EA_BIT ? bit : 0);
        }
        return bits;
    }

    private int[] address() {
        int[] address = new int[128];
        int end = outer.derivedPrefixLength();
        int pad = outer.format() == InterfaceIdFormat.RFC7597 ? 80 : 72;
        System.arraycopy(ipv4(outer, eaBit), 0, address, pad, IPV4_BITS);
        System.arraycopy(psid(outer, eaBit), 0, address, pad + IPV4_BITS, PSID_BITS);
        for (int i = 0; i < end; i++) {
            address[i] = i < outer.ipv6Length() ? prefixBit(outer, i) : eaBit[i - outer.ipv6Length()];
        }
        return address;
    }

    /** Returns false when no CE of the outer rule is inside the inner prefix. */
    private boolean fixByInnerPrefix(int[] address) {
        for (int i = 0; i < inner.ipv6Length(); i++) {
            int is = resolve(address[i]);
            int mustBe = prefixBit(inner, i);
            if (is >= EA_BIT) {
                eaBit[is - EA_BIT] = mustBe;
            } else if (is != mustBe) {
                return false;
            }
        }
        return true;
    }

    private boolean sameMeaning(int[] address) {
        if (outer.ipv4Length() >= inner.ipv4Length()
                || outer.ceIpv4Length() != inner.ceIpv4Length()
                || !outer.portParameters().equals(inner.portParameters())) {
            return false;
        }
        int[] innerEa = Arrays.copyOfRange(address, inner.ipv6Length(), inner.ipv6Length() + inner.eaLength());
        return same(ipv4(outer, eaBit), ipv4(inner, innerEa)) && same(psid(outer, eaBit), psid(inner, innerEa));
    }

    private boolean same(int[] a, int[] b) {
        for (int i = 0; i < a.length; i++) {
            if (resolve(a[i]) != resolve(b[i])) {
                return false;
            }
        }
        return true;
    }

    private int resolve(int code) {
        return code < EA_BIT ? code : eaBit[code - EA_BIT];
    }

    private static int[] ipv4(MapRule rule, int[] ea) {
        int[] bits = new int[IPV4_BITS];
        for (int i = 0; i < rule.ceIpv4Length(); i++) {
            bits[i] = i < rule.ipv4Length() ? rule.ipv4() >>> (31 - i) & 1 : ea[i - rule.ipv4Length()];
        }
        return bits;
    }

    private static int[] psid(MapRule rule, int[] ea) {
        int[] bits = new int[PSID_BITS];
        int q = rule.psidLengthInEa();
        for (int i = 0; i < PSID_BITS; i++) {
            int fromRight = PSID_BITS - 1 - i;
            if (q > 0) {
                bits[i] = fromRight < q ? ea[rule.eaLength() - 1 - fromRight] : 0;
            } else {
                bits[i] = Math.max(rule.explicitPsid(), 0) >>> fromRight & 1;
            }
        }
        return bits;
    }

    private static int prefixBit(MapRule rule, int i) {
        return (int) Bits.extract(rule.ipv6High(), rule.ipv6Low(), i, 1);
    }
}
