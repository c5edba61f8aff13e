package io.softwire46.mape.forward.tunnel;

/**
 * The outer source and the options that rules of one domain and BR address share. There are few of them for many rules, so they
 * stay in the CPU cache when the rules do not.
 *
 * <p>Immutable.
 */
public final class OuterSource {
    public final int domain;
    public final DomainOptions options;
    public final long sourceHigh;
    public final long sourceLow;

    /**
     * Creates the outer source of a domain and a BR address.
     *
     * @param source outer source of packets to CEs, two words: the BR address of the rule, else the first of the domain
     */
    public OuterSource(int domain, DomainOptions options, long[] source) {
        this.domain = domain;
        this.options = options;
        sourceHigh = source[0];
        sourceLow = source[1];
    }
}
