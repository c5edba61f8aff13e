package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.Answer;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.engine.FailedCase;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.judge.Attribution;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.Step;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failed case on the page: texts, the bit fields of its addresses, the packet before and after.
 *
 * <p>Static methods only.
 */
final class FailureHtml {
    private static final String MAP_ADDRESS = "mapAddress";

    private FailureHtml() {}

    static String of(PropertyResult property, int index) {
        FailedCase failed = property.cases().get(index);
        Explanation text = Explanation.of(failed);
        String directory = CaseDirectory.name(property, index);
        StringBuilder out = new StringBuilder("<article class=\"failure\" id=\"");
        out.append(Escaped.markup(directory.substring(directory.indexOf('/') + 1)))
                .append("\"><h3>");
        out.append(Escaped.markup(property.property().id())).append(" <span class=\"mode\">");
        out.append(failed.judgement().mode())
                .append("</span> ")
                .append(ResultsTable.badge(property))
                .append("</h3>");
        out.append("<p>")
                .append(Escaped.markup(property.property().statement()))
                .append("</p><p class=\"meta\">");
        out.append(property.property().level())
                .append(" · ")
                .append(Clause.html(property.property().clause()));
        out.append(" · ").append(failed.failures()).append(failed.failures() == 1 ? " case" : " cases");
        out.append(failed.shrunk() > 0 ? ", the smallest of " + failed.shrunk() + " tried" : ", not shrunk")
                .append("</p>");
        out.append("<p class=\"difference\"><b>First difference</b> ");
        out.append(Escaped.markup(cut(text.difference()))).append("</p>");
        out.append("<div class=\"texts\">");
        list(out, "Configured", text.configuration());
        list(out, "Sent", text.sent());
        list(out, "Allowed", text.allowed());
        list(out, "Seen", text.seen());
        out.append("</div>");
        drawings(out, failed);
        out.append("<p class=\"next\"><b>Next step</b> ").append(Escaped.markup(text.next()));
        out.append(text.next().endsWith("?") ? " Again: " : ". Again: ")
                .append("<code>replay ")
                .append(Escaped.markup(directory))
                .append("/case.json</code></p>");
        return out.append("</article>\n").toString();
    }

    private static String cut(String text) {
        return text.length() <= 600 ? text : text.substring(0, 600) + "…";
    }

    private static void list(StringBuilder out, String name, List<String> lines) {
        out.append("<div><h4>").append(name).append("</h4><ul>");
        lines.forEach(line ->
                out.append("<li>").append(Escaped.markup(Escaped.line(line))).append("</li>"));
        out.append("</ul></div>");
    }

    private static void drawings(StringBuilder out, FailedCase failed) {
        TestCase testCase = failed.testCase();
        int step = Math.max(0, failed.judgement().step());
        if (step >= testCase.steps().size()) {
            return;
        }
        Difference difference = Difference.of(failed.judgement().difference());
        if (testCase.steps().get(step) instanceof Step.Packet packet) {
            byte[] sent = packet.sent().octets();
            byte[] seen = seen(failed, step);
            addresses(out, failed, step, sent, seen);
            out.append("<div class=\"pair\">");
            out.append(PacketDrawing.html("Before, from " + packet.sent().side(), sent, Difference.of("")));
            if (seen == null) {
                out.append("<figure class=\"packet none\"><figcaption>After</figcaption><p>no packet</p></figure>");
            } else {
                out.append(PacketDrawing.html("After", seen, difference));
            }
            out.append("</div>");
        } else {
            answers(out, failed, step);
        }
    }

    /** The packet that a step caused, else the first one; null if there is none. */
    private static byte @Nullable [] seen(FailedCase failed, int step) {
        Attribution attribution = new Attribution();
        List<Step> steps = failed.testCase().steps();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Step.Packet packet) {
                attribution.add(i, packet.sent().octets(), failed.testCase().keepsIdentification(i));
            }
        }
        List<Received> outputs = failed.seen().outputs();
        for (Received output : outputs) {
            Integer cause = output.cause();
            if (attribution.stepOf(output) == step || (cause != null && cause == step)) {
                return output.octets();
            }
        }
        return outputs.isEmpty() || failed.judgement().difference().endsWith("seen none")
                ? null
                : outputs.get(0).octets();
    }

    private static void addresses(StringBuilder out, FailedCase failed, int step, byte[] sent, byte @Nullable [] seen) {
        byte[] allowed = destination(failed.testCase(), step);
        byte[] reached = seen == null ? null : outer(seen, 24);
        String before = "";
        byte[] source = outer(sent, 8);
        if (source != null) {
            before = AddressDrawing.html(
                    "Source of the packet", source, null, failed.testCase().setup());
        }
        out.append("<div class=\"pair\">").append(before);
        if (allowed != null) {
            out.append(AddressDrawing.html(
                    "Allowed", allowed, null, failed.testCase().setup()));
        }
        if (reached != null) {
            out.append(AddressDrawing.html(
                    "Seen", reached, allowed, failed.testCase().setup()));
        }
        out.append("</div>");
    }

    private static byte @Nullable [] outer(byte[] packet, int at) {
        boolean ipv6 = packet.length >= 40 && packet[0] >>> 4 == 6;
        return ipv6 ? Bytes.part(packet, at, at + 16) : null;
    }

    /** The destination of the tunnel header in the first outcome that has one, or null. */
    private static byte @Nullable [] destination(TestCase testCase, int step) {
        for (Outcome outcome : testCase.allowed(step)) {
            if (outcome instanceof Outcome.Packets packets && !packets.packets().isEmpty()) {
                Object text = packets.packets().get(0).values().get("outerDestination");
                if (text != null) {
                    return address(text);
                }
            }
        }
        return null;
    }

    /** An IPv6 address, or null for anything else; never a name, which could be looked up. */
    private static byte @Nullable [] address(@Nullable Object text) {
        if (!(text instanceof String literal) || !literal.matches("[0-9a-fA-F:]*:[0-9a-fA-F:.]*")) {
            return null;
        }
        try {
            return Bytes.address(literal);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static void answers(StringBuilder out, FailedCase failed, int step) {
        TestCase testCase = failed.testCase();
        byte[] allowed = null;
        for (Outcome outcome : testCase.allowed(step)) {
            if (allowed == null && outcome instanceof Outcome.Answered answered) {
                allowed = address(answered.fields().get(MAP_ADDRESS));
            }
        }
        int query = (int) testCase.steps().subList(0, step).stream()
                .filter(Step::isAnswered)
                .count();
        List<Answer> answers = failed.seen().answers();
        byte[] seen =
                query < answers.size() ? address(answers.get(query).fields().get(MAP_ADDRESS)) : null;
        out.append("<div class=\"pair\">");
        if (allowed != null) {
            out.append(AddressDrawing.html("Allowed", allowed, null, testCase.setup()));
        }
        if (seen != null) {
            out.append(AddressDrawing.html("Seen", seen, allowed, testCase.setup()));
        }
        out.append("</div>");
    }
}
