package io.softwire46.mape.provision.domain;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The NAPT options of a domain file. A border relay has no NAPT, so domains do not have them.
 *
 * <p>Immutable.
 *
 * @param byDomain NAPT options by the name of the domain, for the domains whose {@code napt} is present
 */
public record NaptSource(Map<String, NaptOptions> byDomain) implements ReadResult.Source {
    /**
     * Copies the map.
     *
     * @param byDomain NAPT options by the name of the domain
     */
    public NaptSource {
        byDomain = Collections.unmodifiableMap(new LinkedHashMap<>(byDomain));
    }

    /** Returns the NAPT options of a source by the name of the domain; empty for other sources. */
    public static Map<String, NaptOptions> of(ReadResult.Source source) {
        return source instanceof NaptSource napt ? napt.byDomain : Map.of();
    }

    /** Adds the findings about the NAPT of the CE, which the reader could not check without the CE. */
    @Override
    public ReadResult.Edge edge(ReadResult read, IPv6Address prefix) {
        ReadResult.Edge edge = ReadResult.Source.super.edge(read, prefix);
        ConfiguredDomain domain = edge.domain().orElse(null);
        NaptOptions options =
                domain == null ? null : byDomain.get(domain.domain().name());
        if (domain == null || options == null || edge.findings().stream().anyMatch(Finding::isError)) {
            return edge;
        }
        CeMapping ce = domain.domain().rules().ce(prefix);
        String name = read.domains().size() == 1 ? "" : domain.domain().name();
        List<Finding> all = new ArrayList<>(edge.findings());
        options.validate(ce)
                .forEach(finding -> all.add(
                        read.place(finding.within(FieldPath.of(NaptFields.NAPT)).inDomain(name))));
        return new ReadResult.Edge(edge.domain(), edge.endUserPrefix(), edge.obstacle(), Finding.inOrder(all));
    }
}
