package io.softwire46.mape.nat;

import io.softwire46.mape.nat.NaptOptions.MappingBehavior;
import io.softwire46.mape.nat.session.InsideHosts;
import io.softwire46.mape.nat.session.RemoteEndpoints;
import io.softwire46.mape.nat.session.SessionFlags;
import io.softwire46.mape.nat.session.SessionTable;

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
        String rfc) {
    /** Returns what {@link Sessions#open} would do, and makes nothing. */
    static NaptExplanation of(Sessions sessions, int space, int address, int endpointPort, int remote, int remotePort) {
        sessions.expireAll();
        PortSpace ports = sessions.spaces[space];
        int session = sessions.table.findOutbound(
                (long) address << 32 | (long) endpointPort << 16 | remotePort, SessionFlags.word1(remote, 0, space, 0));
        int owned = ports.owned(address, endpointPort);
        boolean overlapping = session == Sessions.NONE
                ? owned == Sessions.NONE && sessions.rules.isOverlapping(space, remotePort)
                : SessionFlags.isOverlapping(sessions.words, SessionTable.at(session));
        int host = sessions.hosts.find(address);
        int record = sessions.remotes.find(RemoteEndpoints.overlappingKey(space, remote, remotePort));
        int free = overlapping
                ? ports.candidates(sessions.rules) - sessions.remotes.count(record)
                : ports.freeForOwners(sessions.rules);
        NaptResult limit = sessions.checkLimits(host, true);
        NaptResult result = NaptResult.TRANSLATED;
        if (session == Sessions.NONE && limit != null) {
            result = limit;
        } else if (session == Sessions.NONE && overlapping && free <= 0) {
            result = NaptResult.NO_PORT_TOWARD_REMOTE;
        } else if (session == Sessions.NONE && !overlapping && owned == Sessions.NONE) {
            NaptResult portLimit = sessions.checkPorts(host, space);
            result = portLimit != null ? portLimit : free <= 0 ? NaptResult.NO_PORT_EXCLUSIVE : result;
        }
        int port = session != Sessions.NONE
                ? SessionFlags.port(sessions.words, SessionTable.at(session))
                : owned != Sessions.NONE ? sessions.rules.ports.portAt(owned) : 0;
        return new NaptExplanation(
                result,
                overlapping ? MappingBehavior.OVERLAPPING : MappingBehavior.EXCLUSIVE,
                port,
                Math.max(0, free),
                host == InsideHosts.NONE ? 0 : sessions.hosts.sessions(host),
                sessions.rules.maxSessionsPerHost,
                overlapping ? "RFC 7857 section 3" : "RFC 4787 section 4.1");
    }
}
