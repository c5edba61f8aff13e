package io.softwire46.mape.capture;

import java.io.IOException;

/**
 * The input is not a supported capture. Only opening a capture throws it; later damage is reported as a {@link
 * CaptureDamage}.
 */
public final class CaptureFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception with a message of one line.
     *
     * @param message problem and remedy; it does not name the file, which the caller knows
     */
    public CaptureFormatException(String message) {
        super(message);
    }
}
