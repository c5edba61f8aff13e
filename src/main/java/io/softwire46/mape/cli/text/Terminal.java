package io.softwire46.mape.cli.text;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Detects a terminal, and selects the colours of pictures. Static methods only.
 */
public final class Terminal {
    /** Ends a colour. */
    static final String PLAIN = "\u001b[0m";

    private static final String BLUE = "\u001b[34m";
    private static final String GREEN = "\u001b[32m";
    private static final String MAGENTA = "\u001b[35m";
    private static final String YELLOW = "\u001b[33m";
    private static final String FAINT = "\u001b[2m";

    /** Mask of the file type in {@code st_mode} (IEEE Std 1003.1), and the value for a character device. */
    private static final int TYPE_OF_FILE = 0170000;

    private static final int CHARACTER_DEVICE = 0020000;

    private static final int MIN_COLUMNS = 60;
    private static final int MAX_COLUMNS = 100;
    private static final Pattern COLUMNS = Pattern.compile("[1-9][0-9]{0,4}");

    private Terminal() {}

    /**
     * Returns whether there is a terminal. From JDK 22 on, a console may exist without one; {@code isTerminal} reports
     * this.
     */
    @SuppressWarnings("SystemConsoleNull")
    public static boolean isPresent() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** Returns the columns of text: those of the terminal, if {@code COLUMNS} says so, but at most 100. */
    public static int columns() {
        return isPresent() ? columns(System.getenv()) : MAX_COLUMNS;
    }

    static int columns(Map<String, String> environment) {
        String columns = environment.getOrDefault("COLUMNS", "");
        return COLUMNS.matcher(columns).matches()
                ? Math.max(MIN_COLUMNS, Math.min(Integer.parseInt(columns), MAX_COLUMNS))
                : MAX_COLUMNS;
    }

    /** Returns whether standard error is also a terminal; true without a /dev/stderr, if there is a terminal. */
    public static boolean isErrorPresent() {
        return isPresent() && isCharacterDevice(Path.of("/dev/stderr"), true);
    }

    /**
     * Returns whether a file is a character device such as a terminal; {@code unknown} if the system does not report
     * it.
     */
    static boolean isCharacterDevice(Path file, boolean unknown) {
        try {
            return ((int) Files.getAttribute(file, "unix:mode") & TYPE_OF_FILE) == CHARACTER_DEVICE;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return unknown;
        }
    }

    /** Returns whether the value of {@code --color} selects colours. */
    public static boolean isColoured(String when) {
        return switch (when) {
            case "always" -> true;
            case "never" -> false;
            case "auto" -> isPresent() && allowsColour(System.getenv());
            default ->
                throw new ToolException(
                        Paragraph.oneLine("--color " + when) + ": is unknown; use auto, always or never");
        };
    }

    /** Returns false if NO_COLOR is set and not empty, or for a dumb terminal. */
    public static boolean allowsColour(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /** Returns the colour of a field of a picture; all IPv4 bits have one colour, and all PSID bits another. */
    static String colour(String field) {
        if (field.startsWith("IPv4")) {
            return GREEN;
        }
        if (field.startsWith("PSID")) {
            return MAGENTA;
        }
        return switch (field) {
            case "Rule IPv6 prefix" -> BLUE;
            case "rest of prefix" -> YELLOW;
            default -> FAINT;
        };
    }
}
