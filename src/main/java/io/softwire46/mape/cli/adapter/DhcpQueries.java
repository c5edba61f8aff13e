package io.softwire46.mape.cli.adapter;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.provision.dhcp.S46Codec;
import io.softwire46.mape.provision.dhcp.S46Container.Mechanism;
import io.softwire46.mape.provision.dhcp.S46Reading;
import io.softwire46.mape.provision.domain.DomainJson;
import io.softwire46.mape.provision.domain.JsonDomains;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.OptionOctets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Answers queries about DHCPv6 options (RFC 7598): the domains in options, and the options of a domain.
 *
 * <p>Static methods only.
 */
final class DhcpQueries {
    static final String READ = "dhcpv6";
    static final String WRITE = "dhcpv6Encode";

    private DhcpQueries() {}

    static boolean isOne(String op) {
        return op.equals(READ) || op.equals(WRITE);
    }

    static String answer(JsonObject query) {
        boolean reads = query.required("op").asString().equals(READ);
        Requests.requireOnly(query, reads ? List.of("op", "hex") : List.of("op", "domain"));
        return reads
                ? read(Requests.hex(query.required("hex"), S46Codec.MAX_OCTETS))
                : write(JsonDomains.read(query.required("domain")));
    }

    private static String read(byte[] octets) {
        S46Reading reading = S46Codec.read(ByteBuffer.wrap(octets));
        if (reading.isRefused()) {
            return error(reading.findings().stream().filter(Finding::isError).toList());
        }
        List<ConfiguredDomain> separate = new ArrayList<>();
        List<Discarded> discarded = new ArrayList<>();
        for (OptionOctets.Option option :
                OptionOctets.split(octets, 0, octets.length).list()) {
            ByteBuffer alone = ByteBuffer.wrap(octets, option.at(), option.to() - option.at());
            readOne(option.code(), S46Codec.read(alone), separate, discarded);
        }
        ReadResult all = reading.toDomains();
        return object(json -> {
            json.field("ok", true).name("domains").beginArray();
            // all together have different names; they are refused if one container contradicts itself
            (all.isRefused() ? separate : all.domains()).forEach(domain -> DomainJson.write(json, domain));
            json.endArray().name("discarded").beginArray();
            discarded.forEach(each -> json.beginObject()
                    .field("code", each.code)
                    .field("reason", each.reason)
                    .endObject());
            json.endArray();
        });
    }

    /**
     * A softwire option that a client ignores.
     *
     * @param code of the option
     * @param reason findings about it
     */
    private record Discarded(int code, String reason) {}

    /** Adds the domain of an option, or the reason why it has none; options that are not about a softwire have neither. */
    private static void readOne(int code, S46Reading alone, List<ConfiguredDomain> domains, List<Discarded> discarded) {
        ReadResult result = alone.toDomains();
        Mechanism mechanism = Mechanism.of(code).orElse(null);
        if (mechanism == null) {
            if (!alone.findings().isEmpty()) {
                discarded.add(new Discarded(code, text(alone.findings())));
            }
        } else if (!result.isRefused()) {
            domains.addAll(result.domains());
        } else if (alone.containers().isEmpty() || mechanism != Mechanism.MAP_T) {
            discarded.add(new Discarded(code, text(result.findings())));
        }
    }

    private static String write(ReadResult read) {
        try {
            ByteBuffer options = S46Codec.write(read.requireDomains());
            byte[] octets = new byte[options.remaining()];
            options.get(octets);
            return object(
                    json -> json.field("ok", true).field("hex", HexFormat.of().formatHex(octets)));
        } catch (MapConfigurationException e) {
            return error(e.findings().stream().filter(Finding::isError).toList());
        }
    }

    private static String error(List<Finding> findings) {
        return object(json -> json.field("ok", false).field("error", text(findings)));
    }

    private static String object(Consumer<JsonWriter> fields) {
        StringBuilder out = new StringBuilder(256);
        JsonWriter json = JsonWriter.compact(out).beginObject();
        fields.accept(json);
        json.endObject();
        return out.toString();
    }

    private static String text(List<Finding> findings) {
        return findings.stream().map(Finding::sentence).distinct().collect(Collectors.joining("; "));
    }
}
