package io.softwire46.mape.capture;

import java.io.IOException;

/**
 * The input is not a capture that can be read: nothing of it was delivered. Only opening throws it; what goes wrong
 * later is a {@link CaptureDamage}.
 */
public final class CaptureFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Carries one line for a person.
     *
     * @param message what is wrong and what to do about it; it does not name the file, which the caller knows
     */
    public CaptureFormatException(String message) {
        super(message);
    }
}
