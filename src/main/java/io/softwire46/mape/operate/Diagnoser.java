package io.softwire46.mape.operate;

import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.internal.Bits;
import io.softwire46.mape.operate.diagnose.Clash;
import io.softwire46.mape.operate.diagnose.Fit;
import io.softwire46.mape.operate.diagnose.NextSteps;
import io.softwire46.mape.operate.diagnose.Observations;
import io.softwire46.mape.operate.diagnose.OneToOneCes;
import io.softwire46.mape.operate.diagnose.PortWindows;
import io.softwire46.mape.operate.diagnose.Ports;
import io.softwire46.mape.operate.diagnose.Search;
import io.softwire46.mape.operate.diagnose.Shape;
import io.softwire46.mape.operate.diagnose.Triples;
import io.softwire46.mape.operate.lookup.AddressText;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a diagnosis of what the search finds: families with their members, what to observe next, outliers, notes.
 *
 * <p>Static methods only.
 */
final class Diagnoser {
    /** Outliers of which each gets a reason of its own. */
    private static final int MAX_REASONS = 100;

    private static final double SHORT_SETS = log2(parameterSets(Search.MAX_SHORT_END));
    private static final double ALL_SETS = log2(parameterSets(Search.MAX_END));

    private Diagnoser() {}

    static Diagnosis diagnose(Evidence evidence, Diagnosis.Limits limits) {
        Observations seen = evidence.observations();
        List<String> notes = new ArrayList<>(evidence.notes());
        Search search = Search.of(seen, limits.maxRounds());
        List<Family> families = new ArrayList<>();
        List<Search.Found> found = search.found();
        for (int from = 0, end; from < found.size(); from = end) {
            end = from + 1;
            while (end < found.size()
                    && found.get(end).round() == found.get(from).round()) {
                end++;
            }
            for (Search.Found each : found.subList(from, end)) {
                families.add(family(each, found.subList(from, end), seen));
            }
        }
        if (seen.triples().size() == 0) {
            families.addAll(ofPorts(seen));
        }
        boolean isComplete = !search.hasRefused() && !search.isBounded() && !search.isCut();
        BitSet left = search.unexplained();
        List<Diagnosis.OneToOne> oneToOne = new ArrayList<>();
        for (OneToOneCes.Ce each : search.oneToOne()) {
            oneToOne.add(new Diagnosis.OneToOne(
                    each.format(),
                    AddressText.canonical(each.high(), each.low()),
                    AddressText.ipv4(each.ipv4()),
                    each.psid(),
                    each.isAmbiguous()));
        }
        Diagnosis.Exclusion exclusion = families.isEmpty() && oneToOne.isEmpty() ? exclusion(seen) : null;
        if (search.hasLongPrefixes()) {
            notes.add("no End-user prefix of up to 64 bits fits; longer ones were searched");
        }
        if (search.isCut()) {
            notes.add("almost all rules explain this evidence: the search ended early, and families may be missing");
        }
        if (search.hasRefused()) {
            notes.add(
                    "rules that explain a few of the observations may be accidents and are not printed: observe more CEs");
        }
        if (search.isBounded()) {
            notes.add("the search ended after " + limits.maxRounds() + " rounds: further rules may be in the evidence");
        }
        addPortNotes(seen, search, notes);
        addDelegatedNote(seen, notes);
        if (seen.hasKnown() && families.stream().allMatch(each -> each.rules().isEmpty())) {
            notes.add("no rule of the catalogue " + (isComplete ? "explains the evidence" : "is in a family"));
        }
        if (evidence.isSampled()) {
            notes.add("there are more than the maximum number of observations: a sample was searched");
        }
        return new Diagnosis(
                families,
                oneToOne,
                outliers(evidence, left, search),
                evidence.skipped(),
                evidence.borderRelays().stream()
                        .map(each -> AddressText.canonical(each.high(), each.low()))
                        .toList(),
                evidence.isSampled(),
                isComplete,
                exclusion,
                notes);
    }

    private static double log2(long number) {
        return Math.log((double) number) / Math.log(2);
    }

    /** Returns the number of parameter sets that are tried for End-user prefixes of up to a number of bits. */
    private static long parameterSets(int maxEnd) {
        long count = 0;
        for (int r = 0; r <= 32; r++) {
            for (int o = 1; o <= Math.min(48, 48 - r); o++) {
                int k = Math.max(0, r + o - 32);
                count += ((long) maxEnd - o) * (k == 0 ? 1 : Math.min(15, 16 - k) + 1);
            }
        }
        return InterfaceIdFormat.values().length * count;
    }

    private static Family family(Search.Found found, List<Search.Found> round, Observations seen) {
        Fit fit = found.fit();
        Shape shape = fit.shape();
        double bits = (double) fit.eaLength(fit.narrowest()) * found.ces()
                + (double) shape.psidLength() * found.ports()
                - (shape.end() > Search.MAX_SHORT_END ? ALL_SETS : SHORT_SETS);
        return new Family(
                shape.format(),
                fit.offset() == Ports.NO_OFFSET ? null : fit.offset(),
                shape.psidLength(),
                shape.end(),
                fit.members(),
                member(fit, fit.narrowest()),
                member(fit, fit.widest()),
                1 - Math.scalb(1.0, 1 - found.ces()),
                fit.supports(),
                fit.contradicts(),
                found.ces(),
                found.ports(),
                (int) Math.floor(bits),
                seen.names(fit),
                NextSteps.of(found, round),
                found.round());
    }

    private static Family.Member member(Fit fit, int n) {
        int r = fit.ipv4Length(n);
        String ipv6 = AddressText.canonical(fit.high() & Bits.ipv6MaskHigh(n), fit.low() & Bits.ipv6MaskLow(n));
        String ipv4 = AddressText.ipv4(fit.ipv4() & Bits.ipv4Mask(r));
        return new Family.Member(ipv6 + "/" + n, n, ipv4 + "/" + r, r, fit.eaLength(n));
    }

    private static List<Family> ofPorts(Observations seen) {
        int ports = seen.lists().stream().mapToInt(each -> each.ports().length).sum();
        return (seen.lists().isEmpty() ? List.<PortWindows.Window>of() : PortWindows.of(seen.lists()))
                .stream()
                        .map(each -> new Family(
                                null,
                                each.offset(),
                                each.length(),
                                null,
                                0,
                                null,
                                null,
                                null,
                                ports,
                                0,
                                0,
                                ports,
                                each.length() * (ports - seen.lists().size()),
                                List.of(),
                                List.of("a CE address with one of the ports"),
                                0))
                        .toList();
    }

    private static void addDelegatedNote(Observations seen, List<String> notes) {
        List<Observations.Delegated> unused = seen.unusedDelegated();
        if (!unused.isEmpty()) {
            Observations.Delegated first = unused.get(0);
            String prefix = AddressText.canonical(first.high(), first.low()) + "/" + first.length();
            notes.add(
                    unused.size() == 1
                            ? "no CE was seen in the delegated prefix " + prefix + ": it has no effect"
                            : "no CE was seen in " + unused.size() + " delegated prefixes, such as " + prefix
                                    + ": they have no effect");
        }
    }

    private static void addPortNotes(Observations seen, Search search, List<String> notes) {
        for (Observations.PortList each : seen.lists()) {
            String who = "ports of " + AddressText.ipv4(each.ipv4());
            if (search.found().isEmpty()) {
                if (PortWindows.of(List.of(each)).isEmpty()) {
                    notes.add(who + " agree in no bit: they are not of one CE, or the address is not shared");
                }
                continue;
            }
            Fit best = search.found().get(0).fit();
            if (!Ports.areOfOne(
                    each.ports(), Math.max(0, best.offset()), best.shape().psidLength())) {
                notes.add(who + " are of several CEs by the first family: give the ports of one CE");
            }
        }
        if (seen.triples().size() == 0 && !seen.lists().isEmpty()) {
            notes.add("ports alone show the PSID at most: a CE address with one of the ports would show the rule");
        }
    }

    private static Diagnosis.@Nullable Exclusion exclusion(Observations seen) {
        Clash clash = Clash.of(seen);
        return clash == null
                ? null
                : new Diagnosis.Exclusion(
                        clash.parameter(),
                        clash.triples().stream()
                                .map(each -> text(seen.triples().get(each)))
                                .toList());
    }

    private static List<Diagnosis.Outlier> outliers(Evidence evidence, BitSet left, Search search) {
        Observations seen = evidence.observations();
        BitSet contradicting = search.contradicting();
        String otherwise = search.isBounded() || search.isCut()
                ? ": not searched"
                : search.hasRefused()
                        ? ": fits rules that may be accidents"
                        : ": fits no rule together with the other observations";
        List<Diagnosis.Outlier> outliers = new ArrayList<>();
        for (int i = left.nextSetBit(0); i >= 0; i = left.nextSetBit(i + 1)) {
            Triples.Triple triple = seen.triples().get(i);
            String why;
            if (contradicting.get(i)) {
                why = ": contradicts a family whose Rule IPv6 prefix contains the CE address";
            } else if (outliers.size() >= MAX_REASONS) {
                why = search.isBounded() || search.isCut() ? ": not searched" : ": fits no rule";
            } else {
                why = whyNone(seen, triple, otherwise);
            }
            outliers.add(evidence.outlier(triple.origin(), text(triple) + why));
        }
        return outliers;
    }

    /** Returns why no rule explains a triple; longer End-user prefixes are not searched where shorter ones are found. */
    private static String whyNone(Observations seen, Triples.Triple triple, String otherwise) {
        String parameter = Clash.ofOne(seen, triple, Search.MAX_SHORT_END);
        if (parameter == null) {
            return otherwise;
        }
        boolean hasLonger = Clash.ofOne(seen, triple, Search.MAX_END) == null;
        return ": fits no rule" + (hasLonger ? " of up to /64" : "") + ": no value of " + parameter + " explains it";
    }

    private static String text(Triples.Triple triple) {
        return AddressText.canonical(triple.high(), triple.low()) + " " + AddressText.ipv4(triple.ipv4())
                + (triple.port() == Ports.NO_PORT ? "" : " port " + triple.port());
    }
}
