package io.softwire46.mape.conformance.catalogue;

import java.util.List;
import java.util.stream.Stream;

/**
 * All properties.
 *
 * <p>Static methods only.
 */
public final class Catalogue {
    private static final List<Property> ALL = Stream.of(
                    AlgorithmProperties.all(),
                    DownstreamProperties.all(),
                    UpstreamProperties.all(),
                    EdgeProperties.all(),
                    IcmpProperties.all(),
                    FragmentProperties.all(),
                    SizeProperties.all(),
                    HeaderProperties.all(),
                    CounterProperties.all(),
                    ProvisioningProperties.all())
            .flatMap(List::stream)
            .toList();

    private Catalogue() {}

    /** Returns the properties of suite 1.0, in the order of their ids within each group. */
    public static List<Property> properties() {
        return ALL;
    }
}
