package io.softwire46.mape.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.testing.CaseShrinkable;
import io.softwire46.mape.testing.GuardedOctets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

class TransportPortProperties {

    private static final List<Integer> QUERIES = List.of(0, 8, 13, 14, 15, 16, 17, 18);
    private static final List<Integer> ERRORS = List.of(3, 4, 5, 11, 12);

    @Property(tries = 5000)
    @StatisticsReport(StatisticsReportMode.OFF)
    void equalsTheModel(@ForAll("packets") byte[] packet) {
        int toCe = model(packet, true);
        int fromCe = model(packet, false);
        Statistics.collect(Math.min(toCe, 0)); // a code, or 0 for any port
        for (GuardedOctets view : GuardedOctets.all(packet)) {
            assertEquals(toCe, TransportPort.destinationSide(view.buffer(), view.offset(), packet.length));
            assertEquals(fromCe, TransportPort.sourceSide(view.buffer(), view.offset(), packet.length));
            TransportPort.isIcmpError(view.buffer(), view.offset(), packet.length);
            view.assertUntouched();
        }
        Statistics.coverage(coverage -> {
            for (int outcome = TransportPort.BAD_QUOTE; outcome <= 0; outcome++) {
                coverage.check(outcome).percentage(share -> share > 5);
            }
        });
    }

    /** For any octets: after the check of the header, no accessor reads outside of the packet. */
    @Property
    void staysInsideOfThePacket(@ForAll("packets") byte[] packet, @ForAll byte noise, @ForAll int where) {
        packet[Math.floorMod(where, packet.length)] = noise;
        byte[] octets = Octets.withHeaderChecksum(packet);
        for (GuardedOctets view : GuardedOctets.all(octets)) {
            if (Ipv4Header.check(view.buffer(), view.offset(), octets.length) == HeaderCheck.OK) {
                int totalLength = Ipv4Header.totalLength(view.buffer(), view.offset());
                TransportPort.destinationSide(view.buffer(), view.offset(), totalLength);
                TransportPort.sourceSide(view.buffer(), view.offset(), totalLength);
                TransportPort.isIcmpError(view.buffer(), view.offset(), totalLength);
            }
            view.assertUntouched();
        }
    }

    // The model has one array per layer of the packet: RFC 7597 section 8.2, RFC 5508 REQ-3, RFC 4884.

    private static int model(byte[] packet, boolean toCe) {
        if (word(packet, 6) % 8192 > 0) {
            return TransportPort.FRAGMENT;
        }
        byte[] transport = transportOf(packet).orElseThrow();
        int protocol = packet[9] & 255;
        if (protocol != 1) {
            Optional<Integer> minimum = minimum(protocol);
            if (minimum.isEmpty()) {
                return TransportPort.NO_PORT;
            }
            return transport.length < minimum.get() ? TransportPort.TRUNCATED : word(transport, toCe ? 2 : 0);
        }
        if (transport.length < 8) {
            return TransportPort.TRUNCATED;
        }
        int type = transport[0] & 255;
        if (QUERIES.contains(type)) {
            return word(transport, 4);
        }
        if (!ERRORS.contains(type)) {
            return TransportPort.NO_PORT;
        }
        byte[] quote = Arrays.copyOfRange(transport, 8, transport.length);
        int length = 4 * (transport[5] & 255);
        if (type != 4 && type != 5 && length > 0 && length < quote.length) {
            quote = Arrays.copyOf(quote, length);
        }
        return quoted(quote, toCe ? 12 : 16, Arrays.copyOfRange(packet, toCe ? 16 : 12, toCe ? 20 : 16), toCe ? 0 : 2)
                .orElse(TransportPort.BAD_QUOTE);
    }

    private static Optional<Integer> quoted(byte[] quote, int addressAt, byte[] address, int portAt) {
        return transportOf(quote)
                .filter(transport -> Arrays.equals(Arrays.copyOfRange(quote, addressAt, addressAt + 4), address))
                .filter(transport -> word(quote, 6) % 8192 == 0)
                .flatMap(transport -> {
                    if (quote[9] == 1) {
                        boolean query = transport.length >= 6 && QUERIES.contains(transport[0] & 255);
                        return query ? Optional.of(word(transport, 4)) : Optional.empty();
                    }
                    boolean hasPorts = minimum(quote[9] & 255).isPresent() && transport.length >= 4;
                    return hasPorts ? Optional.of(word(transport, portAt)) : Optional.empty();
                });
    }

    private static Optional<byte[]> transportOf(byte[] ipv4) {
        if (ipv4.length < 20 || ipv4[0] < 0x45 || ipv4[0] > 0x4f || ipv4.length < (ipv4[0] - 0x40) * 4) {
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOfRange(ipv4, (ipv4[0] - 0x40) * 4, ipv4.length));
    }

    private static Optional<Integer> minimum(int protocol) {
        return switch (protocol) {
            case 6 -> Optional.of(20);
            case 17, 136 -> Optional.of(8);
            case 33, 132 -> Optional.of(12);
            default -> Optional.empty();
        };
    }

    private static int word(byte[] octets, int at) {
        return (octets[at] & 255) * 256 + (octets[at + 1] & 255);
    }

    /** Valid headers, with a mixture of good, odd and truncated transport headers and quotes as payload. */
    @Provide
    Arbitrary<byte[]> packets() {
        return CaseShrinkable.arbitrary(choices -> {
            byte[] transport = transport(choices);
            byte[] packet = ipv4(choices, transport);
            if (packet[9] == 1 && transport.length >= 8 && choices.nextInt(4) != 0) {
                // make it an error with a quote that belongs to it, on one side or on the other
                byte[] quote = ipv4(choices, transport(choices));
                boolean toCe = choices.nextBoolean();
                int from = toCe ? 16 : 12;
                System.arraycopy(packet, from, quote, toCe ? 12 : 16, choices.nextInt(8) == 0 ? 3 : 4);
                if (choices.nextInt(8) == 0) {
                    quote[0] = (byte) choices.nextInt(256);
                }
                if (choices.nextInt(4) == 0) {
                    quote = Arrays.copyOf(quote, choices.nextInt(quote.length));
                }
                byte[] error = Bytes.concat(Arrays.copyOf(transport, 8), quote);
                error[0] = (byte) (int) ERRORS.get(choices.nextInt(ERRORS.size()));
                error[5] = (byte) (choices.nextInt(4) == 0 ? choices.nextInt(16) : 0);
                packet = Bytes.concat(Arrays.copyOf(packet, (packet[0] & 15) * 4), error);
            }
            packet[2] = (byte) (packet.length / 256);
            packet[3] = (byte) packet.length;
            return Octets.withHeaderChecksum(packet);
        });
    }

    private static byte[] transport(Choices choices) {
        byte[] transport = choices.octets(choices.nextInt(30));
        if (transport.length > 0 && choices.nextInt(4) != 0) {
            transport[0] = (byte) choices.nextInt(20);
        }
        return transport;
    }

    private static byte[] ipv4(Choices choices, byte[] transport) {
        int ihl = choices.nextBoolean() ? 5 : 5 + choices.nextInt(11);
        byte[] header = choices.octets(ihl * 4);
        header[0] = (byte) (0x40 + ihl);
        if (choices.nextInt(8) != 0) {
            header[6] &= (byte) 0xe0;
            header[7] = 0;
        }
        int[] protocols = {1, 1, 1, 1, 6, 17, 33, 132, 136, choices.nextInt(256)};
        header[9] = (byte) protocols[choices.nextInt(protocols.length)];
        return Bytes.concat(header, transport);
    }
}
