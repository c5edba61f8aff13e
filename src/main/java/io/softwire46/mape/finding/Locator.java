package io.softwire46.mape.finding;

/** Finds where the parameters of one domain are in what was read. */
@FunctionalInterface
public interface Locator {
    /**
     * Returns the location of a field.
     *
     * @param path from the domain down, such as {@code rules[1].ipv6Prefix}; its domain is ignored
     * @return its location, or that of the nearest thing around it if the text does not have the field
     */
    Location locate(FieldPath path);
}
