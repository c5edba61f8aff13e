package io.softwire46.mape.provision.junos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seeds of {@link JunosFuzz}, whole, truncated, and mixed with fragments of each other. */
class JunosFuzzTest {
    private static final List<String> SNIPPETS = List.of(
            "{",
            "}",
            ";",
            "[",
            "]",
            "\"",
            "\\",
            "\n",
            "\r",
            "#",
            "/*",
            "*/",
            " ",
            "\t",
            "set ",
            "delete ",
            "inactive: ",
            "map-e ",
            "user@host> ",
            "{master}",
            "\u0000",
            "\ud800",
            "\u2028",
            "::/0",
            "/129",
            "99999999999",
            "-1");

    @Test
    void seedsUnchanged() {
        for (String seed : JunosFuzz.texts()) {
            JunosFuzz.run(seed.getBytes(StandardCharsets.UTF_8));
            assertTrue(seed.isEmpty() || !JunosConfiguration.read(seed).file().isRefused(), seed);
        }
    }

    @Test
    void seedsTruncatedAnywhere() {
        for (String seed : JunosFuzz.texts()) {
            for (int at = 0; at < seed.length(); at += 7) {
                JunosFuzz.check(seed.substring(0, at));
                JunosFuzz.check(seed.substring(at));
            }
        }
    }

    @Test
    void seedsMixed() {
        Random random = new Random(20_260_101);
        List<String> seeds = new ArrayList<>(JunosFuzz.texts());
        for (int i = 0; i < 1500; i++) {
            StringBuilder text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                edit(text, seeds, random);
            }
            JunosFuzz.check(text.toString());
        }
    }

    private static void edit(StringBuilder text, List<String> seeds, Random random) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + random.nextInt(30));
        switch (random.nextInt(4)) {
            case 0 -> text.delete(at, end);
            case 1 -> text.insert(at, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
            case 2 -> text.insert(at, text.substring(at, end));
            default -> {
                String other = seeds.get(random.nextInt(seeds.size()));
                int from = random.nextInt(other.length() + 1);
                text.insert(at, other, from, Math.min(other.length(), from + random.nextInt(120)));
            }
        }
    }

    @Test
    void anyOctets() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] octets = new byte[random.nextInt(64)];
            random.nextBytes(octets);
            JunosFuzz.run(octets);
        }
    }
}
