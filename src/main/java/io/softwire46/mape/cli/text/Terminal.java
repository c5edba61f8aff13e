package io.softwire46.mape.cli.text;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The terminal that the command may run on, and the colours of pictures.
 */
public final class Terminal {
    /** Ends a colour. */
    static final String PLAIN = "\u001b[0m";

    private static final String BLUE = "\u001b[34m";
    private static final String GREEN = "\u001b[32m";
    private static final String MAGENTA = "\u001b[35m";
    private static final String YELLOW = "\u001b[33m";
    private static final String FAINT = "\u001b[2m";

    /** The part of {@code st_mode} that is the type of a file (IEEE Std 1003.1), and a value of it. */
    private static final int TYPE_OF_FILE = 0170000;

    private static final int CHARACTER_DEVICE = 0020000;

    private Terminal() {}

    /** Whether there is one. From JDK 22 on there is a console without a terminal, and a method that tells. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isPresent() {
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

    /** Whether standard error is one, too. Where there is no /dev/stderr to look at, it is taken to be as the others. */
    static boolean isErrorPresent() {
        return isPresent() && isCharacterDevice(Path.of("/dev/stderr"), true);
    }

    /** Whether a file is a terminal or another device for characters; {@code unknown} where the system does not say. */
    static boolean isCharacterDevice(Path file, boolean unknown) {
        try {
            return ((int) Files.getAttribute(file, "unix:mode") & TYPE_OF_FILE) == CHARACTER_DEVICE;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return unknown;
        }
    }

    /** What an option {@code --color} asks for. */
    public static boolean isColoured(String when) {
        return switch (when) {
            case "always" -> true;
            case "never" -> false;
            case "auto" -> isPresent() && allowsColour(System.getenv());
            default -> throw new ToolException(Paragraph.oneLine("--color " + when) + ": is not auto, always or never");
        };
    }

    /** NO_COLOR, when it is set to anything, asks for none, and a dumb terminal has none. */
    public static boolean allowsColour(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /** The colour of a field of a picture; the IPv4 bits have one, wherever they stand, and the PSID another. */
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
