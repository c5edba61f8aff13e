package io.softwire46.mape.conformance.draw;

/**
 * The lengths that rules of a shape can have inside limits, when some leading bits of both prefixes are fixed. Letters are
 * those of {@link RuleShape}, and a is the PSID offset.
 *
 * @param leastN fixed bits of the Rule IPv6 prefix
 * @param leastR fixed bits of the Rule IPv4 prefix
 */
record RuleLengths(Limits limits, int leastN, int leastR) {
    private static final Range NONE = new Range(0, -1);

    /** Whether there is a rule of a shape. */
    boolean allow(RuleShape shape) {
        if (!limits.shapes().contains(shape)
                || eaLengths().isEmpty()
                || ipv4Lengths().isEmpty()) {
            return false;
        }
        Range psidLengths = psidLengths(shape);
        return !psidLengths.isEmpty() && !ipv4Lengths(shape, psidLengths.min()).isEmpty();
    }

    private Range ipv4Lengths() {
        return limits.ipv4PrefixLength().and(leastR, 32);
    }

    /** EA-bit lengths that leave a prefix. */
    private Range eaLengths() {
        Range n = limits.ipv6PrefixLength().and(leastN, limits.eaEnd());
        return n.isEmpty() ? NONE : limits.eaLength().and(0, limits.eaEnd() - n.min());
    }

    /** PSID lengths; of a shape that shares no address, 0 alone. */
    Range psidLengths(RuleShape shape) {
        Range shared = limits.psidLength().and(1, 16 - limits.psidOffset().min());
        Range o = eaLengths();
        Range r = ipv4Lengths();
        boolean embedsNone = r.contains(32) && o.contains(0);
        return switch (shape) {
            case PREFIX, ADDRESS -> limits.psidLength().and(0, 0);
            case SHARED -> shared.and(o.min() - 32 + r.min(), o.max() - 32 + r.max());
            case ONE_TO_ONE -> embedsNone ? shared : NONE;
            case ONE_PSID_OF_EACH -> shared;
            case BINDING ->
                embedsNone && isBinding()
                        ? limits.psidLength().and(0, 16 - limits.psidOffset().min())
                        : NONE;
        };
    }

    private boolean isBinding() {
        return limits.ipv6PrefixLength().contains(128) && limits.eaEnd() == 128;
    }

    /** PSID offsets of a shared address. */
    Range psidOffsets(int k) {
        return limits.psidOffset().and(0, 16 - k);
    }

    /** Lengths of the Rule IPv4 prefix. */
    Range ipv4Lengths(RuleShape shape, int k) {
        Range o = eaLengths();
        Range r = ipv4Lengths();
        return switch (shape) {
            case PREFIX -> r.and(o.max() == 0 ? 1 : 0, 31 - o.min());
            case ADDRESS -> r.and(32 - o.max(), 32 - o.min());
            case SHARED -> r.and(32 + k - o.max(), 32 + k - o.min());
            case ONE_TO_ONE, BINDING -> r.and(32, 32);
            case ONE_PSID_OF_EACH -> r.and(32 - o.max(), Math.min(31, 32 - o.min()));
        };
    }

    /** EA-bit lengths of {@link RuleShape#PREFIX}; a rule without IPv4 bits and EA bits is none. */
    Range prefixEaLengths(int r) {
        return eaLengths().and(r == 0 ? 1 : 0, 31 - r);
    }

    /** Lengths of the Rule IPv6 prefix. */
    Range ipv6Lengths(int o) {
        return limits.ipv6PrefixLength().and(leastN, limits.eaEnd() - o);
    }
}
