package io.softwire46.mape.provision.openwrt;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.TextRule;
import io.softwire46.mape.provision.format.internal.Word;
import io.softwire46.mape.provision.openwrt.OpenWrtRule.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A rule in the text of odhcp6c, such as {@code fmr,type=map-e,ealen=16,prefix4len=24}, which mapcalc reads.
 *
 * @param word the whole text, without blanks
 */
record OpenWrtRuleText(Word word) {
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Pattern FIELD = Pattern.compile("[^,]+");

    private static final Map<String, Parameter> PARAMETERS =
            Arrays.stream(Parameter.values()).collect(Collectors.toMap(Parameter::toString, Function.identity()));

    private static final List<String> NAMES =
            Arrays.stream(Parameter.values()).map(Parameter::toString).toList();

    /** Names of the delegated prefix, which mapcalc takes from the interface. */
    private static final List<String> DELEGATED = List.of("pd", "pdlen");

    /** Returns the rules of a value, which are separated by blanks. */
    static List<OpenWrtRuleText> split(Word value) {
        return Word.find(WORD, value.text(), value.place().line()).stream()
                .map(each -> new OpenWrtRuleText(new Word(
                        each.text(),
                        Location.of(
                                value.place().line(),
                                value.place().column() + each.place().column() - 1))))
                .toList();
    }

    /** Returns whether a word begins with a parameter of a rule. */
    static boolean isRule(String word) {
        int end = word.indexOf(',');
        String first = end < 0 ? word : word.substring(0, end);
        int equals = first.indexOf('=');
        if (equals < 0) {
            return end > 0 && first.equals(Parameter.FMR.toString());
        }
        return end > 0 && PARAMETERS.containsKey(first.substring(0, equals).toLowerCase(Locale.ROOT));
    }

    TextRule read(String name, boolean draft03, DomainReading reading) {
        OpenWrtRule rule = new OpenWrtRule();
        for (Word field : Word.find(FIELD, word.text(), word.place().line())) {
            Word placed = new Word(
                    field.text(),
                    Location.of(
                            word.place().line(),
                            word.place().column() + field.place().column() - 1));
            field(rule, placed, reading);
        }
        return rule.read(name, word.place(), draft03, reading);
    }

    private static void field(OpenWrtRule rule, Word field, DomainReading reading) {
        int equals = field.text().indexOf('=');
        String name = (equals < 0 ? field.text() : field.text().substring(0, equals)).toLowerCase(Locale.ROOT);
        Parameter parameter = PARAMETERS.get(name);
        Word value = equals < 0 ? field : field.after(equals + 1);
        if (parameter == Parameter.FMR
                || (parameter != null && equals >= 0 && !value.text().isEmpty())) {
            rule.set(parameter, name, value);
        } else if (parameter != null) {
            reading.warn(field.place(), name, "", "has no value and is ignored; add it after an equals sign");
        } else if (!DELEGATED.contains(name)) {
            reading.warn(
                    field.place(),
                    name,
                    value.text(),
                    "is no parameter of a rule and is ignored"
                            + reading.knownNames().remedy(name, NAMES));
        }
    }
}
