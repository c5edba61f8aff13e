package io.softwire46.mape.nat;

import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.map.internal.Findings;
import io.softwire46.mape.nat.NaptOptions.Forward;
import io.softwire46.mape.nat.NaptOptions.Ipv4Prefix;
import io.softwire46.mape.nat.NaptOptions.Reserved;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Checks of NAPT options that depend on the address and ports of the CE.
 *
 * <p>Not thread-safe: use one instance per validation.
 */
@SuppressWarnings("EnumOrdinal") // arrays by protocol
final class NaptCeChecks {
    private static final String PORTS_RFC = "RFC 7597 section 8";
    private static final int MAX_PORT = 0xffff;

    /** Endpoint-independent mappings of one household need more ports than this (Decision strict4787). */
    private static final int MIN_STRICT_PORTS = 256;

    private final NaptOptions options;
    private final CeMapping ceMapping;
    private final PortSet portSet;
    private final Findings findings;

    NaptCeChecks(NaptOptions options, CeMapping ceMapping, Findings findings) {
        this.options = options;
        this.ceMapping = ceMapping;
        this.portSet = ceMapping.portSet();
        this.findings = findings;
    }

    void check() {
        ownAddress();
        dynamicPorts();
        forwards();
        floors();
        exclusivePortsPerHost();
        dmzHost();
        drawbacks();
        reserved();
    }

    private void ownAddress() {
        int own = ceMapping.ipv4Bits();
        List<Ipv4Prefix> inside = options.inside();
        for (int i = 0; i < inside.size(); i++) {
            if (inside.get(i).contains(own)) {
                findings.add(NaptChecks.inside(
                        i,
                        inside.get(i).toString(),
                        "contains " + NaptText.address(own)
                                + ", the CE's own IPv4 address; use prefixes of the LAN only"));
            }
        }
    }

    /** Names the option that takes the last ports: the reserved ranges, else the low ports, else the forwards. */
    private void dynamicPorts() {
        List<String> without = without(options);
        if (without.isEmpty()) {
            return;
        }
        String field = "forwards";
        String remedy = "remove forwards, or assign more ports to the CE";
        if (without(options.withReserved(List.of())).size() < without.size()) {
            field = "reserved";
            remedy = "reserve fewer ports";
        } else if (!options.lowPorts()
                && without(options.with(NaptOption.LOW_PORTS, true)).size() < without.size()) {
            field = "lowPorts";
            remedy = "set true";
        }
        String value = field.equals("lowPorts") ? "false" : "null";
        findings.error(
                FindingId.NAPT02,
                field,
                value,
                "leaves " + String.join(", ", without) + " no port of " + portSet + " for dynamic use; " + remedy,
                PORTS_RFC);
    }

    private List<String> without(NaptOptions some) {
        BitSet[] usable = NaptTable.usablePorts(portSet, some, some.lowPorts());
        return Arrays.stream(NaptProtocol.values())
                .filter(protocol -> usable[protocol.ordinal()].isEmpty())
                .map(NaptProtocol::toString)
                .toList();
    }

    private void forwards() {
        List<Forward> all = options.forwards();
        for (int i = 0; i < all.size(); i++) {
            Forward forward = all.get(i);
            FieldPath path = FieldPath.of("forwards", i).then("port");
            if (!portSet.contains(forward.port())) {
                findings.error(
                        FindingId.NAPT04,
                        path,
                        forward.port(),
                        "is not in the port set " + portSet + "; use " + nearest(forward),
                        PORTS_RFC);
            } else if (forward.port() < NaptTable.FIRST_USER_PORT) {
                findings.info(
                        FindingId.NAPT11,
                        path,
                        forward.port(),
                        "is below 1024, where other hosts expect a well-known service",
                        "RFC 6335 section 6");
            }
        }
    }

    /** Returns the nearest ports of the set on both sides that are not 0, reserved or forwarded. */
    private String nearest(Forward forward) {
        BitSet usable =
                NaptTable.usablePorts(portSet, options, true)[forward.protocol().ordinal()];
        OptionalInt below = IntStream.iterate(forward.port() - 1, port -> port > 0, port -> port - 1)
                .filter(port -> isUsable(usable, port))
                .findFirst();
        OptionalInt above = IntStream.rangeClosed(forward.port() + 1, MAX_PORT)
                .filter(port -> isUsable(usable, port))
                .findFirst();
        if (below.isEmpty() && above.isEmpty()) {
            return "no forward, as all ports are reserved or forwarded";
        }
        if (below.isEmpty() || above.isEmpty()) {
            return Integer.toString(below.orElseGet(above::getAsInt));
        }
        return below.getAsInt() + " or " + above.getAsInt();
    }

    private boolean isUsable(BitSet usable, int port) {
        int index = portSet.indexOf(port);
        return index >= 0 && usable.get(index);
    }

    private void floors() {
        int ports = portSet.size();
        int usable =
                NaptTable.usablePorts(portSet, options, options.lowPorts())[NaptProtocol.UDP.ordinal()].cardinality();
        int exclusive = options.minExclusivePorts().orElse(NaptTable.defaultFloor(usable));
        int overlapping = options.minOverlappingPorts().orElse(NaptTable.defaultFloor(usable));
        long sum = (long) exclusive + overlapping;
        boolean exceedsSet = sum > ports;
        // Without usable ports, NAPT02 is reported.
        if (!exceedsSet && (sum <= usable || usable == 0 || !NaptTable.hasBothClasses(NaptProtocol.UDP, options))) {
            return;
        }
        boolean exclusiveFirst = options.minExclusivePorts().isPresent()
                && (options.minOverlappingPorts().isEmpty() || exclusive >= overlapping);
        NaptOption<OptionalInt> option =
                exclusiveFirst ? NaptOption.MIN_EXCLUSIVE_PORTS : NaptOption.MIN_OVERLAPPING_PORTS;
        NaptOption<OptionalInt> otherOption =
                exclusiveFirst ? NaptOption.MIN_OVERLAPPING_PORTS : NaptOption.MIN_EXCLUSIVE_PORTS;
        int value = exclusiveFirst ? exclusive : overlapping;
        int other = exclusiveFirst ? overlapping : exclusive;
        String beside = otherOption + " " + other + (options.get(otherOption).isPresent() ? "" : " (by default)");
        if (exceedsSet) {
            findings.error(
                    FindingId.NAPT06,
                    option.name(),
                    value,
                    "exceeds with " + beside + " the " + ports + " ports of " + portSet + "; " + remedy(other, ports),
                    option.rfc());
        } else {
            int forOverlapping = Math.max(0, usable - exclusive);
            findings.warning(
                    FindingId.NAPT06,
                    option.name(),
                    value,
                    "exceeds with " + beside + " the " + usable + " UDP ports of " + portSet
                            + " for dynamic use, so that overlapping mappings have "
                            + forOverlapping + " of them, exclusive ones at most " + (usable - forOverlapping) + "; "
                            + remedy(other, usable),
                    option.rfc());
        }
    }

    private static String remedy(int other, int ports) {
        return other <= ports ? "use " + (ports - other) + " or less" : "lower both";
    }

    private void exclusivePortsPerHost() {
        OptionalInt max = options.maxExclusivePortsPerHost();
        if (max.isPresent() && max.getAsInt() > portSet.size()) {
            findings.error(
                    FindingId.OPTION,
                    NaptOption.MAX_EXCLUSIVE_PORTS_PER_HOST.name(),
                    max.getAsInt(),
                    "exceeds the " + portSet.size() + " ports of " + portSet + "; use " + portSet.size()
                            + " or less, or null for half of them",
                    NaptOption.MAX_EXCLUSIVE_PORTS_PER_HOST.rfc());
        }
    }

    private void dmzHost() {
        if (options.dmzHost().isPresent() && ceMapping.rule().isShared()) {
            findings.error(
                    FindingId.NAPT07,
                    "dmzHost",
                    NaptText.address(options.dmzHost().getAsInt()),
                    "cannot receive all other packets, since the CE shares its address; use null, and forwards",
                    "RFC 7597 section 4");
        }
    }

    private void drawbacks() {
        if (options.preserveParity() && portSet.parameters().contiguousBits() == 0) {
            findings.warning(
                    FindingId.NAPT10,
                    NaptOption.PRESERVE_PARITY.name(),
                    true,
                    "has no effect, as each port range of " + portSet
                            + " has one port, so that all ports have one parity; use false",
                    "RFC 7857 section 8");
        }
        if (options.strict4787() && portSet.size() < MIN_STRICT_PORTS) {
            findings.warning(
                    FindingId.NAPT10,
                    NaptOption.STRICT_4787.name(),
                    true,
                    "gives each internal endpoint a port of its own, and the CE has " + portSet.size()
                            + " ports; use false, or assign " + MIN_STRICT_PORTS + " ports or more",
                    "RFC 4787 section 4.1");
        }
        int opening = options.tcpOpeningSeconds();
        if (opening >= NaptOption.MIN_TCP_OPENING_SECONDS && opening < NaptOption.TCP_OPENING.defaultValue()) {
            findings.warning(
                    FindingId.NAPT10,
                    NaptOption.TCP_OPENING.name(),
                    opening,
                    "ends slow connection attempts; use " + NaptOption.TCP_OPENING.defaultValue() + " or more",
                    "RFC 7857 section 2.1");
        }
    }

    private void reserved() {
        List<Reserved> all = options.reserved();
        for (int i = 0; i < all.size(); i++) {
            Reserved range = all.get(i);
            if (IntStream.rangeClosed(range.first(), range.last()).noneMatch(portSet::contains)) {
                findings.info(
                        FindingId.NAPT11,
                        FieldPath.of("reserved", i),
                        range.toString(),
                        "has no port of " + portSet + " and no effect",
                        PORTS_RFC);
            }
        }
    }
}
