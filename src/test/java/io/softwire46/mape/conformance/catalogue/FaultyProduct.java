package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Answer;
import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Counter;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Query;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.TargetFailure;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.conformance.adapter.LibraryTarget;
import io.softwire46.mape.conformance.model.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A complete product with one fault of a plain one: the library, whose outputs are changed as the fault changes those of the plain
 * product. What the plain product cannot do is thus done as the library does it.
 *
 * <p>Not thread-safe.
 */
final class FaultyProduct implements Target {
    private final Target complete = new LibraryTarget();
    private final Target right;
    private final Target wrong;
    private final Capabilities capabilities;

    /**
     * Makes a product.
     *
     * @param right a plain product
     * @param wrong the same product with a fault
     */
    FaultyProduct(Role role, Target right, Target wrong) {
        this.right = right;
        this.wrong = wrong;
        this.capabilities = capabilities(role);
    }

    /** What complete products of a role declare. */
    static Capabilities capabilities(Role role) {
        Capabilities all = new LibraryTarget().capabilities();
        return new Capabilities(
                all.name(),
                all.version(),
                all.homepage(),
                Set.of(role),
                all.formats(),
                all.kinds(),
                all.limits(),
                all.options(),
                all.optionDefaults(),
                all.as(),
                all.queries(),
                all.observes(),
                all.virtualClock(),
                all.sync(),
                all.reset(),
                all.maxPacket(),
                all.maxRules(),
                all.unsupported());
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public Configured configure(Setup setup) {
        Configured configured = complete.configure(setup);
        Configured expected = right.configure(setup);
        Configured seen = wrong.configure(setup);
        return seen.equals(expected) ? configured : seen;
    }

    @Override
    public boolean reset() {
        complete.reset();
        right.reset();
        return wrong.reset();
    }

    @Override
    public void close() {
        complete.close();
        right.close();
        wrong.close();
    }

    @Override
    public Answer query(Query query) {
        Answer answer = complete.query(query);
        Answer expected = right.query(query);
        Answer seen = wrong.query(query);
        return seen.equals(expected) ? answer : seen;
    }

    @Override
    public List<Counter> counters() {
        return changed(Target::counters);
    }

    @Override
    public Map<String, Long> trafficStat() {
        return changed(Target::trafficStat);
    }

    private <T> T changed(Function<Target, T> what) {
        T expected;
        try {
            expected = what.apply(right);
        } catch (UnsupportedOperationException e) {
            return what.apply(complete);
        }
        T seen = what.apply(wrong);
        return seen.equals(expected) ? what.apply(complete) : seen;
    }

    @Override
    public Exchange exchange(List<Sent> packets, Until until) {
        List<Received> outputs =
                new ArrayList<>(complete.exchange(packets, until).outputs());
        List<Received> expected = outputs(right, packets);
        List<Received> seen = outputs(wrong, packets);
        List<Received> missing = without(expected, seen);
        List<Received> added = without(seen, expected);
        for (Received each : missing) {
            Optional<Received> own = mostAlike(each, outputs);
            Optional<Received> instead = mostAlike(each, added);
            instead.ifPresent(added::remove);
            if (own.isPresent()) {
                int place = outputs.indexOf(own.get());
                if (instead.isPresent()) {
                    outputs.set(place, patched(own.get(), each, instead.get()));
                } else {
                    outputs.remove(place);
                }
            }
        }
        outputs.addAll(added);
        return new Exchange(Exchange.Ended.SYNC, outputs);
    }

    /** The outputs of a plain product; none where a packet is more than it can read. */
    static List<Received> outputs(Target product, List<Sent> packets) {
        try {
            return List.copyOf(product.exchange(packets, Until.SYNC).outputs());
        } catch (TargetFailure e) {
            throw e;
        } catch (RuntimeException e) {
            return List.of();
        }
    }

    private static List<Received> without(List<Received> all, List<Received> removed) {
        Map<Received, Integer> counts = new HashMap<>();
        removed.forEach(each -> counts.merge(each, 1, Integer::sum));
        List<Received> rest = new ArrayList<>();
        for (Received each : all) {
            int count = counts.getOrDefault(each, 0);
            if (count == 0) {
                rest.add(each);
            } else {
                counts.put(each, count - 1);
            }
        }
        return rest;
    }

    private static Optional<Received> mostAlike(Received packet, List<Received> among) {
        Received best = null;
        double most = 0.5;
        for (Received each : among) {
            double alike = each.side() == packet.side() ? alike(packet.side(), each.octets(), packet.octets()) : 0;
            if (alike > most) {
                most = alike;
                best = each;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The part of the octets that is equal; none if the packets have different Identifications and are no ICMP errors. */
    private static double alike(Side side, byte[] one, byte[] other) {
        int header = side == Side.IPV4 ? 0 : 40;
        boolean isError = side == Side.IPV4 ? Errors.isIcmpError(one) : one[6] == 58;
        if (!isError && !Arrays.equals(one, header + 4, header + 6, other, header + 4, header + 6)) {
            return 0;
        }
        int equal = 0;
        for (int i = 0; i < Math.min(one.length, other.length); i++) {
            equal += one[i] == other[i] ? 1 : 0;
        }
        return (double) equal / Math.max(one.length, other.length);
    }

    /** The packet with the octets that the fault changes, and the right header checksum if the fault leaves it right. */
    private static Received patched(Received packet, Received expected, Received seen) {
        byte[] from = expected.octets();
        byte[] to = seen.octets();
        byte[] octets = packet.octets().clone();
        if (from.length != to.length) {
            return seen;
        }
        if (from.length != octets.length) {
            return packet;
        }
        for (int i = 0; i < octets.length; i++) {
            octets[i] = from[i] == to[i] ? octets[i] : to[i];
        }
        int header = packet.side() == Side.IPV4 ? 0 : 40;
        boolean isRight = to.length >= header + 20
                && to[header] == 0x45
                && Bytes.checksum(Bytes.part(to, header, header + 20)) == 0;
        return new Received(packet.side(), isRight ? Bytes.withHeaderChecksum(octets, header) : octets, packet.cause());
    }
}
