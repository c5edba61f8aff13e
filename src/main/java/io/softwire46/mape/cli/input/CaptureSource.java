package io.softwire46.mape.cli.input;

import io.softwire46.mape.capture.CaptureFormatException;
import io.softwire46.mape.capture.CaptureReader;
import io.softwire46.mape.cli.text.ToolException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * Opens and reads the capture of a command. Every error message names the file. Static methods only.
 */
public final class CaptureSource {
    /** Headroom for a tunnel header with Fragment header and Tunnel Encapsulation Limit. */
    public static final int HEADROOM_OCTETS = 64;

    private CaptureSource() {}

    /** Opens a capture, or standard input if the file is named "-". */
    public static CaptureReader open(Path file) {
        Inputs.refuseDirectory(file);
        try {
            return Inputs.isStandardInput(file)
                    ? CaptureReader.from(System.in, HEADROOM_OCTETS)
                    : CaptureReader.open(file, HEADROOM_OCTETS);
        } catch (FileSystemException e) {
            throw new ToolException(Inputs.describe(e));
        } catch (CaptureFormatException e) {
            throw new ToolException(Inputs.name(file) + ": " + e.getMessage());
        } catch (IOException e) {
            throw new ToolException(Inputs.name(file) + ": cannot be read: " + e.getMessage());
        }
    }

    /** Reads the next record; returns false at the end. */
    public static boolean next(CaptureReader reader, Path file) {
        try {
            return reader.next();
        } catch (IOException e) {
            throw new ToolException(Inputs.name(file) + ": cannot be read to the end: " + e.getMessage());
        }
    }
}
