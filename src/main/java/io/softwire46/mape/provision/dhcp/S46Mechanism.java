package io.softwire46.mape.provision.dhcp;

import java.util.Optional;

/**
 * What a container configures (RFC 7598 section 5).
 *
 * <p>Immutable.
 */
public enum S46Mechanism {
    /** Mapping of Address and Port with Encapsulation (RFC 7597). */
    MAP_E(S46Option.CONT_MAPE, "RFC 7598 section 5.1"),
    /** Mapping of Address and Port using Translation (RFC 7599): read and written, but not forwarded here. */
    MAP_T(S46Option.CONT_MAPT, "RFC 7598 section 5.2"),
    /** Lightweight 4over6 (RFC 7596). */
    LW(S46Option.CONT_LW, "RFC 7598 section 5.3");

    private final S46Option container;
    private final String rfc;

    S46Mechanism(S46Option container, String rfc) {
        this.container = container;
        this.rfc = rfc;
    }

    /**
     * The option that holds its parameters.
     *
     * @return one of the three containers
     */
    public S46Option container() {
        return container;
    }

    /** The clause that defines the container. */
    String rfc() {
        return rfc;
    }

    /** Whether the library forwards packets of this mechanism. */
    boolean isForwarded() {
        return this != MAP_T;
    }

    /**
     * The mechanism of a container's option code.
     *
     * @param code any number
     * @return the mechanism, empty when the code is not that of a container
     */
    public static Optional<S46Mechanism> of(int code) {
        for (S46Mechanism mechanism : values()) {
            if (mechanism.container.code() == code) {
                return Optional.of(mechanism);
            }
        }
        return Optional.empty();
    }
}
