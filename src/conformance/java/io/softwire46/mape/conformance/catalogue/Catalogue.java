package io.softwire46.mape.conformance.catalogue;

import java.util.List;

/**
 * All properties.
 *
 * <p>Static methods only.
 */
public final class Catalogue {
    private static final List<Property> ALL = List.of();

    private Catalogue() {}

    /** Returns the properties of suite 1.0, in the order of their ids within each group. */
    public static List<Property> properties() {
        return ALL;
    }
}
