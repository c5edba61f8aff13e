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
 * Reads and writes JSON documents of HB46PP (HTTP-Based IPv4 over IPv6 Provisioning Protocol), with which Japanese providers
 * configure CPEs. If {@code map_e.version} is 0 or absent, MAP addresses have the interface identifier of draft-03.
 *
 * <p>Static methods only.
 */
public final class Hb46pp {
    /** Clause that defines the members. */
    static final String DATA_FORMAT = "HB46PP 1.1 section 3.4";

    private Hb46pp() {}

    /**
     * Reads a document. Unknown members are ignored with a warning.
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
     * Reads the domains of a document, {@code map_e} and {@code lw4o6}, in the order of its preference.
     *
     * @param text one JSON object
     * @return domains and findings; a document without a domain has an error
     */
    public static ReadResult readDomains(String text) {
        return Hb46ppReader.read(text).finish(true);
    }

    /**
     * Returns the reader of the format.
     *
     * @return the reader of a document's domains
     */
    public static FormatReader reader() {
        return new JsonReader(
                "hb46pp",
                input -> Hb46ppReader.MEMBERS.contains(input.firstName()),
                Hb46pp::readDomains,
                Hb46ppChecks.OPTIONS);
    }

    /**
     * Returns the writer of the format.
     *
     * @return the writer, which omits rules for which {@code map_e} has no members
     */
    public static FormatWriter writer() {
        return SimpleWriter.of("hb46pp", request -> report(request.domains()), Hb46ppChecks.OPTIONS);
    }

    private static ConversionReport report(List<ConfiguredDomain> domains) {
        ConversionReport.Builder report = Hb46ppChecks.report();
        List<ConfiguredDomain> rest = Hb46ppChecks.check(domains, report);
        return report.report(rest.isEmpty() ? "" : write(Document.ofChecked(rest, domains)));
    }

    /**
     * Checks domains. Settings that the format cannot express are errors, with id {@link FindingId#LOST} if the document would
     * only omit them. Differences in behaviour are warnings.
     *
     * @param domains domains to write
     * @return findings with the fields of the domain file
     */
    public static List<Finding> check(List<ConfiguredDomain> domains) {
        ConversionReport.Builder report = Hb46ppChecks.report();
        Hb46ppChecks.check(domains, report);
        return report.findings();
    }

    /**
     * Writes a document of one or two domains.
     *
     * @param domains domains that {@link Document#of} accepts
     * @return an object, indented, ending with a line feed
     * @throws MapConfigurationException with all findings of {@link #check}, if a rule or a domain cannot be expressed
     */
    public static String write(List<ConfiguredDomain> domains) {
        return write(Document.of(domains));
    }

    /**
     * Writes a document.
     *
     * @param document any document; reading the result returns an equal one
     * @return an object, indented, ending with a line feed
     */
    public static String write(Document document) {
        return Hb46ppWriter.write(document);
    }

    /**
     * An HB46PP document, and the findings about its text.
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
         * Returns the document.
         *
         * @return the document; empty if one of the {@link #findings} is an error
         */
        public Optional<Document> document() {
            return Optional.ofNullable(document);
        }

        /**
         * Returns the findings about the text.
         *
         * @return an immutable list in the order of the text
         */
        public List<Finding> findings() {
            return file.findings();
        }

        /** Returns a summary of the result. */
        @Override
        public String toString() {
            return "Reading[" + file + "]";
        }
    }

    /**
     * Configuration that HB46PP gives a CPE: names, time to live, and mechanisms with their order of preference. MAP-E and
     * Lightweight 4over6 are domains. MAP-T is data without a forwarder. Other mechanisms are ignored.
     *
     * <p>Immutable.
     */
    public static final class Document {
        /** Maximum time to live, 7 days. */
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
         * @param domain the CE's binding; without border relay if the lwAFTR is a DNS name
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
         * Returns a document of a MAP-E domain, of a binding of Lightweight 4over6, or of both in the given order. Its time to
         * live is one day, and its names are the name of the first domain.
         *
         * @param domains one or two; a domain of a single binding is of Lightweight 4over6
         * @return the document
         * @throws MapConfigurationException with all errors of {@link Hb46pp#check}
         */
        public static Document of(List<ConfiguredDomain> domains) {
            ConversionReport.Builder report = Hb46ppChecks.report();
            List<ConfiguredDomain> rest = Hb46ppChecks.check(domains, report);
            report.report("").requireText();
            return ofChecked(rest, domains);
        }

        /** Returns a document of the remaining rules; the original domains determine their mechanism. */
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
         * Returns the document with other names.
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
         * Returns the document with another time to live.
         *
         * @param seconds time to live in seconds, 0 to {@link #MAX_TTL_SECONDS}
         * @return the changed document
         * @throws MapConfigurationException for a time out of range
         */
        public Document withTtl(int seconds) {
            if (seconds < 0 || seconds > MAX_TTL_SECONDS) {
                throw MapConfigurationException.syntax(
                        "ttl",
                        Integer.toString(seconds),
                        "is outside 0..604800; use at most seven days",
                        Hb46pp.DATA_FORMAT);
            }
            return new Document(enablerName, serviceName, ispName, seconds, order, mapE, lw4o6, mapT);
        }

        /**
         * Returns the document with parameters of MAP-T as the last choice.
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
         * Returns {@code enabler_name}.
         *
         * @return the provider of the network; empty if it is missing
         */
        public Optional<String> enablerName() {
            return Optional.ofNullable(enablerName);
        }

        /**
         * Returns {@code service_name}.
         *
         * @return the service; empty if it is missing
         */
        public Optional<String> serviceName() {
            return Optional.ofNullable(serviceName);
        }

        /**
         * Returns {@code isp_name}.
         *
         * @return the service at the ISP; empty if it is missing
         */
        public Optional<String> ispName() {
            return Optional.ofNullable(ispName);
        }

        /**
         * Returns {@code ttl}.
         *
         * @return time to live in seconds; empty if it is missing
         */
        public OptionalInt ttlSeconds() {
            return ttlSeconds == null ? OptionalInt.empty() : OptionalInt.of(ttlSeconds);
        }

        /**
         * Returns {@code order}: the mechanisms, the preferred one first.
         *
         * @return names as in the document, including those of other mechanisms; an empty list offers no mechanism
         */
        public Optional<List<String>> order() {
            return Optional.ofNullable(order);
        }

        /**
         * Returns {@code map_e}.
         *
         * @return the domain, with the name {@code map_e} if a document was read
         */
        public Optional<ConfiguredDomain> mapE() {
            return Optional.ofNullable(mapE);
        }

        /**
         * Returns {@code lw4o6}.
         *
         * @return lwAFTR and binding; empty if it is missing
         */
        public Optional<Lw4o6> lw4o6() {
            return Optional.ofNullable(lw4o6);
        }

        /**
         * Returns {@code map_t}.
         *
         * @return prefix and rules; empty if it is missing
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

        /** Returns the document as JSON. */
        @Override
        public String toString() {
            return Hb46pp.write(this);
        }
    }
}
