package io.softwire46.mape.nat;

import io.softwire46.mape.nat.NaptOptions.MappingBehavior;
import java.util.OptionalInt;

/**
 * The use of the ports of one protocol and class, and when none will be free if it goes on as before.
 *
 * <p>The ports of EXCLUSIVE mappings serve all remote endpoints. An OVERLAPPING port serves each remote endpoint once, so these numbers
 * are for the remote endpoint that uses most of them.
 *
 * <p>Immutable.
 *
 * @param protocol the protocol
 * @param mapping the class
 * @param freePorts ports that a new mapping or session may take; those of connections in TIME_WAIT are free
 * @param freedPerSecond ports that the timers free in the next minute if no packet restarts them, per second
 * @param demandPerSecond recent average of the ports that inside hosts asked for, refused ones included; toward one remote endpoint it
 *     is the part that this has of the sessions
 * @param dryInSeconds seconds until no port is free, rounded; 0 if none is, empty if as many are freed as are asked for
 * @param host address of the inside host that uses most ports, 32 bits in network order; 0 if none does
 * @param remote the remote endpoint as {@code address << 16 | port}; 0 for EXCLUSIVE mappings, or if there is none
 */
public record PortForecast(
        NaptProtocol protocol,
        MappingBehavior mapping,
        int freePorts,
        double freedPerSecond,
        double demandPerSecond,
        OptionalInt dryInSeconds,
        int host,
        long remote) {}
