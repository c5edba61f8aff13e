package io.softwire46.mape.fragment;

import io.softwire46.mape.conformance.model.NaiveLimits;
import java.util.List;

/** Limits of reassembly as the models take them. Static methods only. */
final class ModelLimits {
    private ModelLimits() {}

    static List<NaiveLimits> of(List<ReassemblyLimits> limits) {
        return limits.stream()
                .map(each -> new NaiveLimits(
                        each.timeoutNanos(),
                        each.maxFragmentsPerPacket(),
                        each.maxReassemblies(),
                        each.maxBufferedOctets(),
                        each.sharePerSource(),
                        each.maxPacketOctets(),
                        each.tinyFragmentCheck()))
                .toList();
    }
}
