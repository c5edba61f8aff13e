package io.softwire46.mape.nat;

import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.nat.NaptStatistics.Event;
import io.softwire46.mape.nat.session.Identifications;
import io.softwire46.mape.nat.session.NaptKeys;
import io.softwire46.mape.nat.session.ResetQueue;

/**
 * The translation of one address and port set: its sessions and the paths of both directions. A {@link Napt44} has one, and a
 * second one while the sessions of an old address or port set go on.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class Translator {
    final Sessions sessions;
    final Translation translation;
    final Identifications identifications;
    final Requests requests;
    final Forwards forwards;
    final FragmentMemory inboundMemory;
    final InboundFragments inboundFragments;
    final OutboundFragments outboundFragments;
    final Outbound outbound;
    final Inbound inbound;
    final Hits hits;

    private final HeldSyns heldSyns;

    /**
     * What the translators of one NAPT share.
     *
     * @param outboundMemory datagrams from the inside, before it is known which translator has their session
     */
    record Shared(
            NaptEvents events, ResetQueue resets, HeldSyns heldSyns, Errors errors, FragmentMemory outboundMemory) {}

    /**
     * Creates a translator without sessions.
     *
     * @param sessions those of a table, none so far
     * @param maxForwards maximum number of requested mappings
     * @param generation of its mapping, another one than those before it
     */
    Translator(
            Sessions sessions,
            int maxForwards,
            Identifications identifications,
            ReassemblyLimits fragments,
            NaptKeys keys,
            Shared shared,
            int generation) {
        this.sessions = sessions;
        this.identifications = identifications;
        NaptRules rules = sessions.rules;
        heldSyns = shared.heldSyns();
        translation = new Translation(sessions);
        requests = new Requests(sessions, maxForwards);
        forwards = new Forwards(sessions, requests);
        Quotes quotes = new Quotes(sessions, translation);
        identifications.use(rules.identifications, rules.firstIdentification, rules.identificationCount);
        inboundMemory = new FragmentMemory(shared.events(), fragments, keys);
        inboundFragments = new InboundFragments(inboundMemory, translation);
        inbound = new Inbound(sessions, translation, quotes, forwards, heldSyns, inboundFragments);
        outboundFragments = new OutboundFragments(
                shared.outboundMemory(), sessions, translation, identifications, inboundFragments, generation);
        outbound = new Outbound(
                sessions, translation, quotes, shared.errors(), identifications, inbound, outboundFragments);
        hits = new Hits(sessions, identifications);
        forwards.adopt();
    }

    /** Applies a new table. All sessions end if it has another address or port set (RFC 7596 section 5.1). */
    void adopt(NaptTable next, boolean hasOtherPorts, int generation, long nowNanos) {
        if (hasOtherPorts) {
            endAll();
            inboundMemory.clear(nowNanos);
            outboundFragments.setGeneration(generation);
        }
        NaptRules rules = new NaptRules(next);
        sessions.adopt(rules, hasOtherPorts);
        identifications.use(rules.identifications, rules.firstIdentification, rules.identificationCount);
        forwards.adopt();
    }

    /** Ends all sessions and requested mappings. */
    void endAll() {
        sessions.endAll(Event.ENDED_TABLE);
        requests.clear();
        heldSyns.clear();
    }

    /** Serves only the sessions that it has from now on. */
    void drain() {
        sessions.isDraining = true;
        heldSyns.clear(); // their answers would have the new address
    }
}
