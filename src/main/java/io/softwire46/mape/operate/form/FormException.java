package io.softwire46.mape.operate.form;

/**
 * A form that does not fit its input, or options that do not fit the form. The message is the problem and the remedy.
 *
 * <p>Immutable.
 */
public final class FormException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with its message. */
    public FormException(String message) {
        super(message);
    }
}
