package io.softwire46.mape.operate.form;

/**
 * A text that counts how often a matcher of a regular expression reads it, so that an expression with exponential time
 * ends.
 *
 * <p>Not thread-safe: use one instance per match.
 */
final class BoundedText implements CharSequence {
    /** More characters than the limit were read. */
    static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManySteps() {
            super("too many steps", null, false, false);
        }
    }

    private static final int MIN_STEPS = 100_000;
    private static final int STEPS_PER_CHARACTER = 100;

    private final String text;
    private long stepsLeft;

    BoundedText(String text) {
        this.text = text;
        stepsLeft = MIN_STEPS + (long) STEPS_PER_CHARACTER * text.length();
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int position) {
        if (--stepsLeft < 0) {
            throw new TooManySteps();
        }
        return text.charAt(position);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    /** Returns the text itself. */
    @Override
    public String toString() {
        return text;
    }
}
