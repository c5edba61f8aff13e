package io.softwire46.mape.conformance.adapter;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command at spaces. Quotation marks group words; there is no other quoting, and no shell.
 *
 * <p>Static methods only.
 */
public final class CommandWords {
    private CommandWords() {}

    /**
     * Splits a command.
     *
     * @param command such as {@code java -jar "my adapter.jar"}
     * @return at least one word
     * @throws IllegalArgumentException if there is no word, or a quotation mark without a second one
     */
    public static List<String> split(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean started = false;
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            if (c == '"') {
                quoted = !quoted;
                started = true;
            } else if (c == ' ' && !quoted) {
                if (started) {
                    words.add(word.toString());
                }
                word.setLength(0);
                started = false;
            } else {
                word.append(c);
                started = true;
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("command " + command + " has a quotation mark without a second one");
        }
        if (started) {
            words.add(word.toString());
        }
        if (words.isEmpty() || words.get(0).isEmpty()) {
            throw new IllegalArgumentException("command is empty; name a program");
        }
        return List.copyOf(words);
    }
}
