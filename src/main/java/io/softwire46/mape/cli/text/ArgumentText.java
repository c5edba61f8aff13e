package io.softwire46.mape.cli.text;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.TypeConversionException;

/**
 * Parses values of the command line: file names and whole numbers. Static methods only.
 */
public final class ArgumentText {
    private ArgumentText() {}

    public static Path path(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("the file name is empty; name a file");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("not a file name: " + e.getReason() + "; name a file");
        }
    }

    public static Integer integer(String text) {
        long number = whole(text);
        if (number != (int) number) {
            throw new TypeConversionException("'" + text + "' is too large; use at most 2147483647");
        }
        return (int) number;
    }

    /** Parses a decimal number, or a hexadecimal one after 0x. A leading 0 does not mean octal. */
    public static Long whole(String text) {
        try {
            return text.startsWith("0x") || text.startsWith("0X")
                    ? Long.parseLong(text.substring(2), 16)
                    : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException(
                    "'" + text + "' is not a whole number of at most 63 bits; write 52 or 0x34");
        }
    }
}
