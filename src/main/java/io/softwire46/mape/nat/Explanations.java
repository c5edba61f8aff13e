package io.softwire46.mape.nat;

import io.softwire46.mape.nat.NaptOptions.MappingBehavior;
import io.softwire46.mape.nat.session.InsideHosts;
import io.softwire46.mape.nat.session.RemoteEndpoints;
import io.softwire46.mape.nat.session.SessionFlags;
import io.softwire46.mape.nat.session.SessionTable;

/**
 * Explains the treatment of a packet.
 *
 * <p>Static methods only.
 */
final class Explanations {
    private Explanations() {}

    /** Returns what {@link Sessions#open} would do, and makes nothing. */
    static NaptExplanation explain(
            Sessions sessions, int space, int address, int endpointPort, int remote, int remotePort) {
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
