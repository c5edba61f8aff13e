package io.softwire46.mape.capture;

import java.io.IOException;

/** One capture format, opened: delivers its records in file order. */
interface RecordSource {
    /**
     * Reads the next record.
     *
     * @return false at the end of the file; the record then has no effect
     * @throws DamagedException when the file is truncated or corrupt there; the source must not be used any more
     */
    boolean next(CaptureRecord record) throws IOException, DamagedException;
}
