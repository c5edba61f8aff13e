package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Query;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.draw.ChoiceSequence;
import io.softwire46.mape.conformance.judge.Expectation;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.Step;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.judge.TestCase.Control;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Builds a case.
 *
 * <p>Not thread-safe.
 */
final class CaseBuilder {
    private final String property;
    private final World world;
    private final Set<String> declared;
    private int identification;
    private long lastNanos;

    private final List<Step> steps = new ArrayList<>();
    private final List<Control> controls = new ArrayList<>();
    private final List<Expectation> expect = new ArrayList<>();
    private final SortedMap<String, String> classes = new TreeMap<>();

    /**
     * Begins a case.
     *
     * @param declared options whose values the product can be given, or has declared
     */
    CaseBuilder(String property, World world, Set<String> declared, int identification) {
        this.property = property;
        this.world = world;
        this.declared = declared;
        this.identification = identification;
    }

    World world() {
        return world;
    }

    /** Whether the value of an option is that of the product; other options have the values of this library. */
    boolean declares(String option) {
        return declared.contains(option);
    }

    /** The IPv4 Identification of the next packet: no two packets of an exchange have the same, except for fragments. */
    int nextIdentification() {
        return identification++;
    }

    /** Identification of the next tunnel packet that is sent in pieces. */
    int nextPieces() {
        return 0x5000_0000 | identification;
    }

    /** What is sent from now on is sent this much later. */
    CaseBuilder later(long nanos) {
        lastNanos += nanos;
        return this;
    }

    /** Sends a packet and says what may follow. */
    int send(Side side, byte[] packet, Outcome... allowed) {
        Optional<Lan> lan = world.lan();
        if (lan.isPresent()) {
            return sendBehindNapt(lan.get(), side, packet, allowed);
        }
        return sendAsIs(side, packet, allowed);
    }

    /** The packet is the one outside of the NAPT: what the host sends becomes it, or it becomes what the host gets. */
    private int sendBehindNapt(Lan lan, Side side, byte[] packet, Outcome... allowed) {
        Edge edge = world.edge().orElseThrow();
        Outcome[] outcomes = Arrays.stream(allowed)
                .map(each -> side == Side.IPV4 ? Lan.translated(each, edge) : lan.received(each))
                .toArray(Outcome[]::new);
        return sendAsIs(side, side == Side.IPV4 ? lan.sent(packet) : packet, outcomes);
    }

    /** Sends a packet that no NAPT is thought of in. */
    int sendAsIs(Side side, byte[] packet, Outcome... allowed) {
        steps.add(new Step.Packet(new Sent(side, lastNanos, packet)));
        expect.add(new Expectation(steps.size() - 1, List.of(allowed)));
        return steps.size() - 1;
    }

    /** Sends a packet whose outputs count for another step, such as a further fragment. */
    int sendPart(Side side, byte[] packet) {
        steps.add(new Step.Packet(new Sent(side, lastNanos, packet)));
        return steps.size() - 1;
    }

    /** Sends a step's packet with its one defect repaired. */
    void control(int of, Side side, byte[] packet, Outcome allowed) {
        controls.add(new Control(send(side, packet, allowed), of));
    }

    /** Asks a step's query with its one defect repaired. */
    void askControl(int of, Query query, Outcome allowed) {
        controls.add(new Control(ask(query, allowed), of));
    }

    /** Sends a packet at a time after the begin of the case, whose outputs count for an earlier, equal packet. */
    void repeat(Side side, byte[] packet, long atNanos) {
        lastNanos = atNanos;
        steps.add(new Step.Packet(new Sent(side, atNanos, packet)));
    }

    /** Reads the counters: the last step of a case. */
    void count(Outcome allowed) {
        steps.add(new Step.Count());
        expect.add(new Expectation(steps.size() - 1, List.of(allowed)));
    }

    /** Tries a configuration that has to be refused. */
    int refuse(Setup setup) {
        steps.add(new Step.Configure(setup));
        expect.add(new Expectation(steps.size() - 1, List.of(new Outcome.Refused(""))));
        return steps.size() - 1;
    }

    int ask(Query query, Outcome... allowed) {
        steps.add(new Step.Ask(query));
        expect.add(new Expectation(steps.size() - 1, List.of(allowed)));
        return steps.size() - 1;
    }

    CaseBuilder in(String name, Object value) {
        classes.put(name, value.toString());
        return this;
    }

    /** Names the classes of a rule. */
    CaseBuilder of(Site site) {
        in("format", site.domain().format()).in("kind", site.kind());
        in("r", site.rule().ipv4().length())
                .in("o", site.rule().ea())
                .in("k", site.rule().psidBits());
        if (site.rule().isShared()) {
            in("a", site.rule().offset());
            in("m", 16 - site.rule().offset() - site.rule().psidBits());
        }
        int end = site.eaEnd();
        return in("end", end < 64 ? "below 64" : end == 64 ? "64" : "above 64");
    }

    CaseBuilder of(CeDraw.End end) {
        of(end.site());
        return end.isShared() ? in("port", end.place().text()) : this;
    }

    /** The case; empty if it has no step. */
    Optional<TestCase> buildIfAny() {
        return steps.isEmpty() ? Optional.empty() : Optional.of(build());
    }

    TestCase build() {
        return new TestCase(property, world.setup(), steps, controls, expect, classes, ChoiceSequence.of());
    }
}
