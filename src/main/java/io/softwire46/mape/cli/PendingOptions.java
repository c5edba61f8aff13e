package io.softwire46.mape.cli;

import static java.util.Map.entry;

import io.softwire46.mape.forward.ConfiguredDomain;
import io.softwire46.mape.forward.ForwardingOption;
import io.softwire46.mape.forward.ForwardingOptions;
import io.softwire46.mape.forward.InnerFragments;
import io.softwire46.mape.forward.V4Reassembly;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Options that a domain file may hold and the data plane does not act on yet. Whoever sets one is told.
 */
final class PendingOptions {
    /** With the value that means what happens anyway, beside the default. */
    private static final Map<ForwardingOption<?>, Object> PENDING = Map.ofEntries(
            entry(ForwardingOption.INNER_FRAGMENTS, InnerFragments.DROP),
            entry(ForwardingOption.V4_REASSEMBLY, V4Reassembly.NONE),
            entry(ForwardingOption.V6_REASSEMBLY, false),
            entry(ForwardingOption.REWRITE_IPV4_ID, false));

    private PendingOptions() {}

    static void warn(String command, List<ConfiguredDomain> domains, PrintWriter err) {
        ForwardingOptions defaults = ForwardingOptions.defaults();
        Set<String> set = new TreeSet<>();
        for (ConfiguredDomain domain : domains) {
            PENDING.forEach((option, asIs) -> {
                Object value = domain.options().get(option);
                if (!value.equals(defaults.get(option)) && !value.equals(asIs)) {
                    set.add(option.name());
                }
            });
        }
        if (!set.isEmpty()) {
            err.println("mape " + command + ": note: not acted on yet: " + String.join(", ", set)
                    + "; fragments that need it are dropped and counted");
        }
    }
}
