package io.softwire46.mape.conformance.model;

import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.conformance.model.NaiveIcmp.IcmpError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ICMPv6 at a node: errors that it sends, and echo (RFC 4443). Static methods only. */
final class NaiveControl {
    private NaiveControl() {}

    /** Drops a tunnel packet, with the ICMPv6 error about it if there is one and it may be sent. */
    static NaiveOutcome drop(
            String verdict,
            byte[] packet,
            @Nullable IcmpError error,
            NaiveDomain domain,
            List<NaiveDomain> all,
            long now) {
        String source = Bytes.bits(packet, 8, 24);
        boolean anycast = all.stream()
                .anyMatch(
                        each -> each.options().anycast() && each.borderRelays().contains(source));
        boolean silent = anycast || NaiveExtensions.isSilent(packet);
        if (error == null || !domain.lets(domain.options().icmpv6Errors(), silent, now)) {
            return NaiveOutcome.of(verdict);
        }
        return NaiveOutcome.message(
                verdict, NaiveIcmp.errorV6(packet, error, domain.options().hopLimit()));
    }

    /** RFC 4291 sections 2.5.2, 2.5.3, 2.5.5.2 and 2.7: no node has such an address. */
    static boolean isNodeAddress(String source) {
        boolean multicast = source.startsWith("11111111");
        boolean unspecifiedOrLoopback = !source.substring(0, 127).contains("1");
        boolean mapped = source.startsWith("0".repeat(80) + "1".repeat(16));
        return !multicast && !unspecifiedOrLoopback && !mapped;
    }

    /** The check that precedes the reading of a message: an outcome, or null if it passes. */
    static @Nullable NaiveOutcome refusal(byte[] packet, byte[] message) {
        boolean matters = message.length > 0 && (u8(message, 0) < 128 || u8(message, 0) == 128);
        return matters && !isNodeAddress(Bytes.bits(packet, 8, 24)) ? NaiveOutcome.of("DROP_ICMPV6_SUPPRESSED") : null;
    }

    /**
     * A message that is no error.
     *
     * @param pathMtu toward its source
     * @param headroom free octets before the packet
     */
    static NaiveOutcome query(byte[] packet, byte[] message, NaiveDomain domain, long pathMtu, int headroom) {
        if (message.length == 0 || u8(message, 0) != 128) {
            return NaiveOutcome.of("DROP_ICMPV6");
        }
        if (!domain.options().echoReply()) {
            return NaiveOutcome.of("DROP_ICMPV6_ECHO");
        }
        int mtu = (int) Math.min(domain.options().mtuV6(), pathMtu);
        boolean isFragmented = 40 + message.length > mtu;
        int before = 40 + Bytes.u16(packet, 4) - message.length;
        if (isFragmented && headroom + before < 40 + 8) { // of the headers before the message
            return NaiveOutcome.of("DROP_NO_ROOM");
        }
        if (message.length < 8) {
            return NaiveOutcome.of("DROP_TRUNCATED");
        }
        byte[] source = part(packet, 8, 24);
        byte[] destination = part(packet, 24, 40);
        if (NaiveIcmp.checksumV6(source, destination, message) != 0) {
            return NaiveOutcome.of("DROP_ICMPV6_BAD_CHECKSUM");
        }
        byte[] reply = message.clone();
        reply[0] = (byte) 129; // section 4.2: type 129, code 0
        reply[1] = 0;
        int dscp = Bytes.u16(packet, 0) / 64 % 64;
        byte[] whole = NaiveIcmp.packetV6(
                /* source= */ destination,
                /* destination= */ source,
                4 * dscp,
                domain.options().hopLimit(),
                reply);
        List<byte[]> packets = isFragmented ? NaiveFragments.fragmentIpv6(whole, mtu, 0) : List.of(whole);
        return new NaiveOutcome(
                "REPLIED", packets.stream().map(NaiveOutput::new).toList(), 0);
    }
}
