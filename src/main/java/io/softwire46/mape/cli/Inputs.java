package io.softwire46.mape.cli;

import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.PlacedFinding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads the text files that commands are given, and names the file in every complaint.
 */
final class Inputs {
    private static final int MOST_OCTETS = 256 << 20;

    private Inputs() {}

    static boolean isStandardInput(Path file) {
        return file.toString().equals("-");
    }

    /** How complaints call an input. */
    static String name(Path file) {
        return isStandardInput(file) ? "standard input" : file.toString();
    }

    /** Reads a whole UTF-8 text, from standard input where the file is called "-". */
    static String text(Path file) {
        return text(file, octets(file));
    }

    /** The UTF-8 text that a file's octets are. */
    static String text(Path file, byte[] octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ToolException(name(file) + ": is not UTF-8 text; a domain file is JSON or Junos set lines");
        }
    }

    /** Reads a whole file, standard input where it is called "-". */
    static byte[] octets(Path file) {
        refuseDirectory(file);
        try (InputStream in = isStandardInput(file) ? System.in : Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(MOST_OCTETS + 1); // a device or pipe may never end
            if (octets.length > MOST_OCTETS) {
                throw new ToolException(name(file) + ": is larger than " + (MOST_OCTETS >> 20) + " MiB; split it");
            }
            return octets;
        } catch (FileSystemException e) {
            throw new ToolException(describe(e));
        } catch (IOException e) {
            throw new ToolException(name(file) + ": cannot be read: " + e.getMessage());
        }
    }

    static void refuseDirectory(Path file) {
        if (!isStandardInput(file) && Files.isDirectory(file)) {
            throw new ToolException(file + ": is a directory; name the file");
        }
    }

    /** Reads a domain file and refuses one with errors: by the first error, and how many more there are. */
    static DomainFile domain(Path file) {
        DomainFile read = DomainFile.read(text(file));
        refuse(file, read.findings());
        return read;
    }

    static void refuse(Path file, List<PlacedFinding> findings) {
        refuse(file, findings, "");
    }

    /** The options are those with which {@code lint} finds the same: empty, or words that end in a space. */
    static void refuse(Path file, List<PlacedFinding> findings, String lintOptions) {
        List<PlacedFinding> errors =
                findings.stream().filter(PlacedFinding::isError).toList();
        if (!errors.isEmpty()) {
            String more = errors.size() == 1
                    ? ""
                    : " (and " + (errors.size() - 1) + " more; mape lint " + lintOptions + file + " shows all)";
            throw new ToolException(Main.oneLine(errors.get(0).toString(name(file))) + more);
        }
    }

    /** What is wrong with a file, in words. */
    static String describe(FileSystemException e) {
        String problem;
        if (e instanceof NoSuchFileException) {
            problem = "no such file or directory; check the path";
        } else if (e instanceof AccessDeniedException) {
            problem = "permission denied";
        } else {
            problem = String.valueOf(e.getReason() == null ? e.getMessage() : e.getReason());
        }
        return e.getFile() + ": " + problem;
    }
}
