package io.softwire46.mape.conformance.draw;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.EcnMode;
import io.softwire46.mape.config.ForwardingOptions.EgressDscp;
import io.softwire46.mape.config.ForwardingOptions.FlowLabel;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws all options that matter to packets that no one reassembles. The simplest value of each is its default.
 *
 * <p>Not thread-safe: use one instance per draw.
 */
public final class OptionsDraw {
    private final Choices choices;
    private ForwardingOptions options = withoutReassembly(ForwardingOptions.defaults());

    private OptionsDraw(Choices choices) {
        this.choices = choices;
    }

    /** Draws options without reassembly. */
    public static ForwardingOptions options(Choices choices) {
        return choices.in(Stage.OPTIONS, new OptionsDraw(choices)::draw);
    }

    private ForwardingOptions draw() {
        sizes();
        headers();
        errors();
        flag(ForwardingOption.ACCEPT_BR_SOURCE, 2);
        flag(ForwardingOption.HAIRPIN, 4);
        flag(ForwardingOption.DYNAMIC_PMTU, 2);
        flag(ForwardingOption.ANYCAST, 4);
        any(ForwardingOption.SOURCE_CHECK, List.of(SourceCheckMode.values()));
        return options;
    }

    private void sizes() {
        any(ForwardingOption.MTU_V6, List.of(1500, 1280, 1400, 65_535));
        any(ForwardingOption.MAX_PACKET_SIZE, List.of(65_575, 9000, 1540));
        any(ForwardingOption.FRAGMENTATION, List.of(Fragmentation.values()));
        flag(ForwardingOption.IGNORE_DF, 4);
        if (choices.once(2)) {
            options = options.with(ForwardingOption.TCP_MSS, choices.pick(1460, 1220, 536, 88));
        }
        if (choices.once(2)) {
            options = options.with(ForwardingOption.MTU_V4, choices.pick(1500, 576, 68));
        }
    }

    private void headers() {
        flag(ForwardingOption.DECREMENT_TTL_AT_EGRESS, 3);
        any(ForwardingOption.HOP_LIMIT, List.of(1, 255));
        any(ForwardingOption.TRAFFIC_CLASS, List.of(0, 46));
        any(ForwardingOption.EGRESS_DSCP, List.of(EgressDscp.values()));
        any(ForwardingOption.ECN, List.of(EcnMode.values()));
        any(ForwardingOption.FLOW_LABEL, List.of(FlowLabel.values()));
        if (choices.once(3)) {
            options = options.with(ForwardingOption.ENCAPSULATION_LIMIT, choices.pick(4, 0, 255));
        }
    }

    /** Most errors are sent, most of the time. */
    private void errors() {
        flag(ForwardingOption.ECHO_REPLY, 4);
        flag(ForwardingOption.ICMPV4_ERRORS, 8);
        flag(ForwardingOption.ICMPV6_ERRORS, 8);
        mostly(ForwardingOption.ICMPV4_NO_MAPPING_ERRORS);
        mostly(ForwardingOption.ICMPV4_PROTOCOL_ERRORS);
        mostly(ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS);
        flag(ForwardingOption.TUNNEL_ERROR_RELAY, 8);
        any(ForwardingOption.ICMP_ERRORS_PER_SECOND, List.of(100, 1_000_000, 1, 1_000_000, 1, 0));
        any(ForwardingOption.ICMP_ERROR_BURST, List.of(100, 100, 3, 1, 0));
        if (choices.once(3)) {
            options = options.with(ForwardingOption.ICMPV4_SOURCE, 0x0a00_0000 | (int) choices.bits(24));
        }
    }

    /** Another value than the default, once in this number of times. */
    private void flag(ForwardingOption<Boolean> option, int times) {
        if (choices.once(times)) {
            options = options.with(option, !option.defaultValue());
        }
    }

    /** Another value than the default, two times of three. */
    private void mostly(ForwardingOption<Boolean> option) {
        if (choices.nextInt(3) != 0) {
            options = options.with(option, !option.defaultValue());
        }
    }

    /** The default or one of these values. */
    private <T> void any(ForwardingOption<T> option, List<T> values) {
        List<T> all = new ArrayList<>(values);
        all.remove(option.defaultValue());
        all.add(0, option.defaultValue());
        options = options.with(option, choices.pick(all));
    }

    /**
     * Options without reassembly: fragments are dropped where a port is needed. Nodes take little memory.
     */
    public static ForwardingOptions withoutReassembly(ForwardingOptions options) {
        return options.with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.NONE)
                .with(ForwardingOption.V6_REASSEMBLY, false)
                .with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.DROP)
                .with(ForwardingOption.MAX_BUFFERED_OCTETS, 65_575);
    }
}
