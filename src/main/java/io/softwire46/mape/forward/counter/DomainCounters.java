package io.softwire46.mape.forward.counter;

/**
 * Counters of one domain at one node: packets and octets by direction and verdict.
 *
 * <p>Events are counted per node, so all events are 0 here. Thread-safe: the values are live, and any thread may read them.
 *
 * @param domain name of the domain
 * @param counters its counters
 */
public record DomainCounters(String domain, Counters counters) {}
