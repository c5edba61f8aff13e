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
 * <p>The descriptions use these symbols: n and r are the lengths of the Rule IPv6 prefix and the Rule IPv4 prefix; o is
 * the EA-bit length; p and q are the numbers of IPv4 suffix bits and PSID bits in the EA field; a and k are the PSID
 * offset and the PSID length.
 *
 * <p>The derivations on {@code int} and {@code long} do not allocate; the data plane uses them. The methods with
 * address types call them.
 *
 * <p>Immutable.
 */
public final class MapRule {
    /** Port argument for a packet without a port: -1. */
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

    /**
     * PSID of the rule if the address is shared, else -1. It is the PSID of each CE of a rule with q = 0 and k &gt; 0.
     */
    private final int explicitPsid;

    /** PSID as configured, also if the address is not shared and the PSID has no effect (finding V13); -1 if absent. */
    private final int givenPsid;

    private final boolean offsetDefaulted;
    private final boolean forwarding;
    private final @Nullable IPv6Address borderRelay;
    private final InterfaceIdFormat format;

    /** Whether {@link #findings} is empty, as for most rules, so that it need not be computed again. */
    private final boolean isWithoutFindings;

    /** Expects a builder in which {@link RuleChecks} found no error. */
    MapRule(Builder from, boolean isWithoutFindings) {
        this.isWithoutFindings = isWithoutFindings;
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
     * Returns a rule in RFC 7597 format with the default PSID offset. The prefixes and the EA length determine the PSID
     * length.
     *
     * @param ipv6Prefix Rule IPv6 prefix, such as {@code 2001:db8::/40}
     * @param ipv4Prefix Rule IPv4 prefix, such as {@code 192.0.2.0/24}
     * @param eaLength EA-bit length o, 0 to 48
     * @return the rule
     * @throws MapConfigurationException with all findings if one of them is an error
     */
    public static MapRule of(String ipv6Prefix, String ipv4Prefix, int eaLength) {
        return builder()
                .ipv6Prefix(ipv6Prefix)
                .ipv4Prefix(ipv4Prefix)
                .eaLength(eaLength)
                .build();
    }

    /**
     * Returns a builder, for rules that need more than three parameters.
     *
     * @return a builder without parameters
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Parses the output of {@link #toString}.
     *
     * @param text {@code field=value} pairs, separated by single spaces
     * @return the rule
     * @throws MapConfigurationException with all findings if one of them is an error
     */
    public static MapRule parse(String text) {
        return RuleText.parse(text).build();
    }

    /**
     * Returns a builder with this rule's parameters.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder()
                .eaLength(eaLength)
                .forwarding(forwarding)
                .borderRelay(borderRelay)
                .format(format);
        builder.ipv6Prefix = new Prefix(ipv6High, ipv6Low, ipv6Length);
        builder.ipv4Prefix = new Prefix(ipv4 & 0xffff_ffffL, 0, ipv4Length);
        if (isShared()) {
            builder.psidOffset(offsetDefaulted ? null : ports.psidOffset()).psidLength(ports.psidLength());
        }
        builder.psid(givenPsid < 0 ? null : givenPsid);
        return builder;
    }

    /**
     * Returns the Rule IPv6 prefix.
     *
     * @return the address with prefix length n
     */
    public IPv6Address ipv6Prefix() {
        return new IPv6Address(ipv6High, ipv6Low, ipv6Length);
    }

    /**
     * Returns the Rule IPv4 prefix.
     *
     * @return the address with prefix length r
     */
    public IPv4Address ipv4Prefix() {
        return new IPv4Address(ipv4, ipv4Length);
    }

    /**
     * Returns the bits 0 to 63 of the Rule IPv6 prefix.
     *
     * @return the bits; bits following the first n are zero
     */
    public long ipv6High() {
        return ipv6High;
    }

    /**
     * Returns the bits 64 to 127 of the Rule IPv6 prefix.
     *
     * @return the bits; bits following the first n are zero
     */
    public long ipv6Low() {
        return ipv6Low;
    }

    /**
     * Returns the Rule IPv6 prefix length, n.
     *
     * @return 0 to 128
     */
    public int ipv6Length() {
        return ipv6Length;
    }

    /**
     * Returns the Rule IPv4 prefix as a number.
     *
     * @return the bits; bits following the first r are zero
     */
    public int ipv4() {
        return ipv4;
    }

    /**
     * Returns the Rule IPv4 prefix length, r.
     *
     * @return 0 to 32
     */
    public int ipv4Length() {
        return ipv4Length;
    }

    /**
     * Returns the EA-bit length, o.
     *
     * @return 0 to 48
     */
    public int eaLength() {
        return eaLength;
    }

    /**
     * Returns the number of IPv4 suffix bits in the EA field, p.
     *
     * @return 0 to 32
     */
    public int suffixLength() {
        return suffixLength;
    }

    /**
     * Returns the number of PSID bits in the EA field, q.
     *
     * @return 0 to 16
     */
    public int psidLengthInEa() {
        return psidLengthInEa;
    }

    /**
     * Returns the PSID offset and length, a and k.
     *
     * @return {@link PortParameters#UNRESTRICTED} if the address is not shared
     */
    public PortParameters portParameters() {
        return ports;
    }

    /**
     * Returns whether the PSID offset was absent, so that the default of the format applies.
     *
     * @return false also if the address is not shared
     */
    public boolean isPsidOffsetDefaulted() {
        return offsetDefaulted;
    }

    /**
     * Returns the PSID that is configured in the rule (RFC 7598 section 4.5).
     *
     * @return 0 to 2^k - 1; -1 if none is configured or the address is not shared
     */
    public int explicitPsid() {
        return explicitPsid;
    }

    /**
     * Returns the F flag: whether CEs may send to other CEs directly by this rule (RFC 7598 section 4.1).
     *
     * @return true for a forwarding mapping rule
     */
    public boolean isForwarding() {
        return forwarding;
    }

    /**
     * Returns the BR address of this rule's CEs if it differs from the domain's.
     *
     * @return the address; empty if the domain's BR addresses apply
     */
    public Optional<IPv6Address> borderRelay() {
        return Optional.ofNullable(borderRelay);
    }

    /**
     * Returns the layout of the interface identifier.
     *
     * @return the format, which is the same for all rules of a domain
     */
    public InterfaceIdFormat format() {
        return format;
    }

    /**
     * Returns whether a CE of this rule owns an IPv4 prefix, an address or a port set.
     *
     * @return prefix, address or shared address
     */
    public MappingKind kind() {
        return isShared() ? MappingKind.SHARED : ipv4Length + eaLength < 32 ? MappingKind.PREFIX : MappingKind.ADDRESS;
    }

    /**
     * Returns whether several CEs share each IPv4 address.
     *
     * @return true if k is greater than 0
     */
    public boolean isShared() {
        return ports.isShared();
    }

    /**
     * Returns whether the rules, not the EA bits, determine the PSIDs of an address, with one rule per PSID: the 1:1
     * rules of RFC 7597 section 5.2 and the bindings of RFC 7596.
     *
     * @return true if k &gt; 0 and q = 0
     */
    public boolean isKeyedByPsid() {
        return isShared() && psidLengthInEa == 0;
    }

    /**
     * Returns the length of the IPv4 prefix or address that a CE owns.
     *
     * @return min(32, r + o)
     */
    public int ceIpv4Length() {
        return ipv4Length + suffixLength;
    }

    /**
     * Returns the length of the IPv6 prefix that other nodes derive for a CE: Rule IPv6 prefix and EA bits.
     *
     * @return n + o, 0 to 128
     */
    public int derivedPrefixLength() {
        return ipv6Length + eaLength;
    }

    /**
     * Returns whether an IPv4 address is in the Rule IPv4 prefix.
     *
     * @param address 32 bits in network order
     * @return true if its first r bits match
     */
    boolean containsIpv4(int address) {
        return ((address ^ ipv4) & Bits.ipv4Mask(ipv4Length)) == 0;
    }

    /**
     * Returns whether an IPv6 address is in the Rule IPv6 prefix.
     *
     * @param high bits 0 to 63
     * @param low bits 64 to 127
     * @return true if its first n bits match
     */
    boolean containsIpv6(long high, long low) {
        return (((high ^ ipv6High) & Bits.ipv6MaskHigh(ipv6Length)) | ((low ^ ipv6Low) & Bits.ipv6MaskLow(ipv6Length)))
                == 0;
    }

    /**
     * Returns the PSID that a port selects under this rule.
     *
     * @param port 0 to 65535, or {@link #NO_PORT}
     * @return the PSID; 0 if the address is not shared; {@link PortParameters#UNASSIGNED} if no CE of this rule owns
     *     the port (A is 0, the PSID belongs to another rule, or there is no port)
     */
    int psidOf(int port) {
        if (!isShared()) {
            return 0;
        }
        int psid = port < 0 ? PortParameters.UNASSIGNED : ports.psidOf(port);
        return psidLengthInEa > 0 || psid == explicitPsid ? psid : PortParameters.UNASSIGNED;
    }

    /**
     * Returns the EA bits of a CE.
     *
     * @param address an address in the Rule IPv4 prefix
     * @param psid the CE's PSID; ignored if q is 0
     * @return o bits, right-aligned
     */
    long eaBits(int address, int psid) {
        long suffix = (address & 0xffff_ffffL) >>> (32 - ceIpv4Length()) & Bits.mask(suffixLength);
        return suffix << psidLengthInEa | (psidLengthInEa == 0 ? 0 : psid);
    }

    /**
     * Returns the EA bits of an address in the Rule IPv6 prefix.
     *
     * @param high bits 0 to 63
     * @param low bits 64 to 127
     * @return o bits, right-aligned
     */
    long eaBitsOf(long high, long low) {
        return Bits.extract(high, low, ipv6Length, eaLength);
    }

    /**
     * Returns the IPv4 address that EA bits embed, or the IPv4 prefix with zero host bits.
     *
     * @param eaBits o bits, right-aligned
     * @return 32 bits in network order
     */
    int ipv4Of(long eaBits) {
        return ipv4 | (int) (eaBits >>> psidLengthInEa << (32 - ceIpv4Length()));
    }

    /**
     * Returns the PSID of the CE with these EA bits: the embedded PSID if q &gt; 0, else the rule's own.
     *
     * @param eaBits o bits, right-aligned
     * @return the PSID; 0 if the address is not shared
     */
    int psidOfEaBits(long eaBits) {
        return psidLengthInEa > 0 ? (int) (eaBits & Bits.mask(psidLengthInEa)) : Math.max(explicitPsid, 0);
    }

    /**
     * Returns the bits 0 to 63 of the MAP address that any node derives for a CE (RFC 7597 section 5.3).
     *
     * @param eaBits the CE's EA bits
     * @return the upper half
     */
    long mapAddressHigh(long eaBits) {
        return ipv6High | Bits.placeHigh(eaBits, ipv6Length, eaLength);
    }

    /**
     * Returns bits 64 to 127 of the MAP address that any node derives for a CE. If n + o exceeds 64, the prefix
     * overwrites the first bits of the interface identifier (RFC 7597 section 6).
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
     * Returns the CE that owns an IPv4 address and port, as the BR and other CEs derive it (RFC 7597 section 5.3).
     *
     * @param address a destination address
     * @param port 0 to 65535, or {@link #NO_PORT} for a packet without a port
     * @return the CE; empty if the address is not in the Rule IPv4 prefix or the port is not assigned to any CE
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
     * @param port 0 to 65,535; ignored if the address is not shared
     * @return the CE; empty if no CE owns the address and port
     * @throws MapConfigurationException if the text is not an IPv4 address
     */
    public Optional<CeMapping> owner(String address, int port) {
        return owner(Addresses.parseIpv4("address", address), port);
    }

    /**
     * Returns the CE of a MAP address, from its EA bits. The interface identifier is ignored.
     *
     * @param mapAddress the MAP address
     * @return the CE, with the MAP address that any node derives; empty if the address is not in the Rule IPv6 prefix
     */
    public Optional<CeMapping> decode(IPv6Address mapAddress) {
        long[] bits = Addresses.bitsOfOne(mapAddress);
        return containsIpv6(bits[0], bits[1])
                ? Optional.of(CeMapping.derived(this, eaBitsOf(bits[0], bits[1])))
                : Optional.empty();
    }

    /**
     * Returns the warnings and notes about the rule. A rule with errors cannot be built.
     *
     * @return findings of severity warning and info
     */
    public List<Finding> findings() {
        return isWithoutFindings ? List.of() : toBuilder().validate();
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

    /** Returns {@code field=value} pairs with the field names of the domain file; {@link #parse} reads them. */
    @Override
    public String toString() {
        return RuleText.print(this);
    }

    /**
     * Builds a {@link MapRule} from its parameters and reports all errors, warnings and notes at once.
     *
     * <p>Both prefixes and the EA length are required. Without a PSID length, the EA length and the prefixes determine
     * it. Without a PSID offset, the default of the format applies.
     *
     * <p>Not thread-safe: use one instance per thread.
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

        /** Errors of texts that could not be parsed, by field. */
        final Findings unreadable = new Findings();

        Builder() {}

        /**
         * Sets the Rule IPv6 prefix.
         *
         * @param prefix an address with its prefix length
         * @return this
         */
        public Builder ipv6Prefix(IPv6Address prefix) {
            ipv6Prefix = read(() -> in("ipv6Prefix", () -> Prefix.of(prefix)));
            return this;
        }

        /**
         * Sets the Rule IPv6 prefix.
         *
         * @param text such as {@code 2001:db8::/40}; {@link #build} reports a text that cannot be parsed
         * @return this
         */
        public Builder ipv6Prefix(String text) {
            ipv6Prefix = read(() -> Addresses.ipv6Prefix("ipv6Prefix", text));
            return this;
        }

        /**
         * Sets the Rule IPv4 prefix.
         *
         * @param prefix an address with its prefix length
         * @return this
         */
        public Builder ipv4Prefix(IPv4Address prefix) {
            ipv4Prefix = read(() -> in("ipv4Prefix", () -> Prefix.of(prefix)));
            return this;
        }

        /**
         * Sets the Rule IPv4 prefix.
         *
         * @param text such as {@code 192.0.2.0/24}; {@link #build} reports a text that cannot be parsed
         * @return this
         */
        public Builder ipv4Prefix(String text) {
            ipv4Prefix = read(() -> Addresses.ipv4Prefix("ipv4Prefix", text));
            return this;
        }

        /**
         * Sets the EA-bit length, o.
         *
         * @param bits 0 to 48
         * @return this
         */
        public Builder eaLength(int bits) {
            eaLength = bits;
            return this;
        }

        /**
         * Sets the PSID offset, a.
         *
         * @param bits 0 to 15; null for the default of the format, which is 0 for a binding to a whole IPv6 address
         * @return this
         */
        public Builder psidOffset(@Nullable Integer bits) {
            psidOffset = bits;
            return this;
        }

        /**
         * Sets the PSID length, k, if the EA length and the prefixes do not determine it.
         *
         * @param bits 0 to 16; null and 0 both mean absent
         * @return this
         */
        public Builder psidLength(@Nullable Integer bits) {
            psidLength = bits;
            return this;
        }

        /**
         * Sets the PSID of a 1:1 rule.
         *
         * @param value 0 to 2^k - 1; null if the EA bits contain the PSID
         * @return this
         */
        public Builder psid(@Nullable Integer value) {
            psid = value;
            return this;
        }

        /**
         * Sets the F flag of RFC 7598 section 4.1. A BR uses every rule to forward; the flag matters between CEs only.
         *
         * @param value true, the default, if CEs may send to each other directly by this rule
         * @return this
         */
        public Builder forwarding(boolean value) {
            forwarding = value;
            return this;
        }

        /**
         * Sets the BR address of this rule's CEs.
         *
         * @param address a unicast address; null if the domain's BR addresses apply
         * @return this
         */
        public Builder borderRelay(@Nullable IPv6Address address) {
            borderRelay = address;
            return this;
        }

        /**
         * Sets the BR address of this rule's CEs.
         *
         * @param text an IPv6 address; {@link #build} reports a text that cannot be parsed
         * @return this
         */
        public Builder borderRelay(String text) {
            borderRelay = read(() -> Addresses.parseIpv6("borderRelay", text));
            return this;
        }

        /**
         * Sets the layout of the interface identifier.
         *
         * @param value RFC 7597, the default, or draft-03
         * @return this
         */
        public Builder format(InterfaceIdFormat value) {
            format = Objects.requireNonNull(value, "format");
            return this;
        }

        /**
         * Returns all findings about the current parameters.
         *
         * @return errors, warnings and notes in the order of the parameters
         */
        public List<Finding> validate() {
            return RuleChecks.check(this);
        }

        /**
         * Builds the rule.
         *
         * @return an immutable rule
         * @throws MapConfigurationException if {@link #validate} finds an error
         */
        public MapRule build() {
            List<Finding> findings = validate();
            MapConfigurationException.throwIfAnyError(findings);
            return new MapRule(this, findings.isEmpty());
        }

        /** Returns k: q if it is greater than 0, else the configured length. */
        int effectivePsidLength() {
            if (ipv4Prefix == null || eaLength == null) {
                return 0;
            }
            int inEa = ipv4Prefix.length() + eaLength - 32;
            return inEa > 0 ? inEa : psidLength == null ? 0 : psidLength;
        }

        /**
         * Returns a: the configured offset, else the default of the format, or 0 for a binding to a whole IPv6 address
         * (RFC 7596).
         */
        int effectivePsidOffset() {
            if (psidOffset != null) {
                return psidOffset;
            }
            return isBinding() ? 0 : format.defaultPsidOffset();
        }

        boolean isBinding() {
            return ipv6Prefix != null && ipv6Prefix.length() == 128 && eaLength != null && eaLength == 0;
        }

        /** Names the field in findings about an address without prefix length. */
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

        /** Returns the parameters that are set and could be parsed. */
        @Override
        public String toString() {
            return "Builder[ipv6Prefix=" + ipv6Prefix + ", ipv4Prefix=" + ipv4Prefix + ", eaLength=" + eaLength
                    + ", psidOffset=" + psidOffset + ", psidLength=" + psidLength + ", psid=" + psid + ", borderRelay="
                    + borderRelay + ", format=" + format + "]";
        }
    }
}
