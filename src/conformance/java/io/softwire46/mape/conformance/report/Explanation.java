package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.Answer;
import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Query;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.adapter.StrictJson;
import io.softwire46.mape.conformance.catalogue.Property;
import io.softwire46.mape.conformance.engine.FailedCase;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.judge.Fates;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.Step;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a case failed, in texts: what was sent, what is allowed, what was seen, the first difference, and the next step.
 *
 * <p>Immutable. Texts are not escaped.
 *
 * @param configuration role and rules
 * @param sent one line per step
 * @param allowed one line per outcome that is allowed after the step that failed
 * @param seen one line per packet or answer
 * @param difference the first fact that differs
 * @param next what to do
 */
public record Explanation(
        List<String> configuration,
        List<String> sent,
        List<String> allowed,
        List<String> seen,
        String difference,
        String next) {
    /** Larger numbers of lines are cut, with their number. */
    private static final int MAX_LINES = 20;

    private static final int SHOWN_HEX = 96;
    private static final Pattern LONG_HEX = Pattern.compile("[0-9a-f]{" + (SHOWN_HEX + 1) + ",}");

    /** Explains a failed case. */
    public static Explanation of(FailedCase failed) {
        TestCase testCase = failed.testCase();
        int step = failed.judgement().step();
        return new Explanation(
                configuration(testCase.setup()),
                around(sent(testCase), step),
                limited(allowed(testCase, step)),
                limited(seen(failed)),
                (step >= MAX_LINES ? "step " + step + ": " : "")
                        + shortened(failed.judgement().difference()),
                NextStep.of(failed.judgement()));
    }

    /** Explains a case that was not run: what is sent and allowed. */
    public static Explanation of(TestCase testCase) {
        return new Explanation(
                configuration(testCase.setup()),
                limited(sent(testCase)),
                limited(allowed(testCase, -1)),
                List.of(),
                "",
                "");
    }

    /** Returns a text with the beginnings of long octets in place of all. */
    static String shortened(String text) {
        return LONG_HEX.matcher(text)
                .replaceAll(octets -> octets.group().substring(0, SHOWN_HEX) + "… ("
                        + octets.group().length() / 2 + " octets)");
    }

    /** The first lines, and the one of a step if it is not among them. */
    private static List<String> around(List<String> lines, int step) {
        List<String> some = limited(lines);
        if (step >= MAX_LINES && step < lines.size()) {
            some.add(MAX_LINES, "…");
            some.add(MAX_LINES + 1, lines.get(step));
        }
        return some;
    }

    private static List<String> limited(List<String> lines) {
        if (lines.size() <= MAX_LINES) {
            return lines;
        }
        List<String> some = new ArrayList<>(lines.subList(0, MAX_LINES));
        some.add("and " + (lines.size() - MAX_LINES) + " more");
        return some;
    }

    private static List<String> configuration(Setup setup) {
        List<String> lines = new ArrayList<>();
        String prefix = setup.endUserPrefix();
        lines.add("role " + setup.role() + (prefix == null ? "" : ", End-user prefix " + prefix));
        for (Domain domain : setup.domains()) {
            domain.rules().forEach(rule -> lines.add(rule(domain, rule)));
        }
        return limited(lines);
    }

    private static String rule(Domain domain, Domain.Rule rule) {
        StringBuilder text = new StringBuilder("rule " + rule.ipv6Prefix() + " " + rule.ipv4Prefix());
        text.append(", EA length ").append(rule.eaLength());
        if (rule.psidOffset() != null) {
            text.append(", PSID offset ").append(rule.psidOffset());
        }
        if (rule.psidLength() != null) {
            text.append(", PSID length ").append(rule.psidLength());
        }
        if (rule.psid() != null) {
            text.append(", PSID ").append(rule.psid());
        }
        return text.append(", BR ")
                .append(rule.borderRelay() == null ? String.join(" ", domain.borderRelay()) : rule.borderRelay())
                .append(", ")
                .append(domain.format())
                .toString();
    }

    private static List<String> sent(TestCase testCase) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < testCase.steps().size(); i++) {
            Step step = testCase.steps().get(i);
            String text = "";
            if (step instanceof Step.Packet packet) {
                text = "from " + packet.sent().side() + ": "
                        + PacketText.of(packet.sent().octets());
            } else if (step instanceof Step.Ask ask) {
                text = "query " + query(ask.query());
            } else if (step instanceof Step.Count) {
                text = "read the counters";
            } else if (step instanceof Step.Configure configure) {
                text = "configuration " + String.join("; ", configuration(configure.setup()));
            }
            lines.add(i + ": " + text + control(testCase, i));
        }
        return lines;
    }

    private static String control(TestCase testCase, int step) {
        return testCase.controls().stream()
                .filter(each -> each.step() == step)
                .map(each -> " (control: step " + each.of() + " with its defect repaired)")
                .collect(Collectors.joining());
    }

    private static String query(Query query) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("op", query.op());
        all.putAll(query.fields());
        return json(all);
    }

    private static String json(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        StrictJson.write(JsonWriter.compact(out), value);
        return out.toString();
    }

    private static List<String> allowed(TestCase testCase, int step) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < testCase.steps().size(); i++) {
            if (step < 0 || i == step) {
                for (Outcome outcome : testCase.allowed(i)) {
                    lines.add((step < 0 ? i + ": " : "") + outcome(outcome));
                }
            }
        }
        return lines;
    }

    private static String outcome(Outcome outcome) {
        if (outcome instanceof Outcome.Nothing) {
            return "nothing";
        } else if (outcome instanceof Outcome.NotForwarded) {
            return "nothing on the other side";
        } else if (outcome instanceof Outcome.Packets packets) {
            return packets.packets().stream().map(Explanation::facts).collect(Collectors.joining("; and "));
        } else if (outcome instanceof Outcome.AtLeast some) {
            return "at least " + some.least() + " of " + some.datagrams().size() + " packets, whole or in pieces";
        } else if (outcome instanceof Outcome.Any any) {
            return "any number of packets with " + facts(any.packets());
        } else if (outcome instanceof Outcome.Answered answered) {
            return "answer " + json(answered.fields());
        } else if (outcome instanceof Outcome.Refused refused) {
            return "refused"
                    + (refused.field().isEmpty()
                            ? ""
                            : " with a reason that names " + refused.field().replace("|", " or "));
        } else if (outcome instanceof Outcome.Disjoint disjoint) {
            return "ranges without a common port"
                    + (disjoint.from() <= disjoint.to()
                            ? ", which contain each port from " + disjoint.from() + " to " + disjoint.to()
                            : "");
        } else if (outcome instanceof Outcome.PortsFrom ports) {
            return "ranges of ports from " + ports.port() + " on";
        } else if (outcome instanceof Outcome.AtMost most) {
            return "at most " + most.count() + " packets with " + facts(most.packets());
        } else if (outcome instanceof Outcome.Balanced balanced) {
            return "as many packets left, were dropped or are held as arrived" + fates(balanced.fates());
        } else if (outcome instanceof Outcome.Spoofed spoofed) {
            return "counters of class spoofed moved by " + spoofed.packets();
        } else if (outcome instanceof Outcome.CountedOnce) {
            return "exactly one counter of drops moved, by 1";
        } else if (outcome instanceof Outcome.TrafficStat stat) {
            return "traffic-stat moved by what was sent and seen" + fates(stat.fates());
        } else if (outcome instanceof Outcome.Rules rules) {
            return rules.rules().isEmpty() ? "no rules" : "rules " + json(rules.rules());
        }
        throw new IllegalArgumentException("outcome " + outcome);
    }

    /** What becomes of fragments, by step. */
    private static String fates(Fates fates) {
        return fates.isEmpty()
                ? ""
                : fates.steps().entrySet().stream()
                        .map(each -> "step " + each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", ", " (", fates.joined() ? "; reassembled)" : ")"));
    }

    /** Facts as text; long octets are cut. */
    static String facts(Facts facts) {
        return facts.values().entrySet().stream()
                .map(each -> each.getKey() + " " + value(each.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String value(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(each -> each.getKey() + " " + value(String.valueOf(each.getValue())))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return shortened(String.valueOf(value));
    }

    private static List<String> seen(FailedCase failed) {
        List<String> lines = new ArrayList<>();
        for (Received output : failed.seen().outputs()) {
            lines.add("to " + output.side() + ": " + PacketText.of(output.octets()));
        }
        for (Answer answer : failed.seen().answers()) {
            lines.add("answer " + json(answer.fields()));
        }
        if (lines.isEmpty()) {
            lines.add("nothing");
        }
        return lines;
    }

    /** Returns the explanation as lines of text, which are safe to print. */
    public String text(Property property) {
        StringBuilder out = new StringBuilder();
        out.append(
                property.id() + " " + property.level() + " " + property.clause() + ": " + property.statement() + "\n");
        append(out, "configured", configuration);
        append(out, "sent", sent);
        append(out, "allowed", allowed);
        append(out, "seen", seen);
        append(out, "first difference", List.of(difference));
        append(out, "clause", List.of(property.clause() + " " + Clause.firstUrl(property.clause())));
        append(out, "next step", List.of(next));
        return Escaped.lines(out.toString());
    }

    private static void append(StringBuilder out, String name, List<String> lines) {
        out.append(name).append(":\n");
        lines.forEach(line -> out.append("  ").append(Escaped.line(line)).append('\n'));
    }
}
