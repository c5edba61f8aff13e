package io.softwire46.mape.cli;

import io.softwire46.mape.cli.input.Inputs;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.nat.NaptOption;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.nat.NaptOptions.Ipv4Prefix;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.format.ReadResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options of {@code edge} and {@code napt} about the NAPT, and the checks of the options that follow for a CE.
 */
final class NaptArguments {
    /** Events between two packets, at the least, so that none is lost. */
    private static final int MIN_EVENTS = 65_536;

    private static final String INSIDE = "inside";
    private static final String NAPT = "napt";

    @Option(
            names = "--inside",
            paramLabel = "PREFIX",
            description =
                    "IPv4 prefix of the LAN, such as 192.168.0.0/16. Repeatable. Default: inside of the domain file, or"
                            + " the prefixes of RFC 1918.")
    @Nullable List<String> inside;

    @Option(
            names = "--events",
            paramLabel = "FILE",
            description =
                    "File for the events of RFC 8158 (sessions, mappings, exhausted ports and quotas), one JSON object per"
                            + " line. Default: none.")
    @Nullable Path events;

    /**
     * Returns the options of the NAPT of a CE of a domain file.
     *
     * @param file name of the domain file
     * @param read its content
     * @throws ToolException with the first error about the CE
     */
    NaptOptions options(Path file, ReadResult read, ConfiguredDomain domain, CeMapping ce) {
        NaptOptions options = withArguments(DomainFile.napt(read, domain));
        String name = read.domains().size() == 1 ? "" : domain.domain().name();
        List<Finding> findings = new ArrayList<>();
        for (Finding finding : options.validate(ce)) {
            refuseInside(finding);
            findings.add(read.place(finding.within(FieldPath.of(NAPT)).inDomain(name)));
        }
        Inputs.refuse(file, Finding.inOrder(findings), "--end-user-prefix " + prefixOf(ce) + " ");
        return options;
    }

    /**
     * Returns the options of a NAPT without domain file.
     *
     * @throws ToolException with the first error about the CE
     */
    NaptOptions options(CeMapping ce) {
        NaptOptions options = withEvents(withArguments(NaptOptions.defaults()));
        for (Finding finding : options.validate(ce)) {
            refuseInside(finding);
            if (finding.isError()) {
                throw new ToolException(finding.toString());
            }
        }
        return options;
    }

    private static String prefixOf(CeMapping ce) {
        return ce.endUserPrefix().toCanonicalString();
    }

    /** Returns the options with events, even if no file for them is given. */
    static NaptOptions withEvents(NaptOptions of) {
        return of.with(NaptOption.MAX_EVENTS, Math.max(of.maxEvents(), MIN_EVENTS));
    }

    private NaptOptions withArguments(NaptOptions of) {
        NaptOptions options = events == null ? of : withEvents(of);
        if (inside == null) {
            return options;
        }
        List<Ipv4Prefix> prefixes = new ArrayList<>();
        for (String text : inside) {
            try {
                prefixes.add(NaptOptions.insidePrefix(prefixes.size(), text));
            } catch (MapConfigurationException e) {
                refuseInside(e.first());
            }
        }
        return options.withInside(prefixes);
    }

    /** Throws for an error in a prefix of {@code --inside}. */
    private void refuseInside(Finding finding) {
        if (inside != null
                && finding.isError()
                && Objects.equals(finding.path().steps().get(0).name(), INSIDE)) {
            throw new ToolException(RuleOptions.byOption(new Finding(
                    finding.id(),
                    finding.severity(),
                    "--" + INSIDE,
                    finding.value(),
                    finding.message(),
                    finding.rfc())));
        }
    }
}
