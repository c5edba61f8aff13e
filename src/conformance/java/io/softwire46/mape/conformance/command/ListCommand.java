package io.softwire46.mape.conformance.command;

import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.catalogue.Catalogue;
import io.softwire46.mape.conformance.catalogue.Property;
import io.softwire46.mape.conformance.engine.ExitStatus;
import io.softwire46.mape.conformance.report.CatalogueJson;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code list}: the catalogue. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "List the properties of the catalogue.",
        footer = {"", "Example:", "  java -jar mape-conformance.jar list --role br"})
final class ListCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Write JSON.")
    private boolean json;

    @Option(names = "--role", paramLabel = "ROLE", description = "Only those of calc, br, ce, ce-nat or dhcpv6.")
    private @Nullable String role;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        List<Property> properties = Catalogue.properties();
        if (role != null) {
            Role only = role(role);
            properties = properties.stream()
                    .filter(each -> each.roles().contains(only))
                    .toList();
        }
        if (json) {
            out.print(CatalogueJson.of("1.0", properties));
        } else {
            properties.forEach(each -> out.println(line(each)));
        }
        return ExitStatus.CONFORMS;
    }

    private static String line(Property property) {
        return String.format(
                Locale.ROOT,
                "%-6s  %-8s  %s: %s",
                property.id(),
                property.level(),
                property.clause(),
                property.statement());
    }

    private static Role role(String text) {
        try {
            return Role.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ToolException("--role " + text + ": is unknown; use calc, br, ce, ce-nat or dhcpv6");
        }
    }
}
