package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.NaivePorts;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortSetTest {

    /** RFC 7597 appendix A, example 1. */
    @Test
    void psid34OfExample1Has63RangesOf4Ports() {
        PortSet set = PortSet.of(6, 8, 0x34);
        assertEquals(252, set.size());
        assertEquals(63, set.rangeCount());
        assertEquals(new PortRange(1232, 1235), set.rangeAt(0));
        assertEquals(new PortRange(2256, 2259), set.rangeAt(1));
        assertEquals(new PortRange(63696, 63699), set.rangeAt(61));
        assertEquals(new PortRange(64720, 64723), set.rangeAt(62));
        assertTrue(set.contains(1232));
        assertFalse(set.contains(1231));
        assertFalse(set.contains(1236));
    }

    /** RFC 7597 appendix B.2, example (1). */
    @Test
    void psid0OfAppendixB2WithExclusionStartsAtPort1024() {
        PortSet set = PortSet.of(6, 8, 0);
        assertEquals(63, set.rangeCount());
        assertEquals(
                List.of(new PortRange(1024, 1027), new PortRange(2048, 2051)),
                set.ranges().subList(0, 2));
        assertEquals(
                List.of(new PortRange(63488, 63491), new PortRange(64512, 64515)),
                set.ranges().subList(61, 63));
    }

    /** RFC 7597 appendix B.2, example (2). */
    @Test
    void psid0OfAppendixB2WithoutExclusionIsOneRange() {
        assertEquals(List.of(new PortRange(0, 1023)), PortSet.of(0, 6, 0).ranges());
    }

    /** RFC 7597 section 5.1: with k = 8 and a = 0, PSID 0 has 0x0000/8, PSID 0xff has 0xff00/8. */
    @Test
    void offset0CutsThePortsIntoBlocks() {
        assertEquals(List.of(new PortRange(0x0000, 0x00ff)), PortSet.of(0, 8, 0).ranges());
        assertEquals(
                List.of(new PortRange(0xff00, 0xffff)), PortSet.of(0, 8, 0xff).ranges());
        assertTrue(PortSet.of(0, 8, 3).contains(1023), "PSID 0 to 3 have the system ports");
        assertEquals(1024, PortSet.of(0, 8, 4).portAt(0));
    }

    /** RFC 7597 section 5.1 gives 2^(16-k) - 2^m ports, which would be 0 without an offset. */
    @ParameterizedTest
    @CsvSource({"6,8,252", "4,8,240", "6,6,1008", "6,10,63", "4,12,15", "15,1,32767", "0,8,256", "0,6,1024", "0,16,1"})
    void portsOfACe(int a, int k, int ports) {
        assertEquals(ports, PortSet.of(a, k, 0).size());
    }

    /** a 0..15 and k 0..16 with a + k at most 16; everything else is refused. */
    @Test
    void thereAre152LegalPairsOfOffsetAndLength() {
        long legal = 0;
        for (int a = -1; a <= 17; a++) {
            for (int k = -1; k <= 17; k++) {
                legal += isAccepted(a, k) ? 1 : 0;
            }
        }
        assertEquals(152, legal);
        assertEquals(152, NaivePorts.legalPairs().count());
    }

    private static boolean isAccepted(int a, int k) {
        try {
            PortSet.of(a, k, 0);
            return true;
        } catch (MapConfigurationException e) {
            return false;
        }
    }

    @Test
    void withoutSharingTheOffsetMeansNothing() {
        assertSame(PortSet.ALL, PortSet.of(6, 0, 0));
        assertSame(PortSet.ALL, PortSet.of(15, 0, 0));
        assertEquals(List.of(new PortRange(0, 65535)), PortSet.ALL.ranges());
        assertTrue(PortSet.ALL.contains(0));
        assertEquals(0, PortSet.ALL.parameters().psidOffset());
    }

    /** k = 16: the whole port is the PSID. */
    @Test
    void psidLength16GivesOnePort() {
        assertEquals(
                List.of(new PortRange(65535, 65535)), PortSet.of(0, 16, 65535).ranges());
        assertEquals(List.of(new PortRange(0, 0)), PortSet.of(0, 16, 0).ranges());
        assertFalse(PortSet.of(0, 16, 0).contains(1));
    }

    @Test
    void port0BelongsToPsid0OnlyWithoutOffset() {
        assertTrue(PortSet.of(0, 8, 0).contains(0));
        assertFalse(PortSet.of(0, 8, 1).contains(0));
        assertFalse(PortSet.of(6, 8, 0).contains(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -65536, 65536, 65536 + 1232, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void noSetHasAnythingOutside16Bits(int port) {
        assertFalse(PortSet.ALL.contains(port));
        assertFalse(PortSet.of(6, 8, 0x34).contains(port));
        assertEquals(-1, PortSet.of(6, 8, 0x34).indexOf(port));
        assertFalse(PortSet.ALL.minus().contains(port));
    }

    @Test
    void placesOutsideTheSetAreRefused() {
        PortSet set = PortSet.of(6, 8, 0x34);
        assertEquals(64723, set.portAt(251));
        for (int index : new int[] {-1, 252, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThrows(IndexOutOfBoundsException.class, () -> set.portAt(index));
        }
        for (int index : new int[] {-1, 63, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThrows(IndexOutOfBoundsException.class, () -> set.rangeAt(index));
        }
    }

    @Test
    void theIteratorEnds() {
        PrimitiveIterator.OfInt ports = PortSet.of(0, 16, 7).iterator();
        assertEquals(7, ports.nextInt());
        assertFalse(ports.hasNext());
        assertThrows(NoSuchElementException.class, ports::nextInt);
    }

    @ParameterizedTest
    @CsvSource({"6,8,-1", "6,8,256", "0,16,65536", "6,0,1", "0,1,2", "0,0,-1"})
    void aPsidThatDoesNotFitIsRefused(int a, int k, int psid) {
        Finding finding = assertThrows(MapConfigurationException.class, () -> PortSet.of(a, k, psid))
                .first();
        assertEquals("V12", finding.id().name());
        assertEquals("psid", finding.field());
        assertEquals(Integer.toString(psid), finding.value());
        assertEquals("RFC 7597 section 5.1", finding.rfc());
    }

    @Test
    void theLargestPsidFits() {
        assertEquals(255, PortSet.of(6, 8, 255).psid());
        assertEquals(65535, PortSet.of(0, 16, 65535).psid());
    }

    @Test
    void equalityIsThatOfThePorts() {
        assertEquals(PortSet.of(6, 8, 0x34), PortSet.of(PortParameters.of(6, 8), 0x34));
        assertEquals(PortSet.of(6, 8, 0x34).hashCode(), PortSet.of(6, 8, 0x34).hashCode());
        assertEquals(PortSet.of(6, 0, 0), PortSet.of(0, 0, 0));
        assertNotEquals(PortSet.of(6, 8, 0x34), PortSet.of(6, 8, 0x35));
        assertNotEquals(PortSet.of(6, 8, 0x34), PortSet.of(5, 8, 0x34));
        assertNotEquals(PortSet.of(6, 8, 0x34), PortSet.of(6, 7, 0x34));
        assertNotEquals((Object) "6/8/0x34", PortSet.of(6, 8, 0x34));
    }

    @Test
    void theTextFormIsOffsetLengthPsid() {
        assertEquals("6/8/0x34", PortSet.of(6, 8, 0x34).toString());
        assertEquals("0/0/0x0", PortSet.ALL.toString());
        assertEquals(PortSet.of(6, 8, 0x34), PortSet.parse("6/8/52"));
        assertEquals(PortSet.of(0, 16, 65535), PortSet.parse("0/16/0xffff"));
        assertEquals(PortSet.of(0, 16, 65535), PortSet.parse("0/16/0xFFFF"));
    }
}
