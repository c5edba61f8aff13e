package io.softwire46.mape.operate.explain;

import java.util.Locale;

/** The steps of an explanation, in their order. Immutable. */
public enum StepName {
    CAPTURE,
    IP_VERSION,
    IPV4_HEADER,
    IPV6_HEADER,
    EXTENSION_HEADERS,
    TUNNEL_FRAGMENT,
    INNER_HEADER,
    DOMAIN,
    FRAGMENT,
    PORT,
    RULE,
    EA_BITS,
    OWNER,
    SOURCE_CHECK,
    TTL,
    ECN_DSCP,
    SIZE,
    OUTPUT,
    EVENTS;

    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Returns the name in text and JSON. */
    @Override
    public String toString() {
        return text;
    }
}
