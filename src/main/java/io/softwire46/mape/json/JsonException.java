package io.softwire46.mape.json;

/**
 * A JSON text that cannot be read, or a value in it that is not what its reader expects, with the place. The message
 * is one line: where, what was found, what is expected.
 */
public final class JsonException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** 1 for the first line of the text. */
    private final int line;

    /** 1 for the first character of the line. */
    private final int column;

    /** The message without the place. */
    private final String problem;

    JsonException(int line, int column, String problem) {
        super("line " + line + ", column " + column + ": " + problem);
        this.line = line;
        this.column = column;
        this.problem = problem;
    }

    /**
     * Returns where: lines end with LF, CR LF or CR.
     *
     * @return 1 for the first line
     */
    public int line() {
        return line;
    }

    /**
     * Returns where in the line, counted in characters (Unicode code points).
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
