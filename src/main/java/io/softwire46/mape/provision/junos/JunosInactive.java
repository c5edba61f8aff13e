package io.softwire46.mape.provision.junos;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Paths that {@code deactivate} hides. The cost of a lookup depends on the length of its path, not on the number of
 * hidden paths.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class JunosInactive {
    private static final class Node {
        final Map<String, Node> below = new HashMap<>();
        boolean hidden;
        boolean hides;
    }

    private final Node root = new Node();

    /** Hides a path and everything below it. */
    void hide(List<JunosLine.Word> path) {
        Node node = root;
        for (JunosLine.Word word : path) {
            node = node.below.computeIfAbsent(word.text(), key -> new Node());
        }
        node.hidden = !path.isEmpty();
    }

    /** Reverses {@link #hide} for a path. */
    void show(List<JunosLine.Word> path) {
        Node node = find(path);
        if (node != null) {
            node.hidden = false;
        }
    }

    /** Returns whether a statement is hidden by its own path or an enclosing one. */
    boolean covers(List<JunosLine.Word> statement) {
        boolean covered = false;
        Node node = root;
        for (int i = 0; i < statement.size(); i++) {
            node = node.below.get(statement.get(i).text());
            if (node == null) {
                return covered;
            }
            node.hides |= node.hidden;
            covered |= node.hidden;
        }
        return covered;
    }

    /** Returns whether an enclosing path is hidden. */
    boolean isBelowHidden(List<JunosLine.Word> path) {
        Node node = root;
        for (int i = 0; i < path.size() - 1; i++) {
            node = node.below.get(path.get(i).text());
            if (node == null || node.hidden) {
                return node != null;
            }
        }
        return false;
    }

    /** Returns whether a path is hidden. */
    boolean isHidden(List<JunosLine.Word> path) {
        Node node = find(path);
        return node != null && node.hidden;
    }

    /** Returns whether {@link #covers} has found a statement below a path. */
    boolean hides(List<JunosLine.Word> path) {
        Node node = find(path);
        return node != null && node.hides;
    }

    private @Nullable Node find(List<JunosLine.Word> path) {
        Node node = root;
        for (int i = 0; node != null && i < path.size(); i++) {
            node = node.below.get(path.get(i).text());
        }
        return node;
    }
}
