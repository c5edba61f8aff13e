package io.softwire46.mape.proof;

/**
 * The theorems, which the profile {@code proof} proves for all inputs of their domain. A comparison in the tests shows for random
 * inputs and edges that the methods of the library compute the formula that is proved.
 */
public enum Theorem {
    PORT_OF_INDEX(
            "3.1",
            "RFC 7597 section 5.1",
            "The n-th port of a port set is in the set and has index n, and ports ascend with the index.",
            "all a, k, PSID, index",
            "`PortSet.portAt`, `indexOf`, `contains`",
            "`indexOf` takes A, not A - 1, for the range"),
    INDEX_OF_PORT(
            "3.2",
            "RFC 7597 section 5.1",
            "The index of a port of a set is less than the size of the set, and the port at this index is the same.",
            "all a, k, PSID, port",
            "`PortSet.indexOf`, `portAt`",
            "the mask of j is one bit short"),
    PORT_OWNER(
            "3.3",
            "RFC 7597 section 5.1",
            "A port with A = 0 is in no set if a > 0. Each other port is in the set of exactly one PSID.",
            "all a, k, PSID, port; numbers to 2^32",
            "`PortParameters.psidOf`, `PortSet.contains`",
            "the first assigned port is shifted by one bit"),
    PORT_RANGES(
            "3.4",
            "RFC 7597 section 5.1, appendix B",
            "A set has 2^(16-k) - 2^m ports if a > 0, else 2^(16-k). Its ranges contain the ports of the set and no others, each once.",
            "all a, k, PSID, port, range",
            "`PortSet.size`, `rangeAt`, `rangeCount`",
            "a range is one port too long");

    private final String number;
    private final String clause;
    private final String statement;
    private final String domain;
    private final String methods;
    private final String fault;

    Theorem(String number, String clause, String statement, String domain, String methods, String fault) {
        this.number = number;
        this.clause = clause;
        this.statement = statement;
        this.domain = domain;
        this.methods = methods;
        this.fault = fault;
    }

    public String number() {
        return number;
    }

    public String clause() {
        return clause;
    }

    public String statement() {
        return statement;
    }

    /** Returns the inputs for which it is proved. */
    public String domain() {
        return domain;
    }

    /** Returns the methods of the library that a comparison runs. */
    public String methods() {
        return methods;
    }

    /** Returns the deliberate fault that the solver must detect. */
    public String fault() {
        return fault;
    }
}
