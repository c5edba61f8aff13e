package io.softwire46.mape.conformance.command;

import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.adapter.LibraryTarget;
import io.softwire46.mape.conformance.catalogue.CaseDrawer;
import io.softwire46.mape.conformance.catalogue.Catalogue;
import io.softwire46.mape.conformance.catalogue.Property;
import io.softwire46.mape.conformance.catalogue.Scene;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.engine.ExitStatus;
import io.softwire46.mape.conformance.engine.PropertyCorpus;
import io.softwire46.mape.conformance.judge.Mode;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.report.Clause;
import io.softwire46.mape.conformance.report.Explanation;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code show}: one property. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Show a property: statement, clause, an example, classes, products that fail it.",
        footer = {"", "Example:", "  java -jar mape-conformance.jar show DWN-04"})
final class ShowCommand implements Callable<Integer> {
    private static final int MAX_DRAWS = 1_000;

    @Parameters(paramLabel = "ID", description = "Such as DWN-04.")
    private @Nullable String id;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Property property = Catalogue.properties().stream()
                .filter(each -> each.id().equalsIgnoreCase(id))
                .findFirst()
                .orElseThrow(() -> new ToolException("ID " + id + ": is unknown; the command list shows all"));
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(property.id() + " " + property.level() + ": " + property.statement());
        out.println("clause: " + property.clause());
        Clause.parts(property.clause()).stream()
                .map(Clause.Part::url)
                .filter(Objects::nonNull)
                .forEach(url -> out.println("  " + url));
        out.println("roles: "
                + property.roles().stream().sorted().map(Role::toString).collect(Collectors.joining(", ")));
        out.println("sent: " + property.sends());
        Optional<TestCase> example = example(property);
        example.ifPresent(testCase -> example(out, testCase));
        print(out, "classes that a run must meet", property.classes());
        out.println("least number of checks: " + property.minimum());
        print(
                out,
                "modes of failure",
                PropertyCorpus.of(property).modes().stream().map(Mode::toString).toList());
        print(out, "known to fail", property.knownToFail());
        return ExitStatus.CONFORMS;
    }

    private static void print(PrintWriter out, String name, List<String> values) {
        out.println(name + ": " + (values.isEmpty() ? "none" : String.join(", ", values)));
    }

    private static void example(PrintWriter out, TestCase testCase) {
        Explanation explanation = Explanation.of(testCase);
        out.println("example:");
        explanation.configuration().forEach(line -> out.println("  configured: " + line));
        explanation.sent().forEach(line -> out.println("  sent: " + line));
        explanation.allowed().forEach(line -> out.println("  allowed: " + line));
    }

    /** The first case of the corpus of a product that can do all. */
    private static Optional<TestCase> example(Property property) {
        try (LibraryTarget target = new LibraryTarget()) {
            for (CaseDrawer drawer : property.cases()) {
                Scene scene = new Scene(target.capabilities(), drawer.role());
                int[] aspects = {};
                for (int draw = 0; aspects != null && draw < MAX_DRAWS; draw++) {
                    Choices choices = Choices.enumerating(aspects, 0);
                    Optional<TestCase> drawn = drawer.draw(choices, scene, 1);
                    if (drawn.isPresent()) {
                        return drawn;
                    }
                    aspects = choices.nextAspects();
                }
            }
        }
        return Optional.empty();
    }
}
