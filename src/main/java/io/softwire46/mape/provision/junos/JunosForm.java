package io.softwire46.mape.provision.junos;

import java.util.Locale;

/** How a Junos configuration is written. Immutable. */
public enum JunosForm {
    /** Lines that begin with {@code set}, as {@code show configuration | display set} prints them. */
    SET,
    /** Braces and semicolons, as {@code show configuration} prints them. */
    BRACES;

    /** The name in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
