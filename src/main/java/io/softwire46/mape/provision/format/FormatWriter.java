package io.softwire46.mape.provision.format;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.CeMapping;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writer of a format.
 *
 * <p>Implementations are immutable.
 */
public interface FormatWriter {
    /**
     * Writes domains.
     *
     * @param request domains with parameters
     * @return the text, and findings about settings that it does not express
     * @throws MapConfigurationException if the request cannot be answered: with field {@code endUserPrefix} if that is missing or
     *     no rule covers it, else if a limit of the format is exceeded
     */
    ConversionReport write(Request request);

    /**
     * Returns the options that the format can express for at least some kinds of rules.
     *
     * @return the options that {@link #write} does not report as {@code LOST}
     */
    Set<ForwardingOption<?>> options();

    /**
     * Returns whether the format describes one CE, so that the request needs an End-user prefix.
     *
     * @return false for formats that describe domains
     */
    default boolean needsEndUserPrefix() {
        return false;
    }

    /**
     * Domains to write, with parameters of some formats.
     *
     * <p>Immutable.
     *
     * @param domains at least one domain; domains with different names
     * @param source source from which the domains were read
     * @param givenEndUserPrefix End-user prefix of the CE, with its length; null if none was given
     * @param insideInterface service interface of a border relay toward the CEs; null for no service set
     * @param outsideInterface service interface of a border relay toward the Internet; null for no service set
     * @param tunnelInterface tunnel interface of a CE
     */
    record Request(
            List<ConfiguredDomain> domains,
            ReadResult.Source source,
            @Nullable IPv6Address givenEndUserPrefix,
            @Nullable String insideInterface,
            @Nullable String outsideInterface,
            String tunnelInterface) {
        private static final String TUNNEL = "map0";
        private static final String RFC = "RFC 7597 section 7";

        /**
         * Checks and copies the list.
         *
         * @param domains at least one domain; domains with different names
         * @param source source from which the domains were read
         * @param givenEndUserPrefix End-user prefix of the CE, or null
         * @param insideInterface service interface toward the CEs, or null
         * @param outsideInterface service interface toward the Internet, or null
         * @param tunnelInterface tunnel interface of a CE
         * @throws MapConfigurationException (an IllegalArgumentException) if the list is empty, or two domains have the same name
         */
        public Request {
            domains = List.copyOf(domains);
            check(domains);
        }

        private static void check(List<ConfiguredDomain> domains) {
            if (domains.isEmpty()) {
                throw MapConfigurationException.syntax("domains", "[]", "is empty; add a domain to write", RFC);
            }
            Set<String> names = new HashSet<>();
            for (ConfiguredDomain each : domains) {
                String name = each.domain().name();
                if (!names.add(name)) {
                    throw MapConfigurationException.syntax(
                            "name", name, "is the name of several domains; use different names", RFC);
                }
            }
        }

        /**
         * Returns a request for domains.
         *
         * @param domains at least one domain; domains with different names
         * @return the request, without prefix and service interfaces, and with the tunnel interface {@code map0}
         * @throws MapConfigurationException if the list is empty, or two domains have the same name
         */
        public static Request of(List<ConfiguredDomain> domains) {
            return new Request(domains, ReadResult.Source.NONE, null, null, null, TUNNEL);
        }

        /**
         * Returns a request for the domains of a result; a writer of the same format family also uses the source.
         *
         * @param read a result without errors
         * @return the request, without prefix and service interfaces, and with the tunnel interface {@code map0}
         * @throws MapConfigurationException if the result has no domain, as with an error
         */
        public static Request of(ReadResult read) {
            return new Request(read.domains(), read.source(), null, null, null, TUNNEL);
        }

        /**
         * Returns the request for one CE.
         *
         * @param prefix its End-user prefix with its length, or null
         * @return the changed request
         */
        public Request withEndUserPrefix(@Nullable IPv6Address prefix) {
            return new Request(domains, source, prefix, insideInterface, outsideInterface, tunnelInterface);
        }

        /**
         * Returns the request with service interfaces of a border relay.
         *
         * @param inside toward the CEs, null together with {@code outside}
         * @param outside toward the Internet, null together with {@code inside}
         * @return the changed request
         */
        public Request withServiceInterfaces(@Nullable String inside, @Nullable String outside) {
            return new Request(domains, source, givenEndUserPrefix, inside, outside, tunnelInterface);
        }

        /**
         * Returns the request with another tunnel interface.
         *
         * @param tunnel name of a CE's tunnel interface, without quotation marks or control characters
         * @return the changed request
         */
        public Request withTunnelInterface(String tunnel) {
            return new Request(domains, source, givenEndUserPrefix, insideInterface, outsideInterface, tunnel);
        }

        /**
         * Returns the End-user prefix of the CE.
         *
         * @return the given prefix, or that of the only CE that the source describes
         */
        public Optional<IPv6Address> endUserPrefix() {
            return Optional.ofNullable(givenEndUserPrefix).or(source::endUserPrefix);
        }

        /**
         * Returns the domain of the CE.
         *
         * @return the domain whose rules cover the prefix; the first domain if none does
         * @throws MapConfigurationException if the prefix is missing, or several domains cover it
         */
        public ConfiguredDomain edgeDomain() {
            return Edges.choose(domains, requirePrefix());
        }

        /**
         * Returns the CE.
         *
         * @return the mapping of its prefix
         * @throws MapConfigurationException if the prefix is missing, several domains cover it, or no rule has a CE for
         *     it
         */
        public CeMapping ce() {
            return edgeDomain().domain().rules().ce(requirePrefix());
        }

        private IPv6Address requirePrefix() {
            return endUserPrefix()
                    .orElseThrow(() -> MapConfigurationException.syntax(
                            Edges.END_USER_PREFIX,
                            Finding.MISSING,
                            "is missing; this format describes one CE, so add its End-user prefix",
                            "RFC 7597 section 5"));
        }
    }
}
