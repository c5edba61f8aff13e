package io.softwire46.mape.cli;

import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.FormatReader.Grammar;
import io.softwire46.mape.provision.format.ReadResult;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A rule file that was read in one of the input formats.
 *
 * <p>Immutable.
 *
 * @param format format in which it was read
 * @param file domains and findings
 */
record RuleSource(RuleFormat format, ReadResult file) {
    /** Reads a file; without a format, detects it from the content. */
    static RuleSource read(Path path, @Nullable RuleFormat given) {
        FormatReader.Input input = FormatReader.Input.of(Inputs.octets(path));
        RuleFormat format = given == null ? RuleFormat.detect(input).orElse(null) : given;
        boolean text = input.text().isPresent();
        if (format == null || (!text && isText(format))) {
            throw new ToolException(Inputs.name(path) + ": is not in any format that is read: "
                    + FormatTable.names(RuleFormat.readable())
                    + (text
                            ? ""
                            : "; octet " + Inputs.malformedOctet(input.octets())
                                    + " is not UTF-8: save text as UTF-8"));
        }
        if (given != null) {
            format.mismatch(input).ifPresent(what -> {
                throw new ToolException(Inputs.name(path) + ": " + what + ", not format " + given
                        + "; omit the format to detect it from the content");
            });
        }
        return new RuleSource(format, format.read(input));
    }

    private static boolean isText(RuleFormat format) {
        return format.reader()
                .filter(reader -> reader.grammar() == Grammar.OCTETS)
                .isEmpty();
    }
}
