package io.softwire46.mape.operate;

import io.softwire46.mape.map.InterfaceIdFormat;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The families of rules that explain evidence, and what they do not explain.
 *
 * <p>The search covers both formats of the interface identifier, all PSID offsets and lengths, Rule IPv4 prefixes of 0 to 32
 * bits, 1 to 48 EA bits, and End-user prefixes of up to 64 bits; longer ones only if none of these fits, or a part of the evidence
 * that may be an accident. Every rule of a family derives what the family explains, and every rule of the search space that does
 * so is in a family of the same round.
 *
 * <p>Immutable.
 *
 * @param families best first: of the first round those with the fewest contradictions, then those that contain a known rule, a
 *     delegated prefix length, the default offset
 * @param oneToOne CEs without EA bits
 * @param outliers observations that are not explained
 * @param skipped packets without evidence, by kind
 * @param borderRelays border relays that were given or detected
 * @param sampled whether there were more observations than the limit
 * @param complete whether the search ended because nothing was left that a rule explains: no rules were refused as possible
 *     accidents, and no bound was reached
 * @param exclusion why there is no family; null if there is one, or a CE without EA bits
 * @param notes what is missing, and other remarks; one line each
 */
public record Diagnosis(
        List<Family> families,
        List<OneToOne> oneToOne,
        List<Outlier> outliers,
        Map<String, Long> skipped,
        List<String> borderRelays,
        boolean sampled,
        boolean complete,
        @Nullable Exclusion exclusion,
        List<String> notes) {
    /**
     * A CE whose address has no EA bits (1:1 mode, RFC 7597 section 5.2).
     *
     * <p>Immutable.
     *
     * @param format layout of the interface identifier
     * @param ce MAP address
     * @param ipv4 IPv4 address
     * @param psid PSID, 0 to 65,535; 0 also if the address is not shared
     * @param ambiguous whether some rule with EA bits explains the CE too, of which too few CEs were seen
     */
    public record OneToOne(InterfaceIdFormat format, String ce, String ipv4, int psid, boolean ambiguous) {}

    /**
     * An observation that no reported rule explains.
     *
     * <p>Immutable.
     *
     * @param packet number of its first packet, from 1; null if it is from no capture
     * @param text the observation, and why it is left over
     */
    public record Outlier(@Nullable Integer packet, String text) {}

    /**
     * Why no rule explains the evidence.
     *
     * <p>Immutable.
     *
     * @param parameter name of the parameter for which no value is left, such as {@code psidOffset}
     * @param observations one observation that no rule explains, or two that no rule explains together
     */
    public record Exclusion(String parameter, List<String> observations) {
        /**
         * Copies the list.
         *
         * @param parameter name of the parameter for which no value is left
         * @param observations one observation or two
         */
        public Exclusion {
            observations = List.copyOf(observations);
        }
    }

    /**
     * Bounds of a diagnosis.
     *
     * <p>Immutable.
     *
     * @param maxTriples distinct observations that are kept, 1 to 65,536; of more, a sample is kept
     * @param maxRounds rules of different kinds that are searched for in the same evidence, 1 to 16
     * @param seed determines the sample
     */
    public record Limits(int maxTriples, int maxRounds, long seed) {
        /** Maximum number of observations: 65,536. */
        public static final int MAX_TRIPLES = 65_536;

        /** Maximum number of rounds: 16. */
        public static final int MAX_ROUNDS = 16;

        /** The maximum values, and seed 0. */
        public static final Limits DEFAULT = new Limits(MAX_TRIPLES, MAX_ROUNDS, 0);

        /**
         * Checks the values.
         *
         * @param maxTriples distinct observations that are kept
         * @param maxRounds rounds of the search
         * @param seed determines the sample
         * @throws IllegalArgumentException if one is out of range
         */
        public Limits {
            if (maxTriples < 1 || maxTriples > MAX_TRIPLES || maxRounds < 1 || maxRounds > MAX_ROUNDS) {
                throw new IllegalArgumentException(
                        "maxTriples " + maxTriples + " or maxRounds " + maxRounds + " is out of range");
            }
        }

        /**
         * Returns these limits with another seed.
         *
         * @param value any number
         * @return the changed limits
         */
        public Limits withSeed(long value) {
            return new Limits(maxTriples, maxRounds, value);
        }
    }

    /**
     * Copies the lists.
     *
     * @param families families of rules
     * @param oneToOne CEs without EA bits
     * @param outliers observations that are not explained
     * @param skipped packets without evidence
     * @param borderRelays border relays
     * @param sampled whether there were more observations than the limit
     * @param complete whether nothing was left that a rule explains
     * @param exclusion why there is no family
     * @param notes remarks
     */
    public Diagnosis {
        families = List.copyOf(families);
        oneToOne = List.copyOf(oneToOne);
        outliers = List.copyOf(outliers);
        skipped = Collections.unmodifiableMap(new LinkedHashMap<>(skipped));
        borderRelays = List.copyOf(borderRelays);
        notes = List.copyOf(notes);
    }

    /**
     * Diagnoses evidence.
     *
     * @param evidence what was observed
     * @param limits bounds
     * @return the diagnosis; without families if nothing fits
     */
    public static Diagnosis of(Evidence evidence, Limits limits) {
        return Diagnoser.diagnose(evidence, limits);
    }

    /**
     * Returns whether the evidence has exactly one explanation: one family, no CE of the 1:1 mode, and nothing that was not
     * searched. Ports alone have several, since the PSID may be a part of the bits in which they agree.
     *
     * @return whether exactly one family explains the evidence
     */
    public boolean isUnique() {
        return families.size() == 1 && families.get(0).format() != null && oneToOne.isEmpty() && complete;
    }

    /**
     * Returns the diagnosis as a JSON object.
     *
     * @param max maximum number of families, at least 1
     * @return one line
     */
    public String toJson(int max) {
        return DiagnosisText.json(this, max);
    }

    /**
     * Returns the diagnosis for people.
     *
     * @param max maximum number of families, at least 1
     * @return lines, each with a line feed
     */
    public String toText(int max) {
        return DiagnosisText.text(this, max);
    }

    /**
     * Returns a text of this diagnosis with names instead of rule prefixes and BR addresses, such as {@code V6-1}. Lengths, EA
     * bits, PSIDs and ports stay. Of an address that is in no family, the first 48 or 24 bits get a name.
     *
     * @param text JSON or text of this diagnosis
     * @return the text with names
     */
    public String redact(String text) {
        return DiagnosisNames.of(this, text).redact(text);
    }
}
