package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.cli.input.FormatTable;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.provision.RuleFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Help, documents and commands know every format of the registry without an edit of their own. */
class FormatTableTest {
    private static final String DOMAIN = HandMade.DOMAIN.replace("\"flowLabel\": \"zero\"", "");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void helpNamesTheOptionsOfEachFormat(RuleFormat format) {
        String help = String.join(" ", Tool.run("convert", "--help").done().lines());
        String words = help.replaceAll("\\s+", " ");
        List<String> carried = ForwardingOption.all().stream()
                .filter(format.options()::contains)
                .map(ForwardingOption::name)
                .toList();
        if (!format.isWritten() || carried.isEmpty()) {
            return;
        }
        boolean all = carried.size() == ForwardingOption.all().size();
        assertTrue(words.contains(" " + format + " " + (all ? "all" : String.join(", ", carried))), words);
    }

    /** The commands take each format by its name, and without a name where its content shows it. */
    @ParameterizedTest
    @EnumSource
    void commandsTakeEachFormat(RuleFormat format) throws IOException {
        Path in = Files.writeString(directory.resolve("in.json"), DOMAIN);
        Path out = directory.resolve("out");
        if (format.isWritten()) {
            Tool.run("convert", "--to", format, "--end-user-prefix", "2001:db8:12:3400::/56", "--in", in, "--out", out);
            assertTrue(Files.size(out) > 0);
        }
        if (format.isWritten() && format.isRead()) {
            Tool.run("lint", "--format", format, out).done();
            Tool.run("lint", out).done();
            Tool.run("convert", "--from", format, "--to", "mape", "--in", out).done();
            Tool.run("derive", "--domain", out, "--end-user-prefix", "2001:db8:12:3400::/56")
                    .done();
        }
        if (!format.isRead()) {
            Tool.run("lint", "--format", format, in).refused(2, "--format " + format, "an output format only");
            Tool.run("convert", "--from", format, "--to", "mape", "--in", in)
                    .refused(2, "--from " + format, "an output format only");
        }
        if (!format.isWritten()) {
            Tool.run("convert", "--to", format, "--in", in).refused(2, "--to " + format, "an input format only");
        }
    }

    @Test
    void tableHasALinePerFormat() {
        assertEquals(
                RuleFormat.values().length + 2, FormatTable.markdown().lines().count());
    }
}
