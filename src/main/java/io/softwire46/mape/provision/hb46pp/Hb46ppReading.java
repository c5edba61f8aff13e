package io.softwire46.mape.provision.hb46pp;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An HB46PP document, and everything there is to say about its text.
 *
 * <p>Immutable.
 */
public final class Hb46ppReading {
    private final @Nullable Hb46ppDocument document;
    private final ReadResult file;

    Hb46ppReading(@Nullable Hb46ppDocument document, ReadResult file) {
        this.document = document;
        this.file = file;
    }

    /**
     * The document.
     *
     * @return empty when one of the {@link #findings} is an error
     */
    public Optional<Hb46ppDocument> document() {
        return Optional.ofNullable(document);
    }

    /**
     * Everything about the text.
     *
     * @return an immutable list in the order of the text
     */
    public List<Finding> findings() {
        return file.findings();
    }

    /** Whether a document was read, and the number of findings. */
    @Override
    public String toString() {
        return "Hb46ppReading[document=" + (document != null) + ", findings="
                + findings().size() + "]";
    }
}
