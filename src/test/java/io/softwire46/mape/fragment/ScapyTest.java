package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.testing.Program;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Scapy reassembles fragments of our fragmenters, fragments as they do, and our reassemblers reassemble its fragments. Skipped where
 * python3 with scapy is not installed.
 */
class ScapyTest {
    private static final Path SCRIPT = Path.of("src", "test", "resources", "scapy_fragments.py");
    private static final int NOTHING_KNOWN = 253; // a protocol for experiments, whose data no one looks into
    private static final int IDENTIFICATION = 0x0bad_cafe;

    /** The second one is Debian's, which its package belongs to, where another one is before it in the path. */
    private static final List<String> INTERPRETERS = List.of("python3", "/usr/bin/python3");

    private static final int[] LIMITS = {68, 75, 576, 1240, 1280, 1281, 1287, 1288, 1500, 9000};
    private static final int[] DATA = {8, 49, 1212, 1220, 1240, 1260, 1472, 2953, 9000};

    private static String interpreter;

    @BeforeAll
    static void isThere() {
        Optional<String> found = INTERPRETERS.stream()
                .filter(each -> Program.works(each, "-c", "import scapy.all"))
                .findFirst();
        assumeTrue(found.isPresent(), "scapy is not installed");
        interpreter = found.get();
    }

    private static List<String> ask(List<String> questions) {
        List<String> answers =
                Program.run(String.join("\n", questions) + "\n", List.of(interpreter, SCRIPT.toString()));
        assertEquals(questions.size(), answers.size());
        return answers;
    }

    private static void hold(List<String> expected, List<String> questions) {
        List<String> answers = ask(questions);
        for (int i = 0; i < answers.size(); i++) {
            assertEquals(expected.get(i), answers.get(i), "question " + i);
        }
    }

    private static List<String> fragmentIpv4(byte[] packet, int limit) {
        Ipv4Fragmenter fragmenter = new Ipv4Fragmenter();
        return fragment(
                packet,
                limit,
                fragmenter.start(window(packet), limit, false),
                fragmenter::nextOctets,
                fragmenter::next);
    }

    private static List<String> fragmentIpv6(byte[] packet, int mtu) {
        Ipv6Fragmenter fragmenter = new Ipv6Fragmenter();
        FragmentationResult result = fragmenter.start(window(packet), mtu, IDENTIFICATION);
        return fragment(packet, mtu, result, fragmenter::nextOctets, fragmenter::next);
    }

    private static List<String> fragment(
            byte[] packet, int limit, FragmentationResult result, IntSupplier nextOctets, Predicate<Packet> next) {
        assertEquals(packet.length > limit ? FragmentationResult.CUT : FragmentationResult.FITS, result);
        if (result == FragmentationResult.FITS) {
            return List.of(Bytes.hex(packet));
        }
        List<String> fragments = new ArrayList<>();
        while (nextOctets.getAsInt() > 0) {
            byte[] fragment = new byte[nextOctets.getAsInt()];
            assertTrue(next.test(window(fragment)));
            fragments.add(Bytes.hex(fragment));
        }
        return fragments;
    }

    private static Packet window(byte[] octets) {
        return new Packet().attach(ByteBuffer.wrap(octets), 0, octets.length, 0);
    }

    private static byte[] ipv4(int dataOctets, String options) {
        return Sample.ipv4(NOTHING_KNOWN, Bytes.hex(options), 0, Sample.data(dataOctets, dataOctets));
    }

    private static byte[] tunnel(int dataOctets) {
        return Sample.ipv6(4, ipv4(dataOctets, ""));
    }

    @Test
    void joinsIpv4FragmentsOfOurs() {
        List<String> questions = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int data : DATA) {
            for (String options : List.of("", "8804000107030401")) { // one that is copied, one that is not
                for (int limit : LIMITS) {
                    byte[] packet = ipv4(data, options);
                    questions.add("join4 " + String.join(" ", fragmentIpv4(packet, limit)));
                    expected.add(Bytes.hex(packet));
                }
            }
        }
        hold(expected, questions);
    }

    @Test
    void joinsIpv6FragmentsOfOurs() {
        List<String> questions = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int data : DATA) {
            for (int mtu : ipv6Mtus()) {
                byte[] packet = tunnel(data);
                questions.add("join6 " + String.join(" ", fragmentIpv6(packet, mtu)));
                expected.add(Bytes.hex(packet));
            }
        }
        hold(expected, questions);
    }

    private static int[] ipv6Mtus() {
        return Arrays.stream(LIMITS).filter(limit -> limit >= 1280).toArray();
    }

    /**
     * Octet by octet: RFC 791 determines every octet if the packet has no option and every fragment is as long as possible.
     */
    @Test
    void cutsIpv4AsWeDo() {
        List<String> questions = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int data : DATA) {
            for (int limit : LIMITS) {
                byte[] packet = ipv4(data, "");
                questions.add("cut4 " + limit + " " + Bytes.hex(packet));
                expected.add(String.join(" ", fragmentIpv4(packet, limit)));
            }
        }
        hold(expected, questions);
    }

    @Test
    void cutsIpv6AsWeDo() {
        List<String> questions = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int data : DATA) {
            for (int mtu : ipv6Mtus()) {
                byte[] packet = tunnel(data);
                questions.add("cut6 " + mtu + " " + IDENTIFICATION + " " + Bytes.hex(packet));
                expected.add(String.join(" ", fragmentIpv6(packet, mtu)));
            }
        }
        hold(expected, questions);
    }

    /** In order and the other way round. */
    @Test
    void ourReassemblersReassembleItsFragments() {
        List<String> questions = new ArrayList<>();
        List<byte[]> packets = new ArrayList<>();
        for (int data : new int[] {1240, 1473, 2953, 9000}) {
            packets.add(ipv4(data, "8804000107030401"));
            questions.add("cut4 576 " + Bytes.hex(packets.get(packets.size() - 1)));
            packets.add(tunnel(data));
            questions.add("cut6 1280 " + data + " " + Bytes.hex(packets.get(packets.size() - 1)));
        }
        List<String> answers = ask(questions);
        for (int i = 0; i < packets.size(); i++) {
            List<String> fragments = Arrays.asList(answers.get(i).split(" "));
            assertReassembled(packets.get(i), fragments);
            Collections.reverse(fragments);
            assertReassembled(packets.get(i), fragments);
        }
    }

    private static void assertReassembled(byte[] packet, List<String> fragments) {
        ReassemblerHarness harness = new ReassemblerHarness(ReassemblyLimits.ipv6());
        assertTrue(fragments.size() > 1);
        for (int i = 0; i < fragments.size(); i++) {
            byte[] fragment = Bytes.hex(fragments.get(i));
            FragmentResult result = packet[0] >>> 4 == 6 ? harness.ipv6(fragment, 0) : harness.ipv4(fragment, 0);
            assertEquals(i < fragments.size() - 1 ? FragmentResult.HELD : FragmentResult.COMPLETE, result);
        }
        harness.assertReassembled(packet);
    }

    /** Ensures that the comparison includes fragmented packets. */
    @Test
    void longPacketsAreFragmented() {
        assertEquals(2, fragmentIpv6(tunnel(1472), 1500).size());
        assertEquals(List.of("1500", "1500", "1060"), sizes(fragmentIpv4(ipv4(4000, ""), 1500)));
    }

    private static List<String> sizes(List<String> fragments) {
        return Stream.of(fragments.toArray(String[]::new))
                .map(hex -> Integer.toString(hex.length() / 2))
                .toList();
    }
}
