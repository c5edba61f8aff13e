/**
 * MAP-E (RFC 7597) for the JVM.
 *
 * <p>{@code map} is the algebra, {@code wire} the octets, {@code fragment} and {@code icmp} what can be done with octets alone,
 * {@code nat} the address translation of a CE,
 * {@code forward} the data plane that joins them, {@code operate} tools for operators, {@code provision} the texts in which rules arrive, {@code capture} the packet
 * files of the {@code mape} command.
 */
@SuppressWarnings("module") // the name ends in digits, as the project's does
module io.softwire46.mape {
    requires transitive inet.ipaddr;
    requires java.xml; // StAX, for YANG data in XML
    requires static org.jspecify;
    requires static info.picocli;

    opens io.softwire46.mape.cli to
            info.picocli;
    opens io.softwire46.mape.cli.adapter to
            info.picocli;
    opens io.softwire46.mape.cli.operate to
            info.picocli;
    opens io.softwire46.mape.cli.oracle to
            info.picocli;

    // the conformance kit, and no one else
    exports io.softwire46.mape.capture to
            io.softwire46.mape.conformance;
    exports io.softwire46.mape.cli.adapter to
            io.softwire46.mape.conformance;
    exports io.softwire46.mape.cli.oracle to
            io.softwire46.mape.conformance;
    exports io.softwire46.mape.cli.text to
            io.softwire46.mape.conformance;
    exports io.softwire46.mape.json to
            io.softwire46.mape.conformance;
    exports io.softwire46.mape.config;
    exports io.softwire46.mape.finding;
    exports io.softwire46.mape.forward;
    exports io.softwire46.mape.forward.counter;
    exports io.softwire46.mape.fragment;
    exports io.softwire46.mape.map;
    exports io.softwire46.mape.nat;
    exports io.softwire46.mape.operate;
    exports io.softwire46.mape.operate.diff;
    exports io.softwire46.mape.operate.plan;
    exports io.softwire46.mape.provision;
    exports io.softwire46.mape.provision.dhcp;
    exports io.softwire46.mape.provision.format;
    exports io.softwire46.mape.provision.hb46pp;
    exports io.softwire46.mape.provision.junos;
    exports io.softwire46.mape.provision.yang;
    exports io.softwire46.mape.wire;
}
