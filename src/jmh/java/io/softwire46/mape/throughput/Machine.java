package io.softwire46.mape.throughput;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Properties;

/** The machine of a run, stored with its results. */
final class Machine {
    static final String WHEN = "when";
    static final String SIZE = "size";
    static final String PROCESSOR = "processor";
    static final String CORES = "cores";
    static final String MEMORY = "memory";
    static final String SYSTEM = "system";
    static final String JDK = "jdk";

    private Machine() {}

    static void write(Path file, Suite.Size size) throws IOException {
        Properties facts = new Properties();
        facts.setProperty(WHEN, Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
        facts.setProperty(SIZE, size.name().toLowerCase(Locale.ROOT));
        facts.setProperty(PROCESSOR, fact(Path.of("/proc/cpuinfo"), "model name"));
        facts.setProperty(CORES, Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.setProperty(MEMORY, fact(Path.of("/proc/meminfo"), "MemTotal"));
        facts.setProperty(
                SYSTEM,
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        facts.setProperty(
                JDK,
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version") + ", "
                        + System.getProperty("java.vendor") + ", "
                        + String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
        StringWriter text = new StringWriter();
        facts.store(text, null);
        Files.writeString(file, text.toString());
    }

    /** Returns the value of the first line of a Linux file that begins with a word; "unknown" on other systems. */
    private static String fact(Path file, String word) throws IOException {
        if (!Files.isReadable(file)) {
            return "unknown";
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(word))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown");
    }

    /** Reads the machine of a run; without the file, all values are unknown. */
    static Properties read(Path file) throws IOException {
        Properties facts = new Properties();
        if (Files.isReadable(file)) {
            try (Reader reader = new StringReader(Files.readString(file))) {
                facts.load(reader);
            }
        }
        return facts;
    }
}
