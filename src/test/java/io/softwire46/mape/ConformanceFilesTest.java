package io.softwire46.mape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.adapter.LibraryTarget;
import io.softwire46.mape.conformance.catalogue.Catalogue;
import io.softwire46.mape.conformance.catalogue.Property;
import io.softwire46.mape.conformance.engine.CaseJson;
import io.softwire46.mape.conformance.engine.CorpusText;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.report.CatalogueJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Files of the conformance suite for other programs are current, and the catalogue has the properties that it is to have. */
class ConformanceFilesTest {
    private static final Path FILES = Path.of("vectors", "conformance");

    /** Ids by group and level. An id is never used again for another property, and its level never changes. */
    private static final String PROPERTIES = """
            ALG MUST 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15
            ALG SHOULD 16
            ALG ROBUST 17
            DWN MUST 01 02 03 04 05 06 07 09 10 12 13
            DWN ROBUST 08
            DWN SHOULD 11
            DWN DECISION 14 15
            UP MUST 01 02 03 04 05 06 07 08 11
            UP DECISION 09 12
            UP SHOULD 10
            CE MUST 01 02 03 04 05 06 07
            CE DECISION 08
            ICM MUST 01 02 03 04 07 08 10
            ICM SHOULD 05 09
            ICM ROBUST 06
            FRG MUST 01 02 03 05 06 07 08 09 11 12
            FRG ROBUST 04 10
            FRG DECISION 13
            FRG SHOULD 14
            SIZ MUST 01 02 03 04 05
            SIZ ROBUST 06
            HDR MUST 01 04 05 06
            HDR SHOULD 02 03
            CNT SHOULD 01 03 04
            CNT MUST 02
            PRV MUST 01 02 03 04
            PRV DECISION 05
            PRV ROBUST 06
            """;

    private static Map<String, String> levels() {
        Map<String, String> levels = new TreeMap<>();
        PROPERTIES.lines().forEach(line -> {
            String[] words = line.split(" ");
            for (int i = 2; i < words.length; i++) {
                levels.put(words[0] + "-" + words[i], words[1]);
            }
        });
        return levels;
    }

    @Test
    void catalogueHasEachPropertyOnce() {
        Map<String, String> seen = new TreeMap<>();
        Catalogue.properties()
                .forEach(each ->
                        assertEquals(null, seen.put(each.id(), each.level().toString()), each.id()));
        Map<String, String> expected = levels();
        // groups are complete or absent
        Set<String> groups = new TreeSet<>();
        Catalogue.properties().forEach(each -> groups.add(each.group()));
        expected.keySet().removeIf(id -> !groups.contains(id.substring(0, id.indexOf('-'))));
        assertEquals(expected, seen);
    }

    @Test
    void catalogueFile() throws IOException {
        Document.check(FILES.resolve("catalogue-1.0.json"), CatalogueJson.of("1.0", Catalogue.properties()));
    }

    @Test
    void corpusFile() throws IOException {
        Document.check(FILES.resolve("corpus-1.0.jsonl"), corpus());
    }

    private static String corpus() {
        try (LibraryTarget target = new LibraryTarget()) {
            return CorpusText.of(target.capabilities());
        }
    }

    /** Each line is a case that can be judged again, and together they meet each required class of the declared roles. */
    @Test
    void corpusMeetsTheRequiredClasses() {
        Map<String, Set<String>> met = new TreeMap<>();
        List<String> lines = corpus().lines().toList();
        for (String line : lines) {
            TestCase testCase = CaseJson.read(line).testCase();
            met.computeIfAbsent(testCase.property(), key -> new TreeSet<>()).addAll(testCase.classNames());
        }
        for (Property property : Catalogue.properties()) {
            List<String> missing = new ArrayList<>(property.classes());
            missing.removeAll(met.getOrDefault(property.id(), Set.of()));
            boolean isDrawn = met.containsKey(property.id());
            assertTrue(!isDrawn || missing.isEmpty(), property.id() + " " + missing);
        }
        assertTrue(met.size() >= 44, met.keySet().toString());
    }
}
