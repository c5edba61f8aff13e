package io.softwire46.mape.conformance.catalogue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.conformance.adapter.LibraryTarget;
import io.softwire46.mape.conformance.draw.ChoiceSequence;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.judge.Step;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The customer edges for which cases are drawn. */
class EdgeWorldsTest {
    private static final int RANDOM_WORLDS = 300;

    private final Target library = new LibraryTarget();
    private final Scene scene = new Scene(library.capabilities(), Role.CE);

    /** A customer edge of the corpus, from -1 downwards, or a random one. */
    private World world(int number) {
        return number < 0
                ? scene.world(Choices.enumerating(new int[] {~number}, 1))
                : scene.world(Choices.of(scene.randomWorld(number), 1));
    }

    private int corpusSize() {
        int worlds = 0;
        for (int[] aspects = {}; aspects != null; worlds++) {
            Choices choices = Choices.enumerating(aspects, 1);
            scene.world(choices);
            aspects = choices.nextAspects();
        }
        return worlds;
    }

    /** RFC 7597 Appendix A, Example 1, with the last bits of the End-user prefix changed. */
    @Test
    void firstIsTheExampleOfTheRfc() {
        Edge edge = world(-1).edge().orElseThrow();
        assertArrayEquals(Bytes.address("2001:db8:14:1500:0:c000:214:15"), edge.mapAddress());
        assertArrayEquals(Bytes.address("2001:db8:ffff::1"), edge.relay());
        int address = Bytes.int32(Bytes.address("192.0.2.20"), 0);
        // A = 1, PSID 0x15, j = 0 and 3 (RFC 7597 section 5.1)
        assertTrue(edge.owns(address, 1024 + 0x15 * 4));
        assertTrue(edge.owns(address, 1024 + 0x15 * 4 + 3));
        assertTrue(!edge.owns(address, 1024 + 0x15 * 4 + 4));
        assertTrue(!edge.owns(address, 0x15 * 4));
        assertTrue(!edge.owns(address, -1));
        assertTrue(!edge.owns(address + 1, 1024 + 0x15 * 4));
    }

    @Test
    void corpusHasEachKindInBothFormatsAndModes() {
        Set<String> seen = new HashSet<>();
        int size = corpusSize();
        for (int i = 1; i <= size; i++) {
            World world = world(-i);
            Edge edge = world.edge().orElseThrow();
            seen.add(edge.bmr().kind() + " " + edge.bmr().domain().format());
            seen.add(edge.bmr().kind() + " " + (edge.mesh().isEmpty() ? "hub-and-spoke" : "mesh"));
        }
        assertEquals(4 * 2 + 4 * 2, seen.size(), seen::toString);
        assertTrue(size <= 30, "each configuration is a process: " + size);
    }

    /** The product takes each configuration, and marks of both sides leave on the other one. */
    @Test
    void marksPassInEachConfiguration() {
        int corpus = corpusSize();
        for (int number = -corpus; number < RANDOM_WORLDS; number++) {
            World world = world(number);
            assertEquals(
                    Configured.ok(),
                    library.configure(world.setup()),
                    () -> world.setup().toString());
            TestCase both = new TestCase(
                    "",
                    world.setup(),
                    List.of(
                            new Step.Packet(new Sent(Side.IPV4, 0, new byte[20])),
                            new Step.Packet(new Sent(Side.IPV6, 0, new byte[40]))),
                    List.of(),
                    List.of(),
                    new TreeMap<>(),
                    ChoiceSequence.of());
            List<Marks.Marked> marks = Marks.of(world.setup()).of(both, 7);
            assertEquals(2, marks.size(), () -> world.setup().toString());
            for (Marks.Marked mark : marks) {
                List<Received> out = library.exchange(List.of(new Sent(mark.side(), 0, mark.packet())), Until.SYNC)
                        .outputs();
                assertEquals(1, out.size(), () -> mark + " " + world.setup());
                assertEquals(mark.mark().side(), out.get(0).side());
                assertEquals(7, Marks.indexOf(out.get(0).octets()));
            }
        }
    }

    /** What the product sends, and what it receives, has its addresses and those of the border relay. */
    @Test
    void packetsHaveTheEndsOfTheTunnel() {
        World world = world(-1);
        Edge edge = world.edge().orElseThrow();
        int[] drawn = {0};
        Situation.draw("", Choices.of(1), scene, world, Situation.ALL, s -> {
            drawn[0]++;
            assertTrue(s.isEdge());
            assertArrayEquals(edge.mapAddress(), s.here());
            assertArrayEquals(Bytes.address("2001:db8:ffff::1"), s.there());
            assertTrue(edge.owns(s.in().source(), s.in().sourcePort()));
            assertTrue(edge.owns(s.out().destination(), s.out().destinationPort()));
        });
        assertEquals(1, drawn[0]);
    }
}
