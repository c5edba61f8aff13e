package io.softwire46.mape.conformance.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.Document;
import io.softwire46.mape.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The list of faults, each with what the product does and the properties that find it, is current and names every property. */
class MutantsFileTest {
    private static final Path TEXTS = Path.of("src", "test", "resources", "faults.txt");

    /** What a product with each fault does, by fault. */
    private static Map<String, String> descriptions() throws IOException {
        Map<String, String> descriptions = new LinkedHashMap<>();
        for (String line : Files.readAllLines(TEXTS)) {
            int space = line.indexOf(' ');
            if (!line.startsWith("#")) {
                descriptions.put(line.substring(0, space), line.substring(space + 1));
            }
        }
        return descriptions;
    }

    private static Map<String, Property> properties() {
        return Catalogue.properties().stream().collect(Collectors.toMap(Property::id, each -> each));
    }

    /** The clause is that of the first property which the fault fails. */
    @Test
    void mutantsFile() throws IOException {
        Map<String, String> descriptions = descriptions();
        Map<String, Property> properties = properties();
        Map<String, String> unique = UniqueFaults.all().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
        StringBuilder text = new StringBuilder();
        JsonWriter json = JsonWriter.indented(text).beginObject();
        json.field("suite", "1.0").name("mutants").beginArray();
        for (Mutant mutant : Mutant.all()) {
            json.beginObject()
                    .field("id", mutant.id())
                    .field("role", mutant.role().toString())
                    .field("description", descriptions.get(mutant.fault()))
                    .field("clause", properties.get(mutant.properties().get(0)).clause())
                    .name("fails")
                    .beginArray();
            mutant.properties().forEach(json::value);
            json.endArray().field("unique", unique.get(mutant.id())).endObject();
        }
        json.endArray().endObject().endLine();
        Document.check(Path.of("vectors", "conformance", "mutants.json"), text.toString());
    }

    @Test
    void eachFaultIsDescribed() throws IOException {
        List<String> ids = Mutant.all().stream().map(Mutant::id).toList();
        assertEquals(
                Mutant.all().stream().map(Mutant::fault).collect(Collectors.toSet()),
                descriptions().keySet());
        assertEquals(ids.size(), Set.copyOf(ids).size());
    }

    /** A fault names only properties that exist; each property is named by some fault. */
    @Test
    void eachPropertyFindsAFault() {
        Set<String> named = Mutant.all().stream()
                .flatMap(each -> each.properties().stream())
                .collect(Collectors.toSet());
        Set<String> withProducts =
                properties().values().stream().map(Property::id).collect(Collectors.toSet());
        assertEquals(withProducts, named);
        assertTrue(named.containsAll(UniqueFaults.all().keySet()));
    }
}
