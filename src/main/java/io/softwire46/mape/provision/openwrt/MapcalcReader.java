package io.softwire46.mape.provision.openwrt;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.TextDomains;
import io.softwire46.mape.provision.format.internal.TextRule;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads rules as programs of OpenWrt print them: variables {@code RULE_1_EALEN=16} of mapcalc, and texts
 * {@code type=map-e,ealen=16,prefix4len=24} of odhcp6c, alone or as the value of a variable such as {@code MAPE}.
 *
 * <p>Immutable.
 */
public final class MapcalcReader implements FormatReader {
    private static final Pattern FEATURE = Pattern.compile(
            "(?:^|[\\s\"'])(?:RULE_[0-9]{1,9}_(?:FMR|EALEN|PSIDLEN|OFFSET|PREFIX[46]LEN|IPV[46]PREFIX|BR)=|RULE_(?:BMR|COUNT)="
                    + "|(?:\\w{1,40}=)?[\"']?(?:fmr(?:=[01])?,)?(?:type=[^,\\s]{1,20}|ealen=[^,\\s]{1,20}|ipv[46]prefix=[^,\\s]{1,60}"
                    + "|prefix[46]len=[^,\\s]{1,20}|psidlen=[^,\\s]{1,20}),)");

    /** Parts of which each such line has one. */
    private static final List<String> HINTS = List.of("RULE_", "type=", "ealen=", "prefix=", "len=");

    /** A quotation mark, or a word between blanks and quotation marks. */
    private static final Pattern TOKEN = Pattern.compile("[\"']|[^\\s\"']+");

    /** Number of characters of a line that detection inspects. */
    private static final int MAX_LINE_CHARS = 4_000;

    @Override
    public Grammar grammar() {
        return Grammar.TEXT;
    }

    /** Returns no options: the programs print rules only. */
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
        return "rules of mapcalc or odhcp6c";
    }

    @Override
    public ReadResult read(Input input) {
        DomainReading reading = new DomainReading();
        MapcalcVariables variables = new MapcalcVariables(reading);
        int number = 0;
        for (String line : Word.lines(input.requireText())) {
            number++;
            if (!line.isBlank() && !line(line, number, variables)) {
                reading.skip();
            }
        }
        List<TextRule> rules = variables.rules();
        if (rules.isEmpty() && !reading.hasError()) {
            reading.refuse(
                    Location.START,
                    "file",
                    Finding.MISSING,
                    "has no rule; add the variables RULE_1_... of mapcalc, or a text such as type=map-e,ealen=16,...");
        }
        TextDomains.assemble(rules, reading);
        ReadResult read = reading.finish("mapcalc");
        return variables.delegated().<ReadResult>map(read::withSource).orElse(read);
    }

    /** Reads the words of a line; {@return whether one of them is part of a rule} */
    private static boolean line(String line, int number, MapcalcVariables to) {
        if (line.stripLeading().startsWith("#")) {
            return false;
        }
        boolean known = false;
        String variable = "";
        char mark = 0;
        for (Word token : Word.find(TOKEN, line, number)) {
            String text = token.text();
            if (text.equals("\"") || text.equals("'")) {
                if (mark == 0) {
                    mark = text.charAt(0);
                } else if (mark == text.charAt(0)) {
                    mark = 0;
                    variable = "";
                }
                continue;
            }
            if (!variable.isEmpty() && mark != 0) {
                known |= to.value(variable, token);
                continue;
            }
            int equals = OpenWrtRuleText.isRule(text) ? -1 : text.indexOf('=');
            variable = equals > 0 && isName(text, equals) ? text.substring(0, equals) : "";
            if (variable.isEmpty()) {
                known |= to.value("", token);
            } else if (equals + 1 < text.length()) {
                known |= to.value(variable, token.after(equals + 1));
                variable = mark == 0 ? "" : variable;
            }
        }
        return known;
    }

    private static boolean isName(String text, int end) {
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c != '_' && !(c < 128 && Character.isLetterOrDigit(c))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "reader of mapcalc";
    }
}
