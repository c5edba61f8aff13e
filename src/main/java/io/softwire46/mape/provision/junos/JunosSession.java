package io.softwire46.mape.provision.junos;

import java.util.ArrayList;
import java.util.List;

/**
 * The configuration level of a terminal session: that of the last {@code [edit ...]} banner, and of the last {@code show} command
 * after it. The lines that follow are a part of the configuration below that level.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class JunosSession {
    private List<JunosLine.Word> level = List.of();
    private List<JunosLine.Word> shown = List.of();

    /** Processes a line; only banners and commands change the level. */
    void take(JunosLine line) {
        if (line.isBanner()) {
            level = line.level(level);
            shown = List.of();
        } else if (line.hasPrompt()) {
            level = line.isConfiguring() ? level : List.of();
            shown = line.shown();
        }
    }

    /** Returns the level; empty for the whole configuration. */
    List<JunosLine.Word> base() {
        if (shown.isEmpty()) {
            return level;
        }
        List<JunosLine.Word> base = new ArrayList<>(level);
        base.addAll(shown);
        return base;
    }

    /**
     * Returns the whole path of a set line, which is relative to the level unless it begins with a name of the top
     * level.
     */
    List<JunosLine.Word> whole(List<JunosLine.Word> path) {
        List<JunosLine.Word> base = base();
        if (path.isEmpty() || base.isEmpty()) {
            return path;
        }
        String first = path.get(0).text();
        String top = base.get(0).text();
        boolean isWhole = JunosHierarchy.ELSEWHERE.contains(top) ? first.equals(top) : JunosHierarchy.isTop(first);
        if (isWhole) {
            return path;
        }
        List<JunosLine.Word> whole = new ArrayList<>(base);
        whole.addAll(path);
        return whole;
    }
}
