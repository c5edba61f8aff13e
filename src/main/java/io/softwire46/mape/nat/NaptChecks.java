package io.softwire46.mape.nat;

import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MappingKind;
import io.softwire46.mape.map.internal.Findings;
import io.softwire46.mape.nat.NaptOptions.FilteringBehavior;
import io.softwire46.mape.nat.NaptOptions.Forward;
import io.softwire46.mape.nat.NaptOptions.Ipv4Prefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Checks of NAPT options that need no CE. {@link NaptCeChecks} has those that need one.
 *
 * <p>Not thread-safe: use one instance per validation.
 */
final class NaptChecks {
    private static final String NAPT_RFC = "RFC 4787 section 2";
    private static final String FORWARD_RFC = "RFC 6887 section 11.3";
    private static final int MAX_PORT = 0xffff;
    private static final int LAST_TIMED_PORT = 1023;
    private static final int QUIC_PORT = 443;
    private static final int MIN_QUIC_SECONDS = 120;
    private static final Ipv4Prefix MULTICAST = Ipv4Prefix.parse("224.0.0.0/4");

    private final NaptOptions options;
    private final Findings findings = new Findings();

    private NaptChecks(NaptOptions options) {
        this.options = options;
    }

    static List<Finding> withoutCe(NaptOptions options, boolean shared) {
        NaptChecks checks = new NaptChecks(options);
        checks.values();
        checks.limits();
        checks.inside();
        checks.ports();
        checks.udpPortTimers();
        checks.forwards();
        checks.insideHosts();
        if (shared) {
            checks.filtering();
        }
        return checks.findings.list();
    }

    static List<Finding> forCe(NaptOptions options, CeMapping ceMapping) {
        Findings all = new Findings();
        all.addAll(withoutCe(options, ceMapping.rule().isShared()));
        if (ceMapping.kind() == MappingKind.PREFIX) {
            all.error(
                    FindingId.NAPT08,
                    FieldPath.ROOT,
                    Finding.MISSING,
                    "cannot apply to this CE, which owns the IPv4 prefix " + ceMapping.ipv4()
                            + " and has no single external address; omit napt, or use a rule that assigns an address or a"
                            + " port set",
                    "RFC 7597 section 5.2");
        } else {
            new NaptCeChecks(options, ceMapping, all).check();
        }
        return all.list();
    }

    private void values() {
        NaptOption.all().forEach(this::value);
    }

    private <T> void value(NaptOption<T> option) {
        option.check(options.get(option)).ifPresent(findings::add);
    }

    private void limits() {
        OptionalInt perHost = options.maxSessionsPerHost();
        if (perHost.isPresent() && perHost.getAsInt() > options.maxSessions()) {
            exceeds(NaptOption.MAX_SESSIONS_PER_HOST, perHost.getAsInt(), "maxSessions", options.maxSessions());
        }
        int forwards = options.maxForwardsPerHost();
        // The default is not a value that someone chose: it is lowered to a smaller maxForwards.
        if (forwards > options.maxForwards() && forwards != NaptOption.MAX_FORWARDS_PER_HOST.defaultValue()) {
            exceeds(NaptOption.MAX_FORWARDS_PER_HOST, forwards, "maxForwards", options.maxForwards());
        }
    }

    private void exceeds(NaptOption<?> option, int value, String limit, int max) {
        findings.error(
                FindingId.OPTION,
                option.name(),
                value,
                "exceeds " + limit + " " + max + "; use " + max + " or less",
                option.rfc());
    }

    private void inside() {
        List<Ipv4Prefix> inside = options.inside();
        count("inside", inside.size(), "prefixes", NAPT_RFC);
        if (inside.isEmpty()) {
            findings.error(
                    FindingId.OPTION,
                    "inside",
                    "[]",
                    "is empty; add at least one prefix, or omit the field for the prefixes of RFC 1918",
                    NAPT_RFC);
        }
        for (int i = 0; i < inside.size(); i++) {
            Ipv4Prefix prefix = inside.get(i);
            if (prefix.hasHostBits()) {
                Ipv4Prefix cleared = new Ipv4Prefix(prefix.address() & prefix.mask(), prefix.length());
                findings.add(inside(
                        i,
                        prefix.toString(),
                        "has bits set after its length; use " + cleared + " or correct the length"));
            } else if (overlap(prefix, MULTICAST)) {
                findings.add(inside(
                        i,
                        prefix.toString(),
                        "overlaps the multicast addresses " + MULTICAST + "; use prefixes of unicast addresses"));
            }
        }
    }

    private static boolean overlap(Ipv4Prefix one, Ipv4Prefix other) {
        return one.contains(other.address()) || other.contains(one.address());
    }

    static Finding inside(int index, String value, String message) {
        return new Finding(FindingId.NAPT01, Severity.ERROR, FieldPath.of("inside", index), value, message, NAPT_RFC);
    }

    private void ports() {
        List<Integer> overlapping = options.udpOverlappingPorts();
        count("udpOverlappingPorts", overlapping.size(), "ports", "RFC 7857 section 3");
        for (int i = 0; i < overlapping.size(); i++) {
            int port = overlapping.get(i);
            if (port < 1 || port > MAX_PORT) {
                findings.error(
                        FindingId.OPTION,
                        FieldPath.of("udpOverlappingPorts", i),
                        port,
                        "is not a port; use 1 to 65535",
                        "RFC 768");
            }
        }
        count("reserved", options.reserved().size(), "ranges", "RFC 7597 section 8");
    }

    private void count(String field, int count, String things, String rfc) {
        if (count > NaptOptions.MAX_ENTRIES) {
            findings.error(
                    FindingId.OPTION,
                    field,
                    Finding.MISSING,
                    "has " + count + " " + things + "; use at most " + NaptOptions.MAX_ENTRIES,
                    rfc);
        }
    }

    private void udpPortTimers() {
        options.udpPortSeconds().forEach((port, seconds) -> {
            FieldPath path = FieldPath.of("timers.udpPorts").then(FieldPath.of(Integer.toString(port)));
            if (port < 1 || port > LAST_TIMED_PORT) {
                findings.error(
                        FindingId.OPTION,
                        path,
                        seconds,
                        "is a timer of a port outside 1..1023; omit it, or change timers.udp",
                        "RFC 4787 section 4.3");
                return;
            }
            int min = port == QUIC_PORT ? MIN_QUIC_SECONDS : 1;
            String rfc = port == QUIC_PORT ? "RFC 9312 section 4.2" : "RFC 4787 section 4.3";
            if (seconds < min) {
                findings.error(
                        FindingId.NAPT03,
                        path,
                        seconds,
                        "is not " + min + " to " + NaptOption.MAX_TIMER_SECONDS + " seconds; give " + min + " or more",
                        rfc);
            } else if (seconds > NaptOption.MAX_TIMER_SECONDS) {
                findings.error(
                        FindingId.OPTION,
                        path,
                        seconds,
                        "is not " + min + " to " + NaptOption.MAX_TIMER_SECONDS + " seconds; give "
                                + NaptOption.MAX_TIMER_SECONDS + " or less",
                        rfc);
            }
        });
    }

    private void forwards() {
        record External(NaptProtocol protocol, int port) {}
        record Internal(NaptProtocol protocol, int address, int port) {}
        List<Forward> all = options.forwards();
        Map<External, Integer> externals = new HashMap<>();
        Map<Internal, Integer> internals = new HashMap<>();
        Map<Integer, Integer> perHost = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            Forward forward = all.get(i);
            Integer first = externals.putIfAbsent(new External(forward.protocol(), forward.port()), i);
            if (first != null) {
                findings.error(
                        FindingId.NAPT05,
                        FieldPath.of("forwards", i).then("port"),
                        forward.port(),
                        "is also the " + forward.protocol() + " port of forwards[" + first
                                + "]; use another port, or remove one of the two",
                        FORWARD_RFC);
            }
            Internal to = new Internal(forward.protocol(), forward.toAddress(), forward.toPort());
            Integer same = internals.putIfAbsent(to, i);
            if (same != null) {
                findings.error(
                        FindingId.NAPT05,
                        FieldPath.of("forwards", i).then("to"),
                        forward.to(),
                        "is also the " + forward.protocol() + " endpoint of forwards[" + same
                                + "]; use another endpoint, or remove one of the two",
                        FORWARD_RFC);
            }
            int ofHost = perHost.merge(forward.toAddress(), 1, Integer::sum);
            if (ofHost == Math.max(0, Math.min(options.maxForwardsPerHost(), options.maxForwards())) + 1) {
                findings.error(
                        FindingId.OPTION,
                        FieldPath.of("forwards", i).then("to"),
                        forward.to(),
                        "is one forward more than limits.maxForwardsPerHost permits; raise the limit, or remove forwards"
                                + " to this host",
                        FORWARD_RFC);
            }
            remotes(forward.remotes(), FieldPath.of("forwards", i));
        }
        if (all.size() > Math.max(0, options.maxForwards())) {
            findings.error(
                    FindingId.OPTION,
                    "forwards",
                    Finding.MISSING,
                    "has " + all.size() + " entries, more than limits.maxForwards " + options.maxForwards()
                            + "; raise the limit, or remove forwards",
                    FORWARD_RFC);
        }
    }

    private void remotes(List<Ipv4Prefix> remotes, FieldPath forward) {
        if (remotes.size() > Forward.MAX_REMOTES) {
            findings.error(
                    FindingId.OPTION,
                    forward.then("remotes"),
                    Finding.MISSING,
                    "has " + remotes.size() + " prefixes; use at most " + Forward.MAX_REMOTES,
                    FORWARD_RFC);
        }
        for (int i = 0; i < remotes.size(); i++) {
            if (remotes.get(i).hasHostBits()) {
                findings.error(
                        FindingId.OPTION,
                        forward.then(FieldPath.of("remotes", i)),
                        remotes.get(i),
                        "has bits set after its length; clear them or correct the length",
                        FORWARD_RFC);
            }
        }
    }

    private void insideHosts() {
        List<Forward> all = options.forwards();
        for (int i = 0; i < all.size(); i++) {
            Forward forward = all.get(i);
            if (!options.isInside(forward.toAddress())) {
                findings.error(
                        FindingId.NAPT07,
                        FieldPath.of("forwards", i).then("to"),
                        forward.to(),
                        "is not in an inside prefix; use an inside address, or add its prefix to inside",
                        NAPT_RFC);
            }
        }
        options.dmzHost().ifPresent(address -> {
            if (!options.isInside(address)) {
                findings.error(
                        FindingId.NAPT07,
                        "dmzHost",
                        NaptText.address(address),
                        "is not in an inside prefix; use an inside address, or add its prefix to inside",
                        NAPT_RFC);
            }
        });
    }

    private void filtering() {
        filtering(NaptOption.TCP_FILTERING);
        filtering(NaptOption.UDP_FILTERING);
    }

    private void filtering(NaptOption<FilteringBehavior> option) {
        if (options.get(option) == FilteringBehavior.ENDPOINT) {
            // RFC 7597 section 10: address-dependent filtering by default.
            findings.warning(
                    FindingId.NAPT09,
                    option.name(),
                    option.text(FilteringBehavior.ENDPOINT),
                    "lets any remote host send to an open port of a shared address; use address or addressAndPort",
                    "RFC 7597 section 10");
        }
    }
}
