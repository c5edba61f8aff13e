package io.softwire46.mape.provision;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Random ways to print the same text: line ends, comments, order, case of addresses. Not thread-safe: one per text. */
public final class TextVariants {
    private final Random random;

    public TextVariants(long seed) {
        random = new Random(seed);
    }

    public boolean flip() {
        return random.nextBoolean();
    }

    @SafeVarargs
    public final <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }

    public <T> List<T> shuffled(List<T> list) {
        List<T> copy = new ArrayList<>(list);
        if (flip()) {
            Collections.shuffle(copy, random);
        }
        return copy;
    }

    /** Returns the address without its prefix length: short or with all digits, in lower or upper case. */
    public String address(IPv6Address address) {
        IPv6Address plain = new IPv6Address(address.getLower().getBytes());
        String text = flip() ? plain.toCanonicalString() : plain.toFullString();
        return flip() ? text : text.toUpperCase(Locale.ROOT);
    }

    /** Returns lines with line ends of one system, perhaps a byte order mark, and lines without content in between. */
    public String text(List<String> lines, String... others) {
        String end = pick("\n", "\r\n", "\r");
        StringBuilder text = new StringBuilder(flip() ? "\ufeff" : "");
        for (String line : lines) {
            if (random.nextInt(4) == 0) {
                text.append(pick(others)).append(end);
            }
            text.append(line).append(pick("", "", " ", "\t")).append(end);
        }
        return text.toString();
    }

    /** Returns rules of all domains as text in an order that does not depend on that of the input. */
    public static List<String> sorted(List<ConfiguredDomain> domains) {
        return domains.stream()
                .flatMap(domain -> domain.domain().rules().rules().stream()
                        .map(rule -> domain.domain().borderRelays() + " "
                                + domain.domain().isMesh() + " " + domain.options() + " " + rule))
                .sorted()
                .toList();
    }

    /** Returns the rule as text, as a check of what a reader made of it. */
    public static List<String> rules(ReadResult read) {
        return read.requireDomains().stream()
                .flatMap(domain -> domain.domain().rules().rules().stream())
                .map(MapRule::toString)
                .toList();
    }

    /** Returns findings as {@code LINE:COLUMN ID SEVERITY FIELD}. */
    public static List<String> findings(ReadResult read) {
        return read.validateForRelay().stream().map(TextVariants::finding).toList();
    }

    private static String finding(Finding each) {
        return each.location() + " " + each.id() + " " + each.severity() + " " + each.field();
    }
}
