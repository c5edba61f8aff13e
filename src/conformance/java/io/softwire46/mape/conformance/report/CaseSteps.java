package io.softwire46.mape.conformance.report;

import inet.ipaddr.IPAddressString;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.adapter.DomainCodec;
import io.softwire46.mape.conformance.judge.Step;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.operate.Explainer;
import io.softwire46.mape.operate.Explanation;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The steps that a border relay or a customer edge takes with the packets of a case, as {@code mape explain} prints them.
 *
 * <p>Static methods only.
 */
final class CaseSteps {
    private static final long SEED = 0;

    private CaseSteps() {}

    /** Returns the explanations of all packets of a case; empty for other roles, or if this library refuses the setup. */
    static Optional<String> of(TestCase testCase) {
        Setup setup = testCase.setup();
        if (setup.role() != Role.BR && setup.role() != Role.CE) {
            return Optional.empty();
        }
        return explainer(setup).map(explainer -> text(explainer, testCase.steps()));
    }

    private static Optional<Explainer> explainer(Setup setup) {
        StringBuilder text = new StringBuilder();
        JsonWriter json = JsonWriter.compact(text).beginArray();
        setup.domains().forEach(domain -> DomainCodec.write(json, domain));
        json.endArray();
        ReadResult read = DomainFile.read(text.toString());
        if (hasError(read.findings())) {
            return Optional.empty();
        }
        List<ConfiguredDomain> domains = read.domains();
        if (setup.role() == Role.BR) {
            return hasError(read.validateForRelay())
                    ? Optional.empty()
                    : Optional.of(Explainer.of(domains, Explainer.Role.borderRelay(), SEED));
        }
        Explainer.Role role = Explainer.Role.customerEdge(new IPAddressString(String.valueOf(setup.endUserPrefix()))
                .getAddress()
                .toIPv6());
        boolean isRefused = domains.size() != 1
                || role.endUserPrefix() == null
                || hasError(domains.get(0).validateForEdge(role.endUserPrefix()));
        return isRefused ? Optional.empty() : Optional.of(Explainer.of(domains, role, SEED));
    }

    private static boolean hasError(List<Finding> findings) {
        return findings.stream().anyMatch(Finding::isError);
    }

    private static String text(Explainer explainer, List<Step> steps) {
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            if (step instanceof Step.Packet packet) {
                byte[] octets = packet.sent().octets();
                Packet window = new Packet().attach(ByteBuffer.wrap(octets), 0, octets.length, 0);
                Explanation explanation = explainer.next(
                        window, packet.sent().side() == Side.IPV6, packet.sent().atNanos(), Explainer.Detail.FULL);
                text.append(text.isEmpty() ? "" : "\n").append(explanation.toText());
            }
        }
        return text.toString();
    }
}
