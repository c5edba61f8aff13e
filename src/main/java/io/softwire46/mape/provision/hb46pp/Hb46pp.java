package io.softwire46.mape.provision.hb46pp;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.JsonReader;
import io.softwire46.mape.provision.format.internal.SimpleWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of HB46PP (HTTP-Based IPv4 over IPv6 Provisioning Protocol), by which Japanese providers configure
 * CPEs; {@code map_e.version} 0, or none, means the interface identifier of draft-03.
 *
 * <p>Holds no state.
 */
public final class Hb46pp {
    /** Where the members are defined. */
    static final String DATA_FORMAT = "HB46PP 1.1 section 3.4";

    private Hb46pp() {}

    /**
     * Reads a document. Members that HB46PP does not know are passed over with a warning.
     *
     * @param text one JSON object
     * @return the document and findings
     */
    public static Reading read(String text) {
        Hb46ppReader reader = Hb46ppReader.read(text);
        ReadResult file = reader.finish(false);
        return new Reading(file.isRefused() ? null : reader.document(file), file);
    }

    /**
     * Reads the domains of a document: {@code map_e} and {@code lw4o6}, in the order that the document prefers.
     *
     * @param text one JSON object
     * @return domains, or what is wrong; that there is none is an error
     */
    public static ReadResult readDomains(String text) {
        return Hb46ppReader.read(text).finish(true);
    }

    /**
     * Returns the reader of the format.
     *
     * @return of the domains of a document
     */
    public static FormatReader reader() {
        return new JsonReader(
                input -> Hb46ppReader.MEMBERS.contains(input.firstName()), Hb46pp::readDomains, Hb46ppChecks.OPTIONS);
    }

    /**
     * Returns the writer of the format.
     *
     * @return the writer; it leaves out rules for which {@code map_e} has no members
     */
    public static FormatWriter writer() {
        return SimpleWriter.of(request -> report(request.domains()), Hb46ppChecks.OPTIONS);
    }

    private static ConversionReport report(List<ConfiguredDomain> domains) {
        ConversionReport.Builder report = Hb46ppChecks.report();
        List<ConfiguredDomain> rest = Hb46ppChecks.check(domains, report);
        return report.report(rest.isEmpty() ? "" : write(Document.ofChecked(rest, domains)));
    }

    /**
     * What stands in the way of writing domains, and what would be left out, which has the id {@link FindingId#LOST}: both
     * are errors. Differences in behaviour are warnings.
     *
     * @param domains what is to be written
     * @return findings with the fields of the domain file
     */
    public static List<Finding> check(List<ConfiguredDomain> domains) {
        ConversionReport.Builder report = Hb46ppChecks.report();
        Hb46ppChecks.check(domains, report);
        return report.findings();
    }

    /**
     * A document of a domain, or of two.
     *
     * @param domains as {@link Document#of} takes them
     * @return an object, indented, ending with a line feed
     * @throws MapConfigurationException with all findings of {@link #check}, if a rule or a domain cannot be expressed
     */
    public static String write(List<ConfiguredDomain> domains) {
        return write(Document.of(domains));
    }

    /**
     * Writes a document.
     *
     * @param document what reads back as an equal one
     * @return an object, indented, ending with a line feed
     */
    public static String write(Document document) {
        return Hb46ppWriter.write(document);
    }

    /**
     * An HB46PP document, and everything there is to say about its text.
     *
     * <p>Immutable.
     */
    public static final class Reading {
        private final @Nullable Document document;
        private final ReadResult file;

        Reading(@Nullable Document document, ReadResult file) {
            this.document = document;
            this.file = file;
        }

        /**
         * The document.
         *
         * @return empty when one of the {@link #findings} is an error
         */
        public Optional<Document> document() {
            return Optional.ofNullable(document);
        }

        /**
         * Everything about the text.
         *
         * @return an immutable list in the order of the text
         */
        public List<Finding> findings() {
            return file.findings();
        }

        /** The result of the reading. */
        @Override
        public String toString() {
            return "Reading[" + file + "]";
        }
    }

    /**
     * What the Japanese provisioning protocol HB46PP gives a CPE: names, how long they hold, and the mechanisms with the order
     * in which to try them. MAP-E and Lightweight 4over6 are domains; MAP-T is data. Other mechanisms are left out.
     *
     * <p>Immutable.
     */
    public static final class Document {
        /** The longest that a document may hold: 7 days. */
        public static final int MAX_TTL_SECONDS = 604_800;

        private static final int DEFAULT_TTL_SECONDS = 86_400;

        private final @Nullable String enablerName;
        private final @Nullable String serviceName;
        private final @Nullable String ispName;
        private final @Nullable Integer ttlSeconds;
        private final @Nullable List<String> order;
        private final @Nullable ConfiguredDomain mapE;
        private final @Nullable Lw4o6 lw4o6;
        private final @Nullable MapT mapT;

        /**
         * Parameters of Lightweight 4over6.
         *
         * @param lwaftr IPv6 address or DNS name of the lwAFTR
         * @param domain the CE's binding; without border relay when the lwAFTR is a name that is to be resolved
         */
        public record Lw4o6(String lwaftr, ConfiguredDomain domain) {}

        /**
         * Parameters of MAP-T.
         *
         * @param dmr prefix of the default mapping rule, with its length
         * @param rules at least one
         */
        public record MapT(IPv6Address dmr, List<MapRule> rules) {
            /**
             * Copies the list.
             *
             * @param dmr prefix of the default mapping rule, with its length
             * @param rules at least one
             */
            public MapT {
                Objects.requireNonNull(dmr, "dmr");
                rules = List.copyOf(rules);
            }
        }

        Document(
                @Nullable String enablerName,
                @Nullable String serviceName,
                @Nullable String ispName,
                @Nullable Integer ttlSeconds,
                @Nullable List<String> order,
                @Nullable ConfiguredDomain mapE,
                @Nullable Lw4o6 lw4o6,
                @Nullable MapT mapT) {
            this.enablerName = enablerName;
            this.serviceName = serviceName;
            this.ispName = ispName;
            this.ttlSeconds = ttlSeconds;
            this.order = order == null ? null : List.copyOf(order);
            this.mapE = mapE;
            this.lw4o6 = lw4o6;
            this.mapT = mapT;
        }

        /**
         * A document of a MAP-E domain, of a binding of Lightweight 4over6, or of both in the order given: for a day, and
         * under the name of the first domain.
         *
         * @param domains one or two; a domain of a single binding is one of Lightweight 4over6
         * @return the document
         * @throws MapConfigurationException with every error of {@link Hb46pp#check}
         */
        public static Document of(List<ConfiguredDomain> domains) {
            ConversionReport.Builder report = Hb46ppChecks.report();
            List<ConfiguredDomain> rest = Hb46ppChecks.check(domains, report);
            report.report("").requireText();
            return ofChecked(rest, domains);
        }

        /** What is left of domains; a domain of which one rule is left is still what all its rules are. */
        static Document ofChecked(List<ConfiguredDomain> rest, List<ConfiguredDomain> domains) {
            Set<String> bindings = domains.stream()
                    .filter(Hb46ppChecks::isBinding)
                    .map(each -> each.domain().name())
                    .collect(Collectors.toSet());
            ConfiguredDomain mapE = null;
            Lw4o6 lw4o6 = null;
            List<String> order = new ArrayList<>();
            for (ConfiguredDomain each : rest) {
                if (bindings.contains(each.domain().name())) {
                    lw4o6 = new Lw4o6(lwaftr(each), each);
                    order.add(Hb46ppReader.LW4O6);
                } else {
                    mapE = each;
                    order.add(Hb46ppReader.MAP_E);
                }
            }
            String name = domains.get(0).domain().name();
            return new Document(name, name, null, DEFAULT_TTL_SECONDS, order, mapE, lw4o6, null);
        }

        private static String lwaftr(ConfiguredDomain domain) {
            long[] bits = Addresses.bits(domain.domain().borderRelays().get(0));
            return Addresses.toText(bits[0], bits[1]);
        }

        /**
         * The same document under other names.
         *
         * @param enabler name of the provider of the network
         * @param service name of the service
         * @param isp name of the service at the ISP, or null
         * @return the changed document
         */
        public Document withNames(String enabler, String service, @Nullable String isp) {
            return new Document(enabler, service, isp, ttlSeconds, order, mapE, lw4o6, mapT);
        }

        /**
         * The same document for another time.
         *
         * @param seconds 0 to {@link #MAX_TTL_SECONDS}
         * @return the changed document
         * @throws MapConfigurationException for a time out of range
         */
        public Document withTtl(int seconds) {
            if (seconds < 0 || seconds > MAX_TTL_SECONDS) {
                throw MapConfigurationException.syntax(
                        "ttl", Integer.toString(seconds), "is outside of 0..604800, seven days", Hb46pp.DATA_FORMAT);
            }
            return new Document(enablerName, serviceName, ispName, seconds, order, mapE, lw4o6, mapT);
        }

        /**
         * The same document with parameters of MAP-T as the last choice.
         *
         * @param parameters of MAP-T
         * @return the changed document
         */
        public Document withMapT(MapT parameters) {
            List<String> longer = new ArrayList<>(order().orElse(List.of()));
            longer.remove(Hb46ppReader.MAP_T);
            longer.add(Hb46ppReader.MAP_T);
            return new Document(enablerName, serviceName, ispName, ttlSeconds, longer, mapE, lw4o6, parameters);
        }

        /**
         * {@code enabler_name}.
         *
         * @return the provider of the network, empty when it is missing
         */
        public Optional<String> enablerName() {
            return Optional.ofNullable(enablerName);
        }

        /**
         * {@code service_name}.
         *
         * @return the service, empty when it is missing
         */
        public Optional<String> serviceName() {
            return Optional.ofNullable(serviceName);
        }

        /**
         * {@code isp_name}.
         *
         * @return the service at the ISP, empty when it is missing
         */
        public Optional<String> ispName() {
            return Optional.ofNullable(ispName);
        }

        /**
         * {@code ttl}.
         *
         * @return for how many seconds the document holds, empty when it does not say
         */
        public OptionalInt ttlSeconds() {
            return ttlSeconds == null ? OptionalInt.empty() : OptionalInt.of(ttlSeconds);
        }

        /**
         * {@code order}: mechanisms, the preferred one first.
         *
         * @return names as they stand, those of other mechanisms among them; an empty list offers nothing
         */
        public Optional<List<String>> order() {
            return Optional.ofNullable(order);
        }

        /**
         * {@code map_e}.
         *
         * @return a domain that is called {@code map_e} when it was read
         */
        public Optional<ConfiguredDomain> mapE() {
            return Optional.ofNullable(mapE);
        }

        /**
         * {@code lw4o6}.
         *
         * @return lwAFTR and binding
         */
        public Optional<Lw4o6> lw4o6() {
            return Optional.ofNullable(lw4o6);
        }

        /**
         * {@code map_t}.
         *
         * @return prefix and rules
         */
        public Optional<MapT> mapT() {
            return Optional.ofNullable(mapT);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Document that
                    && Objects.equals(enablerName, that.enablerName)
                    && Objects.equals(serviceName, that.serviceName)
                    && Objects.equals(ispName, that.ispName)
                    && Objects.equals(ttlSeconds, that.ttlSeconds)
                    && Objects.equals(order, that.order)
                    && Objects.equals(mapE, that.mapE)
                    && Objects.equals(lw4o6, that.lw4o6)
                    && Objects.equals(mapT, that.mapT);
        }

        @Override
        public int hashCode() {
            return Objects.hash(enablerName, serviceName, ttlSeconds, order, mapE, lw4o6, mapT);
        }

        /** The document as JSON. */
        @Override
        public String toString() {
            return Hb46pp.write(this);
        }
    }
}
