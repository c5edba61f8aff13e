package io.softwire46.mape.conformance.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.conformance.engine.FailedCase;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.judge.Mode;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveIcmp;
import io.softwire46.mape.conformance.report.Explanation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults that resemble each other fail in different modes: a report says what the product did wrong. */
class FaultModesTest {
    @ParameterizedTest
    @CsvSource({
        "NO_HAIRPIN, UP-10, misdelivered",
        "HAIRPIN_OF_SMALL_PACKETS, UP-10, lost",
        "HAIRPINNED_ECHO_LOST, UP-10, lost",
        "HAIRPINNED_ERRORS_LOST, UP-10, lost",
        "HAIRPINNED_DSCP_CLEARED, UP-10, wrong-outer",
        "HAIRPIN_IGNORES_OUTER_ECN, UP-10, wrong-ecn",
        "HAIRPIN_KEEPS_OUTER_SOURCE, UP-10, wrong-outer",
        "HAIRPINNED_FRAGMENTS_LOST, UP-10, lost",
        "HAIRPINNED_TUNNEL_FRAGMENTS_LOST, UP-10, lost",
        "HOP_LIMIT_0, DWN-01, wrong-outer",
        "EDGE_HOP_LIMIT_0, CE-01, wrong-outer",
        "BITS_BESIDE_MTU, ICM-04, wrong-icmp",
        "RELAYED_FROM_THE_DESTINATION, ICM-05, wrong-icmp",
        "RELAYED_TTL_1, ICM-05, wrong-icmp",
        "RELAYED_UNUSED_WORD_SET, ICM-05, wrong-icmp",
        "RELAYED_WITH_ECT, ICM-05, wrong-icmp",
        "RELAYED_QUOTES_OF_THE_TUNNEL, ICM-05, wrong-icmp",
        "EDGE_RELAYED_FROM_THE_DESTINATION, ICM-05, wrong-icmp",
        "ERRORS_FROM_THE_DESTINATION, ICM-10, wrong-icmp",
        "ERROR_TTL_OF_THE_PACKET, ICM-10, wrong-icmp",
        "ERROR_UNUSED_WORD_SET, ICM-10, wrong-icmp",
        "ICMPV6_ERRORS_FROM_OTHER_ADDRESS, ICM-10, wrong-icmp",
        "ICMPV6_ERROR_HOP_LIMIT_1, ICM-10, wrong-icmp",
        "ICMPV6_POINTER_TO_THE_HEADER, ICM-10, wrong-icmp",
        "ECHO_CUT, ICM-09, wrong-icmp",
        "EDGE_ECHO_CUT, ICM-09, wrong-icmp",
        "ECHO_FROM_OTHER_ADDRESS, ICM-09, wrong-icmp",
        "UPSTREAM_ERROR_FROM_THE_HOST, SIZ-05, wrong-icmp",
        "UPSTREAM_ERROR_FROM_ANOTHER_TUNNEL, SIZ-05, wrong-outer",
        "UPSTREAM_ERROR_TTL_1, SIZ-05, wrong-icmp",
        "UPSTREAM_ERROR_BITS_BESIDE_MTU, SIZ-05, wrong-icmp"
    })
    void failsInItsMode(String fault, String property, String mode) {
        Mutant mutant = Mutant.all().stream()
                .filter(each -> each.id().equals(fault))
                .findFirst()
                .orElseThrow();
        assertTrue(mutant.properties().contains(property), property);
        PropertyResult result = FaultRun.of(List.of(property), Duration.ZERO, mutant.wrong()::get)
                .properties()
                .get(0);
        Set<Mode> modes = result.cases().stream()
                .map(FailedCase::judgement)
                .map(judgement -> judgement.mode())
                .collect(Collectors.toSet());
        assertEquals(Set.of(Mode.parse(mode)), modes);
    }

    @Test
    void differenceNamesTheField() {
        FailedCase failed = FaultRun.of(
                        List.of("DWN-01"), Duration.ofSeconds(1), () -> new FaultyRelay(Fault.DONT_FRAGMENT_CLEARED))
                .properties()
                .get(0)
                .cases()
                .get(0);
        String text = failed.judgement().difference();
        assertTrue(
                text.startsWith("inner, octet 6: allowed DF 1, MF 0, offset 0 in ")
                        && text.contains(", seen DF 0, MF 0, offset 0 in "),
                text);
        assertTrue(
                Explanation.of(failed).sent().get(0).contains(" DF / "),
                Explanation.of(failed).sent().get(0));
    }

    /** A product that says which packet caused an output, and quotes too little of it to be found otherwise. */
    private static final class ShortQuotes implements Target {
        private static final int HEADERS = 48;

        private final Target model = new ModelProduct(Role.BR);

        @Override
        public Capabilities capabilities() {
            return model.capabilities();
        }

        @Override
        public Configured configure(Setup setup) {
            return model.configure(setup);
        }

        @Override
        public Exchange exchange(List<Sent> packets, Until until) {
            List<Received> outputs = new ArrayList<>();
            for (int i = 0; i < packets.size(); i++) {
                for (Received each :
                        model.exchange(List.of(packets.get(i)), until).outputs()) {
                    outputs.add(new Received(each.side(), cut(each.octets()), i));
                }
            }
            return new Exchange(Exchange.Ended.SYNC, outputs);
        }

        /** An ICMPv6 error with a quote of the IPv6 header alone. */
        private static byte[] cut(byte[] packet) {
            boolean isError = packet[0] >>> 4 == 6 && packet[6] == 58 && packet[40] >= 0;
            return isError
                    ? NaiveIcmp.packetV6(
                            Bytes.part(packet, 8, 24),
                            Bytes.part(packet, 24, 40),
                            0,
                            64,
                            Bytes.part(packet, 40, Math.min(packet.length, HEADERS + 40)))
                    : packet;
        }

        @Override
        public boolean reset() {
            return model.reset();
        }

        @Override
        public void close() {
            model.close();
        }
    }

    @Test
    void errorsWithShortQuotesCountForTheRepeatedPacket() {
        FaultRun.assertPasses("ICM-08", ShortQuotes::new);
        FaultRun.assertFails(List.of("ICM-10"), ShortQuotes::new);
    }
}
