package io.softwire46.mape.provision.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.ReadResult;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/** Fuzz target: any octets as options, as a message and as values, by every reader of softwire options. */
public final class S46Fuzz {
    private static final List<IPv6Address> PREFIXES = Stream.of(
                    "2001:db8:12:3400::/56", "2001:db8::/32", "::/0", "2001:db8:12:3400::/64", "2001:db8::1/128")
            .map(text -> Addresses.parseIpv6Prefix("", text))
            .toList();

    private S46Fuzz() {}

    public static void run(byte[] data) {
        ByteBuffer buffer = ByteBuffer.wrap(data);
        for (S46Codec.Dialect dialect : S46Codec.Dialect.values()) {
            check(S46Codec.read(buffer, dialect), data.length);
            check(S46Codec.readMessage(buffer, dialect), data.length);
        }
        try {
            S46Rule.Ports ports = S46Codec.Dhcp4o6.readPortParameters(buffer);
            assertEquals(ports, S46Codec.Dhcp4o6.readPortParameters(S46Codec.Dhcp4o6.writePortParameters(ports)));
        } catch (MapConfigurationException e) {
            assertTrue(e.first().isError());
        }
        try {
            assertEquals(
                    buffer,
                    S46Codec.Dhcp4o6.writeSoftwireSourceAddress(S46Codec.Dhcp4o6.readSoftwireSourceAddress(buffer)));
        } catch (MapConfigurationException e) {
            assertTrue(data.length != 16);
        }
        assertEquals(0, buffer.position());
    }

    private static void check(S46Reading reading, int length) {
        for (Finding each : reading.findings()) {
            assertTrue(each.location().octet() >= 0 && each.location().octet() <= length, each::toString);
            assertEquals(1, each.toString().lines().count());
        }
        ReadResult domains = reading.toDomains();
        assertEquals(domains.isRefused(), domains.domains().isEmpty());
        domains.findings()
                .forEach(each -> assertTrue(
                        each.location().octet() >= 0 && each.location().octet() <= length, each::toString));
        if (!domains.isRefused()) {
            // A container that counts can be written, and means the same again.
            assertEquals(
                    domains.domains().stream()
                            .map(each -> each.domain().rules())
                            .toList(),
                    S46Codec.readDomains(S46Codec.writeContainers(reading.containers())).domains().stream()
                            .map(each -> each.domain().rules())
                            .toList());
        }
        for (IPv6Address prefix : PREFIXES) {
            S46Reading.Edge edge = reading.edge(prefix);
            assertTrue(edge.obstacle().isPresent() ^ edge.domain().isPresent());
            if (edge.domain().isPresent()) {
                S46Octets.customerEdge(edge);
            }
        }
    }

    /** Every option of the tests, and the messages of the vectors. */
    public static List<byte[]> seeds() {
        String mapE = S46Octets.MAP_E;
        return Stream.concat(
                        S46VectorsTest.messages().map(each -> (byte[]) each.get()[0]),
                        Stream.of(
                                        mapE,
                                        S46Octets.LW,
                                        S46Octets.MAP_T,
                                        mapE + S46Octets.LW + S46Octets.MAP_T + S46Octets.option(111, "0060005f005e"),
                                        "15000000" + S46Octets.BR + S46Octets.option(137, "3820010db8001234"),
                                        "07123456" + mapE,
                                        "06083400",
                                        S46Octets.option(
                                                95,
                                                S46Octets.option(
                                                                89,
                                                                "000c17c0000200 30 20010db80001 0000 005d000400034000")
                                                        + S46Octets.DMR))
                                .map(Bytes::hex))
                .toList();
    }
}
