package io.softwire46.mape.provision.junos;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.DomainTexts;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.ReadResult;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Fuzz target: any text as a Junos configuration. Reading ends with domains or with errors that have a place, and what was
 * read is the same in the other form.
 */
public final class JunosFuzz {
    private JunosFuzz() {}

    public static void run(byte[] data) {
        check(new String(data, StandardCharsets.UTF_8));
    }

    public static void check(String text) {
        JunosConfiguration read = JunosConfiguration.read(text);
        ReadResult file = read.file();
        require(file.isRefused() == file.domains().isEmpty(), "domains in spite of errors", text);
        String[] lines = text.split("\r\n|\n|\r", -1);
        for (Finding each : file.findings()) {
            require(each.location().line() >= 1 && each.location().line() <= lines.length, each.toString(), text);
            require(
                    each.location().column() >= 1
                            && each.location().column() <= lines[each.location().line() - 1].length() + 1,
                    each.toString(),
                    text);
            require(each.toString().lines().count() == 1, each.toString(), text);
        }
        for (JunosConfiguration.Form form : JunosConfiguration.Form.values()) {
            ConversionReport written = read.toText(form);
            if (file.isRefused() || read.concentrators().isEmpty() || !written.isComplete()) {
                continue;
            }
            JunosConfiguration again = JunosConfiguration.read(written.text());
            require(again.concentrators().equals(read.concentrators()), "other concentrators: " + written, text);
            require(again.services().equals(read.services()), "other services: " + written, text);
            List<ConfiguredDomain> domains = again.domains();
            require(domains.size() == file.domains().size(), "other domains: " + written, text);
        }
        JunosRoutes.toText(read.concentrators(), read.services());
        // A domain file accepts only set lines, and validates their rules in the same way.
        ReadResult domainFile = DomainFile.read(text);
        if (read.form() == JunosConfiguration.Form.SET
                && !file.isRefused()
                && read.edges().isEmpty()) {
            require(domainFile.domains().equals(file.domains()), "another domain file", text);
        }
    }

    public static List<byte[]> seeds() {
        return texts().stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    public static List<String> texts() {
        return List.of(
                "",
                DomainTexts.JUNOS,
                JunosTexts.BRACES,
                JunosTexts.EDGE,
                JunosOutputTest.XML,
                JunosOutputTest.JSON,
                JunosOutputTest.OLD_JSON,
                JunosOutputTest.SHOWN,
                JunosTexts.resource("junos-article.txt"),
                JunosTexts.read(JunosTexts.EDGE)
                        .toText(JunosConfiguration.Form.SET)
                        .text(),
                DomainTexts.JUNOS.replace("MAPE-DOMAIN1", "\"a}b{\""),
                JunosTexts.BRACES.replace("softwire-rules SW-RULE1;", "softwire-rules [ SW-RULE1 \"x y\" ];"));
    }

    private static void require(boolean condition, String what, String text) {
        if (!condition) {
            throw new AssertionError(what + "\n" + text);
        }
    }
}
