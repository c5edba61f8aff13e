package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.cli.text.TextOutput;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.operate.RuleVersion;
import io.softwire46.mape.operate.diff.RuleSetDiff.Step;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.junos.JunosConfiguration;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The files of {@code --write}: a domain file per step that changes rules, and lines for Junos.
 *
 * <p>Static methods only.
 */
final class DiffFiles {
    private static final String CONCENTRATOR = "services softwire softwire-concentrator map-e ";

    private static final String JUNOS = "junos.set";
    private static final Pattern NAME = Pattern.compile("step-[0-9]+\\.json|junos\\.set");
    private static final String SET = "set ";
    private static final String DELETE = "delete ";

    /** Words of a statement without value, such as {@code services softwire softwire-concentrator map-e NAME v6-reassembly}. */
    private static final int WORDS_WITHOUT_VALUE = 6;

    private DiffFiles() {}

    static void write(Path directory, RuleVersion old, RuleVersion now, List<Step> steps, PrintWriter err)
            throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new ToolException("--write " + directory + ": is not a directory; name a directory");
        }
        Files.createDirectories(directory);
        Set<String> written = new HashSet<>();
        for (Step each : steps) {
            if (!each.domains().isEmpty()) {
                String name = "step-" + each.id() + ".json";
                write(directory.resolve(name), DomainFile.write(each.domains()));
                written.add(name);
            }
        }
        if (writeJunos(directory, old, now, err)) {
            written.add(JUNOS);
        }
        EarlierFiles.report("diff", directory, NAME, written, err);
    }

    /** Returns whether Junos can express the new rules. */
    private static boolean writeJunos(Path directory, RuleVersion old, RuleVersion now, PrintWriter err)
            throws IOException {
        ConversionReport junos = RuleFormat.JUNOS_SET.write(FormatWriter.Request.of(now.domains()));
        if (!junos.isComplete()) {
            err.println("mape diff: " + directory + ": without lines for Junos, which cannot express NEW: "
                    + Paragraph.oneLine(junos.findings().get(0).toString()));
            return false;
        }
        write(directory.resolve(JUNOS), delete(old, junos.text()) + junos.text());
        return true;
    }

    /**
     * Returns lines that remove what NEW does not have: NAMEs of OLD, and statements of NAMEs that stay. If OLD is in another
     * format, its lines are those that mape convert gives.
     */
    private static String delete(RuleVersion old, String text) {
        String oldText = RuleFormat.JUNOS_SET
                .write(FormatWriter.Request.of(old.domains()))
                .text();
        Set<String> names = new LinkedHashSet<>();
        old.ruleNames().forEach(names::addAll);
        if (names.isEmpty()) {
            names.addAll(names(oldText));
        }
        names(text).forEach(names::remove);
        StringBuilder lines = new StringBuilder();
        for (String each : names) {
            lines.append(DELETE + CONCENTRATOR + each + "\n");
        }
        Set<String> staying = new HashSet<>(names(text));
        Set<String> statements = text.lines().map(DiffFiles::statement).collect(Collectors.toSet());
        oldText.lines()
                .filter(line -> line.startsWith(SET + CONCENTRATOR) && staying.contains(name(line)))
                .map(DiffFiles::statement)
                .filter(each -> !statements.contains(each))
                .forEach(each -> lines.append(DELETE + each + "\n"));
        return lines.toString();
    }

    /** Returns a line without {@code set} and without the value: a second line with another value replaces it. */
    private static String statement(String line) {
        String[] words = line.substring(SET.length()).split(" ", -1);
        return String.join(" ", words.length <= WORDS_WITHOUT_VALUE ? words : Arrays.copyOf(words, words.length - 1));
    }

    private static String name(String line) {
        return line.substring((SET + CONCENTRATOR).length()).split(" ", 2)[0];
    }

    private static List<String> names(String text) {
        return JunosConfiguration.read(text).concentrators().stream()
                .map(JunosConfiguration.Concentrator::name)
                .toList();
    }

    static void write(Path file, String text) throws IOException {
        try (TextOutput output = TextOutput.of(file)) {
            output.text(text);
            output.commit();
        }
    }
}
