package io.softwire46.mape.capture;

/**
 * Reports damage to {@link CaptureReader}, which adds the record index. It is never thrown to users of the package, and
 * at most once per capture.
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
