package io.softwire46.mape.conformance.engine;

/**
 * The version of the kit.
 *
 * <p>Static methods only.
 */
public final class Version {
    private Version() {}

    /** Returns the version in the manifest of the jar; {@code development} without a jar. */
    public static String kit() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
