package io.softwire46.mape.conformance.catalogue;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.Document;
import io.softwire46.mape.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The list of faults of the models, each with the properties that find it, is current, and names every property of the groups with models. */
class MutantsFileTest {
    /** Faults that a customer edge has, too, are named after it. */
    private static final String EDGE = "EDGE_";

    private static void put(Map<String, List<String>> faults, String name, List<String> properties) {
        assertNull(faults.put(name, properties), name);
    }

    private static Map<String, List<String>> faults() {
        Map<String, List<String>> faults = new LinkedHashMap<>();
        for (Fault fault : Fault.values()) {
            put(faults, fault.name(), fault.properties());
        }
        for (ControlFault fault : ControlFault.values()) {
            put(faults, fault.name(), fault.properties());
        }
        for (FragmentFault fault : FragmentFault.values()) {
            put(faults, fault.name(), fault.properties());
        }
        for (EdgeFault fault : EdgeFault.values()) {
            put(faults, EDGE + fault.name(), fault.properties());
        }
        for (ControlFault fault : ControlFault.values()) {
            put(faults, EDGE + fault.name(), fault.properties());
        }
        for (FragmentFault fault : FragmentFault.values()) {
            if (fault.isOfEdges()) {
                put(faults, EDGE + fault.name(), fault.properties());
            }
        }
        for (ReaderFault fault : ReaderFault.values()) {
            put(faults, "READER_" + fault.name(), fault.properties());
        }
        return faults;
    }

    @Test
    void mutantsFile() throws IOException {
        StringBuilder text = new StringBuilder();
        JsonWriter json = JsonWriter.indented(text).beginObject();
        json.field("suite", "1.0").name("mutants").beginArray();
        faults().forEach((name, properties) -> {
            json.beginObject().field("id", name).name("fails").beginArray();
            properties.forEach(json::value);
            json.endArray().endObject();
        });
        json.endArray().endObject().endLine();
        Document.check(Path.of("vectors", "conformance", "mutants.json"), text.toString());
    }

    /** A fault names only properties that exist; a property of these groups is found by some fault. */
    @Test
    void eachPropertyFindsAFault() {
        Set<String> named = faults().values().stream().flatMap(List::stream).collect(Collectors.toSet());
        Set<String> existing = Catalogue.properties().stream().map(Property::id).collect(Collectors.toSet());
        assertTrue(existing.containsAll(named), () -> named + " " + existing);
        Set<String> withModels = Set.of("DWN", "UP", "ICM", "FRG", "SIZ", "HDR", "CNT", "PRV");
        for (Property property : Catalogue.properties()) {
            assertTrue(!withModels.contains(property.group()) || named.contains(property.id()), property.id());
        }
    }
}
