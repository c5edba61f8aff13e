package io.softwire46.mape.cli.input;

import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.FormatReader.Grammar;
import io.softwire46.mape.provision.format.ReadResult;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule file that was read in one of the input formats.
 *
 * <p>Immutable.
 *
 * @param format format in which it was read
 * @param file domains and findings
 * @param ofOthers warning about rules in another format in the same text
 */
public record RuleSource(RuleFormat format, ReadResult file, List<Finding> ofOthers) {
    /** Reads a file; without a format, detects it from the content. */
    public static RuleSource read(Path path, @Nullable RuleFormat given) {
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
        return new RuleSource(format, format.read(input), given == null ? others(format, input) : List.of());
    }

    /** Returns a warning if the text has rules of another family of formats, too: only those of one are read. */
    private static List<Finding> others(RuleFormat format, FormatReader.Input input) {
        FormatReader own = format.reader().orElseThrow();
        return RuleFormat.readable().stream()
                .filter(other -> own.grammar() == Grammar.TEXT)
                .filter(other -> isOther(other.reader().orElseThrow(), own, input))
                .findFirst()
                .map(other -> new Finding(
                        FindingId.SYNTAX,
                        Finding.Severity.WARNING,
                        "format",
                        other.toString(),
                        "is another format of rules in the same text, of which " + format
                                + " is read; move them to a file of their own",
                        "RFC 7597 section 5"))
                .stream()
                .toList();
    }

    private static boolean isOther(FormatReader other, FormatReader own, FormatReader.Input input) {
        return other.grammar() == Grammar.TEXT
                && !other.getClass().getPackage().equals(own.getClass().getPackage())
                && other.detects(input);
    }

    private static boolean isText(RuleFormat format) {
        return format.reader()
                .filter(reader -> reader.grammar() == Grammar.OCTETS)
                .isEmpty();
    }
}
