package io.softwire46.mape.nat;

import io.softwire46.mape.nat.NaptOptions.MappingBehavior;

/**
 * What a NAPT would do with an outbound packet, and why.
 *
 * <p>Immutable.
 *
 * @param result the result of the packet if it were sent now
 * @param mapping the class of its session
 * @param externalPort the port of its session or its owner; 0 if a port would be chosen, or none is free
 * @param freePorts ports from which one would be chosen
 * @param sessionsOfHost sessions of the inside host
 * @param maxSessionsOfHost their limit
 * @param rfc the clause of the class
 */
public record NaptExplanation(
        NaptResult result,
        MappingBehavior mapping,
        int externalPort,
        int freePorts,
        int sessionsOfHost,
        int maxSessionsOfHost,
        String rfc) {}
