package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** A port set without reserved ports, against a {@link TreeSet} from which they were removed one by one. */
class ReducedPortSetProperties {

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void remainingPortsAreThoseOfTheTreeSet(
            @ForAll("portSets") PortSet full, @ForAll("reserved") List<PortRange> reserved) {
        TreeSet<Integer> model = new TreeSet<>();
        full.stream().forEach(model::add);
        for (PortRange range : reserved) {
            model.subSet(range.first(), true, range.last(), true).clear();
        }

        ReducedPortSet reduced = full.minus(reserved.toArray(PortRange[]::new));
        List<Integer> listed = new ArrayList<>();
        reduced.forEach(listed::add);
        assertEquals(new ArrayList<>(model), listed);
        assertEquals(listed, reduced.stream().boxed().toList());
        assertEquals(model.size(), reduced.size());
        int index = 0;
        for (int port : model) {
            assertEquals(port, reduced.portAt(index));
            assertEquals(index, reduced.indexOf(port));
            index++;
        }
        assertThrows(IndexOutOfBoundsException.class, () -> reduced.portAt(model.size()));
        for (int port = 0; port < 65536; port++) {
            if (reduced.contains(port) != model.contains(port)) {
                throw new AssertionError(reduced + " and the model differ about port " + port);
            }
        }
    }

    @Example
    void nothingRemovedLeavesTheSet() {
        PortSet full = PortSet.of(6, 8, 0x34);
        ReducedPortSet reduced = full.minus(new PortRange(0, 1231), new PortRange(1236, 2255));
        assertEquals(252, reduced.size());
        assertEquals(full, reduced.full());
        assertEquals(full.minus(), reduced);
        assertEquals(full.minus().hashCode(), reduced.hashCode());
        assertEquals("6/8/0x34 without 0 ports", reduced.toString());
        assertEquals(1232, reduced.portAt(0));
    }

    @Example
    void everythingRemovedLeavesNothing() {
        ReducedPortSet nothing = PortSet.of(6, 8, 0x34).minus(new PortRange(0, 65535));
        assertEquals(0, nothing.size());
        assertFalse(nothing.contains(1232));
        assertEquals(-1, nothing.indexOf(1232));
        assertEquals(0, nothing.stream().count());
        assertThrows(IndexOutOfBoundsException.class, () -> nothing.portAt(0));
        assertThrows(IndexOutOfBoundsException.class, () -> nothing.portAt(-1));
    }

    @Example
    void overlappingReservationsCountOnce() {
        ReducedPortSet reduced = PortSet.ALL.minus(new PortRange(0, 0), new PortRange(0, 9), new PortRange(5, 14));
        assertEquals(65536 - 15, reduced.size());
        assertEquals(15, reduced.portAt(0));
        assertEquals(65535, reduced.portAt(65535 - 15));
        assertEquals(PortSet.ALL.minus(new PortRange(0, 14)), reduced);
        assertNotEquals(PortSet.ALL.minus(new PortRange(0, 13)), reduced);
    }

    @Provide
    Arbitrary<PortSet> portSets() {
        return Arbitraries.integers()
                .between(0, 15)
                .flatMap(a -> Arbitraries.integers()
                        .between(0, 16 - a)
                        .flatMap(k ->
                                Arbitraries.integers().between(0, (1 << k) - 1).map(psid -> PortSet.of(a, k, psid))));
    }

    @Provide
    Arbitrary<List<PortRange>> reserved() {
        Arbitrary<Integer> first = Arbitraries.integers().between(0, 65535);
        Arbitrary<Integer> length = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.integers().between(1, 40)),
                Tuple.of(1, Arbitraries.integers().between(1, 65536)));
        return Combinators.combine(first, length)
                .as((from, count) -> new PortRange(from, Math.min(65535, from + count - 1)))
                .list()
                .ofMaxSize(12);
    }
}
