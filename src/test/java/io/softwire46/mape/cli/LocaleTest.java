package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.softwire46.mape.provision.RuleFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every command prints the same wherever it runs: other digits, other grouping, another lower case of I. Help is laid out
 * by picocli in the default locale, which {@link Main#main} sets.
 */
class LocaleTest {
    private final Locale before = Locale.getDefault();

    @TempDir
    private Path directory;

    private Path domain;
    private Path capture;
    private Path junos;
    private Path broken;

    @BeforeEach
    void files() throws IOException {
        domain = Files.writeString(directory.resolve("domain.json"), HandMade.DOMAIN);
        junos = Files.writeString(directory.resolve("router.conf"), HandMade.JUNOS_DOMAIN);
        broken = Files.writeString(directory.resolve("broken.json"), "{ \"a\u0007\": \"\\ud800\" }");
        capture = Files.write(
                directory.resolve("in.pcap"),
                HandMade.pcap(101, List.of(HandMade.ANSWER, HandMade.REQUEST_IN_TUNNEL, HandMade.SPOOFED)));
    }

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    private Map<String, Tool> runAll() {
        Path out = directory.resolve("out");
        Map<String, Tool> results = new LinkedHashMap<>();
        String ce = "2001:db8:12:3400::/56";
        String seen = "192.0.2.18:1232=2001:db8:12:3400:0:c000:212:35";
        for (Object[] words : List.of(
                new Object[] {"walk"},
                new Object[] {"derive", "--domain", domain, "--end-user-prefix", ce},
                new Object[] {"derive", "--domain", domain, "--ipv4", "192.0.2.18", "--port", "1232", "--json"},
                new Object[] {"derive", "--port", "99999999999"},
                new Object[] {"lint", domain},
                new Object[] {"lint", "--json", domain},
                new Object[] {"lint", domain, "--expect", seen},
                new Object[] {"lint", junos},
                new Object[] {"lint", broken},
                new Object[] {"relay", "--domain", domain, "--in", capture, "--out", out},
                new Object[] {"relay", "--json", "--domain", domain, "--in", capture, "--out", out},
                new Object[] {"relay", "--domain", domain, "--in", domain, "--out", out},
                new Object[] {"edge", "--domain", domain, "--end-user-prefix", ce, "--in", capture, "--out", out},
                new Object[] {
                    "edge", "--napt", "--domain", domain, "--end-user-prefix", ce, "--in", capture, "--out", out
                },
                new Object[] {"napt", "--in", capture, "--port-set", "4/8/0x9c", "--sweep"},
                new Object[] {"napt", "--in", capture, "--port-set", "4/8/0x9c", "--json"})) {
            results.put(List.of(words).toString(), Tool.run(words));
        }
        for (RuleFormat format : RuleFormat.writable()) {
            Object[] words = {"convert", "--lossy", "--to", format, "--end-user-prefix", ce, "--in", domain};
            results.put(List.of(words).toString(), Tool.run(words));
        }
        return results;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "ar-EG-u-nu-arab", "de-DE", "hi-IN-u-nu-deva", "tr-TR", "th-TH-u-nu-thai"})
    void outputIsTheSame(String tag) {
        Locale.setDefault(Locale.ROOT);
        Map<String, Tool> expected = runAll();
        Locale.setDefault(Locale.forLanguageTag(tag));
        Map<String, Tool> actual = runAll();
        expected.forEach((words, tool) -> {
            assertEquals(tool.out(), actual.get(words).out(), words);
            assertEquals(tool.err(), actual.get(words).err(), words);
            assertEquals(tool.status(), actual.get(words).status(), words);
        });
    }

    /** Confirms that the locales really differ. */
    @Test
    void localesDiffer() {
        assertNotEquals("1", String.format(Locale.forLanguageTag("hi-IN-u-nu-deva"), "%d", 1));
        assertNotEquals("1", String.format(Locale.forLanguageTag("ar-EG-u-nu-arab"), "%d", 1));
        assertEquals("1.000", String.format(Locale.forLanguageTag("de-DE"), "%,d", 1000));
    }
}
