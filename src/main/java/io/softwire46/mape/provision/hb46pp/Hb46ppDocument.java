package io.softwire46.mape.provision.hb46pp;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.internal.WritingChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the Japanese provisioning protocol HB46PP gives a CPE: names, how long they hold, and the mechanisms with the order
 * in which to try them. MAP-E and Lightweight 4over6 are domains; MAP-T is data. Other mechanisms are left out.
 *
 * <p>Immutable.
 */
public final class Hb46ppDocument {
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

    Hb46ppDocument(
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
    public static Hb46ppDocument of(List<ConfiguredDomain> domains) {
        WritingChecks.throwIfNothingCanBeWritten(Hb46pp.check(domains));
        ConfiguredDomain mapE = null;
        Lw4o6 lw4o6 = null;
        List<String> order = new ArrayList<>();
        for (ConfiguredDomain each : domains) {
            if (Hb46ppChecks.isBinding(each)) {
                lw4o6 = new Lw4o6(lwaftr(each), each);
                order.add(Hb46ppReader.LW4O6);
            } else {
                mapE = each;
                order.add(Hb46ppReader.MAP_E);
            }
        }
        String name = domains.get(0).domain().name();
        return new Hb46ppDocument(name, name, null, DEFAULT_TTL_SECONDS, order, mapE, lw4o6, null);
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
    public Hb46ppDocument withNames(String enabler, String service, @Nullable String isp) {
        return new Hb46ppDocument(enabler, service, isp, ttlSeconds, order, mapE, lw4o6, mapT);
    }

    /**
     * The same document for another time.
     *
     * @param seconds 0 to {@link #MAX_TTL_SECONDS}
     * @return the changed document
     * @throws MapConfigurationException for a time out of range
     */
    public Hb46ppDocument withTtl(int seconds) {
        if (seconds < 0 || seconds > MAX_TTL_SECONDS) {
            throw MapConfigurationException.syntax(
                    "ttl", Integer.toString(seconds), "is outside of 0..604800, seven days", Hb46pp.DATA_FORMAT);
        }
        return new Hb46ppDocument(enablerName, serviceName, ispName, seconds, order, mapE, lw4o6, mapT);
    }

    /**
     * The same document with parameters of MAP-T as the last choice.
     *
     * @param parameters of MAP-T
     * @return the changed document
     */
    public Hb46ppDocument withMapT(MapT parameters) {
        List<String> longer = new ArrayList<>(order().orElse(List.of()));
        longer.remove(Hb46ppReader.MAP_T);
        longer.add(Hb46ppReader.MAP_T);
        return new Hb46ppDocument(enablerName, serviceName, ispName, ttlSeconds, longer, mapE, lw4o6, parameters);
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
        return other instanceof Hb46ppDocument that
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
