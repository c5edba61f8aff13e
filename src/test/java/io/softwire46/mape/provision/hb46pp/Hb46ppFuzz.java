package io.softwire46.mape.provision.hb46pp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.provision.Golden;
import io.softwire46.mape.provision.yang.YangFuzz;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Fuzz target: any text as an HB46PP document. */
public final class Hb46ppFuzz {
    private Hb46ppFuzz() {}

    public static void run(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        YangFuzz.check(Hb46pp.readDomains(text));
        Hb46pp.Reading reading = Hb46pp.read(text);
        assertEquals(
                reading.findings().stream().anyMatch(Finding::isError),
                reading.document().isEmpty());
        reading.document()
                .ifPresent(document -> assertEquals(
                        document, Hb46pp.read(Hb46pp.write(document)).document().orElseThrow()));
        reading.findings()
                .forEach(each -> assertTrue(
                        each.location().line() >= 1 && each.location().column() >= 1, each::toString));
    }

    public static List<byte[]> seeds() {
        String text = Golden.text("hb46pp.json");
        return List.of(
                text.replaceAll("\\s+", " ").getBytes(StandardCharsets.UTF_8),
                text.replace("2001:db8:3::1", "lwaftr.example.net").getBytes(StandardCharsets.UTF_8));
    }
}
