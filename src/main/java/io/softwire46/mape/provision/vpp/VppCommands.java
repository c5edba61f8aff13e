package io.softwire46.mape.provision.vpp;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.TextRule;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Executes commands in their order: domains are created with the lowest indexes, and rules refer to a domain by its index.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class VppCommands {
    /** A word between blanks and quotation marks. */
    private static final Pattern WORD = Pattern.compile("[^\\s\"'`]+");

    /** Index of a domain in the output of {@code show map domain}. */
    private static final Pattern INDEX = Pattern.compile("\\[[0-9]{1,9}\\]");

    /** Number of words before a command: a prompt, {@code sudo}, {@code vppctl}, {@code exec}. */
    private static final int MAX_BEFORE = 8;

    private final DomainReading reading;
    private final VppParameters parameters;
    private final Map<Integer, VppDomain> domains = new TreeMap<>();

    /** Indexes of deleted domains, of which VPP takes the last one first. */
    private final Deque<Integer> free = new ArrayDeque<>();

    private int next;
    private @Nullable VppDomain shown;

    VppCommands(DomainReading reading) {
        this.reading = reading;
        parameters = new VppParameters(reading);
    }

    void read(String text) {
        int number = 0;
        List<Word> words = new ArrayList<>();
        for (String line : Word.lines(text)) {
            number++;
            String stripped = line.strip();
            boolean continued = stripped.endsWith("\\");
            if (words.isEmpty() && (stripped.isEmpty() || isComment(stripped))) {
                if (!stripped.isEmpty()) {
                    reading.skip();
                }
                continue;
            }
            words.addAll(Word.find(WORD, line, number));
            if (continued) {
                words.remove(words.size() - 1);
            } else {
                command(words);
                words = new ArrayList<>();
            }
        }
        command(words);
    }

    private static boolean isComment(String stripped) {
        return stripped.startsWith("#") || stripped.startsWith("//");
    }

    private void command(List<Word> words) {
        if (words.isEmpty()) {
            return;
        }
        for (int i = 0; i < Math.min(words.size(), MAX_BEFORE); i++) {
            String word = words.get(i).text().toLowerCase(Locale.ROOT);
            if (INDEX.matcher(word).matches() && isField(words, i + 1)) {
                shown(words, i);
                return;
            }
            if (word.equals("map") && i + 1 < words.size() && !isShow(words, i)) {
                cli(words.subList(i + 1, words.size()), words.get(i).place());
                return;
            }
            if (word.startsWith("map_")) {
                api(word, words.subList(i + 1, words.size()), words.get(i).place());
                return;
            }
            if (word.equals("rule") && i == 0 && is(words, 1, "psid:") && shown != null) {
                shown.bind(words.subList(1, words.size()), words.get(0).place(), reading);
                return;
            }
        }
        reading.skip();
    }

    private static boolean isField(List<Word> words, int index) {
        return is(words, index, "ip4-pfx") || is(words, index, "tag");
    }

    private static boolean is(List<Word> words, int index, String text) {
        return index < words.size() && words.get(index).text().equalsIgnoreCase(text);
    }

    private static boolean isShow(List<Word> words, int map) {
        return map > 0 && is(words, map - 1, "show");
    }

    /** Reads a command of the command line, without its first word. */
    private void cli(List<Word> words, Location start) {
        List<Word> rest = words.subList(Math.min(2, words.size()), words.size());
        if (is(words, 0, "add") && is(words, 1, "domain")) {
            add(rest, start);
        } else if (is(words, 0, "add") && is(words, 1, "rule")) {
            rule(rest, start);
        } else if (is(words, 0, "del") && is(words, 1, "domain")) {
            delete(rest, start);
        } else if (is(words, 0, "params")) {
            parameters.read(words.subList(1, words.size()), start);
        } else if (is(words, 0, "interface")) {
            reading.skip();
        } else {
            unknown(words.get(0));
        }
    }

    private void unknown(Word command) {
        reading.warn(
                command.place(),
                "map",
                command.text(),
                "is an unknown command and is ignored; known are add domain, add rule, del domain, params and interface");
    }

    /** Reads a command of the API test tool. */
    private void api(String name, List<Word> words, Location start) {
        switch (name) {
            case "map_add_domain" -> add(words, start);
            case "map_add_del_rule" -> rule(words, start);
            case "map_del_domain" -> delete(words, start);
            case "map_domain_dump", "map_rule_dump", "map_summary_stats", "map_if_enable_disable" -> reading.skip();
            default -> reading.warn(start, "command", name, "is ignored; only domains and rules of the API are read");
        }
    }

    private void add(List<Word> words, Location start) {
        int index = free.isEmpty() ? next++ : free.pop();
        domains.put(index, VppDomain.read(words, start, reading));
    }

    /** Adds a domain with the index that the output shows. */
    private void shown(List<Word> words, int at) {
        Word index = words.get(at);
        VppDomain domain = VppDomain.read(words.subList(at + 1, words.size()), index.place(), reading);
        shown = domain;
        int number = Integer.parseInt(index.text().substring(1, index.text().length() - 1));
        if (domains.putIfAbsent(number, domain) != null) {
            reading.refuse(
                    index.place(), "index", index.text(), "is the index of another domain above; remove one of them");
        }
        next = Math.max(next, number + 1);
    }

    private void rule(List<Word> words, Location start) {
        Word index = VppDomain.value(words, "index");
        if (index == null) {
            missing(start);
            return;
        }
        Integer number = index.whole("index", reading);
        VppDomain domain = number == null ? null : domains.get(number);
        if (domain != null) {
            domain.bind(words, start, reading);
        } else if (number != null) {
            reading.refuse(
                    index.place(), "index", index.text(), "is the index of no domain above; domains count from 0");
        }
    }

    private void missing(Location start) {
        reading.refuse(start, "index", Finding.MISSING, "is missing; add index and the number of a domain");
    }

    private void delete(List<Word> words, Location start) {
        Word index = VppDomain.value(words, "index");
        if (index == null) {
            missing(start);
            return;
        }
        Integer number = index.whole("index", reading);
        if (number != null && domains.remove(number) != null) {
            free.push(number);
        } else if (number != null) {
            reading.refuse(
                    index.place(), "index", index.text(), "is the index of no domain above; domains count from 0");
        }
    }

    List<TextRule> rules() {
        List<TextRule> rules = new ArrayList<>();
        domains.values().forEach(domain -> rules.addAll(domain.rules(parameters, reading)));
        return rules;
    }
}
