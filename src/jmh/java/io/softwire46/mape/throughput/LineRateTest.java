package io.softwire46.mape.throughput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LineRateTest {
    /** RFC 5180 appendix A.1, column of 10 Gbit/s. */
    @Test
    void ratesAreThoseOfRfc5180() {
        int[] frames = {64, 128, 256, 512, 1024, 1280, 1518};
        long[] rates = {14_880_952, 8_445_945, 4_528_985, 2_349_624, 1_197_318, 961_538, 812_743};
        for (int i = 0; i < frames.length; i++) {
            assertEquals(rates[i], (long) (LineRate.millionFrames(10, frames[i]) * 1e6), "frame of " + frames[i]);
        }
    }

    /** A TCP ACK of 40 octets is a frame of 98 in the tunnel: 118 octets of the line, 944 bits. */
    @Test
    void bareAcknowledgementTakesNinetyFourNanosecondsAtTenGigabits() {
        assertEquals(98, LineRate.tunnelFrame(40 + LineRate.ETHERNET_OCTETS));
        assertEquals(94.4, LineRate.nanos(10, 98), 1e-9);
        assertEquals(9.44, LineRate.nanos(100, 98), 1e-9);
    }

    @Test
    void coresAreEnoughAndOneFewerIsNot() {
        for (int link : LineRate.LINKS) {
            for (int frame : LineRate.FRAMES) {
                for (double nanos = 1; nanos < 400; nanos += 0.7) {
                    int cores = LineRate.cores(link, frame, nanos);
                    double needed = LineRate.millionFrames(link, LineRate.tunnelFrame(frame));
                    assertTrue(cores * 1000 / nanos >= needed * (1 - 1e-6));
                    assertTrue((cores - 1) * 1000 / nanos < needed);
                }
            }
        }
    }

    @Test
    void smallestFrameFillsTheLinkAndTheNextSmallerDoesNot() {
        for (int link : LineRate.LINKS) {
            for (double nanos = 1; nanos < 400; nanos += 0.7) {
                int frame = LineRate.smallestFrame(link, nanos);
                assertEquals(1, LineRate.cores(link, frame, nanos));
                assertTrue(frame == 64 || LineRate.cores(link, frame - 1, nanos) > 1);
            }
        }
    }
}
