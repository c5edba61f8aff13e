package io.softwire46.mape.operate;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A question to {@link Attribution}: which subscriber had an IPv4 address and port at a time.
 *
 * <p>Immutable.
 *
 * @param endpoints one address with port; two if it is not known which side of a flow is the subscriber's
 * @param protocol IPv4 protocol number, 0 to 255, or {@link #NO_PROTOCOL}
 * @param intervals when; two if the local time exists twice
 * @param reasons what is known about the query before the look-up; {@link LookupReason#LEAP_SECOND} or
 *     {@link LookupReason#ICMP_WITHOUT_IDENTIFIER}
 */
public record LookupQuery(List<Endpoint> endpoints, int protocol, List<Interval> intervals, Set<LookupReason> reasons) {
    /** Port of a query without one: -1. */
    public static final int NO_PORT = -1;

    /** Protocol of a query without one: -1. */
    public static final int NO_PROTOCOL = -1;

    /** Side of a flow. */
    public enum Side {
        /** Where the flow comes from. */
        SOURCE,
        /** Where the flow goes to. */
        DESTINATION;

        /** Returns {@code source} or {@code destination}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An address with a port.
     *
     * <p>Immutable.
     *
     * @param side which side of the flow; ignored in a query with one endpoint
     * @param ipv4 32 bits in network order
     * @param port port or ICMP Identifier, 0 to 65,535, or {@link #NO_PORT}
     */
    public record Endpoint(Side side, int ipv4, int port) {
        /**
         * Refuses numbers that are no ports.
         *
         * @param side which side of the flow
         * @param ipv4 32 bits in network order
         * @param port port or ICMP Identifier
         */
        public Endpoint {
            if (port < NO_PORT || port > 0xffff) {
                throw new IllegalArgumentException("port " + port + " is outside 0..65535; use -1 for none");
            }
        }
    }

    /**
     * The time that a value denotes, without tolerance: a value of whole seconds is the whole second.
     *
     * <p>Immutable.
     *
     * @param firstMillis first millisecond since 1970-01-01T00:00:00Z
     * @param lastMillis last millisecond, which is part of the interval
     */
    public record Interval(long firstMillis, long lastMillis) {
        /**
         * Refuses an interval that ends before it begins.
         *
         * @param firstMillis first millisecond
         * @param lastMillis last millisecond
         */
        public Interval {
            if (lastMillis < firstMillis) {
                throw new IllegalArgumentException("the interval ends before it begins");
            }
        }
    }

    /**
     * Copies the collections and checks their sizes.
     *
     * @param endpoints one or two
     * @param protocol number, or {@link #NO_PROTOCOL}
     * @param intervals at least one
     * @param reasons what is known before the look-up
     */
    public LookupQuery {
        endpoints = List.copyOf(endpoints);
        intervals = List.copyOf(intervals);
        reasons = Set.copyOf(reasons);
        if (endpoints.isEmpty() || endpoints.size() > 2) {
            throw new IllegalArgumentException(endpoints.size() + " endpoints; use one or two");
        }
        if (intervals.isEmpty()) {
            throw new IllegalArgumentException("no interval; use at least one");
        }
        if (protocol < NO_PROTOCOL || protocol > 0xff) {
            throw new IllegalArgumentException("protocol " + protocol + " is outside 0..255; use -1 for none");
        }
    }

    /**
     * Returns a query about one address and one interval.
     *
     * @param ipv4 32 bits in network order
     * @param port 0 to 65,535, or {@link #NO_PORT}
     * @param protocol 0 to 255, or {@link #NO_PROTOCOL}
     * @param firstMillis first millisecond since 1970
     * @param lastMillis last millisecond
     * @return the query
     */
    public static LookupQuery of(int ipv4, int port, int protocol, long firstMillis, long lastMillis) {
        return new LookupQuery(
                List.of(new Endpoint(Side.SOURCE, ipv4, port)),
                protocol,
                List.of(new Interval(firstMillis, lastMillis)),
                Set.of());
    }
}
