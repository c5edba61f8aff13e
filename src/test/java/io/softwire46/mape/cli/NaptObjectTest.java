package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code napt} object of a domain file in commands that have no NAPT. */
class NaptObjectTest {
    private static final String PREFIX = "2001:db8:12:9c00::/56";

    @TempDir
    private Path directory;

    private Path domain(String napt) throws IOException {
        return Files.writeString(directory.resolve("domain.json"), """
                { "borderRelay": ["2001:db8:ffff::1"],
                  "rules": [ { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16, "psidOffset": 4 } ],
                  "napt": %s }
                """.formatted(napt));
    }

    /** An empty capture: magic number, version 2.4, no zone, snapshot length, link type raw IP. */
    private Path capture() throws IOException {
        byte[] header = new byte[24];
        header[0] = (byte) 0xd4;
        header[1] = (byte) 0xc3;
        header[2] = (byte) 0xb2;
        header[3] = (byte) 0xa1;
        header[4] = 2;
        header[6] = 4;
        header[18] = 1;
        header[20] = 101;
        return Files.write(directory.resolve("in.pcap"), header);
    }

    private static JsonObject onlyDomain(Tool tool) {
        return Json.parse(tool.out())
                .asObject()
                .required("domains")
                .asArray()
                .get(0)
                .asObject();
    }

    @Test
    void lintSaysWhatWasNotChecked() throws IOException {
        Path file = domain("{\"forwards\": [{\"protocol\": \"tcp\", \"port\": 6591, \"to\": \"10.0.0.1:80\"}]}");
        Tool without = Tool.run("lint", file).done();
        assertTrue(without.out().contains("napt: checked without a CE"), without.out());
        assertTrue(without.out().contains("0 errors, 0 warnings, 0 notes"), without.out());
        assertTrue(onlyDomain(Tool.run("lint", "--json", file).done()).has("napt"));

        Tool with = Tool.run("lint", file, "--end-user-prefix", PREFIX);
        assertEquals(1, with.status());
        assertTrue(with.out().contains("domain.json:3:53: NAPT04 error"), with.out());
        assertFalse(with.out().contains("checked without a CE"), with.out());
        assertFalse(onlyDomain(Tool.run("lint", "--json", file, "--end-user-prefix", PREFIX))
                .has("napt"));
        assertFalse(
                onlyDomain(Tool.run("lint", "--json", domain("null")).done()).has("napt"));
    }

    @Test
    void relayAndEdgeIgnoreWhatDependsOnTheCe() throws IOException {
        Path file = domain("{\"forwards\": [{\"protocol\": \"tcp\", \"port\": 6591, \"to\": \"10.0.0.1:80\"}]}");
        Path in = capture();
        Path out = directory.resolve("out.pcap");
        assertEquals(
                0, Tool.run("relay", "--domain", file, "--in", in, "--out", out).status());
        assertEquals(
                0,
                Tool.run("edge", "--domain", file, "--end-user-prefix", PREFIX, "--in", in, "--out", out)
                        .status());
    }

    @Test
    void relayAndEdgeRefuseInvalidOptions() throws IOException {
        Path file = domain("{\"timers\": {\"udp\": 119}}");
        Path in = capture();
        Path out = directory.resolve("out.pcap");
        Tool.run("relay", "--domain", file, "--in", in, "--out", out).refused(2, "NAPT03", "napt.timers.udp 119");
        Tool.run("edge", "--domain", file, "--end-user-prefix", PREFIX, "--in", in, "--out", out)
                .refused(2, "NAPT03", "napt.timers.udp 119");
        assertFalse(Files.exists(out));
    }

    @Test
    void convertKeepsOrReportsTheOptions() throws IOException {
        Path file = domain("{\"timers\": {\"udp\": 130}}");
        assertTrue(
                Tool.run("convert", "--to", "mape", "--in", file).done().out().contains("\"udp\": 130"));
        Tool vpp = Tool.run("convert", "--to", "vpp", "--in", file);
        vpp.refusedWith(1, "napt.timers.udp 130 cannot be expressed in vpp; configure it separately (RFC 4787");
        Tool lossy = Tool.run("convert", "--to", "vpp", "--lossy", "--in", file);
        assertEquals(0, lossy.status());
        assertTrue(lossy.out().contains("map add domain"), lossy.out());
    }
}
