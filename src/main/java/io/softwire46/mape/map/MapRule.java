package io.softwire46.mape.map;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Addresses.Prefix;
import io.softwire46.mape.map.internal.Bits;
import io.softwire46.mape.map.internal.Findings;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A mapping rule, basic or forwarding: both have the same parameters (RFC 7597 section 5).
 *
 * <p>Notation of the accessors' text: n and r are the lengths of the Rule IPv6 and IPv4 prefix, o the EA-bit length, p
 * the bits of IPv4 suffix and q the bits of PSID in the EA field, a and k the PSID offset and length.
 *
 * <p>The derivations that take and give {@code int} and {@code long} are what the data plane calls; the ones with address
 * types stand on them. Immutable.
 */
public final class MapRule {
    /** What a derivation gets as port for a packet that has none. */
    public static final int NO_PORT = -1;

    private final long ipv6High;
    private final long ipv6Low;
    private final int ipv6Length;
    private final int ipv4;
    private final int ipv4Length;
    private final int eaLength;
    private final int suffixLength;
    private final int psidLengthInEa;
    private final PortParameters ports;

    /** The PSID that was given, or -1; a CE of a rule with q = 0 and k &gt; 0 has this one. */
    private final int explicitPsid;

    /** The PSID as it was given, also where nothing is shared and it counts for nothing (finding V13). */
    private final int givenPsid;

    private final boolean offsetDefaulted;
    private final boolean forwarding;
    private final @Nullable IPv6Address borderRelay;
    private final InterfaceIdFormat format;

    /** Takes what {@link RuleChecks} found no error in. */
    MapRule(Builder from) {
        Addresses.Prefix prefix6 = Objects.requireNonNull(from.ipv6Prefix);
        Addresses.Prefix prefix4 = Objects.requireNonNull(from.ipv4Prefix);
        ipv6High = prefix6.high();
        ipv6Low = prefix6.low();
        ipv6Length = prefix6.length();
        ipv4 = (int) prefix4.high();
        ipv4Length = prefix4.length();
        eaLength = Objects.requireNonNull(from.eaLength);
        suffixLength = Math.min(eaLength, 32 - ipv4Length);
        psidLengthInEa = eaLength - suffixLength;
        int psidLength = from.effectivePsidLength();
        ports = PortParameters.of(psidLength == 0 ? 0 : from.effectivePsidOffset(), psidLength);
        givenPsid = from.psid == null ? -1 : from.psid;
        explicitPsid = psidLength == 0 ? -1 : givenPsid;
        offsetDefaulted = psidLength > 0 && from.psidOffset == null;
        forwarding = from.forwarding;
        borderRelay = from.borderRelay == null ? null : Addresses.plain(from.borderRelay);
        format = from.format;
    }

    /**
     * A rule of RFC 7597 format whose PSID length follows from the prefixes, with the default PSID offset.
     *
     * @param ipv6Prefix Rule IPv6 prefix, such as {@code 2001:db8::/40}
     * @param ipv4Prefix Rule IPv4 prefix, such as {@code 192.0.2.0/24}
     * @param eaLength EA-bit length o, 0 to 48
     * @return the rule
     * @throws MapConfigurationException with every finding about it
     */
    public static MapRule of(String ipv6Prefix, String ipv4Prefix, int eaLength) {
        return builder()
                .ipv6Prefix(ipv6Prefix)
                .ipv4Prefix(ipv4Prefix)
                .eaLength(eaLength)
                .build();
    }

    /**
     * For rules with more parameters than three.
     *
     * @return a builder with nothing set
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads what {@link #toString} prints.
     *
     * @param text {@code field=value} pairs divided by single spaces
     * @return the rule
     * @throws MapConfigurationException with every finding about it
     */
    public static MapRule parse(String text) {
        return RuleText.parse(text).build();
    }

    /**
     * A builder that holds this rule's parameters.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder()
                .ipv6Prefix(ipv6Prefix())
                .ipv4Prefix(ipv4Prefix())
                .eaLength(eaLength)
                .forwarding(forwarding)
                .borderRelay(borderRelay)
                .format(format);
        if (isShared()) {
            builder.psidOffset(offsetDefaulted ? null : ports.psidOffset()).psidLength(ports.psidLength());
        }
        builder.psid(givenPsid < 0 ? null : givenPsid);
        return builder;
    }

    /**
     * Rule IPv6 prefix.
     *
     * @return the address with prefix length n
     */
    public IPv6Address ipv6Prefix() {
        return new IPv6Address(ipv6High, ipv6Low, ipv6Length);
    }

    /**
     * Rule IPv4 prefix.
     *
     * @return the address with prefix length r
     */
    public IPv4Address ipv4Prefix() {
        return new IPv4Address(ipv4, ipv4Length);
    }

    /**
     * Bits 0 to 63 of the Rule IPv6 prefix.
     *
     * @return zero beyond n
     */
    public long ipv6High() {
        return ipv6High;
    }

    /**
     * Bits 64 to 127 of the Rule IPv6 prefix.
     *
     * @return zero beyond n
     */
    public long ipv6Low() {
        return ipv6Low;
    }

    /**
     * Rule IPv6 prefix length, n.
     *
     * @return 0 to 128
     */
    public int ipv6Length() {
        return ipv6Length;
    }

    /**
     * Rule IPv4 prefix as a number.
     *
     * @return zero beyond r
     */
    public int ipv4() {
        return ipv4;
    }

    /**
     * Rule IPv4 prefix length, r.
     *
     * @return 0 to 32
     */
    public int ipv4Length() {
        return ipv4Length;
    }

    /**
     * EA-bit length, o.
     *
     * @return 0 to 48
     */
    public int eaLength() {
        return eaLength;
    }

    /**
     * Bits of IPv4 suffix in the EA field, p.
     *
     * @return 0 to 32
     */
    public int suffixLength() {
        return suffixLength;
    }

    /**
     * Bits of PSID in the EA field, q.
     *
     * @return 0 to 16
     */
    public int psidLengthInEa() {
        return psidLengthInEa;
    }

    /**
     * PSID offset and length, a and k.
     *
     * @return {@link PortParameters#UNRESTRICTED} where nothing is shared
     */
    public PortParameters portParameters() {
        return ports;
    }

    /**
     * Whether nobody gave the PSID offset, so that the default of the format was taken.
     *
     * @return false also where nothing is shared
     */
    public boolean isPsidOffsetDefaulted() {
        return offsetDefaulted;
    }

    /**
     * The PSID that the rule itself carries (RFC 7598 section 4.5).
     *
     * @return 0 to 2^k - 1, or -1 when none was given
     */
    public int explicitPsid() {
        return explicitPsid;
    }

    /**
     * The F flag: whether CEs may send to other CEs by this rule (RFC 7598 section 4.1).
     *
     * @return true for a forwarding mapping rule
     */
    public boolean isForwarding() {
        return forwarding;
    }

    /**
     * The BR of this rule's CEs where it is not the domain's.
     *
     * @return the address, empty when the domain's counts
     */
    public Optional<IPv6Address> borderRelay() {
        return Optional.ofNullable(borderRelay);
    }

    /**
     * Layout of the interface identifier.
     *
     * @return one format for a whole domain
     */
    public InterfaceIdFormat format() {
        return format;
    }

    /**
     * What a CE of this rule owns.
     *
     * @return prefix, address or shared address
     */
    public MappingKind kind() {
        return isShared() ? MappingKind.SHARED : ipv4Length + eaLength < 32 ? MappingKind.PREFIX : MappingKind.ADDRESS;
    }

    /**
     * Whether several CEs share each IPv4 address.
     *
     * @return true when k is greater than 0
     */
    public boolean isShared() {
        return ports.isShared();
    }

    /**
     * Whether each address's PSIDs come from the rule, one rule a PSID, rather than from EA bits: the 1:1 rules of
     * RFC 7597 section 5.2 and the bindings of RFC 7596.
     *
     * @return true when k &gt; 0 and q = 0
     */
    public boolean isKeyedByPsid() {
        return isShared() && psidLengthInEa == 0;
    }

    /**
     * Length of the IPv4 prefix or address that a CE owns.
     *
     * @return min(32, r + o)
     */
    public int ceIpv4Length() {
        return ipv4Length + suffixLength;
    }

    /**
     * Length of the prefix that other nodes derive for a CE: Rule IPv6 prefix and EA bits.
     *
     * @return n + o, 0 to 128
     */
    public int derivedPrefixLength() {
        return ipv6Length + eaLength;
    }

    /**
     * Whether an IPv4 address is in the Rule IPv4 prefix.
     *
     * @param address 32 bits in network order
     * @return true when its first r bits match
     */
    boolean containsIpv4(int address) {
        return ((address ^ ipv4) & Bits.ipv4Mask(ipv4Length)) == 0;
    }

    /**
     * Whether an IPv6 address is in the Rule IPv6 prefix.
     *
     * @param high bits 0 to 63
     * @param low bits 64 to 127
     * @return true when its first n bits match
     */
    boolean containsIpv6(long high, long low) {
        return (((high ^ ipv6High) & Bits.ipv6MaskHigh(ipv6Length)) | ((low ^ ipv6Low) & Bits.ipv6MaskLow(ipv6Length)))
                == 0;
    }

    /**
     * The PSID that a port selects under this rule.
     *
     * @param port 0 to 65535, or {@link #NO_PORT}
     * @return the PSID, 0 where nothing is shared, or {@link PortParameters#UNASSIGNED} when no CE of this rule owns
     *     the port (A is 0, another rule's PSID, or no port at all)
     */
    int psidOf(int port) {
        if (!isShared()) {
            return 0;
        }
        int psid = port < 0 ? PortParameters.UNASSIGNED : ports.psidOf(port);
        return psidLengthInEa > 0 || psid == explicitPsid ? psid : PortParameters.UNASSIGNED;
    }

    /**
     * The EA field of a CE.
     *
     * @param address an address in the Rule IPv4 prefix
     * @param psid the CE's PSID; ignored where the rule embeds none
     * @return o bits, right-aligned
     */
    long eaBits(int address, int psid) {
        long suffix = (address & 0xffff_ffffL) >>> (32 - ceIpv4Length()) & Bits.mask(suffixLength);
        return suffix << psidLengthInEa | (psidLengthInEa == 0 ? 0 : psid);
    }

    /**
     * The EA field of an address in the Rule IPv6 prefix.
     *
     * @param high bits 0 to 63
     * @param low bits 64 to 127
     * @return o bits, right-aligned
     */
    long eaBitsOf(long high, long low) {
        return Bits.extract(high, low, ipv6Length, eaLength);
    }

    /**
     * The IPv4 address (or prefix with zero host bits) that EA bits embed.
     *
     * @param eaBits o bits, right-aligned
     * @return 32 bits in network order
     */
    int ipv4Of(long eaBits) {
        return ipv4 | (int) (eaBits >>> psidLengthInEa << (32 - ceIpv4Length()));
    }

    /**
     * The PSID of the CE with these EA bits: the embedded one, else the rule's own.
     *
     * @param eaBits o bits, right-aligned
     * @return 0 where nothing is shared
     */
    int psidOfEaBits(long eaBits) {
        return psidLengthInEa > 0 ? (int) (eaBits & Bits.mask(psidLengthInEa)) : Math.max(explicitPsid, 0);
    }

    /**
     * Bits 0 to 63 of the MAP address that any node derives for a CE (RFC 7597 section 5.3).
     *
     * @param eaBits the CE's EA bits
     * @return the upper half
     */
    long mapAddressHigh(long eaBits) {
        return ipv6High | Bits.placeHigh(eaBits, ipv6Length, eaLength);
    }

    /**
     * Bits 64 to 127 of the MAP address that any node derives for a CE. Where n + o exceeds 64 the prefix stands on top
     * of the interface identifier (RFC 7597 section 6).
     *
     * @param eaBits the CE's EA bits
     * @return the lower half
     */
    long mapAddressLow(long eaBits) {
        long prefix = ipv6Low | Bits.placeLow(eaBits, ipv6Length, eaLength);
        return prefix | (interfaceId(eaBits) & ~Bits.ipv6MaskLow(derivedPrefixLength()));
    }

    long interfaceId(long eaBits) {
        return format.interfaceId(ipv4Of(eaBits), isShared() ? psidOfEaBits(eaBits) : 0);
    }

    /**
     * The CE that owns an IPv4 address and port, as BR and other CEs derive it (RFC 7597 section 5.3).
     *
     * @param address a destination
     * @param port 0 to 65535, or {@link #NO_PORT} for a packet without
     * @return the CE; empty when the address is not in the Rule IPv4 prefix, or nobody owns the port
     */
    public Optional<CeMapping> owner(IPv4Address address, int port) {
        int bits = Addresses.bitsOfOne(address);
        int psid = psidOf(port);
        return containsIpv4(bits) && psid != PortParameters.UNASSIGNED
                ? Optional.of(CeMapping.derived(this, eaBits(bits, psid)))
                : Optional.empty();
    }

    /**
     * Returns the CE that owns an address and a port.
     *
     * @param address text such as {@code 192.0.2.18}
     * @param port 0 to 65,535; ignored where the address is not shared
     * @return empty where no CE owns them
     * @throws MapConfigurationException when the text is not an IPv4 address
     */
    public Optional<CeMapping> owner(String address, int port) {
        return owner(Addresses.parseIpv4("address", address), port);
    }

    /**
     * The CE that a MAP address belongs to, by its EA bits and never by its interface identifier.
     *
     * @param mapAddress the address to take apart
     * @return the CE with the address as any node derives it; empty when the address is not in the Rule IPv6 prefix
     */
    public Optional<CeMapping> decode(IPv6Address mapAddress) {
        long[] bits = Addresses.bitsOfOne(mapAddress);
        return containsIpv6(bits[0], bits[1])
                ? Optional.of(CeMapping.derived(this, eaBitsOf(bits[0], bits[1])))
                : Optional.empty();
    }

    /**
     * Warnings and facts about the rule; a rule with errors cannot be made.
     *
     * @return findings of severity warning and info
     */
    public List<Finding> findings() {
        return toBuilder().validate();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MapRule that
                && ipv6High == that.ipv6High
                && ipv6Low == that.ipv6Low
                && ipv6Length == that.ipv6Length
                && ipv4 == that.ipv4
                && ipv4Length == that.ipv4Length
                && eaLength == that.eaLength
                && explicitPsid == that.explicitPsid
                && forwarding == that.forwarding
                && format == that.format
                && ports.equals(that.ports)
                && Objects.equals(borderRelay, that.borderRelay);
    }

    @Override
    public int hashCode() {
        return Objects.hash(ipv6High, ipv6Low, ipv6Length, ipv4, ipv4Length, eaLength, explicitPsid, ports);
    }

    /** {@code field=value} pairs with the names of the domain file, which {@link #parse} reads. */
    @Override
    public String toString() {
        return RuleText.print(this);
    }

    /**
     * Collects the parameters of a {@link MapRule} and says everything that is wrong with them at once.
     *
     * <p>Required: both prefixes and the EA length. The rest may stay unset: the PSID length then follows from the EA length
     * and the prefixes, the PSID offset from the format.
     *
     * <p>Not thread-safe.
     */
    public static final class Builder {
        static final String LENGTH_RFC = "RFC 7598 section 4.1";

        @Nullable Prefix ipv6Prefix;

        @Nullable Prefix ipv4Prefix;

        @Nullable Integer eaLength;

        @Nullable Integer psidOffset;

        @Nullable Integer psidLength;

        @Nullable Integer psid;

        @Nullable IPv6Address borderRelay;

        boolean forwarding = true;
        InterfaceIdFormat format = InterfaceIdFormat.RFC7597;

        /** What could not be read, by field. */
        final Findings unreadable = new Findings();

        Builder() {}

        /**
         * Rule IPv6 prefix.
         *
         * @param prefix an address with its prefix length
         * @return this
         */
        public Builder ipv6Prefix(IPv6Address prefix) {
            ipv6Prefix = read(() -> in("ipv6Prefix", () -> Prefix.of(prefix)));
            return this;
        }

        /**
         * Rule IPv6 prefix.
         *
         * @param text such as {@code 2001:db8::/40}; text that cannot be read is reported by {@link #build}
         * @return this
         */
        public Builder ipv6Prefix(String text) {
            ipv6Prefix = read(() -> Addresses.ipv6Prefix("ipv6Prefix", text));
            return this;
        }

        /**
         * Rule IPv4 prefix.
         *
         * @param prefix an address with its prefix length
         * @return this
         */
        public Builder ipv4Prefix(IPv4Address prefix) {
            ipv4Prefix = read(() -> in("ipv4Prefix", () -> Prefix.of(prefix)));
            return this;
        }

        /**
         * Rule IPv4 prefix.
         *
         * @param text such as {@code 192.0.2.0/24}; text that cannot be read is reported by {@link #build}
         * @return this
         */
        public Builder ipv4Prefix(String text) {
            ipv4Prefix = read(() -> Addresses.ipv4Prefix("ipv4Prefix", text));
            return this;
        }

        /**
         * EA-bit length, o.
         *
         * @param bits 0 to 48
         * @return this
         */
        public Builder eaLength(int bits) {
            eaLength = bits;
            return this;
        }

        /**
         * PSID offset, a.
         *
         * @param bits 0 to 15; null for the default of the format, or 0 for a binding of a whole IPv6 address
         * @return this
         */
        public Builder psidOffset(@Nullable Integer bits) {
            psidOffset = bits;
            return this;
        }

        /**
         * PSID length, k, where it does not follow from EA length and prefixes.
         *
         * @param bits 0 to 16; null and 0 both mean not given
         * @return this
         */
        public Builder psidLength(@Nullable Integer bits) {
            psidLength = bits;
            return this;
        }

        /**
         * The PSID of a 1:1 rule.
         *
         * @param value 0 to 2^k - 1, or null when EA bits carry it
         * @return this
         */
        public Builder psid(@Nullable Integer value) {
            psid = value;
            return this;
        }

        /**
         * The F flag of RFC 7598 section 4.1. A BR forwards by every rule; the flag matters between CEs.
         *
         * @param value true, the default, when CEs may send to each other by this rule
         * @return this
         */
        public Builder forwarding(boolean value) {
            forwarding = value;
            return this;
        }

        /**
         * The BR of this rule's CEs.
         *
         * @param address a unicast address, or null when the domain's counts
         * @return this
         */
        public Builder borderRelay(@Nullable IPv6Address address) {
            borderRelay = address;
            return this;
        }

        /**
         * The BR of this rule's CEs.
         *
         * @param text an IPv6 address; text that cannot be read is reported by {@link #build}
         * @return this
         */
        public Builder borderRelay(String text) {
            borderRelay = read(() -> Addresses.parseIpv6("borderRelay", text));
            return this;
        }

        /**
         * Layout of the interface identifier.
         *
         * @param value RFC 7597, the default, or draft-03
         * @return this
         */
        public Builder format(InterfaceIdFormat value) {
            format = Objects.requireNonNull(value, "format");
            return this;
        }

        /**
         * Every finding about the parameters as they stand.
         *
         * @return errors, warnings and facts in the order of the parameters
         */
        public List<Finding> validate() {
            return RuleChecks.check(this);
        }

        /**
         * Makes the rule.
         *
         * @return an immutable rule
         * @throws MapConfigurationException when {@link #validate} finds an error
         */
        public MapRule build() {
            MapConfigurationException.throwIfAnyError(validate());
            return new MapRule(this);
        }

        /** k: q where it is greater than 0, else the explicit length. */
        int effectivePsidLength() {
            if (ipv4Prefix == null || eaLength == null) {
                return 0;
            }
            int inEa = ipv4Prefix.length() + eaLength - 32;
            return inEa > 0 ? inEa : psidLength == null ? 0 : psidLength;
        }

        /** a: the given one, else the default of the format, or 0 for a binding to a whole IPv6 address (RFC 7596). */
        int effectivePsidOffset() {
            if (psidOffset != null) {
                return psidOffset;
            }
            return isBinding() ? 0 : format.defaultPsidOffset();
        }

        boolean isBinding() {
            return ipv6Prefix != null && ipv6Prefix.length() == 128 && eaLength != null && eaLength == 0;
        }

        /** Names the field in findings about an address that came without one. */
        private static Prefix in(String field, Supplier<Prefix> reader) {
            try {
                return reader.get();
            } catch (MapConfigurationException e) {
                Finding first = e.first();
                throw MapConfigurationException.syntax(field, first.value(), first.message(), first.rfc());
            }
        }

        private <T> @Nullable T read(Supplier<T> reader) {
            try {
                return reader.get();
            } catch (MapConfigurationException e) {
                unreadable.addAll(e.findings());
                return null;
            }
        }

        /** What has been set, as far as it could be read. */
        @Override
        public String toString() {
            return "Builder[ipv6Prefix=" + ipv6Prefix + ", ipv4Prefix=" + ipv4Prefix + ", eaLength=" + eaLength
                    + ", psidOffset=" + psidOffset + ", psidLength=" + psidLength + ", psid=" + psid + ", borderRelay="
                    + borderRelay + ", format=" + format + "]";
        }
    }
}
