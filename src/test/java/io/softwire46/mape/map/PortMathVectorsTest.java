package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.testing.Vectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every legal pair of PSID offset and length against {@code vectors/port-math.json} (RFC 7597 section 5.1). */
class PortMathVectorsTest {
    static Stream<Arguments> pairs() {
        return Vectors.read("port-math.json").asArray().stream().map(value -> {
            JsonObject row = value.asObject();
            return argumentSet(
                    "a=" + row.required("psidOffset") + " k=" + row.required("psidLength"), value.asObject());
        });
    }

    @Test
    void everyLegalPairOccurs() {
        // a = 0 has k 1 to 16; a = 1 to 15 has k 1 to 16 - a: 16 + 120 pairs.
        assertEquals(136, pairs().count());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void numbersOfTheParameters(JsonObject row) {
        PortParameters ports =
                PortParameters.of(Vectors.integer(row, "psidOffset"), Vectors.integer(row, "psidLength"));

        assertEquals(Vectors.integer(row, "contiguousBits"), ports.contiguousBits());
        assertEquals(Vectors.integer(row, "sharingRatio"), ports.sharingRatio());
        assertEquals(Vectors.integer(row, "contiguousPorts"), ports.contiguousPorts());
        assertEquals(Vectors.integer(row, "rangeCount"), ports.rangeCount());
        assertEquals(Vectors.integer(row, "portCount"), ports.portCount());
        assertEquals(Vectors.integer(row, "unassignedPorts"), ports.firstAssignedPort());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void rangesOfFirstAndLastPsid(JsonObject row) {
        PortParameters parameters =
                PortParameters.of(Vectors.integer(row, "psidOffset"), Vectors.integer(row, "psidLength"));
        int distance = Vectors.integer(row, "rangeDistance");
        int contiguous = Vectors.integer(row, "contiguousPorts");
        int unassigned = Vectors.integer(row, "unassignedPorts");
        PortSet first = PortSet.of(parameters, 0);
        PortSet last = PortSet.of(parameters, Vectors.integer(row, "sharingRatio") - 1);

        for (int i = 0; i < Vectors.integer(row, "rangeCount"); i++) {
            int start = unassigned + i * distance;
            assertEquals(new PortRange(start, start + contiguous - 1), first.rangeAt(i));
            assertEquals(new PortRange(start + distance - contiguous, start + distance - 1), last.rangeAt(i));
        }
        assertEquals(65535, last.rangeAt(last.rangeCount() - 1).last());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyPortBelongsToOneCeOrToNone(JsonObject row) {
        PortParameters parameters =
                PortParameters.of(Vectors.integer(row, "psidOffset"), Vectors.integer(row, "psidLength"));
        int[] owned = new int[Vectors.integer(row, "sharingRatio")];
        int unassigned = 0;
        for (int port = 0; port <= 65535; port++) {
            int psid = parameters.psidOf(port);
            if (psid == PortParameters.UNASSIGNED) {
                unassigned++;
            } else {
                owned[psid]++;
            }
        }
        assertEquals(Vectors.integer(row, "unassignedPorts"), unassigned);
        for (int count : owned) {
            assertEquals(Vectors.integer(row, "portCount"), count);
        }
    }
}
