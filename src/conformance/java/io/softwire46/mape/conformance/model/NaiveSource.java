package io.softwire46.mape.conformance.model;

import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The source check of RFC 7597 section 8.1. */
final class NaiveSource {
    private NaiveSource() {}

    /** Against the rule that the outer source has selected; null where the packet may pass. */
    static @Nullable String refusal(
            byte[] inner, int place, List<NaiveMap.Rule> rules, String source, SourceCheckMode mode) {
        if (mode == SourceCheckMode.OFF) {
            return null;
        }
        NaiveMap.Rule rule = rules.get(place);
        NaivePort port = rule.isShared() ? NaiveRelay.port(inner, false) : new NaivePort(-1, "");
        if (!port.refusal().isEmpty()) {
            return port.refusal();
        }
        String ipv4 = Bytes.bits(inner, 12, 16);
        boolean accepted = NaiveMap.check(rule, source, ipv4, port.number(), mode == SourceCheckMode.STRICT)
                        .equals("ACCEPTED")
                && NaiveMap.byIpv4(rules, ipv4, port.number()) == place;
        return accepted ? null : "DROP_SPOOFED";
    }
}
