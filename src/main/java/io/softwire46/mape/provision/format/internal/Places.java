package io.softwire46.mape.provision.format.internal;

/** Where the parameters of one domain stand in its text. Immutable. */
@FunctionalInterface
public interface Places {
    /**
     * The place of a field as findings name it, such as {@code rules[1].ipv6Prefix}, or of the nearest thing around it
     * when the text does not have the field.
     */
    Place of(String field);
}
