package io.softwire46.mape.nat;

import static io.softwire46.mape.nat.NaptResult.TRANSLATED;
import static io.softwire46.mape.nat.NaptRun.ACK;
import static io.softwire46.mape.nat.NaptRun.FIN;
import static io.softwire46.mape.nat.NaptRun.HOST;
import static io.softwire46.mape.nat.NaptRun.OTHER;
import static io.softwire46.mape.nat.NaptRun.REMOTE;
import static io.softwire46.mape.nat.NaptRun.REMOTE_2;
import static io.softwire46.mape.nat.NaptRun.SYN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.nat.NaptOptions.MappingBehavior;
import io.softwire46.mape.testing.Requirement;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/**
 * Forecasts of loads whose ports, ends and rates are known. A CE of 240 ports; a UDP class of mappings has 192 of them, since 48 are
 * left to the other class.
 */
class PortForecastTest {
    private static final double NEAR = 1e-9;
    private static final int HOST_ADDRESS = 0xc0a8_010a;
    private static final int OTHER_ADDRESS = 0xc0a8_010b;
    private static final long REMOTE_443 = 0xc633_6407L << 16 | 443;

    private final NaptRun run = new NaptRun(NaptOptions.defaults().with(NaptOption.MAX_EXCLUSIVE_PORTS_PER_HOST, 240));

    private PortForecast forecast(NaptProtocol protocol, MappingBehavior mapping) {
        return run.napt.forecast(run.nanos).stream()
                .filter(each -> each.protocol() == protocol && each.mapping() == mapping)
                .findFirst()
                .orElseThrow();
    }

    private PortForecast exclusiveUdp() {
        return forecast(NaptProtocol.UDP, MappingBehavior.EXCLUSIVE);
    }

    private PortForecast overlappingTcp() {
        return forecast(NaptProtocol.TCP, MappingBehavior.OVERLAPPING);
    }

    /** Opens two sockets of one host and one of another. */
    private NaptResult threeSockets(int second) {
        NaptResult result = run.udpOut(OTHER, 1000 + second, REMOTE, 4000);
        run.udpOut(HOST, 1000 + 2 * second, REMOTE, 4000);
        run.udpOut(HOST, 1001 + 2 * second, REMOTE, 4000);
        return result;
    }

    @Test
    @Requirement({"P7", "P11"})
    void listsTheClassesThatOccur() {
        assertEquals(
                List.of(
                        "TCP OVERLAPPING",
                        "UDP EXCLUSIVE",
                        "UDP OVERLAPPING",
                        "ICMP EXCLUSIVE",
                        "UDPLITE EXCLUSIVE",
                        "DCCP EXCLUSIVE"),
                run.napt.forecast(run.nanos).stream()
                        .map(each ->
                                each.protocol().name() + " " + each.mapping().name())
                        .toList());
        NaptRun strict = new NaptRun(NaptOptions.defaults().with(NaptOption.STRICT_4787, true));
        assertEquals(
                List.of(240, 240, 240, 240, 240),
                strict.napt.forecast(0).stream()
                        .filter(each -> each.mapping() == MappingBehavior.EXCLUSIVE)
                        .map(PortForecast::freePorts)
                        .toList());
    }

    @Test
    @Requirement("P11")
    void withoutLoadNothingRunsDry() {
        for (PortForecast each : run.napt.forecast(run.nanos)) {
            int free = each.protocol() == NaptProtocol.UDP ? 192 : 240;
            assertEquals(
                    new PortForecast(each.protocol(), each.mapping(), free, 0, 0, OptionalInt.empty(), 0, 0), each);
        }
    }

    /** Three new sockets per second: the forecast after 20 seconds holds to the second. */
    @Test
    @Requirement("P9")
    void exclusivePortsRunDryWhenForecast() {
        int dryAt = 0;
        int second = 0;
        for (; second < 100; second++) {
            if (threeSockets(second) != TRANSLATED) {
                break;
            }
            if (second == 19) {
                PortForecast forecast = exclusiveUdp();
                assertEquals(192 - 60, forecast.freePorts());
                assertEquals(3, forecast.demandPerSecond(), NEAR);
                assertEquals(0, forecast.freedPerSecond());
                assertEquals(OptionalInt.of(44), forecast.dryInSeconds());
                assertEquals(HOST_ADDRESS, forecast.host());
                dryAt = second + forecast.dryInSeconds().getAsInt();
            }
            run.after(1);
        }
        assertEquals(dryAt, second - 1, "the last second in which ports were free");
        PortForecast dry = exclusiveUdp();
        assertEquals(0, dry.freePorts());
        assertEquals(OptionalInt.of(0), dry.dryInSeconds());
    }

    /** A session of second s ends in second s + 301; further sessions on a mapping ask for no port. */
    @Test
    @Requirement({"T1", "T9"})
    void timersFreePorts() {
        for (int second = 0; second < 30; second++) {
            threeSockets(second);
            run.udpOut(HOST, 1000, REMOTE_2, 5000 + second); // the port of second 0 is in use until second 330
            run.after(1);
        }
        run.after(230); // second 260: the ports of seconds 0 to 19 become free until second 320
        PortForecast forecast = exclusiveUdp();
        assertEquals((60 - 1) / 60.0, forecast.freedPerSecond(), NEAR);
        // Averages of 60 seconds: 30 seconds of load, which ended 231 seconds ago, of 261.
        double expected = 3 * (1 - Math.exp(-0.5)) * Math.exp(-231 / 60.0) / (1 - Math.exp(-261 / 60.0));
        assertEquals(expected, forecast.demandPerSecond(), NEAR);
        assertEquals(OptionalInt.empty(), forecast.dryInSeconds());
        run.after(60).expire();
        assertEquals(192 - 90 + 59, exclusiveUdp().freePorts());
    }

    /** Refused sockets are demand; at equal shares the host with the lower address is named. */
    @Test
    @Requirement({"P9", "R4"})
    void refusedSocketsAreDemand() {
        for (int i = 0; i < 120; i++) {
            run.udpOut(OTHER, 1000 + i, REMOTE, 4000);
            run.udpOut(HOST, 1000 + i, REMOTE, 4000);
        }
        PortForecast forecast = exclusiveUdp();
        assertEquals(240, forecast.demandPerSecond(), NEAR);
        assertEquals(OptionalInt.of(0), forecast.dryInSeconds());
        assertEquals(HOST_ADDRESS, forecast.host());
    }

    /** Three connections per second to one server and one to another: a port serves each remote endpoint once. */
    @Test
    @Requirement("P5")
    void overlappingPortsRunDryTowardOneRemoteEndpoint() {
        for (int second = 0; second < 20; second++) {
            run.tcpOut(OTHER, 1000 + 2 * second, REMOTE, 443, SYN, 1, 0);
            run.tcpOut(OTHER, 1001 + 2 * second, REMOTE, 443, SYN, 1, 0);
            run.tcpOut(HOST, 1000 + second, REMOTE, 443, SYN, 1, 0);
            run.tcpOut(HOST, 1000 + second, REMOTE_2, 443, SYN, 1, 0);
            run.after(second < 19 ? 1 : 0);
        }
        PortForecast forecast = overlappingTcp();
        assertEquals(240 - 60, forecast.freePorts());
        assertEquals(3, forecast.demandPerSecond(), NEAR);
        assertEquals(OptionalInt.of(60), forecast.dryInSeconds());
        assertEquals(OTHER_ADDRESS, forecast.host());
        assertEquals(REMOTE_443, forecast.remote());
        run.after(170); // second 189: those of seconds 0 to 8 end until second 249
        assertEquals(27 / 60.0, overlappingTcp().freedPerSecond(), NEAR);
    }

    /** RFC 5382 section 5: a connection in TIME_WAIT gives its port away. An established one has the time of TRANS as well. */
    @Test
    @Requirement({"T3", "T5"})
    void closedConnectionsAreFree() {
        run.tcpOut(HOST, 1000, REMOTE, 443, SYN, 1, 0);
        int port = run.sourcePort();
        run.tcpIn(REMOTE, 443, port, SYN | ACK, 1, 2);
        run.tcpOut(HOST, 1000, REMOTE, 443, ACK, 2, 2);
        run.after(7440);
        assertEquals(0, overlappingTcp().freedPerSecond());
        run.after(200);
        assertEquals(1 / 60.0, overlappingTcp().freedPerSecond(), NEAR);
        run.tcpOut(HOST, 1000, REMOTE, 443, ACK, 2, 2);
        assertEquals(239, overlappingTcp().freePorts());
        run.tcpOut(HOST, 1000, REMOTE, 443, FIN | ACK, 2, 2);
        run.tcpIn(REMOTE, 443, port, FIN | ACK, 2, 3);
        run.tcpOut(HOST, 1000, REMOTE, 443, ACK, 3, 3);
        assertEquals(240, overlappingTcp().freePorts());
        assertEquals(0, overlappingTcp().freedPerSecond());
    }
}
