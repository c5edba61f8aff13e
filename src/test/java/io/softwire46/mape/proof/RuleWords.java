package io.softwire46.mape.proof;

/**
 * The parameters of a rule as words.
 *
 * @param n Rule IPv6 prefix length
 * @param r Rule IPv4 prefix length
 * @param o EA-bit length
 * @param a PSID offset, 0 if the address is not shared
 * @param k PSID length
 * @param psid the explicit PSID if q = 0, else 0
 * @param ipv4 Rule IPv4 prefix
 */
public record RuleWords<W>(W n, W r, W o, W a, W k, W psid, W high, W low, W ipv4) {}
