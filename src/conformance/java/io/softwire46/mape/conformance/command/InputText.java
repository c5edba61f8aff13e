package io.softwire46.mape.conformance.command;

import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.json.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Input files: UTF-8 texts of at most 4 MiB. Each error names the file.
 *
 * <p>Static methods only.
 */
final class InputText {
    static final int MAX_OCTETS = 4 << 20;

    private InputText() {}

    static String read(Path file) {
        if (Files.isDirectory(file)) {
            throw new ToolException(file + ": is a directory; name a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(MAX_OCTETS + 1); // a device or pipe may have no end
            if (octets.length > MAX_OCTETS) {
                throw new ToolException(file + ": is larger than " + (MAX_OCTETS >> 20) + " MiB; use a smaller file");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ToolException(file + ": is not UTF-8 text; save it as UTF-8");
        } catch (NoSuchFileException e) {
            throw new ToolException(file + ": no such file; check the path");
        } catch (IOException e) {
            throw new ToolException(
                    file + ": cannot be read: " + e.getMessage() + "; check the owner and mode of the file");
        }
    }

    /** Reads a file of JSON. */
    static <T> T json(Path file, Function<String, T> reader) {
        String text = read(file);
        try {
            return reader.apply(text);
        } catch (JsonException e) {
            throw new ToolException(file + ":" + e.line() + ":" + e.column() + ": " + e.problem());
        } catch (IllegalArgumentException e) {
            throw new ToolException(file + ": " + e.getMessage());
        }
    }
}
