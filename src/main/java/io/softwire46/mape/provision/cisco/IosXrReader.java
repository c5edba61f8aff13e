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
 * Reads {@code service-type map-e} and {@code service-type map-t} below {@code service cgv6} of a Cisco IOS XR configuration, also
 * with the whole path in each line. Other commands are skipped.
 *
 * <p>Immutable.
 */
public final class IosXrReader implements FormatReader {
    private static final Set<ForwardingOption<?>> OPTIONS = Set.of(ForwardingOption.MTU_V6);
    private static final String TYPE = "service-type";
    private static final int MAX_LINE_CHARS = 400;
    private static final Pattern FEATURE = Pattern.compile(
            "\\bservice-type[ \\t]+map-[et](?:-cisco)?[ \\t]|\\bcpe-domain[ \\t]+ipv[46][ \\t]+prefix\\b",
            Pattern.CASE_INSENSITIVE);
    private static final List<String> HINTS = List.of("service-type", "cpe-domain");

    @Override
    public Grammar grammar() {
        return Grammar.TEXT;
    }

    @Override
    public Set<ForwardingOption<?>> options() {
        return OPTIONS;
    }

    @Override
    public boolean detects(Input input) {
        return Word.isInAnyLine(FEATURE, HINTS, MAX_LINE_CHARS, input.requireText());
    }

    @Override
    public String noun() {
        return "a configuration of Cisco IOS XR";
    }

    @Override
    public ReadResult read(Input input) {
        DomainReading reading = new DomainReading();
        Reading state = new Reading(reading);
        CliLine.lines(input.requireText(), "!").forEach(state::line);
        if (state.instances.isEmpty() && !reading.hasError()) {
            reading.refuse(
                    Location.START, "file", Finding.MISSING, "has no service-type map-e; add one below service cgv6");
        }
        TextDomains.assemble(
                state.instances.values().stream()
                        .flatMap(each -> each.rules().stream())
                        .toList(),
                reading);
        return reading.finish("ios-xr");
    }

    @Override
    public String toString() {
        return "reader of ios-xr";
    }

    /** State of a text during reading. */
    private static final class Reading {
        private final DomainReading reading;

        /** Instances by type and name. */
        private final Map<String, IosXrInstance> instances = new LinkedHashMap<>();

        private @Nullable IosXrInstance current;
        private int indent;

        Reading(DomainReading reading) {
            this.reading = reading;
        }

        void line(CliLine whole) {
            if (whole.size() == 0 || whole.isLeaving()) {
                return;
            }
            CliLine line = whole.startsWith("service", "cgv6") && whole.size() > 3 ? whole.after(3) : whole;
            if (line.word(0).equals(TYPE)) {
                indent = line.indent();
                type(line);
            } else if (current == null || !current.take(line)) {
                other(line);
            }
        }

        private void type(CliLine line) {
            boolean known = line.word(1).startsWith("map-e") || line.word(1).startsWith("map-t");
            if (!known) {
                current = null;
                reading.skip();
                return;
            }
            if (line.size() == 2) {
                current = null;
                reading.refuse(line.at(1).place(), TYPE, Finding.MISSING, "has no name; add it");
                return;
            }
            String key = line.word(1) + " " + line.at(2).text();
            IosXrInstance instance = instances.computeIfAbsent(
                    key, unused -> new IosXrInstance(line.at(1), line.at(2).text(), reading));
            current = instance;
            CliLine rest = line.after(3);
            if (rest.size() > 0 && !instance.take(rest)) {
                rest.reportUnknown(TYPE, IosXrInstance.KNOWN, reading);
            }
        }

        private void other(CliLine line) {
            if (current != null && line.isBelow(indent)) {
                line.reportUnknown(TYPE, IosXrInstance.KNOWN, reading);
                return;
            }
            current = null;
            reading.skip();
            if (line.word(0).startsWith("cpe-domain")) {
                reading.refuse(
                        line.at(0).place(),
                        "line",
                        line.at(0).text(),
                        "is not below service-type map-e; add that line, or remove this one");
            }
        }
    }
}
