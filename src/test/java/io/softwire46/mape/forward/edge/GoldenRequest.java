package io.softwire46.mape.forward.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.nat.NaptProtocol;
import io.softwire46.mape.nat.PortGrant;
import io.softwire46.mape.nat.PortGrant.Result;
import io.softwire46.mape.nat.PortRequest;

/**
 * A request for a UDP port in a golden case.
 *
 * @param host inside address
 * @param port inside port
 * @param suggested external port
 * @param exact whether no other port is accepted
 * @param lifetimeSeconds 0 to delete
 * @param nonceOctet the last octet of the nonce; the others are 0
 */
record GoldenRequest(String host, int port, int suggested, boolean exact, long lifetimeSeconds, int nonceOctet) {
    static GoldenRequest of(String host, int port) {
        return new GoldenRequest(host, port, 0, false, 7200, 1);
    }

    /** Reads a request of {@code expected.json}. */
    static GoldenRequest of(JsonObject row) {
        return new GoldenRequest(
                row.required("host").asString(),
                row.required("port").asInt(1, 65535),
                row.required("suggested").asInt(0, 65535),
                row.required("exact").asBoolean(),
                row.required("lifetimeSeconds").asInt(0, 86400),
                row.required("nonce").asInt(0, 255));
    }

    GoldenRequest suggest(int external) {
        return new GoldenRequest(host, port, external, exact, lifetimeSeconds, nonceOctet);
    }

    GoldenRequest preferFailure() {
        return new GoldenRequest(host, port, suggested, true, lifetimeSeconds, nonceOctet);
    }

    GoldenRequest lifetime(long seconds) {
        return new GoldenRequest(host, port, suggested, exact, seconds, nonceOctet);
    }

    GoldenRequest nonce(int octet) {
        return new GoldenRequest(host, port, suggested, exact, lifetimeSeconds, octet);
    }

    PortRequest request() {
        byte[] nonce = new byte[PortRequest.NONCE_OCTETS];
        nonce[nonce.length - 1] = (byte) nonceOctet;
        PortRequest request = PortRequest.of(NaptProtocol.UDP, Bytes.int32(Bytes.address(host), 0), port)
                .suggest(suggested)
                .lifetimeSeconds(lifetimeSeconds)
                .nonce(nonce);
        return exact ? request.exact() : request;
    }

    /** Makes the request, which must be granted, and returns the external port. */
    int granted(GoldenCase golden) {
        PortGrant grant = golden.edge.napt().orElseThrow().request(request(), golden.nowNanos());
        assertEquals(Result.SUCCESS, grant.result(), golden.name);
        record(golden, Result.SUCCESS, grant.port(), 0, 0);
        return grant.port();
    }

    /** Makes the request, which must be refused with this result and these nearest ports. */
    void refused(GoldenCase golden, Result result, int below, int above) {
        PortGrant grant = golden.edge.napt().orElseThrow().request(request(), golden.nowNanos());
        assertEquals(result, grant.result(), golden.name);
        assertEquals(below, grant.below(), golden.name);
        assertEquals(above, grant.above(), golden.name);
        record(golden, result, 0, below, above);
    }

    private void record(GoldenCase golden, Result result, int external, int below, int above) {
        golden.files.request(row -> row.field("host", host)
                .field("port", port)
                .field("suggested", suggested)
                .field("exact", exact)
                .field("lifetimeSeconds", lifetimeSeconds)
                .field("nonce", nonceOctet)
                .field("result", result.name())
                .field("external", external)
                .field("below", below)
                .field("above", above));
    }
}
