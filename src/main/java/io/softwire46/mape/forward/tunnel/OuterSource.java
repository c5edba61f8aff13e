package io.softwire46.mape.forward.tunnel;

/**
 * What rules of one domain and BR address have in common: where packets to their CEs come from, and by which options. Few for many
 * rules, and so at hand where rules are not.
 *
 * <p>Immutable.
 */
public final class OuterSource {
    public final int domain;
    public final DomainOptions options;
    public final long sourceHigh;
    public final long sourceLow;

    /**
     * Of a domain and a BR address.
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
