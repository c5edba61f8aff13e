package io.softwire46.mape.conformance.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.Role;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each property finds a fault that no other property of the catalogue finds, in the corpus alone.
 *
 * <p>By default one in {@value #FAULTS} faults and at most {@value #CASES} cases of each property are part of it; {@code
 * -Dconformance.mutants=all} takes all.
 */
class UniqueFaultsTest {
    private static final int CASES = 25;
    private static final int FAULTS = 10;
    private static final boolean ALL = "all".equals(System.getProperty("conformance.mutants"));
    private static final Map<Role, Findings> FINDINGS = new EnumMap<>(Role.class);

    @AfterAll
    static void forget() {
        FINDINGS.clear();
    }

    static Stream<Arguments> faults() {
        List<Map.Entry<String, String>> all = List.copyOf(UniqueFaults.all().entrySet());
        return IntStream.range(0, all.size())
                .filter(i -> ALL || i % FAULTS == 0)
                .mapToObj(all::get)
                .map(each -> Arguments.of(each.getKey(), each.getValue()));
    }

    private static Mutant mutant(String id) {
        return Mutant.all().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void noOtherPropertyFindsTheFault(String property, String fault) {
        Mutant mutant = mutant(fault);
        Findings findings =
                FINDINGS.computeIfAbsent(mutant.role(), role -> new Findings(role, ALL ? Integer.MAX_VALUE : CASES));
        Set<String> found = findings.of(mutant).keySet();
        if (found.isEmpty() && !ALL) { // its case is not among the first ones
            FaultRun.assertFails(List.of(property), mutant.wrong()::get);
        } else {
            assertEquals(Set.of(property), found, fault);
        }
    }

    @Test
    void eachPropertyHasAFault() {
        List<String> ids = Catalogue.properties().stream().map(Property::id).toList();
        assertEquals(new TreeSet<>(ids), new TreeSet<>(UniqueFaults.all().keySet()));
    }
}
