package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.catalogue.CalculatorFault.*;

import io.softwire46.mape.conformance.Answer;
import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Query;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.TargetFailure;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.conformance.adapter.LibraryTarget;
import io.softwire46.mape.conformance.model.NaiveMap.Text;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A product that calculates addresses and port sets, with switches for faults: the library, whose answers are changed.
 *
 * <p>Not thread-safe.
 */
final class FaultyCalculator implements Target {
    private static final int MAX_BITS = 16;

    private final Target library = new LibraryTarget();
    private final Set<CalculatorFault> faults = EnumSet.noneOf(CalculatorFault.class);
    private final FaultyPortSets portSets = new FaultyPortSets(faults);
    private final FaultyAddresses addresses = new FaultyAddresses(faults);

    FaultyCalculator(CalculatorFault... faults) {
        this.faults.addAll(List.of(faults));
    }

    private boolean has(CalculatorFault fault) {
        return faults.contains(fault);
    }

    @Override
    public Capabilities capabilities() {
        return FaultyProduct.capabilities(Role.CALC);
    }

    @Override
    public Configured configure(Setup setup) {
        throw new UnsupportedOperationException("queries need no configuration");
    }

    @Override
    public Exchange exchange(List<Sent> packets, Until until) {
        throw new UnsupportedOperationException("no packets");
    }

    @Override
    public boolean reset() {
        return true;
    }

    @Override
    public void close() {}

    @Override
    public Answer query(Query query) {
        if (query.op().equals("ports")) {
            return ports(query);
        }
        Answer answer = library.query(query);
        return switch (query.op()) {
            case "validate" -> validated(query, answer);
            case "ce" -> query.fields().containsKey("domain") ? ofDomain(query, answer) : ofRule(query, answer);
            case "owner", "decode" -> addresses.found(query, answer);
            default -> answer;
        };
    }

    /** The value of a number that may be null. */
    static int number(@Nullable Object value, int otherwise) {
        return value instanceof Long number ? Math.toIntExact(number) : otherwise;
    }

    static Map<?, ?> rule(Query query) {
        return (Map<?, ?>) query.fields().get("rule");
    }

    static Answer with(Answer answer, @Nullable Object... fields) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(answer.fields());
        changed.putAll(Queries.map(fields));
        return new Answer(changed);
    }

    private static int length(Object prefix) {
        String text = String.valueOf(prefix);
        return Integer.parseInt(text.substring(text.indexOf('/') + 1));
    }

    /** The PSID length that follows from r and o. */
    private static int embedded(Map<?, ?> rule) {
        return length(rule.get("ipv4Prefix")) + number(rule.get("eaLength"), 0) - 32;
    }

    // what is invalid

    private Answer ports(Query query) {
        int a = number(query.fields().get("psidOffset"), 0);
        int k = number(query.fields().get("psidLength"), 0);
        if (a + k > MAX_BITS && !isTooMany(query.fields().get("psidOffset"), k)) {
            return Answer.refused("psidOffset and psidLength have more than 16 bits");
        }
        return portSets.of(a, k, number(query.fields().get("psid"), 0));
    }

    private boolean isTooMany(@Nullable Object offset, int length) {
        int a = number(offset, 6);
        return has(TOO_MANY_PORT_BITS) && a < MAX_BITS && length <= MAX_BITS && a + length > MAX_BITS;
    }

    private Answer validated(Query query, Answer answer) {
        if (Boolean.TRUE.equals(answer.fields().get("valid"))) {
            return answer;
        }
        boolean isAccepted = query.fields().get("domain") instanceof Map<?, ?> domain
                ? isAcceptedDomain((List<?>) domain.get("rules"))
                : isAcceptedRule(rule(query));
        if (isAccepted) {
            return new Answer(Queries.map("ok", true, "valid", true, "findings", List.of()));
        }
        return has(REASON_WITHOUT_FIELD) ? Answer.refused("invalid") : answer;
    }

    private boolean isAcceptedRule(Map<?, ?> rule) {
        Predicate<Object> hasHostBits = prefix -> {
            String text = String.valueOf(prefix);
            return text.contains("::1/") || text.contains(".1/");
        };
        int k = embedded(rule);
        int given = number(rule.get("psidLength"), 0);
        return (has(ACCEPTS_PSID_OF_17_BITS) && k == MAX_BITS + 1)
                || (k > 0 && isTooMany(rule.get("psidOffset"), k))
                || (has(ACCEPTS_HOST_BITS)
                        && length(rule.get("ipv4Prefix")) < 32
                        && (hasHostBits.test(rule.get("ipv6Prefix")) || hasHostBits.test(rule.get("ipv4Prefix"))))
                || (has(ACCEPTS_OTHER_PSID_LENGTH) && k > 0 && given > 0 && given != k)
                || (has(ACCEPTS_PSID_OUT_OF_RANGE)
                        && k <= 0
                        && given > 0
                        && given <= MAX_BITS
                        && number(rule.get("psid"), 0) >> given > 0);
    }

    private boolean isAcceptedDomain(List<?> rules) {
        if (rules.size() < 2) {
            return false;
        }
        Map<?, ?> one = (Map<?, ?>) rules.get(0);
        Map<?, ?> other = (Map<?, ?>) rules.get(1);
        boolean sameIpv6 = one.get("ipv6Prefix").equals(other.get("ipv6Prefix"));
        boolean sharedBoth = isShared(one) && isShared(other);
        boolean sameIpv4 = one.get("ipv4Prefix").equals(other.get("ipv4Prefix"));
        boolean sameLengths = one.get("eaLength").equals(other.get("eaLength"))
                && String.valueOf(one.get("psidLength")).equals(String.valueOf(other.get("psidLength")))
                && String.valueOf(one.get("psidOffset")).equals(String.valueOf(other.get("psidOffset")));
        return (has(ACCEPTS_DUPLICATES) && sameIpv6)
                || (has(OTHER_LENGTHS_OF_ONE_ADDRESS) && !sameIpv6 && sharedBoth && !(sameIpv4 && sameLengths));
    }

    private static boolean isShared(Map<?, ?> rule) {
        return embedded(rule) > 0 || number(rule.get("psidLength"), 0) > 0;
    }

    // the address of a CE

    /** RFC 7597 section 5: which rule is the BMR. */
    private Answer ofDomain(Query query, Answer answer) {
        Map<?, ?> domain = (Map<?, ?>) query.fields().get("domain");
        List<Answer> matching = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        for (Object each : (List<?>) domain.get("rules")) {
            Map<?, ?> rule = (Map<?, ?>) each;
            Answer own = library.query(Queries.of(
                    "ce",
                    "rule",
                    rule,
                    "format",
                    domain.get("format"),
                    "endUserPrefix",
                    query.fields().get("endUserPrefix")));
            boolean isUsed = !has(FORWARDING_RULES_ONLY) || Boolean.TRUE.equals(rule.get("forwarding"));
            if (own.isOk() && isUsed) {
                matching.add(own);
                lengths.add(length(rule.get("ipv6Prefix")));
            }
        }
        if (has(LAST_MATCH)) {
            return matching.isEmpty() ? answer : matching.get(matching.size() - 1);
        }
        if (has(FORWARDING_RULES_ONLY)) {
            int longest = lengths.stream().mapToInt(Integer::intValue).max().orElse(0);
            return matching.isEmpty() ? Answer.refused("no rule") : matching.get(lengths.indexOf(longest));
        }
        return answer;
    }

    private Answer ofRule(Query query, Answer answer) {
        if (answer.isOk()) {
            return addresses.ofCe(query, answer);
        }
        Map<?, ?> rule = rule(query);
        List<Integer> numbers = List.of(
                number(rule.get("eaLength"), 0), number(rule.get("psidOffset"), 0), number(rule.get("psidLength"), 0));
        if (has(HANGS_ON_NEGATIVE_LENGTHS) && numbers.stream().anyMatch(each -> each < 0)) {
            throw new TargetFailure(TargetFailure.Kind.HUNG, "no answer");
        }
        if (has(CRASHES_ON_LENGTHS) && numbers.stream().anyMatch(each -> each > 48)) {
            throw new TargetFailure(TargetFailure.Kind.CRASHED, "SIGABRT: stack smashing detected");
        }
        if (!isPrefix(rule.get("ipv6Prefix")) || !isPrefix(rule.get("ipv4Prefix"))) {
            if (has(CRASHES_ON_TEXT)) {
                throw new TargetFailure(TargetFailure.Kind.CRASHED, "panic: index out of range");
            }
            return answer;
        }
        return has(ZERO_BITS_FOR_A_SHORT_PREFIX) ? padded(query, rule, answer) : answer;
    }

    private static boolean isPrefix(Object prefix) {
        return String.valueOf(prefix).matches("[0-9a-f:.]*[0-9a-f:]/[0-9]{1,3}");
    }

    /** The answer to a longer End-user prefix, whose further bits are zero. */
    private Answer padded(Query query, Map<?, ?> rule, Answer answer) {
        String prefix = String.valueOf(query.fields().get("endUserPrefix"));
        int eaLength = number(rule.get("eaLength"), 0);
        int length = length(rule.get("ipv6Prefix")) + eaLength;
        if (eaLength < 0 || eaLength > 48 || length > 128) {
            return answer;
        }
        String bits = Text.right(Site.bits(prefix), 128).substring(0, length);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(query.fields());
        fields.put("endUserPrefix", Queries.prefix(bits));
        return library.query(new Query("ce", fields));
    }

    /** The rule of a query as the kit has it. */
    static Site site(Query query) {
        Map<?, ?> given = rule(query);
        Domain.Rule rule = new Domain.Rule(
                String.valueOf(given.get("ipv6Prefix")),
                String.valueOf(given.get("ipv4Prefix")),
                number(given.get("eaLength"), 0),
                given.get("psidOffset") == null ? null : (Integer) number(given.get("psidOffset"), 0),
                given.get("psidLength") == null ? null : (Integer) number(given.get("psidLength"), 0),
                given.get("psid") == null ? null : (Integer) number(given.get("psid"), 0),
                true,
                null);
        String format = String.valueOf(query.fields().get("format"));
        return Site.of(new Domain("a", format, false, List.of("::"), List.of(rule), Map.of()), rule);
    }
}
