/**
 * The conformance kit of MAP-E (RFC 7597): checks any border relay, customer edge or calculator against the RFCs.
 */
@SuppressWarnings("module") // the name ends in digits, as the project's does
module io.softwire46.mape.conformance {
    requires transitive io.softwire46.mape;
    requires static org.jspecify;
    requires static org.junit.jupiter.api;
    requires static info.picocli;

    opens io.softwire46.mape.conformance.command to
            info.picocli;

    exports io.softwire46.mape.conformance;
}
