package io.softwire46.mape.proof;

/**
 * The options of a domain that the fast path depends on.
 *
 * @param flowLabel 0 for zero, 1 for hash, 2 for hash3
 * @param dscp DSCP of tunnel packets, without effect if it is copied
 * @param mtuV4 0x10000 for no limit
 */
public record OptionWords<W, T>(
        W mtuV6,
        W maxPacketSize,
        T dynamicPmtu,
        T encapsulationLimit,
        W flowLabel,
        T copiesDscp,
        W dscp,
        T ecnNormal,
        W hopLimit,
        W mtuV4,
        T decrementsTtl,
        T uniformDscp) {}
