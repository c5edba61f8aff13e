package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveMap.Text;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.operate.diff.RuleSetDiff;
import io.softwire46.mape.operate.diff.RuleSetDiff.Step;
import io.softwire46.mape.testing.Placement;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The steps of random changes in a border relay: after each step, packets to an address and port reach the one CE that owns them by
 * the rules that CEs may have at this time, and packets of this CE are accepted (RFC 7597 sections 5.3 and 8.1). The owner is that
 * of the naive model.
 */
class StepReplayTest {
    private static final int WORLDS = Integer.getInteger("diff.worlds", 60);
    private static final int HOST = 0x09090909;
    private static final int[] PORTS = {0, 1, 1023, 1024, 4096, 65535};

    private int accepted;

    /** The rules that some CEs have. */
    private record Side(List<ConfiguredDomain> domains, List<NaiveMap.Rule> rules, List<IPv6Address> relays) {
        static Side of(List<ConfiguredDomain> domains) {
            Side side = new Side(domains, new ArrayList<>(), new ArrayList<>());
            for (ConfiguredDomain each : domains) {
                for (MapRule rule : each.domain().rules().rules()) {
                    side.rules.add(NaiveMap.Rule.of(rule));
                    side.relays.add(rule.borderRelay()
                            .orElseGet(() -> each.domain().borderRelays().get(0)));
                }
            }
            return side;
        }
    }

    @Test
    void eachStepForwardsToTheOneOwner() {
        int together = 0;
        int cut = 0;
        for (long seed = 0; seed < WORLDS; seed++) {
            DiffWorld world = new DiffWorld(seed);
            RuleSetDiff diff = RuleSetDiff.of(world.old(), world.now());
            List<Step> steps = diff.steps(Duration.ofHours(24));
            if (steps.isEmpty() || !new NaiveDiff(world.old(), world.now()).hasFewAddresses()) {
                continue;
            }
            boolean isCut = steps.stream().anyMatch(each -> each.action().startsWith("No order without conflict"));
            cut += isCut ? 1 : 0;
            together += isCut ? 0 : 1;
            replay(world, steps, isCut, "seed " + seed);
        }
        assertTrue(together > 0 && cut > 0, together + " together, " + cut + " cut");
        assertTrue(accepted > 20 * WORLDS, accepted + " packets of owners");
    }

    private void replay(DiffWorld world, List<Step> steps, boolean isCut, String text) {
        Side old = Side.of(world.old());
        Side now = Side.of(world.now());
        List<ConfiguredDomain> installed = world.old();
        boolean isProvisioned = isCut;
        if (ConfiguredDomain.validateForRelay(installed).stream().noneMatch(Finding::isError)) {
            check(installed, List.of(old), world.random(), text + " before");
        }
        for (Step each : steps) {
            String step = text + ", step " + each.id();
            if (!each.domains().isEmpty()) {
                installed = each.domains();
                check(installed, isProvisioned ? List.of(now) : List.of(old, now), world.random(), step);
            } else if (!isCut && each.action().startsWith("Wait")) {
                check(installed, List.of(old, now), world.random(), step);
                isProvisioned = true;
            }
        }
        check(installed, List.of(now), world.random(), text + " after");
    }

    private void check(List<ConfiguredDomain> installed, List<Side> sides, SplittableRandom random, String text) {
        BorderRelay relay = BorderRelay.seeded(RuleTable.of(installed), 1);
        TreeSet<Integer> addresses = new TreeSet<>();
        Stream.concat(Stream.of(installed), sides.stream().map(Side::domains))
                .flatMap(List::stream)
                .flatMap(each -> each.domain().rules().rules().stream())
                .forEach(rule -> addresses.add(rule.ipv4() | random.nextInt(1 << (32 - rule.ipv4Length()))));
        for (int address : addresses) {
            for (int i = 0; i < 2 * PORTS.length; i++) {
                check(relay, sides, address, i < PORTS.length ? PORTS[i] : random.nextInt(65536), text);
            }
        }
    }

    private void check(BorderRelay relay, List<Side> sides, int address, int port, String text) {
        byte[] packet = Ipv4PacketBuilder.ipv4(HOST, address).udp(53, port).octets();
        Placement.Result down = Placement.HEAP_EXACT.run(packet, 48, each -> relay.fromIpv4(each, 0));
        String about = text + ", address " + Integer.toHexString(address) + " port " + port;
        boolean isOwned = false;
        for (Side each : sides) {
            String bits = Text.ipv4(address);
            int rule = NaiveMap.byIpv4(each.rules, bits, port);
            Optional<NaiveMap.Ce> owner =
                    rule < 0 ? Optional.empty() : NaiveMap.owner(each.rules.get(rule), bits, port);
            if (owner.isPresent()) {
                isOwned = true;
                byte[] mapAddress = octets(owner.get().mapAddressFromRule());
                assertEquals(Verdict.FORWARDED, down.verdict(), about);
                assertArrayEquals(mapAddress, Arrays.copyOfRange(down.octets(), 24, 40), about);
                // A longer Rule IPv6 prefix of the same set may hide this CE (RFC 7598 section 4.1).
                String address6 = owner.get().mapAddressFromRule();
                if (!NaiveMap.check(each.rules, address6, bits, port, true).equals("ACCEPTED")) {
                    continue;
                }
                byte[] inner =
                        Ipv4PacketBuilder.ipv4(address, HOST).udp(port, 53).octets();
                byte[] tunnelled = Ipv6PacketBuilder.ipv6(
                                mapAddress, each.relays.get(rule).getBytes())
                        .inner(inner)
                        .octets();
                Placement.Result up = Placement.HEAP_EXACT.run(tunnelled, 48, out -> relay.fromIpv6(out, 0));
                assertEquals(Verdict.FORWARDED, up.verdict(), about);
                accepted++;
            }
        }
        if (!isOwned) {
            assertNotEquals(Verdict.FORWARDED, down.verdict(), about);
        }
    }

    private static byte[] octets(String bits) {
        byte[] all = new BigInteger("1" + bits, 2).toByteArray();
        return Arrays.copyOfRange(all, all.length - 16, all.length);
    }
}
