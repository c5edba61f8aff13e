package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.NaivePorts;
import io.softwire46.mape.conformance.model.NaivePorts.Pair;
import java.util.Arrays;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every port under every legal offset and length, against {@link NaivePorts}. */
@ParameterizedClass
@MethodSource("legalPairs")
class PortSetExhaustiveTest {

    private final Pair pair;
    private final PortParameters parameters;
    private final PortSet[] sets;
    private final int[] owners;
    private final int[][] expected;

    PortSetExhaustiveTest(World world) {
        pair = world.pair;
        parameters = world.parameters;
        sets = world.sets;
        owners = world.owners;
        expected = world.ports;
    }

    /** The ports of the model for one pair of offset and length, enumerated once for all tests of the pair. */
    static final class World {
        final Pair pair;
        final PortParameters parameters;
        final PortSet[] sets;
        final int[] owners;
        final int[][] ports;

        World(Pair pair) {
            this.pair = pair;
            parameters = PortParameters.of(pair.a(), pair.k());
            sets = IntStream.range(0, 1 << pair.k())
                    .mapToObj(psid -> PortSet.of(parameters, psid))
                    .toArray(PortSet[]::new);
            owners = NaivePorts.owners(pair.a(), pair.k());
            ports = NaivePorts.portsByPsid(pair.k(), owners);
        }

        @Override
        public String toString() {
            return pair.toString();
        }
    }

    static Stream<World> legalPairs() {
        return NaivePorts.legalPairs().map(World::new);
    }

    @Test
    void everyPortHasOneOwnerOrNone() {
        assertArrayEquals(
                owners, IntStream.range(0, 65536).map(parameters::psidOf).toArray());

        for (int port = 0; port < owners.length; port++) {
            int owner = owners[port];
            if (owner != NaivePorts.NOBODY && !sets[owner].contains(port)) {
                throw new AssertionError(sets[owner] + " lacks its port " + port);
            }
            // Every PSID that differs in one bit, and for ports of no one those around PSID 0.
            int base = Math.max(owner, 0);
            for (int bit = 0; bit < pair.k(); bit++) {
                PortSet other = sets[base ^ 1 << bit];
                if (other.contains(port) || other.indexOf(port) != -1) {
                    throw new AssertionError(other + " has port " + port + " of PSID " + owner);
                }
            }
            if (owner == NaivePorts.NOBODY && sets[0].contains(port)) {
                throw new AssertionError(sets[0] + " has port " + port + ", which is not assigned");
            }
        }
    }

    @Test
    void everyWayToListASetGivesItsPortsInAscendingOrder() {
        for (int psid = 0; psid < sets.length; psid++) {
            PortSet set = sets[psid];
            int[] ports = expected[psid];
            assertEquals(ports.length, set.size());
            assertArrayEquals(ports, set.stream().toArray());
            assertArrayEquals(ports, fromIterator(set));
            assertArrayEquals(ports, fromForEach(set));
            for (int index = 0; index < ports.length; index++) {
                if (set.portAt(index) != ports[index] || set.indexOf(ports[index]) != index) {
                    throw new AssertionError("place " + index + " of " + set + " is not port " + ports[index]);
                }
            }
        }
    }

    @Test
    void rangesAreTheRunsOfPorts() {
        for (int psid = 0; psid < sets.length; psid++) {
            List<PortRange> ranges = sets[psid].ranges();
            assertEquals(ranges.size(), sets[psid].rangeCount());
            int[] flat = ranges.stream()
                    .flatMapToInt(range -> IntStream.rangeClosed(range.first(), range.last()))
                    .toArray();
            assertArrayEquals(expected[psid], flat);
            assertEquals(runs(expected[psid]), ranges.size());
        }
    }

    /** Sharing ratio, contiguous ports, ranges, ports a CE and ports of no one, counted in the list of owners. */
    @Test
    void countsAreThoseOfTheEnumeration() {
        int last = expected.length - 1;
        assertEquals(Arrays.stream(owners).max().orElseThrow() + 1, parameters.sharingRatio());
        assertEquals(expected[last].length, parameters.portCount());
        assertEquals(runs(expected[last]), parameters.rangeCount());
        assertEquals(expected[last].length / runs(expected[last]), parameters.contiguousPorts());
        assertEquals(1 << parameters.contiguousBits(), parameters.contiguousPorts());
        long unassigned =
                Arrays.stream(owners).filter(o -> o == NaivePorts.NOBODY).count();
        assertEquals(unassigned, parameters.firstAssignedPort());
        assertEquals(65536, unassigned + (long) parameters.sharingRatio() * parameters.portCount());
        assertEquals(pair.k() > 0, parameters.isShared());
        assertTrue(pair.k() == 0 || pair.a() == parameters.psidOffset());
    }

    private static int runs(int[] ports) {
        int runs = 1;
        for (int i = 1; i < ports.length; i++) {
            runs += ports[i] == ports[i - 1] + 1 ? 0 : 1;
        }
        return runs;
    }

    private static int[] fromIterator(PortSet set) {
        int[] ports = new int[set.size()];
        int count = 0;
        for (PrimitiveIterator.OfInt i = set.iterator(); i.hasNext(); ) {
            ports[count++] = i.nextInt();
        }
        return Arrays.copyOf(ports, count);
    }

    private static int[] fromForEach(PortSet set) {
        int[] ports = new int[set.size()];
        int[] count = new int[1];
        set.forEach(port -> ports[count[0]++] = port);
        return Arrays.copyOf(ports, count[0]);
    }
}
