package io.softwire46.mape.conformance.draw;

/**
 * Kinds of mapping rule by where IPv4 address and PSID come from (RFC 7597 section 5.2, RFC 7596), the simplest to explain
 * first. n is the length of the Rule IPv6 prefix, r that of the Rule IPv4 prefix, o the EA-bit length, k the PSID length.
 */
public enum RuleShape {
    /** r + o &gt; 32: EA bits carry the PSID. */
    SHARED,
    /** r + o = 32, k = 0: a CE owns an address. */
    ADDRESS,
    /** r + o &lt; 32: a CE owns an IPv4 prefix. */
    PREFIX,
    /** r = 32, o = 0, k &gt; 0: the rule carries the PSID. */
    ONE_TO_ONE,
    /** n = 128, o = 0, r = 32: a softwire of RFC 7596, its address shared or not. */
    BINDING,
    /** r + o = 32, o &gt; 0, k &gt; 0: EA bits carry the address, the rule the PSID. A BR cannot serve it. */
    ONE_PSID_OF_EACH
}
