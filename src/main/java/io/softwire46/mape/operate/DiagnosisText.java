package io.softwire46.mape.operate;

import io.softwire46.mape.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a diagnosis as JSON and as text.
 *
 * <p>Static methods only.
 */
final class DiagnosisText {
    /** Outliers, and CEs of the 1:1 mode, in JSON. */
    private static final int MAX_LISTED = 100;

    private static final int SHOWN_OUTLIERS = 5;

    private DiagnosisText() {}

    static String json(Diagnosis diagnosis, int max) {
        StringBuilder text = new StringBuilder();
        JsonWriter out = JsonWriter.compact(text).beginObject();
        out.name("families").beginArray();
        diagnosis.families().stream().limit(max).forEach(each -> write(out, each, diagnosis.borderRelays()));
        out.endArray().name("oneToOne").beginArray();
        for (Diagnosis.OneToOne each : first(diagnosis.oneToOne(), MAX_LISTED)) {
            out.beginObject()
                    .field("format", each.format().toString())
                    .field("ce", each.ce())
                    .field("ipv4", each.ipv4())
                    .field("psid", each.psid())
                    .field("ambiguous", each.ambiguous())
                    .endObject();
        }
        out.endArray().name("outliers").beginArray();
        for (Diagnosis.Outlier each : first(diagnosis.outliers(), MAX_LISTED)) {
            out.beginObject();
            number(out, "packet", each.packet());
            out.field("text", each.text()).endObject();
        }
        out.endArray().name("skipped").beginObject();
        diagnosis.skipped().forEach(out::field);
        out.endObject().name("borderRelays").beginArray();
        diagnosis.borderRelays().forEach(out::value);
        out.endArray()
                .field("sampled", diagnosis.sampled())
                .field("complete", diagnosis.complete())
                .name("exclusion");
        Diagnosis.Exclusion exclusion = diagnosis.exclusion();
        if (exclusion == null) {
            out.nullValue();
        } else {
            out.beginObject()
                    .field("parameter", exclusion.parameter())
                    .name("observations")
                    .beginArray();
            exclusion.observations().forEach(out::value);
            out.endArray().endObject();
        }
        out.field("familyCount", diagnosis.families().size())
                .field("oneToOneCount", diagnosis.oneToOne().size())
                .field("outlierCount", diagnosis.outliers().size())
                .name("notes")
                .beginArray();
        diagnosis.notes().forEach(out::value);
        out.endArray().endObject();
        return text.toString();
    }

    private static <T> List<T> first(List<T> list, int max) {
        return list.subList(0, Math.min(max, list.size()));
    }

    private static void number(JsonWriter out, String name, @Nullable Integer value) {
        if (value == null) {
            out.name(name).nullValue();
        } else {
            out.field(name, value.longValue());
        }
    }

    private static void write(JsonWriter out, Family family, List<String> borderRelays) {
        out.beginObject()
                .field(
                        "format",
                        family.format() == null ? null : family.format().toString());
        number(out, "psidOffset", family.psidOffset());
        out.field("psidLength", family.psidLength());
        number(out, "endUserPrefixLength", family.endUserPrefixLength());
        out.field("members", family.members());
        write(out.name("narrowest"), family, family.narrowest());
        write(out.name("widest"), family, family.widest());
        out.name("narrowestProbability");
        if (family.narrowestProbability() == null) {
            out.nullValue();
        } else {
            out.value(family.narrowestProbability().doubleValue());
        }
        out.field("supports", family.supports())
                .field("contradicts", family.contradicts())
                .field("ces", family.ces())
                .field("ports", family.ports())
                .field("accidentalBits", family.accidentalBits())
                .name("rules")
                .beginArray();
        family.rules().forEach(out::value);
        out.endArray().name("next").beginArray();
        family.next().forEach(out::value);
        out.endArray();
        writeDomain(out.name("domain"), family, borderRelays);
        out.name("nibbleLengths").beginArray();
        family.nibbleLengths().forEach(each -> out.value(each.longValue()));
        out.endArray().field("round", family.round()).endObject();
    }

    private static void write(JsonWriter out, Family family, Family.@Nullable Member member) {
        if (member == null) {
            out.nullValue();
            return;
        }
        out.beginObject()
                .field("ipv6Prefix", member.ipv6Prefix())
                .field("ipv4Prefix", member.ipv4Prefix())
                .field("eaLength", member.eaLength());
        if (family.psidOffset() != null) {
            out.field("psidOffset", family.psidOffset().longValue());
        }
        out.endObject();
    }

    /** Writes a domain with the narrowest rule, as a domain file has it. */
    private static void writeDomain(JsonWriter out, Family family, List<String> borderRelays) {
        if (family.narrowest() == null || family.format() == null) {
            out.nullValue();
            return;
        }
        out.beginObject().field("format", family.format().toString());
        if (!borderRelays.isEmpty()) {
            out.name("borderRelay").beginArray();
            borderRelays.forEach(out::value);
            out.endArray();
        }
        out.name("rules").beginArray();
        write(out, family, family.narrowest());
        out.endArray().endObject();
    }

    static String text(Diagnosis diagnosis, int max) {
        StringBuilder text = new StringBuilder();
        List<Family> families = diagnosis.families();
        int count = families.size();
        text.append(headline(families)).append('\n');
        for (int i = 0; i < Math.min(max, count); i++) {
            boolean isOther =
                    i > 0 && families.get(i).round() != families.get(i - 1).round();
            text.append(isOther ? "Of the observations that are left:\n" : "")
                    .append(families.get(i).toText(i + 1));
        }
        if (count > max) {
            text.append("and ").append(count - max).append(" more; --max shows them\n");
        }
        Diagnosis.Exclusion exclusion = diagnosis.exclusion();
        if (exclusion != null) {
            boolean isPair = exclusion.observations().size() > 1;
            text.append("No value of ").append(exclusion.parameter());
            text.append(isPair ? " explains both observations:\n" : " explains the observation:\n");
            exclusion
                    .observations()
                    .forEach(each -> text.append("   ").append(each).append('\n'));
        }
        addOneToOne(text, diagnosis.oneToOne(), max);
        addOutliers(text, diagnosis.outliers());
        diagnosis.skipped().forEach((kind, number) -> text.append("skipped " + number + " " + kind + "\n"));
        if (!diagnosis.borderRelays().isEmpty()) {
            text.append("border relays: ")
                    .append(String.join(", ", diagnosis.borderRelays()))
                    .append('\n');
        }
        diagnosis.notes().forEach(each -> text.append("note: ").append(each).append('\n'));
        return TextLines.wrap(text.toString());
    }

    private static String headline(List<Family> families) {
        int count = families.size();
        if (count == 0) {
            return "No family of rules explains the evidence.";
        }
        if (families.get(0).format() == null) {
            return count == 1
                    ? "The ports agree in these bits; the PSID is all of them or a part:"
                    : "The ports agree in " + count + " runs of bits; the PSID is one of them or a part:";
        }
        return count == 1
                ? "One family of rules explains the evidence:"
                : count + " families of rules explain the evidence, best first:";
    }

    private static void addOneToOne(StringBuilder text, List<Diagnosis.OneToOne> ces, int max) {
        for (Diagnosis.OneToOne each : first(ces, max)) {
            text.append(each.ambiguous() ? "1:1, or of a rule that too few CEs show: CE " : "1:1 CE ")
                    .append(each.ce())
                    .append(", IPv4 address ")
                    .append(each.ipv4());
            text.append(", PSID ")
                    .append(each.psid())
                    .append(", format ")
                    .append(each.format())
                    .append('\n');
        }
        if (ces.size() > max) {
            text.append("and ").append(ces.size() - max).append(" more CEs; --max shows them\n");
        }
    }

    private static void addOutliers(StringBuilder text, List<Diagnosis.Outlier> outliers) {
        for (Diagnosis.Outlier each : first(outliers, SHOWN_OUTLIERS)) {
            text.append("outlier ").append(each.packet() == null ? "" : "packet " + each.packet() + " ");
            text.append(each.text()).append('\n');
        }
        int more = outliers.size() - SHOWN_OUTLIERS;
        if (more > 0) {
            text.append("and ").append(more).append(more == 1 ? " more outlier" : " more outliers");
            text.append("; --json has ").append(MAX_LISTED).append('\n');
        }
    }
}
