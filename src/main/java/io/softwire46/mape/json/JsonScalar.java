package io.softwire46.mape.json;

import org.jspecify.annotations.Nullable;

/** A string, number, Boolean or null: a kind and a text. Immutable. */
final class JsonScalar extends JsonValue {
    private final Kind kind;

    /** The characters of a string with escapes resolved; for other kinds, the text of the value. */
    private final String text;

    JsonScalar(int line, int column, Kind kind, String text) {
        super(line, column);
        this.kind = kind;
        this.text = text;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public String asString() {
        return kind == Kind.STRING ? text : super.asString();
    }

    @Override
    public long asLong(long min, long max) {
        if (kind != Kind.NUMBER) {
            return super.asLong(min, max);
        }
        if (!isWhole()) {
            throw unexpected("a whole number without fraction and exponent");
        }
        try {
            long number = Long.parseLong(text);
            if (min <= number && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The text has only digits and a sign: the number is too large for a long.
        }
        throw unexpected("a whole number from " + min + " to " + max);
    }

    @Override
    public double asDouble() {
        if (kind != Kind.NUMBER) {
            return super.asDouble();
        }
        double number = Double.parseDouble(text);
        if (Double.isInfinite(number)) {
            throw unexpected("a number that a 64-bit floating point value can hold");
        }
        return number;
    }

    @Override
    public String asNumberText() {
        return kind == Kind.NUMBER ? text : super.asNumberText();
    }

    @Override
    public boolean asBoolean() {
        return kind == Kind.BOOLEAN ? text.equals("true") : super.asBoolean();
    }

    @Override
    public @Nullable Object asPlain() {
        return switch (kind) {
            case STRING -> text;
            case BOOLEAN -> asBoolean();
            case NUMBER -> plainNumber();
            default -> null;
        };
    }

    private Object plainNumber() {
        if (isWhole()) {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException e) {
                // Too large for a long.
            }
        }
        return Double.valueOf(text);
    }

    private boolean isWhole() {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' || c == 'e' || c == 'E') {
                return false;
            }
        }
        return true;
    }

    @Override
    public String shortText() {
        return kind == Kind.STRING ? JsonText.quote(text) : JsonText.shorten(text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonScalar scalar && kind == scalar.kind && text.equals(scalar.text);
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + text.hashCode();
    }
}
