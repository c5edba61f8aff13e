package io.softwire46.mape.capture;

/**
 * Carries damage from where it is noticed to {@link CaptureReader}, which alone knows the record index. It never leaves
 * the package, and happens at most once a capture.
 */
final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final CaptureDamage.Kind kind;
    private final long fileOffset;
    private final String detail;

    DamagedException(CaptureDamage.Kind kind, long fileOffset, String detail) {
        super(detail, null, false, false);
        this.kind = kind;
        this.fileOffset = fileOffset;
        this.detail = detail;
    }

    String detail() {
        return detail;
    }

    CaptureDamage at(long recordIndex) {
        return new CaptureDamage(kind, recordIndex, fileOffset, detail);
    }
}
