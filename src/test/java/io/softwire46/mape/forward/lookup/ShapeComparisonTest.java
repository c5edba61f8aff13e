package io.softwire46.mape.forward.lookup;

import static io.softwire46.mape.proof.LongWords.LONGS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.proof.DerivationFormulas;
import io.softwire46.mape.proof.Inputs;
import io.softwire46.mape.proof.RuleInputs;
import io.softwire46.mape.proof.ShapeFormulas;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** {@link RuleLines} and {@link RuleShape} compute the formulas of derivation by rotations (RFC 7597 sections 5.2, 5.3, 6). */
class ShapeComparisonTest {

    private static final MapRule OTHER = MapRule.of("2001:db8:46::/48", "198.51.100.0/25", 9);

    private final Inputs inputs = new Inputs();
    private final long[] columns = new long[KeyBatch.END];

    @Test
    void edges() {
        RuleInputs.edges(inputs, this::compare);
    }

    @Test
    void randomInputs() {
        for (int i = 0; i < Inputs.COUNT / 4; i++) {
            MapRule rule = RuleInputs.random(inputs);
            for (int j = 0; j < 4; j++) {
                compare(rule);
            }
        }
    }

    private void compare(MapRule rule) {
        var ruleWords = RuleInputs.words(rule);
        boolean draft03 = RuleInputs.isDraft03(rule);
        DerivationFormulas<Long, Boolean> derivation = new DerivationFormulas<>(LONGS, ruleWords, draft03);
        ShapeFormulas<Long, Boolean> formulas = new ShapeFormulas<>(LONGS, ruleWords, draft03, derivation);
        RuleLines lines = RuleLines.of(List.of(rule), number -> 0);
        int address = (int) inputs.word(32);
        if (inputs.upTo(7) > 0) {
            address = rule.ipv4() | (address & ~(int) (long) derivation.ipv4Mask((long) rule.ipv4Length()));
        }
        int at = address;
        int port = inputs.upTo(0xffff);
        Supplier<String> input = () -> Inputs.of(rule, at, port);
        long wide = address & 0xffff_ffffL;
        long key = formulas.key(wide, (long) port);
        assertEquals(key, RuleShape.key(address, port), input);
        long high = formulas.mapAddressHigh(key);
        long low = formulas.mapAddressLow(key);
        assertEquals(high, lines.mapAddressHigh(0, address, port), input);
        assertEquals(low, lines.mapAddressLow(0, address, port), input);
        batch(lines, 0, formulas, key, input);
        batch(RuleLines.of(List.of(rule, rule), number -> 0), 1, formulas, key, input);
        batch(RuleLines.of(List.of(OTHER, rule), number -> 0), 1, formulas, key, input);
        assertEquals(
                rule.isShared() ? port >= formulas.firstPort() : true,
                rule.isShared() ? lines.isAssigned(0, port) : true,
                input);
        source(lines, formulas, high, low, wide, port);
        source(lines, formulas, high, low, wide, inputs.upTo(0xffff));
        source(lines, formulas, high, low ^ 1L << inputs.upTo(63), wide, port);
        source(lines, formulas, high ^ 1L << inputs.upTo(63), low, wide, port);
        source(lines, formulas, high, low, wide ^ 1L << inputs.upTo(31), port);
        source(lines, formulas, inputs.word(), inputs.word(), wide, port);
    }

    /** The loops over a batch: for one rule, for several of one shape, and for several shapes. */
    private void batch(
            RuleLines lines, int number, ShapeFormulas<Long, Boolean> formulas, long key, Supplier<String> input) {
        columns[KeyBatch.KEYS + 1] = key;
        columns[KeyBatch.SLOTS + 1] = (long) number << 2; // the lowest bits are no part of the number
        lines.mapAddresses(columns, 2);
        assertEquals(formulas.mapAddressHigh(key), columns[KeyBatch.HIGH + 1], input);
        assertEquals(formulas.mapAddressLow(key), columns[KeyBatch.LOW + 1], input);
        assertEquals((key & 0xffff) < formulas.firstPort(), columns[KeyBatch.SLOTS + 1] < 0, input);
    }

    private static void source(
            RuleLines lines, ShapeFormulas<Long, Boolean> formulas, long high, long low, long address, int port) {
        Supplier<String> input = () -> Inputs.of(high, low, address, port);
        assertEquals(
                formulas.ownsByEaBits(high, low, address, (long) port),
                lines.ownsByEaBits(0, high, low, (int) address, port),
                input);
        assertEquals(formulas.ofEa(high, low), lines.eaBits(0, high, low), input);
        assertEquals(formulas.portOf(high, low), lines.portOf(0, high, low), input);
        assertEquals(formulas.isMapAddress(high, low), lines.isMapAddress(0, high, low), input);
    }
}
