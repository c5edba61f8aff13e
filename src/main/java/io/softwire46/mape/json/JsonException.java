package io.softwire46.mape.json;

/**
 * Reports a malformed JSON text, or a value that its reader does not expect, with line and column. The message is one
 * line: position, found input, expected input.
 */
public final class JsonException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** 1 for the first line of the text. */
    private final int line;

    /** 1 for the first character of the line. */
    private final int column;

    /** The message without the position. */
    private final String problem;

    JsonException(int line, int column, String problem) {
        super("line " + line + ", column " + column + ": " + problem);
        this.line = line;
        this.column = column;
        this.problem = problem;
    }

    /**
     * Returns the line; lines end with LF, CR LF or CR.
     *
     * @return 1 for the first line
     */
    public int line() {
        return line;
    }

    /**
     * Returns the column, counted in characters (Unicode code points).
     *
     * @return 1 for the first character
     */
    public int column() {
        return column;
    }

    /**
     * Returns the problem and the expected input.
     *
     * @return the message without the place, one line
     */
    public String problem() {
        return problem;
    }
}
