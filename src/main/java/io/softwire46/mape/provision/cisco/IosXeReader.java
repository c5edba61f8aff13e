package io.softwire46.mape.provision.cisco;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.CliLine;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.TextDomains;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code nat64 map-e domain} and {@code nat64 map-t domain} of a Cisco IOS XE configuration. Other commands are skipped.
 *
 * <p>Immutable.
 */
public final class IosXeReader implements FormatReader {
    private static final String NAT64 = "nat64";
    private static final String DOMAIN = "domain";
    private static final int MAX_LINE_CHARS = 400;

    /** Matches commands and the heading of {@code show nat64 map-e}, which no other format has. */
    private static final Pattern FEATURE = Pattern.compile(
            "\\bnat64[ \\t]+(?:map-[et][ \\t]+domain\\b|provisioning[ \\t]+mode\\b)|^\\s{0,20}Ip-v6-prefix\\s",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern SHOWN = Pattern.compile("^\\s{0,20}Ip-v6-prefix\\s", Pattern.CASE_INSENSITIVE);
    private static final List<String> HINTS = List.of("nat64", "NAT64", "Ip-v6-prefix");

    @Override
    public Grammar grammar() {
        return Grammar.TEXT;
    }

    @Override
    public Set<ForwardingOption<?>> options() {
        return Set.of();
    }

    @Override
    public boolean detects(Input input) {
        return Word.isInAnyLine(FEATURE, HINTS, MAX_LINE_CHARS, input.requireText());
    }

    @Override
    public String noun() {
        return "a configuration of Cisco IOS XE";
    }

    @Override
    public ReadResult read(Input input) {
        DomainReading reading = new DomainReading();
        Reading state = new Reading(reading);
        CliLine.lines(input.requireText(), "!").forEach(state::line);
        List<IosXeDomain> domains = List.copyOf(state.domains.values());
        if (domains.isEmpty() && !reading.hasError()) {
            state.refuseWithoutDomain(Word.isInAnyLine(SHOWN, HINTS, MAX_LINE_CHARS, input.requireText()));
        }
        TextDomains.assemble(domains.stream().map(IosXeDomain::rule).toList(), reading);
        return reading.finish("ios-xe");
    }

    @Override
    public String toString() {
        return "reader of ios-xe";
    }

    /** State of a text during reading. */
    private static final class Reading {
        private final DomainReading reading;

        /** Domains by type and number. */
        private final Map<String, IosXeDomain> domains = new LinkedHashMap<>();

        private @Nullable IosXeDomain current;
        private int indent;
        private @Nullable Word provisioning;

        Reading(DomainReading reading) {
            this.reading = reading;
        }

        void line(CliLine line) {
            if (line.size() == 0 || line.isLeaving()) {
                return;
            }
            boolean no = line.word(0).equals("no");
            if (isDomain(no ? line.after(1) : line)) {
                domain(no ? line.after(1) : line, no);
            } else if (current == null || !current.take(line)) {
                other(line);
            }
        }

        private static boolean isDomain(CliLine line) {
            return line.word(0).equals(NAT64)
                    && (line.word(1).equals("map-e") || line.word(1).equals("map-t"))
                    && line.word(2).equals(DOMAIN);
        }

        private void domain(CliLine line, boolean removed) {
            if (line.size() == 3) {
                current = null;
                reading.refuse(line.at(2).place(), DOMAIN, Finding.MISSING, "has no number; add it");
                return;
            }
            String key = line.word(1) + " " + line.word(3);
            indent = line.indent();
            if (removed) {
                current = null;
                domains.remove(key);
            } else {
                current = domains.computeIfAbsent(
                        key, unused -> new IosXeDomain(line.at(1), line.at(3).text(), reading));
            }
        }

        private void other(CliLine line) {
            if (current != null && line.isBelow(indent)) {
                line.reportUnknown("nat64 map-e domain", IosXeDomain.KNOWN, reading);
                return;
            }
            current = null;
            reading.skip();
            if (line.startsWith(NAT64, "provisioning")) {
                provisioning = line.at(0);
            } else if (IosXeDomain.UNIQUE.contains(line.word(0))) {
                reading.refuse(
                        line.at(0).place(),
                        "line",
                        line.at(0).text(),
                        "is not below nat64 map-e domain; add that line, or remove this one");
            }
        }

        void refuseWithoutDomain(boolean shown) {
            if (shown) {
                reading.refuse(
                        Location.START,
                        "file",
                        "text",
                        "is the output of show nat64 map-e, not a configuration; print the configuration with show "
                                + "running-config | section nat64");
            } else if (provisioning != null) {
                reading.refuse(
                        provisioning.place(),
                        "line",
                        "nat64 provisioning",
                        "gets the rules from a rule server, which are not in this text; read the answer of the server");
            } else {
                reading.refuse(
                        Location.START,
                        "file",
                        Finding.MISSING,
                        "has no nat64 map-e domain; add one with its basic-mapping-rule");
            }
        }
    }
}
