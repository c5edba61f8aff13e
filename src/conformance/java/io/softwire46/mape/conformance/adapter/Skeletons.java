package io.softwire46.mape.conformance.adapter;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Programs to begin an adapter with, each with the standard library of its language alone; and the helper for live interfaces.
 *
 * <p>Static methods only.
 */
public final class Skeletons {
    private static final Map<String, String> FILES = files();

    private Skeletons() {}

    private static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("lua", "adapter.lua");
        files.put("go", "adapter.go");
        files.put("c", "adapter.c");
        files.put("python", "adapter.py");
        files.put("java", "Adapter.java");
        files.put("tun", "tun.py");
        return Collections.unmodifiableMap(files);
    }

    /** Returns the names that {@link #text} knows. */
    public static Collection<String> names() {
        return FILES.keySet();
    }

    /** Returns the usual name of the file. */
    static String fileName(String name) {
        String file = FILES.get(name);
        if (file == null) {
            throw new IllegalArgumentException(
                    "adapter " + name + " is not one of " + String.join(", ", FILES.keySet()));
        }
        return file;
    }

    /**
     * Returns a program.
     *
     * @param name language, or {@code tun} for the helper for live interfaces
     * @throws IllegalArgumentException for another name
     */
    public static String text(String name) {
        return KitResource.text("adapter/skeleton/" + fileName(name));
    }
}
