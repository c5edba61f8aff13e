package io.softwire46.mape.cli.input;

import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.format.ReadResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the input files of commands. Every error message names the file.
 *
 * <p>Static methods only.
 */
public final class Inputs {
    private static final int MAX_OCTETS = 256 << 20;

    private static final String BYTE_ORDER_MARK = "\ufeff";

    private Inputs() {}

    public static boolean isStandardInput(Path file) {
        return file.toString().equals("-");
    }

    /** Returns the name of an input in messages. */
    public static String name(Path file) {
        return isStandardInput(file) ? "standard input" : file.toString();
    }

    /** Reads a UTF-8 text file, or standard input if the file is named "-". */
    public static String text(Path file) {
        return text(file, octets(file));
    }

    /** Decodes the octets of a file as UTF-8. */
    private static String text(Path file, byte[] octets) {
        String text = utf8(octets);
        if (text == null) {
            throw new ToolException(name(file) + ": is not UTF-8 text; use a domain file of JSON or Junos set lines");
        }
        return text;
    }

    /** Returns the text of octets in UTF-8, without a byte order mark; null if they are not UTF-8. */
    public static @Nullable String utf8(byte[] octets) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Returns the index, from 0, of the first octet of a text that is not UTF-8. */
    public static int malformedOctet(ByteBuffer octets) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        decoder.decode(octets, CharBuffer.allocate(octets.remaining()), true);
        return octets.position();
    }

    /** Reads a file, or standard input if the file is named "-". */
    public static byte[] octets(Path file) {
        refuseDirectory(file);
        try (InputStream in = isStandardInput(file) ? System.in : Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(MAX_OCTETS + 1); // a device or pipe may have no end
            if (octets.length > MAX_OCTETS) {
                throw new ToolException(name(file) + ": is larger than " + (MAX_OCTETS >> 20) + " MiB; split it");
            }
            return octets;
        } catch (FileSystemException e) {
            throw new ToolException(describe(e));
        } catch (IOException e) {
            throw new ToolException(name(file) + ": cannot be read: " + e.getMessage());
        }
    }

    public static void refuseDirectory(Path file) {
        if (!isStandardInput(file) && Files.isDirectory(file)) {
            throw new ToolException(file + ": is a directory; name the file");
        }
    }

    /** Reads a domain file; throws if it has errors, with the first error and the number of others. */
    public static ReadResult domain(Path file) {
        ReadResult read = DomainFile.read(text(file));
        refuse(file, read.findings());
        return read;
    }

    public static void refuse(Path file, List<Finding> findings) {
        refuse(file, findings, "");
    }

    /**
     * Throws if there are errors; {@code lintOptions} makes {@code lint} report them all, empty or with a space at the
     * end.
     */
    public static void refuse(Path file, List<Finding> findings, String lintOptions) {
        List<Finding> errors = findings.stream().filter(Finding::isError).toList();
        if (!errors.isEmpty()) {
            String more = errors.size() == 1
                    ? ""
                    : " (and " + (errors.size() - 1) + " more; mape lint " + lintOptions + file + " shows all)";
            throw new ToolException(error(file, errors.get(0)) + more);
        }
    }

    /** Returns one line about an error; an error about a whole file has no field and no id. */
    public static String error(Path file, Finding error) {
        boolean whole = error.field().equals("file");
        return Paragraph.oneLine(
                whole ? name(file) + ":" + error.location() + ": " + error.message() : error.toString(name(file)));
    }

    /** Returns the file's name and the reason of a file system error. */
    public static String describe(FileSystemException e) {
        String problem;
        if (e instanceof NoSuchFileException) {
            problem = "no such file or directory; check the path";
        } else if (e instanceof AccessDeniedException) {
            problem = "permission denied; check the owner and mode of the file";
        } else {
            problem = String.valueOf(e.getReason() == null ? e.getMessage() : e.getReason());
        }
        return e.getFile() + ": " + problem;
    }
}
