package io.softwire46.mape.capture;

/**
 * The reason why a capture could not be read to its end. The records before the damage have been delivered.
 *
 * <p>Immutable.
 *
 * @param kind whether octets are missing or wrong
 * @param recordIndex index, from 0, of the record that could not be read, which is the number of records before it
 * @param fileOffset octets from the start of the file to the damaged record or block
 * @param detail description of the fault
 */
public record CaptureDamage(Kind kind, long recordIndex, long fileOffset, String detail) {

    /** The kind of damage. */
    public enum Kind {
        /** The file ends within a record: a capture still being written, or an incomplete copy. */
        TRUNCATED,
        /** The octets contradict the format, so that no record after them can be found. */
        CORRUPT
    }

    /**
     * Returns one line of text: position, fault and remedy. It does not name the file, which the caller knows.
     *
     * @return text without line break
     */
    public String message() {
        String fault = kind == Kind.TRUNCATED ? "capture ends truncated" : "capture is corrupt";
        return fault + " at record index " + recordIndex + ", file offset " + fileOffset + ": " + detail
                + "; the records before it were read, copy or capture the file again to get the rest";
    }

    /** Returns the {@link #message()}. */
    @Override
    public String toString() {
        return message();
    }
}
