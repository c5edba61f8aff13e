package io.softwire46.mape.wire.internal;

/**
 * Explicit congestion notification through a tunnel (RFC 6040), on the two low bits of Type of Service and Traffic
 * Class.
 *
 * <p>Static methods only.
 */
public final class Ecn {
    /** 00: the transport does not understand ECN. */
    public static final int NOT_ECT = 0;
    /** 01: ECN-capable transport, ECT(1). */
    public static final int ECT_1 = 1;
    /** 10: ECN-capable transport, ECT(0). */
    public static final int ECT_0 = 2;
    /** 11: congestion was experienced. */
    public static final int CE = 3;
    /** No codepoint: the packet must be dropped. */
    public static final int DROP = -1;

    /** The bits of Type of Service or Traffic Class that are ECN. */
    public static final int MASK = 3;

    private Ecn() {}

    /**
     * Returns the outer field at the ingress in normal mode (RFC 6040 section 4.1): a copy.
     *
     * @param inner codepoint of the arriving packet, 0 to 3
     * @return codepoint of the tunnel header
     */
    public static int ingressNormal(int inner) {
        return inner;
    }

    /**
     * Returns the outer field at the ingress in compatibility mode (RFC 6040 section 4.1), for an egress that does not
     * propagate congestion: Not-ECT whatever arrives.
     *
     * @param inner codepoint of the arriving packet, 0 to 3
     * @return codepoint of the tunnel header
     */
    public static int ingressCompatibility(int inner) {
        return NOT_ECT;
    }

    /**
     * Returns the ECN field of the packet after decapsulation (RFC 6040 section 4.2, figure 4): the more severe of the
     * two, in the order CE, ECT(1), ECT(0). A packet without ECN remains without and cannot indicate congestion.
     *
     * @param inner codepoint of the inner header, 0 to 3
     * @param outer codepoint of the tunnel header, 0 to 3
     * @return 0 to 3, or {@link #DROP} for Not-ECT inside CE
     */
    public static int egress(int inner, int outer) {
        if (outer == inner || outer == NOT_ECT) {
            return inner;
        }
        if (inner == NOT_ECT) {
            return outer == CE ? DROP : NOT_ECT;
        }
        return inner == CE || outer == CE ? CE : ECT_1;
    }

    /**
     * Returns whether no tunnel ingress produces this pair, marked (!) or (!!!) in RFC 6040 figure 4.
     *
     * @param inner codepoint of the inner header, 0 to 3
     * @param outer codepoint of the tunnel header, 0 to 3
     * @return true for ECT or CE around Not-ECT, ECT(0) around ECT(1), and ECT(1) around CE
     */
    public static boolean isUnusedCombination(int inner, int outer) {
        return switch (inner) {
            case NOT_ECT -> outer != NOT_ECT;
            case ECT_1 -> outer == ECT_0;
            case CE -> outer == ECT_1;
            default -> false;
        };
    }
}
