package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays seeds through {@link FragmentFuzz}; a fuzzer with feedback uses the same entry. */
class FragmentFuzzTest {
    private static final String LIMITS = "10101010";
    private static final String FIRST6 = "02 0003 000000 0001 450000180000000000000000000000000000000000000000 01";
    private static final String LAST6 = "02 0001 000000 0018 1122334455667788 01";
    private static final String FIRST4 = "01 0002 000000 01 2000 00112233445566778899aabbccddeeff 00";
    private static final String LAST4 = "01 0001 000000 01 0002 0011223344556677";

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "ffffffffffffffffffffffffffffffffffffffff", "1010101000000000ff"})
    void shortInputs(String hex) {
        FragmentFuzz.run(Bytes.hex(hex));
    }

    /**
     * A hop-by-hop header inside a fragment: found at another place than RFC 8200 section 4.1 requires it, it is walked
     * all the same.
     */
    @Test
    void headerChainWithHopByHopOptions() {
        FragmentFuzz.run(
                Bytes.hex(
                        "1010101000000100020000000120000011223344556677882399aabbccddee3dff007fe001000123000001000200112266777fff01000100000001000200112233"
                                + "101000000100020000000120000011223344556677882399aabbccddee3dff007fe001000123000001000200112266777fff0100010000000100020011223344556644556677"));
    }

    /** The time step is before each fragment. */
    @Test
    void seedsReachWhatTheyAreMeantFor() {
        assertEquals(
                List.of(FragmentResult.HELD, FragmentResult.DUPLICATE, FragmentResult.COMPLETE),
                FragmentFuzz.run(Bytes.hex(LIMITS + "0000" + LAST6 + "0000" + LAST6 + "0010" + FIRST6)));
        assertEquals(
                List.of(FragmentResult.HELD, FragmentResult.COMPLETE, FragmentResult.HELD),
                FragmentFuzz.run(Bytes.hex(LIMITS + "0000" + FIRST4 + "7fe0" + LAST4 + "7fff" + LAST4)));
    }

    /** Raw octets, and octets in which fragments are likely to meet. */
    @Test
    void randomSequences() {
        Random random = new Random(42);
        Set<FragmentResult> results = EnumSet.noneOf(FragmentResult.class);
        for (int i = 0; i < 200; i++) {
            byte[] octets = new byte[random.nextInt(6000)];
            random.nextBytes(octets);
            if (i % 2 == 0) {
                for (int j = 0; j < octets.length; j++) {
                    octets[j] &= random.nextInt(3) == 0 ? 0x0b : 0;
                }
            }
            results.addAll(FragmentFuzz.run(octets));
        }
        assertTrue(
                results.containsAll(List.of(
                        FragmentResult.MALFORMED,
                        FragmentResult.HELD,
                        FragmentResult.COMPLETE,
                        FragmentResult.OVERLAP,
                        FragmentResult.DISCARDED)),
                results::toString);
    }
}
