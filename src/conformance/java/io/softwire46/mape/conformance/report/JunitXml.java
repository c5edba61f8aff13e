package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.engine.CaseJson;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.engine.Result;
import io.softwire46.mape.conformance.engine.RunResult;
import io.softwire46.mape.conformance.judge.Level;
import io.softwire46.mape.conformance.judge.Mode;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The results as JUnit XML, in the form that Surefire writes and build servers read: one test case per property.
 *
 * <p>Static methods only.
 */
final class JunitXml {
    private static final Set<Result> FAILURES = Set.of(Result.FAIL, Result.FLAKY, Result.FIXED);
    private static final Set<Result> ERRORS = Set.of(Result.ERROR, Result.NOT_EXERCISED);

    private JunitXml() {}

    static String of(RunResult run) {
        StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        List<PropertyResult> all = run.properties();
        long millis = all.stream().mapToLong(PropertyResult::millis).sum();
        out.append("<testsuite name=\"MAP-E conformance ").append(Escaped.markup(run.suite()));
        out.append("\" tests=\"").append(all.size());
        out.append("\" failures=\"").append(count(all, FAILURES));
        out.append("\" errors=\"").append(count(all, ERRORS));
        out.append("\" skipped=\"").append(count(all, Set.of(Result.UNSUPPORTED)));
        out.append("\" time=\"").append(seconds(millis)).append("\">\n  <properties>\n");
        property(out, "    ", "target", run.target().name() + " " + run.target().version());
        property(out, "    ", "kit", run.kit());
        property(out, "    ", "seed", CaseJson.seedText(run.seed()));
        property(out, "    ", "exit", Integer.toString(run.exit()));
        out.append("  </properties>\n");
        all.forEach(each -> testCase(out, each));
        return out.append("</testsuite>\n").toString();
    }

    private static long count(List<PropertyResult> all, Set<Result> results) {
        return all.stream()
                .filter(each -> !isInformation(each) && results.contains(each.result()))
                .count();
    }

    /** A property of level DECISION never fails a test; an error of the adapter does. */
    private static boolean isInformation(PropertyResult property) {
        return property.property().level() == Level.DECISION && FAILURES.contains(property.result());
    }

    static String seconds(long millis) {
        return String.format(Locale.ROOT, "%d.%03d", millis / 1000, millis % 1000);
    }

    private static void property(StringBuilder out, String indent, String name, String value) {
        out.append(indent)
                .append("<property name=\"")
                .append(name)
                .append("\" value=\"")
                .append(Escaped.markup(value))
                .append("\"/>\n");
    }

    private static void testCase(StringBuilder out, PropertyResult each) {
        out.append("  <testcase classname=\"conformance.")
                .append(Escaped.markup(each.property().group()));
        out.append("\" name=\"")
                .append(Escaped.markup(each.property().id() + " "
                        + each.property().level() + " " + each.property().clause()));
        out.append("\" time=\"").append(seconds(each.millis())).append("\">\n    <properties>\n");
        property(out, "      ", "clause", each.property().clause());
        property(out, "      ", "level", each.property().level().toString());
        property(out, "      ", "result", each.result().toString());
        property(out, "      ", "differs", Boolean.toString(each.differs()));
        out.append("    </properties>\n");
        if (each.result() == Result.UNSUPPORTED) {
            out.append("    <skipped message=\"")
                    .append(Escaped.markup(Escaped.line(each.reason())))
                    .append("\"/>\n");
        } else if (FAILURES.contains(each.result()) && !isInformation(each)) {
            detail(out, "failure", type(each), each);
        } else if (ERRORS.contains(each.result())) {
            detail(out, "error", each.result().toString(), each);
        }
        out.append("  </testcase>\n");
    }

    /** The mode for FAIL; else the result. */
    private static String type(PropertyResult each) {
        Mode mode =
                each.cases().isEmpty() ? null : each.cases().get(0).judgement().mode();
        return each.result() == Result.FAIL && mode != null
                ? mode.toString()
                : each.result().toString();
    }

    private static void detail(StringBuilder out, String element, String type, PropertyResult each) {
        out.append("    <").append(element).append(" type=\"").append(type).append("\" message=\"");
        out.append(Escaped.markup(FailureText.line(each))).append("\">");
        out.append(Escaped.markup(FailureText.of(each)))
                .append("</")
                .append(element)
                .append(">\n");
    }
}
