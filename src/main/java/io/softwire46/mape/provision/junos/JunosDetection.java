package io.softwire46.mape.provision.junos;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.internal.DomainReading;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Detects whether a text is from a Junos router, by keywords that no other format has at these positions. It also detects a text
 * with errors.
 *
 * <p>Static methods only.
 */
final class JunosDetection {
    /** Matches the first words of a line, after a prompt and tags of a statement. */
    private static final Pattern FIRST_WORDS = Pattern.compile(
            "\\s*(?:[^@\"\\s]+@[^@\"\\s]*[#>%]\\s+)?(?:(?:inactive|active|protect|unprotect|replace|delete):\\s+)*"
                    + "([^\\s;{]+)(?:\\s+([^\\s;{]+))?.*",
            Pattern.DOTALL);

    /** Number of characters of a line that detection inspects. */
    private static final int MAX_LINE_CHARS = 400;

    private static final String SHOW_DOMAIN = "show security softwires map-e";

    private JunosDetection() {}

    /** Returns whether a text is a configuration, a part of one, or the output of a show command about MAP-E. */
    static boolean isJunos(String text) {
        if (text.stripLeading().startsWith("<")) {
            return false; // XML also has Junos keywords
        }
        boolean braces = text.indexOf('{') >= 0;
        boolean softwires = text.contains("softwire-concentrator") || text.contains("map-e");
        return (braces && softwires) || isShowOutput(text) || lines(text).anyMatch(JunosDetection::isOfConfiguration);
    }

    private static Stream<String> lines(String text) {
        return JunosLine.LINE_END
                .splitAsStream(text)
                .map(line -> line.length() > MAX_LINE_CHARS ? line.substring(0, MAX_LINE_CHARS) : line);
    }

    private static boolean isOfConfiguration(String line) {
        if (JunosLine.isBanner(line) || line.stripLeading().startsWith("## Last c")) {
            return true;
        }
        var words = FIRST_WORDS.matcher(line);
        if (!words.matches()) {
            return false;
        }
        String first = words.group(1);
        String second = words.group(2) == null ? "" : words.group(2);
        if (JunosSetLines.isVerb(first)) {
            return JunosHierarchy.isTop(second) || JunosHierarchy.isOfSoftwires(second);
        }
        boolean statement = line.indexOf('{') >= 0 || line.stripTrailing().endsWith(";");
        return statement && JunosHierarchy.isTop(first);
    }

    /**
     * Returns whether a text is the output of {@code show security softwires map-e domain}, which is not a
     * configuration.
     */
    static boolean isShowOutput(String text) {
        boolean fields =
                text.contains("BR Address") && text.contains("Mapping Rule") && text.contains("Rule Ipv4 Prefix");
        return fields && text.indexOf('{') < 0;
    }

    /** Adds an error about such output. */
    static void refuseShowOutput(DomainReading reading) {
        reading.refuse(
                Location.START,
                "file",
                "text",
                "is the output of " + SHOW_DOMAIN + " domain, not a configuration; print the configuration with "
                        + "show configuration security softwires | display set");
    }
}
