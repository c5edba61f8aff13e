package io.softwire46.mape.conformance.adapter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Texts that are part of the kit.
 *
 * <p>Static methods only.
 */
final class KitResource {
    private static final String ROOT = "/io/softwire46/mape/conformance/";

    private KitResource() {}

    /** Returns a text, by its path below the package of the kit. */
    static String text(String path) {
        try (InputStream in = KitResource.class.getResourceAsStream(ROOT + path)) {
            if (in == null) {
                throw new IllegalStateException("resource " + path + " is missing in the jar of the kit");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the schema of the process protocol. */
    static JsonSchema protocolSchema() {
        return JsonSchema.parse(text("vectors/protocol-1.schema.json"));
    }
}
