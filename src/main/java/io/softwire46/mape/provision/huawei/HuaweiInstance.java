package io.softwire46.mape.provision.huawei;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.provision.format.internal.CliLine;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.TextRule;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A {@code map-e instance} or {@code map-t instance}: names of its border relays and rules, and options.
 *
 * <p>Not thread-safe: use one instance per instance of the router.
 */
final class HuaweiInstance {
    private static final String RELAY = "br-ipv6-address";
    private static final String RULE = "map-rule";
    private static final String VERSION = "map-version";
    private static final String MAP = "map";
    static final List<String> KNOWN = List.of(RELAY, RULE, VERSION, MAP);

    private final Word type;
    private final Word name;
    private final DomainReading reading;
    private final Map<String, Word> relays = new LinkedHashMap<>();
    private final Map<String, Word> rules = new LinkedHashMap<>();
    private @Nullable Word draft;
    private @Nullable Word mtu;
    private @Nullable Word mss;

    HuaweiInstance(Word type, Word name, DomainReading reading) {
        this.type = type;
        this.name = name;
        this.reading = reading;
    }

    Word name() {
        return name;
    }

    List<Word> relays() {
        return List.copyOf(relays.values());
    }

    List<Word> rules() {
        return List.copyOf(rules.values());
    }

    /** Reads a command below the instance; returns false if it is no such command. */
    boolean take(CliLine line) {
        boolean undo = line.word(0).equals("undo");
        CliLine command = undo ? line.after(1) : line;
        switch (command.word(0)) {
            case RELAY -> name(command, relays, undo);
            case RULE -> name(command, rules, undo);
            case VERSION -> version(command, undo);
            case MAP -> option(command, undo);
            default -> {
                if (!undo && !line.word(0).equals("dmr-prefix")) {
                    return false;
                }
                reading.skip();
            }
        }
        return true;
    }

    private void name(CliLine line, Map<String, Word> names, boolean undo) {
        if (line.size() == 1) {
            reading.refuse(line.at(0).place(), line.word(0), Finding.MISSING, "has no name; add it");
        } else if (undo) {
            names.remove(line.at(1).text());
        } else {
            names.put(line.at(1).text(), line.at(1));
        }
    }

    private void version(CliLine line, boolean undo) {
        if (undo || line.word(1).equals("rfc")) {
            draft = null;
        } else if (line.word(1).equals("draft")) {
            draft = line.at(1);
        } else {
            Word last = line.at(line.size() - 1);
            reading.refuse(last.place(), VERSION, last.text(), "is unknown; use map-version draft, or remove it");
        }
    }

    private void option(CliLine line, boolean undo) {
        boolean isMss = line.word(1).equals("tcp") && line.word(2).equals("adjust-mss");
        int at = isMss ? 3 : 2;
        if (!isMss && !line.word(1).equals("mtu")) {
            reading.skip();
            if (reading.isFirst("map " + line.word(1))) {
                reading.note(
                        line.at(0).place(),
                        "line",
                        MAP + " " + line.word(1),
                        "is skipped; set the option of the domain file instead");
            }
            return;
        }
        if (!undo && at >= line.size()) {
            reading.refuse(line.at(0).place(), isMss ? "adjust-mss" : "mtu", Finding.MISSING, "has no value; add it");
            return;
        }
        Word value = undo ? null : line.at(at);
        mtu = isMss ? mtu : value;
        mss = isMss ? value : mss;
    }

    /** Sets what all rules of the instance share. */
    List<TextRule> complete(List<TextRule> bound) {
        ForwardingOptions options = ForwardingOptions.defaults();
        Integer octets = mtu == null ? null : mtu.whole("mtu", reading);
        if (octets != null) {
            options = options.with(ForwardingOption.MTU_V6, octets);
        }
        Integer segment = mss == null ? null : mss.whole("adjust-mss", reading);
        if (segment != null) {
            options = options.with(ForwardingOption.TCP_MSS, OptionalInt.of(segment));
        }
        List<TextRule> complete = new ArrayList<>();
        for (TextRule rule : bound) {
            rule.setOptions(options);
            place(rule, mtu, "options." + ForwardingOption.MTU_V6.name());
            place(rule, mss, "options." + ForwardingOption.TCP_MSS.name());
            if (draft != null) {
                rule.setFormat(InterfaceIdFormat.DRAFT03);
                rule.setPlace("format", draft.place());
            }
            if (type.text().equalsIgnoreCase("map-t")) {
                rule.setTranslation(type);
            }
            complete.add(rule);
        }
        return complete;
    }

    private static void place(TextRule rule, @Nullable Word word, String field) {
        if (word != null) {
            rule.setPlace(field, word.place());
        }
    }
}
