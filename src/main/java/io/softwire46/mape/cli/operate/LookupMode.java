package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.ToolException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.ParseResult;

/**
 * What {@code mape lookup} is asked to do, with the options that it has no use for. Immutable.
 */
enum LookupMode {
    QUERY("one query"),
    IN("--in"),
    SERVE("--serve"),
    SQL("--sql"),
    ADD("--add");

    private static final Map<String, Set<LookupMode>> USES = uses();

    private final String text;

    LookupMode(String text) {
        this.text = text;
    }

    private static Map<String, Set<LookupMode>> uses() {
        Map<String, Set<LookupMode>> uses = new LinkedHashMap<>();
        put(uses, EnumSet.of(IN), "--format", "--header", "--pattern", "--side");
        put(uses, EnumSet.of(IN), "--errors", "--max-errors", "--skip-lines", "--threads");
        put(uses, EnumSet.of(IN, SERVE), "--columns");
        put(uses, EnumSet.of(IN, SQL), "--out");
        put(uses, EnumSet.of(QUERY, IN), "--json", "--evidence");
        put(uses, EnumSet.of(QUERY, IN, SERVE), "--time", "--zone", "--year", "--full-prefix");
        put(uses, EnumSet.of(QUERY, IN, SERVE), "--grace", "--tolerance", "--leases");
        put(uses, EnumSet.of(SERVE), "--fields", "--chunk-header");
        put(uses, EnumSet.of(SQL), "--sql-data");
        put(uses, EnumSet.of(ADD), "--from", "--note");
        return uses;
    }

    private static void put(Map<String, Set<LookupMode>> uses, Set<LookupMode> modes, String... options) {
        Arrays.stream(options).forEach(option -> uses.put(option, modes));
    }

    /** Refuses an option that this mode would ignore. */
    void check(ParseResult options) {
        USES.forEach((option, modes) -> {
            if (!modes.contains(this) && options.hasMatchedOption(option)) {
                String others = modes.stream().map(mode -> mode.text).collect(Collectors.joining(", "));
                throw new ToolException(
                        option + ": has no effect with " + text + "; remove it, or use it with " + others);
            }
        });
    }
}
