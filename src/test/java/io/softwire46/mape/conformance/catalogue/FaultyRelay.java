package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A border relay of the plainest kind, with switches for faults. Without a fault it passes every property of its role.
 *
 * <p>Not thread-safe.
 */
final class FaultyRelay implements Target {
    private static final Set<Integer> QUERIES = Set.of(0, 8, 13, 14, 15, 16, 17, 18);
    private static final Set<Integer> PORTS = Set.of(6, 17, 33, 132, 136);
    private static final int NONE = -1;

    private final Set<Fault> faults;
    private final Capabilities capabilities;

    private World world = World.of(Role.BR, List.of());
    private final List<Received> outputs = new ArrayList<>();

    FaultyRelay(Fault... faults) {
        this.faults = EnumSet.noneOf(Fault.class);
        this.faults.addAll(List.of(faults));
        this.capabilities = Capabilities.builder("toy", "1", Role.BR)
                .formats(Set.of("rfc7597", "draft03"))
                .optionDefaults(Map.of("innerFragments", "drop", "v6Reassembly", false))
                .virtualClock(true)
                .sync(true)
                .reset(true)
                .build();
    }

    private boolean has(Fault fault) {
        return faults.contains(fault);
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public Configured configure(Setup setup) {
        world = World.of(setup.role(), setup.domains());
        return Configured.ok();
    }

    @Override
    public boolean reset() {
        return true;
    }

    @Override
    public void close() {}

    @Override
    public Exchange exchange(List<Sent> packets, Until until) {
        outputs.clear();
        for (Sent sent : packets) {
            if (sent.side() == Side.IPV4) {
                fromIpv4(sent.octets());
            } else {
                fromIpv6(sent.octets());
            }
        }
        return new Exchange(Exchange.Ended.SYNC, outputs);
    }

    private void send(Side side, byte[] octets) {
        outputs.add(new Received(side, octets, null));
    }

    // from the Internet

    private void fromIpv4(byte[] received) {
        boolean anyVersion = has(Fault.VERSION_UNCHECKED) && received.length > 0;
        byte[] read = anyVersion ? Bytes.with(received, 0, 0x40 | received[0] & 15) : received;
        byte[] packet = checked(read, has(Fault.HEADER_CHECKSUM_UNCHECKED) || read[0] != received[0]);
        if (packet.length == 0) {
            return;
        }
        boolean isMartian = isMartian(packet, 12);
        boolean isReserved = u8(packet, 12) >= 240 && u8(packet, 8) > 1;
        isMartian &= !has(Fault.MARTIANS_FORWARDED) && !(isReserved && has(Fault.RESERVED_SOURCES_FORWARDED));
        if (isMartian || isMartian(packet, 16)) {
            return;
        }
        if (packet[0] != 0x45 && has(Fault.OPTIONS_LOST)) {
            return;
        }
        byte[] carried = (has(Fault.PADDING_CARRIED) ? received : packet).clone();
        if (has(Fault.TTL_DECREMENTED_TWICE_DOWNSTREAM) && u8(packet, 8) > 2) {
            carried[8] -= 1;
        }
        encapsulate(packet, carried, Optional.empty());
    }

    private static boolean isMartian(byte[] packet, int at) {
        int network = u8(packet, at);
        return network == 0 || network == 127 || network >= 224;
    }

    /** The packet without padding; empty if its header is wrong (RFC 1812 section 5.2.2). */
    private byte[] checked(byte[] packet, boolean anyChecksum) {
        if (packet.length < 20 || packet[0] >>> 4 != 4) {
            return new byte[0];
        }
        int header = 4 * (packet[0] & 15);
        int total = u16(packet, 2);
        boolean lengths = header >= 20 && total >= header && total <= packet.length;
        if (!lengths && has(Fault.HEADER_LENGTH_UNCHECKED) && header <= packet.length) {
            return packet;
        }
        if (!lengths || (!anyChecksum && Bytes.checksum(part(packet, 0, header)) != 0)) {
            return new byte[0];
        }
        return part(packet, 0, total);
    }

    /** Sends a packet to its owner, from the border relay or, with a fault, from the customer edge that sent it. */
    private void encapsulate(byte[] packet, byte[] carried, Optional<byte[]> sender) {
        Optional<World.Owner> owner = owner(packet);
        if (owner.isEmpty()) {
            return;
        }
        int ttl = u8(packet, 8);
        if (ttl <= (has(Fault.TTL_1_FORWARDED) ? 0 : 1)) {
            if (!has(Fault.TTL_1_SILENT)) {
                send(Side.IPV4, expired(packet));
            }
            return;
        }
        byte[] inner = carried.clone();
        inner[8] -= (byte) (has(Fault.TTL_UNCHANGED) ? 0 : 1);
        boolean isFragment = (u16(packet, 6) & 0x3fff) != 0;
        if (has(Fault.OPTIONS_ERASED) && !isFragment) {
            Arrays.fill(inner, 20, Math.max(20, 4 * (inner[0] & 15)), (byte) 1);
        }
        if (has(Fault.DONT_FRAGMENT_CLEARED)) {
            inner[6] &= (byte) 0xbf;
        }
        if (has(Fault.UDP_CHECKSUM_FILLED)
                && !isFragment
                && inner[0] == 0x45
                && inner[9] == 17
                && u16(inner, 26) == 0) {
            Bytes.put16(inner, 26, 0xffff);
        }
        inner = Bytes.withHeaderChecksum(inner, 0);
        Site site = owner.get().site();
        byte[] source = has(Fault.ONE_OUTER_SOURCE)
                ? Bytes.address(world.setup().domains().get(0).borderRelay().get(0))
                : sender.orElseGet(site::outerSource);
        byte[] header = new byte[8];
        Bytes.put16(header, 0, 0x6000 | u8(inner, 1) << 4); // RFC 2983 section 3.1, RFC 6040 section 4.1
        Bytes.put16(header, 4, inner.length + (has(Fault.PAYLOAD_LENGTH_WITH_HEADER) ? 40 : 0));
        header[6] = 4;
        header[7] = (byte) (has(Fault.HOP_LIMIT_0) ? 0 : 64);
        send(Side.IPV6, Bytes.concat(header, source, mapAddress(owner.get(), packet), inner));
    }

    private static byte[] expired(byte[] packet) {
        byte[] message =
                Bytes.concat(new byte[] {11, 0, 0, 0, 0, 0, 0, 0}, part(packet, 0, Math.min(packet.length, 128)));
        Bytes.put16(message, 2, Bytes.checksum(message));
        byte[] header = new byte[12];
        header[0] = 0x45;
        Bytes.put16(header, 2, 20 + message.length);
        header[8] = 64;
        header[9] = 1;
        byte[] error = Bytes.concat(header, Bytes.address("192.0.0.8"), part(packet, 12, 16), message);
        return Bytes.withHeaderChecksum(error, 0);
    }

    /** The port that chooses the customer edge; -1 for none (RFC 7597 section 8.2). */
    private int port(byte[] packet, int at) {
        byte[] transport = part(packet, Math.min(packet.length, 4 * (packet[0] & 15)), packet.length);
        int protocol = u8(packet, 9);
        if ((u16(packet, 6) & 0x1fff) != 0) {
            return NONE;
        }
        if (protocol == 1 && transport.length >= 8 && QUERIES.contains(u8(transport, 0))) {
            boolean ignored = u8(transport, 0) > 8 && has(Fault.TIMESTAMP_WITHOUT_IDENTIFIER);
            return ignored ? NONE : u16(transport, 4);
        }
        if (Errors.isIcmpError(packet) && Errors.showsPort(packet)) {
            return port(Errors.quoteOf(packet), 2 - at);
        }
        boolean hasPorts = PORTS.contains(protocol) || (has(Fault.GRE_BY_PORTS) && protocol != 1);
        hasPorts |= protocol == 50 && has(Fault.ESP_BY_PORTS);
        boolean isLost = protocol == 136 && has(Fault.UDP_LITE_WITHOUT_PORTS);
        return hasPorts && !isLost && transport.length >= 8 ? u16(transport, at) : NONE;
    }

    private boolean assignsA0(byte[] packet) {
        return has(Fault.ASSIGNS_PORTS_WITH_A_0)
                || (has(Fault.ASSIGNS_TCP_PORTS_WITH_A_0) && packet[9] == 6 && port(packet, 2) >= 0);
    }

    /** Whether a whole packet has a protocol without ports. */
    private static boolean isOfOtherProtocol(byte[] packet) {
        int protocol = u8(packet, 9);
        return protocol != 1 && !PORTS.contains(protocol) && (u16(packet, 6) & 0x3fff) == 0;
    }

    private boolean isTruncated(byte[] packet) {
        return packet.length - 4 * (packet[0] & 15) < 8;
    }

    private Optional<World.Owner> owner(byte[] packet) {
        String ipv4 = Bytes.bits(packet, 16, 20);
        int port = port(packet, 2);
        boolean isFragment = (u16(packet, 6) & 0x3fff) != 0;
        List<NaiveMap.Rule> rules = world.rules();
        int place = has(Fault.SHORTEST_MATCH)
                ? shortest(ipv4)
                : has(Fault.FIRST_DOMAIN) ? ofFirstDomain(ipv4, port) : NaiveMap.byIpv4(rules, ipv4, port);
        boolean isAny = (has(Fault.WITHOUT_PORT_TO_PSID_0) && isOfOtherProtocol(packet))
                || (has(Fault.TRUNCATED_TO_PSID_0) && isTruncated(packet) && !isFragment);
        if (place < 0 && (isAny || assignsA0(packet))) {
            place = shortest(ipv4);
        }
        if (place < 0) {
            return Optional.empty();
        }
        Site site = world.sites().get(place);
        if (has(Fault.FIRST_RULE_OF_ADDRESS)) {
            site = world.sites().stream()
                    .filter(each -> each.rule()
                            .ipv4()
                            .equals(world.sites()
                                    .get(NaiveMap.byIpv4(rules, ipv4, port))
                                    .rule()
                                    .ipv4()))
                    .findFirst()
                    .orElseThrow();
        }
        NaiveMap.Rule rule = site.rule();
        if (isFragment
                && !rule.isShared()
                && !PORTS.contains(u8(packet, 9))
                && has(Fault.FRAGMENTS_WITHOUT_PORTS_LOST)) {
            return Optional.empty();
        }
        if (has(Fault.WITHOUT_PORTS_LOST) && !rule.isShared() && isOfOtherProtocol(packet)) {
            return Optional.empty();
        }
        if (has(Fault.FEW_RULES_OF_ADDRESS) && rulesBefore(place) >= 8) {
            return Optional.empty();
        }
        if (has(Fault.NO_EMPTY_IPV4_PREFIX) && rule.ipv4().isEmpty()) {
            return Optional.empty();
        }
        return ce(site, ipv4, port, packet);
    }

    /** The number of rules with the IPv4 prefix of a rule, before it. */
    private long rulesBefore(int place) {
        String prefix = world.rules().get(place).ipv4();
        return world.rules().subList(0, place).stream()
                .filter(each -> each.ipv4().equals(prefix))
                .count();
    }

    /** The rule of the first domain that has one for an address. */
    private int ofFirstDomain(String ipv4, int port) {
        for (Site first : world.sites()) {
            List<NaiveMap.Rule> own = world.sites().stream()
                    .filter(each -> each.domain() == first.domain())
                    .map(Site::rule)
                    .toList();
            int place = NaiveMap.byIpv4(own, ipv4, port);
            if (place >= 0) {
                return world.rules().indexOf(own.get(place));
            }
        }
        return NONE;
    }

    private Optional<World.Owner> ce(Site site, String ipv4, int port, byte[] packet) {
        NaiveMap.Rule rule = site.rule();
        int suffixBits = Math.min(rule.ea(), 32 - rule.ipv4().length());
        String suffix = ipv4.substring(rule.ipv4().length(), rule.ipv4().length() + suffixBits);
        String psid = "";
        if (rule.isShared()) {
            int k = rule.psidBits();
            int m = 16 - rule.offset() - k;
            int used = port;
            if (port < 0) {
                boolean isFragment = (u16(packet, 6) & 0x3fff) != 0;
                boolean isTruncated = has(Fault.TRUNCATED_TO_PSID_0) && isTruncated(packet) && !isFragment;
                boolean isOther = has(Fault.WITHOUT_PORT_TO_PSID_0) && isOfOtherProtocol(packet);
                if (!isTruncated && !isOther) {
                    return Optional.empty();
                }
                used = rule.offset() > 0 ? 1 << (16 - rule.offset()) : 0;
            }
            if (has(Fault.NO_PORT_0) && used == 0 && rule.offset() == 0) {
                return Optional.empty();
            }
            if (has(Fault.PSID_FROM_NEXT_RANGE) && (used & ((1 << m) - 1)) == (1 << m) - 1) {
                used += 1;
            }
            boolean isUnassigned = rule.offset() > 0 && used >>> (16 - rule.offset()) == 0;
            if (isUnassigned && !assignsA0(packet)) {
                return Optional.empty();
            }
            psid = NaiveMap.Text.bits((used >>> m) & ((1 << k) - 1), k);
        }
        boolean embeds = rule.ea() > suffixBits;
        String ea = suffix + (embeds ? psid : "");
        if (has(Fault.SUFFIX_SHIFTED) && ea.length() > 1) {
            ea = ea.substring(1) + ea.charAt(0);
        }
        return NaiveMap.ce(rule, rule.ipv6() + ea).map(ce -> new World.Owner(site, ce));
    }

    private int shortest(String ipv4) {
        int best = NONE;
        for (int i = 0; i < world.sites().size(); i++) {
            NaiveMap.Rule rule = world.sites().get(i).rule();
            boolean isShorter = best < 0
                    || rule.ipv4().length()
                            < world.sites().get(best).rule().ipv4().length();
            if (ipv4.startsWith(rule.ipv4()) && isShorter) {
                best = i;
            }
        }
        return best;
    }

    private byte[] mapAddress(World.Owner owner, byte[] packet) {
        NaiveMap.Rule rule = owner.site().rule();
        byte[] address = owner.mapAddress();
        boolean draft03 = rule.draft03();
        int octet = draft03 ? 9 : 10;
        if (has(Fault.PREFIX_WITH_HOST_BITS)
                && owner.ce().ipv4().length() < 32
                && owner.site().eaEnd() <= 64) {
            System.arraycopy(packet, 16, address, octet, 4);
        }
        if (has(Fault.DRAFT_03_AS_RFC_7597) && draft03) {
            NaiveMap.Rule other =
                    new NaiveMap.Rule(rule.ipv6(), rule.ipv4(), rule.ea(), rule.offset(), rule.explicitPsid(), false);
            return Bytes.ofBits(NaiveMap.ce(other, rule.ipv6() + owner.ce().ea())
                    .orElseThrow()
                    .mapAddressFromRule());
        }
        if (has(Fault.OVERLAY_BY_OR) && owner.site().eaEnd() > 64) {
            System.arraycopy(Bytes.ofBits(owner.ce().ipv4()), 0, address, octet, 4);
        }
        if (has(Fault.PSID_WITHOUT_SHARING) && !rule.isShared() && owner.site().eaEnd() <= 64) {
            address[draft03 ? 14 : 15] = (byte) 0x34;
        }
        return address;
    }

    // from customer edges

    private void fromIpv6(byte[] packet) {
        if (packet.length < 40 || packet.length < 40 + u16(packet, 4)) {
            return;
        }
        byte[] source = part(packet, 8, 24);
        byte[] destination = part(packet, 24, 40);
        int at = 40;
        int next = u8(packet, 6);
        while ((next == 0 || next == 60) && !has(Fault.NO_EXTENSION_HEADERS)) {
            if (next == 0 && has(Fault.NO_HOP_BY_HOP_OPTIONS)) {
                return;
            }
            if (next == 60 && u8(packet, at + 2) == 4 && has(Fault.NO_ENCAPSULATION_LIMIT)) {
                return;
            }
            next = u8(packet, at);
            at += 8 * (u8(packet, at + 1) + 1);
        }
        byte[] payload = part(packet, at, 40 + u16(packet, 4));
        byte[] inner = next == 4 ? checked(payload, has(Fault.INNER_CHECKSUM_UNCHECKED)) : new byte[0];
        if (inner.length == 0 || isImpossible(source)) {
            return;
        }
        String address = Bytes.bits(source, 0, 16);
        boolean isTrusted = isRelay(source, 64) && has(Fault.RELAY_SUBNET_TRUSTED);
        int place = NaiveMap.byIpv6(world.rules(), address);
        Site site = place < 0 ? null : world.sites().get(place);
        if (site == null && !isTrusted && !has(Fault.UNSPECIFIED_SOURCE)) {
            return;
        }
        boolean isInsideRule = site != null
                && Bytes.bits(destination, 0, 16).startsWith(site.rule().ipv6());
        if (isInsideRule && has(Fault.RELAY_INSIDE_RULE_REFUSED)) {
            return;
        }
        boolean isTo = has(Fault.ANY_DESTINATION) || isRelayOf(site, destination);
        if (!isTo) {
            return;
        }
        if (!isTrusted && !isAccepted(source, inner)) {
            return;
        }
        byte[] out = has(Fault.INNER_PADDING_FORWARDED) ? payload : inner;
        String to = Bytes.bits(inner, 16, 20);
        boolean isInside = NaiveMap.byIpv4(world.rules(), to, port(inner, 2)) >= 0;
        if (isInside && !has(Fault.NO_HAIRPIN)) {
            hairpin(packet, inner);
            return;
        }
        byte[] forwarded = out.clone();
        if (has(Fault.TTL_DECREMENTED_TWICE_UPSTREAM)) {
            forwarded[8] -= 2;
        }
        send(Side.IPV4, Bytes.withHeaderChecksum(forwarded, 0));
    }

    /** RFC 7596 section 6.2. */
    private void hairpin(byte[] packet, byte[] inner) {
        boolean isIcmp = u8(inner, 9) == 1;
        boolean isError = Errors.isIcmpError(inner);
        if ((inner.length > 400 && has(Fault.HAIRPIN_OF_SMALL_PACKETS))
                || (isIcmp && !isError && has(Fault.HAIRPINNED_ECHO_LOST))
                || (isError && has(Fault.HAIRPINNED_ERRORS_LOST))) {
            return;
        }
        int outer = has(Fault.HAIRPIN_IGNORES_OUTER_ECN) ? 0 : u16(packet, 0) >>> 4 & 3;
        int ecn = EcnCases.leaving(u8(inner, 1) & 3, outer);
        if (ecn != EcnCases.DROP) {
            int dscp = has(Fault.HAIRPINNED_DSCP_CLEARED) ? 0 : u8(inner, 1) & 0xfc;
            boolean keepsSource = has(Fault.HAIRPIN_KEEPS_OUTER_SOURCE);
            encapsulate(
                    inner,
                    Bytes.with(inner, 1, dscp | ecn),
                    keepsSource ? Optional.of(part(packet, 8, 24)) : Optional.empty());
        }
    }

    private boolean isImpossible(byte[] source) {
        boolean unspecified = Arrays.equals(source, new byte[16]);
        return (unspecified && !has(Fault.UNSPECIFIED_SOURCE))
                || u8(source, 0) == 0xff
                || isRelay(source, 128)
                || Arrays.equals(source, Bytes.address("::1"));
    }

    /** Whether the first bits are those of a BR address. */
    private boolean isRelay(byte[] address, int bits) {
        String text = Bytes.bits(address, 0, 16).substring(0, bits);
        return world.sites().stream()
                .anyMatch(site -> Bytes.bits(site.outerSource(), 0, 16).startsWith(text));
    }

    private boolean isRelayOf(Site site, byte[] destination) {
        return world.sites().stream()
                .filter(each -> site == null || each.domain() == site.domain() || has(Fault.RELAY_OF_OTHER_DOMAIN))
                .anyMatch(each -> Arrays.equals(each.outerSource(), destination)
                        || Arrays.equals(
                                Bytes.address(each.domain().borderRelay().get(0)), destination));
    }

    /** RFC 7597 section 8.1. */
    private boolean isAccepted(byte[] source, byte[] inner) {
        if (has(Fault.NO_SOURCE_CHECK) || (has(Fault.UNSPECIFIED_SOURCE) && source[0] == 0)) {
            return true;
        }
        List<NaiveMap.Rule> rules = world.rules();
        String address = Bytes.bits(source, 0, 16);
        if (NaiveMap.byIpv6(rules, address) < 0) {
            return false;
        }
        NaiveMap.Rule rule = rules.get(NaiveMap.byIpv6(rules, address));
        String ipv4 = Bytes.bits(inner, 12, 16);
        int port = port(inner, 0);
        if (has(Fault.UNSHARED_SOURCE_UNCHECKED) && !rule.isShared()) {
            return true;
        }
        if (has(Fault.PORT_UNCHECKED)) {
            return NaiveMap.decode(rule, address)
                    .filter(ce -> ipv4.startsWith(ce.ipv4()))
                    .isPresent();
        }
        if (has(Fault.A_0_UNCHECKED) && rule.isShared() && rule.offset() > 0 && port >>> (16 - rule.offset()) == 0) {
            port |= 1 << 15;
        }
        if (has(Fault.DECODES_INTERFACE_ID)) {
            int octet = rule.draft03() ? 9 : 10;
            byte[] read = part(source, octet, octet + 4);
            if (rule.ipv4().length() + rule.ea() >= 32 && !Arrays.equals(read, part(inner, 12, 16))) {
                return false;
            }
        }
        boolean isWhole = (u16(inner, 6) & 0x3fff) == 0;
        if (has(Fault.IDENTIFIER_UNCHECKED) && isWhole && inner[9] == 1 && rule.isShared() && port >= 0) {
            int a = rule.offset();
            int own = NaiveMap.decode(rule, address)
                    .map(ce -> Integer.parseInt(ce.psid(), 2))
                    .orElse(0);
            int k = rule.psidBits();
            int mask = (1 << k) - 1 << (16 - a - k);
            port = port & ~mask | own << (16 - a - k);
        }
        boolean strict = !has(Fault.EA_BITS_ONLY);
        if (has(Fault.ANY_IPV6_MATCH)) {
            int seen = port;
            return rules.stream()
                    .anyMatch(each ->
                            NaiveMap.check(each, address, ipv4, seen, true).equals("ACCEPTED"));
        }
        String outcome = has(Fault.NO_SAME_RULE)
                ? NaiveMap.check(rule, address, ipv4, port, strict)
                : NaiveMap.check(rules, address, ipv4, port, strict);
        if (!outcome.equals("ACCEPTED") && port >= 0 && has(Fault.SOURCE_CHECK_ERRORS)) {
            sendSourceCheckError(source, inner);
        }
        return outcome.equals("ACCEPTED");
    }

    /** ICMPv6 1/5, which RFC 7599 has, and RFC 7597 has not. */
    private void sendSourceCheckError(byte[] source, byte[] inner) {
        byte[] quoted = new byte[8];
        quoted[0] = 0x60;
        Bytes.put16(quoted, 4, inner.length);
        quoted[6] = 4;
        byte[] relay = world.sites().get(0).outerSource();
        byte[] message = Bytes.concat(new byte[] {1, 5, 0, 0, 0, 0, 0, 0}, quoted, source, relay, inner);
        byte[] header = new byte[8];
        header[0] = 0x60;
        Bytes.put16(header, 4, message.length);
        header[6] = 58;
        header[7] = 64;
        send(Side.IPV6, Bytes.concat(header, relay, source, message));
    }
}
