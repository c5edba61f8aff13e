package io.softwire46.mape.operate;

import io.softwire46.mape.finding.MapConfigurationException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Look-ups as functions for engines that process rows, such as Spark, Flink or Trino. Null or malformed arguments give null or
 * {@link LookupResult#BAD_LINE}, never an exception.
 *
 * <p>The functions with the name of a file keep the last four histories for the whole process. A file is read once and never again,
 * so that an engine may treat the function as deterministic: a changed history needs another file name.
 *
 * <p>Static methods only, thread-safe: the histories are guarded by a lock.
 */
public final class AttributionFunctions {
    private static final int MAX_HISTORIES = 4;
    private static final int FIRST_ENTRIES = 8;

    /** The histories by file name, least recently used first. */
    private static final Map<String, Attribution> HISTORIES = new LinkedHashMap<>(FIRST_ENTRIES, 0.75f, true);

    private AttributionFunctions() {}

    /**
     * Returns the prefix of the owner of an address and port.
     *
     * @param history the look-ups
     * @param ipv4 dotted quad
     * @param port 0 to 65,535, or null
     * @param protocol number or name, or null
     * @param epochMillis milliseconds since 1970; null only if the rules have no dates
     * @return the prefix if the result is {@link LookupResult#FOUND} or {@link LookupResult#FOUND_BOTH}, else null
     */
    public static @Nullable String prefix(
            @Nullable Attribution history,
            @Nullable String ipv4,
            @Nullable Integer port,
            @Nullable String protocol,
            @Nullable Long epochMillis) {
        return find(history, ipv4, port, protocol, epochMillis).prefix();
    }

    /**
     * Returns the result of a look-up.
     *
     * @param history the look-ups
     * @param ipv4 dotted quad
     * @param port 0 to 65,535, or null
     * @param protocol number or name, or null
     * @param epochMillis milliseconds since 1970; null only if the rules have no dates
     * @return the name of a {@link LookupResult}
     */
    public static String result(
            @Nullable Attribution history,
            @Nullable String ipv4,
            @Nullable Integer port,
            @Nullable String protocol,
            @Nullable Long epochMillis) {
        return find(history, ipv4, port, protocol, epochMillis).result().name();
    }

    /**
     * Returns the whole answer.
     *
     * @param history the look-ups
     * @param ipv4 dotted quad
     * @param port 0 to 65,535, or null
     * @param protocol number or name, or null
     * @param epochMillis milliseconds since 1970; null only if the rules have no dates
     * @return JSON as {@link Answer#toJson} writes it
     */
    public static String answer(
            @Nullable Attribution history,
            @Nullable String ipv4,
            @Nullable Integer port,
            @Nullable String protocol,
            @Nullable Long epochMillis) {
        return find(history, ipv4, port, protocol, epochMillis).toJson();
    }

    /**
     * Returns the prefix of the owner of an address and port, by the rules of a history file.
     *
     * @param historyFile its name
     * @param ipv4 dotted quad
     * @param port 0 to 65,535, or null
     * @param protocol number or name, or null
     * @param epochMillis milliseconds since 1970
     * @return the prefix if the result is {@link LookupResult#FOUND} or {@link LookupResult#FOUND_BOTH}, else null
     * @throws IllegalArgumentException with the findings if the file cannot be read
     */
    public static @Nullable String prefix(
            @Nullable String historyFile,
            @Nullable String ipv4,
            @Nullable Integer port,
            @Nullable String protocol,
            @Nullable Long epochMillis) {
        return prefix(load(historyFile), ipv4, port, protocol, epochMillis);
    }

    /**
     * Returns the result of a look-up by the rules of a history file.
     *
     * @param historyFile its name
     * @param ipv4 dotted quad
     * @param port 0 to 65,535, or null
     * @param protocol number or name, or null
     * @param epochMillis milliseconds since 1970
     * @return the name of a {@link LookupResult}
     * @throws IllegalArgumentException with the findings if the file cannot be read
     */
    public static String result(
            @Nullable String historyFile,
            @Nullable String ipv4,
            @Nullable Integer port,
            @Nullable String protocol,
            @Nullable Long epochMillis) {
        return result(load(historyFile), ipv4, port, protocol, epochMillis);
    }

    /**
     * Returns the whole answer by the rules of a history file.
     *
     * @param historyFile its name
     * @param ipv4 dotted quad
     * @param port 0 to 65,535, or null
     * @param protocol number or name, or null
     * @param epochMillis milliseconds since 1970
     * @return JSON as {@link Answer#toJson} writes it
     * @throws IllegalArgumentException with the findings if the file cannot be read
     */
    public static String answer(
            @Nullable String historyFile,
            @Nullable String ipv4,
            @Nullable Integer port,
            @Nullable String protocol,
            @Nullable Long epochMillis) {
        return answer(load(historyFile), ipv4, port, protocol, epochMillis);
    }

    private static Answer find(
            @Nullable Attribution history,
            @Nullable String ipv4,
            @Nullable Integer port,
            @Nullable String protocol,
            @Nullable Long epochMillis) {
        if (history == null) {
            return Answer.badLine("history: is null; use a history");
        }
        if (ipv4 == null) {
            return Answer.badLine("ip: is null; use an IPv4 address");
        }
        if (epochMillis == null && history.isDated()) {
            return Answer.badLine("time: is null; use milliseconds since 1970");
        }
        Instant time = Instant.ofEpochMilli(epochMillis == null ? 0 : epochMillis);
        return history.find(ipv4, port, protocol, time, time);
    }

    private static @Nullable Attribution load(@Nullable String file) {
        if (file == null) {
            return null;
        }
        synchronized (HISTORIES) {
            Attribution known = HISTORIES.get(file);
            if (known == null) {
                known = read(file);
                if (HISTORIES.size() == MAX_HISTORIES) {
                    HISTORIES.remove(HISTORIES.keySet().iterator().next());
                }
                HISTORIES.put(file, known);
            }
            return known;
        }
    }

    private static Attribution read(String file) {
        try {
            return Attribution.of(RuleHistory.load(Path.of(file)));
        } catch (MapConfigurationException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        } catch (FileSystemException e) {
            String reason = e.getReason() == null ? "cannot be opened; check name and rights" : e.getReason();
            throw new IllegalArgumentException(file + ": " + reason, e);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
