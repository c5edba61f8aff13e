package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The customer edges to which a border relay with faults sends packets.
 *
 * @param faults of the relay
 * @param world its rules
 */
record FaultyOwners(Set<Fault> faults, World world) {
    private boolean has(Fault fault) {
        return faults.contains(fault);
    }

    /** The port that chooses the customer edge; -1 for none (RFC 7597 section 8.2). */
    int port(byte[] packet, int at) {
        byte[] transport = PlainPort.transport(packet);
        int protocol = u8(packet, 9);
        boolean isLost = (protocol == 136 && has(Fault.UDP_LITE_WITHOUT_PORTS))
                || (protocol == 1
                        && transport.length > 0
                        && u8(transport, 0) > 12
                        && has(Fault.TIMESTAMP_WITHOUT_IDENTIFIER));
        boolean isRead = (protocol == 50 && has(Fault.ESP_BY_PORTS)) || (protocol != 1 && has(Fault.GRE_BY_PORTS));
        if (isLost) {
            return PlainPort.NONE;
        }
        return isRead && transport.length >= 8 && !PlainPort.isLaterFragment(packet)
                ? u16(transport, at)
                : PlainPort.of(packet, at);
    }

    private boolean assignsA0(byte[] packet) {
        return has(Fault.ASSIGNS_PORTS_WITH_A_0)
                || (has(Fault.ASSIGNS_TCP_PORTS_WITH_A_0)
                        && packet[9] == 6
                        && port(packet, PlainPort.DESTINATION) >= 0);
    }

    /** Whether a whole packet has a protocol without ports. */
    static boolean isOfOtherProtocol(byte[] packet) {
        int protocol = u8(packet, 9);
        return protocol != 1 && !PlainPort.hasPorts(protocol) && (u16(packet, 6) & 0x3fff) == 0;
    }

    private boolean isTruncated(byte[] packet) {
        return packet.length - 4 * (packet[0] & 15) < 8;
    }

    /** The customer edge that gets a packet. */
    Optional<World.Owner> owner(byte[] packet) {
        String ipv4 = Bytes.bits(packet, 16, 20);
        int port = port(packet, PlainPort.DESTINATION);
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
                && !PlainPort.hasPorts(u8(packet, 9))
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
        return PlainPort.NONE;
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
        int best = PlainPort.NONE;
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

    /** The MAP address of the customer edge that gets a packet. */
    byte[] mapAddress(World.Owner owner, byte[] packet) {
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
}
