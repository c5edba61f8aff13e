package io.softwire46.mape.conformance.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.adapter.LibraryTarget;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.judge.TestCase;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The slow form of the suite draws all orders, many damaged options, and cases that really wait. */
class SlowFormTest {
    private static final int[] FACTORIALS = {1, 1, 2, 6, 24, 120, 720, 5_040, 40_320, 362_880};

    private static Capabilities library() {
        try (LibraryTarget library = new LibraryTarget()) {
            return library.capabilities();
        }
    }

    private static CaseDrawer drawer(String id, Role role) {
        return Catalogue.properties().stream()
                .filter(each -> each.id().equals(id))
                .flatMap(each -> each.cases().stream())
                .filter(each -> each.role() == role)
                .findFirst()
                .orElseThrow();
    }

    private static Optional<TestCase> draw(String id, Scene scene, Choices choices) {
        return drawer(id, scene.role()).draw(choices, scene, 1);
    }

    @Test
    void everyOrderHasANumber() {
        int first = 0;
        for (int count = Orders.MIN; count <= Orders.MAX; count++) {
            assertEquals(Orders.ascending(count), Orders.number(first));
            if (count <= 7) {
                Set<List<Integer>> orders = new HashSet<>();
                for (int i = 0; i < FACTORIALS[count]; i++) {
                    List<Integer> order = Orders.number(first + i);
                    assertEquals(
                            Orders.ascending(count), order.stream().sorted().toList());
                    orders.add(order);
                }
                assertEquals(FACTORIALS[count], orders.size());
            }
            first += FACTORIALS[count];
        }
        assertEquals(Orders.ALL, first);
        assertEquals(List.of(8, 7, 6, 5, 4, 3, 2, 1, 0), Orders.number(Orders.ALL - 1));
    }

    @ParameterizedTest
    @CsvSource({"BR", "CE"})
    void everyOrderIsDrawn(Role role) {
        int order = Orders.ALL - 1;
        // the configuration, and the rule of the customer edge if the product is not the customer edge
        int[] aspects = role == Role.CE ? new int[] {0, order} : new int[] {0, 0, order};
        Choices last = Choices.enumerating(aspects, 0);
        TestCase drawn = draw("FRG-06", new Scene(library(), role, true), last).orElseThrow();
        assertEquals("9", drawn.classes().get("fragments"));
        assertEquals("reversed", drawn.classes().get("order"));
        assertEquals(1, last.nextAspects()[0]); // the next configuration
    }

    @Test
    void manyOptionsAreDamaged() {
        Scene scene = new Scene(library(), Role.DHCPV6, true);
        long options = 0;
        for (int number = 0; number < 400; number++) {
            Choices choices = Choices.enumerating(new int[] {number}, number);
            options += draw("PRV-06", scene, choices).orElseThrow().steps().size() - 1;
        }
        assertTrue(options * 100 > 900_000, () -> "for a hundredth of the cases");
        Choices last = Choices.enumerating(new int[] {39_999}, 0);
        assertTrue(draw("PRV-06", scene, last).isPresent());
        assertNull(last.nextAspects());
    }

    private static Capabilities withClockOfItsOwn(Role role) {
        return Capabilities.builder("own clock", "1", role)
                .formats(Set.of("rfc7597"))
                .sync(true)
                .build();
    }

    /** Cases that wait are for products with a clock of their own only in the slow form, and are not random ones. */
    @ParameterizedTest
    @CsvSource({"FRG-12,BR", "FRG-13,BR", "FRG-12,CE", "FRG-13,CE"})
    void casesWait(String id, Role role) {
        Scene quick = new Scene(withClockOfItsOwn(role), role);
        Scene slow = new Scene(withClockOfItsOwn(role), role, true);
        assertTrue(draw(id, quick, Choices.enumerating(new int[0], 0)).isEmpty());
        TestCase drawn = draw(id, slow, Choices.enumerating(new int[0], 0)).orElseThrow();
        assertEquals(id, drawn.property());
        assertTrue(draw("FRG-12", slow, Choices.of(1)).isEmpty());
    }
}
