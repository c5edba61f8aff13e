package io.softwire46.mape.forward.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.testing.Vectors;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Each owner in {@code vectors/mapping.jsonl}: each region of the parameter space, both formats. */
class CompiledRulesVectorsTest {
    @Test
    void ownersOfTheVectors() {
        AtomicInteger owned = new AtomicInteger();
        AtomicInteger free = new AtomicInteger();
        for (JsonObject vector : Vectors.lines("mapping.jsonl")) {
            CompiledRules compiled = CompiledRules.of(List.of(Vectors.rule(vector)));
            for (JsonValue value : vector.required("owners").asArray()) {
                JsonObject owner = value.asObject();
                int ipv4 = Addresses.bits(Vectors.ipv4(owner, "ipv4"));
                int port = Vectors.integer(owner, "port");
                int slot = compiled.slotOf(ipv4);
                if (owner.optional("mapAddress").isEmpty()) {
                    assertTrue(
                            slot == CompiledRules.NO_RULE
                                    || compiled.ruleAt(slot, port) == CompiledRules.UNASSIGNED_PORT,
                            vector::toString);
                    free.incrementAndGet();
                    continue;
                }
                long[] expected = Addresses.bits(Vectors.ipv6(owner, "mapAddress"));
                assertEquals(0, compiled.ruleAt(slot, port), vector::toString);
                assertEquals(expected[0], compiled.mapAddressHigh(0, ipv4, port), vector::toString);
                assertEquals(expected[1], compiled.mapAddressLow(0, ipv4, port), vector::toString);
                assertEquals(0, compiled.ruleOfSource(expected[0], expected[1]), vector::toString);
                assertTrue(compiled.ownsByEaBits(0, expected[0], expected[1], ipv4, port), vector::toString);
                owned.incrementAndGet();
            }
        }
        assertTrue(owned.get() > 1000 && free.get() > 0, owned + " owned, " + free + " not");
    }
}
