package io.softwire46.mape.throughput;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares two runs row by row, and names the rows that changed beyond noise.
 *
 * <p>The noise of a row is the standard deviation of the logarithms of its forks, but at least that of the median row of its run,
 * since a few forks may agree by chance. Two medians differ beyond noise if they are more than four standard errors and more than
 * 3 % apart. If forks scatter by 2 %, five forks per run find 19 of 20 changes of 10 %, and a run compared with itself names
 * fewer than one row of 300. A row of one fork has no known noise and is not compared.
 *
 * <p>Allocation of a packet path is not noise: an increase is a regression at any speed.
 *
 * <p>If the floor of a row's class also changed beyond noise, the machine changed, and ratios to the floor are compared instead.
 *
 * <p>Immutable.
 */
final class RegressionCheck {
    private static final double STANDARD_ERRORS = 4;
    private static final double LEAST_CHANGE = Math.log(1.03);

    /** The outcome of a row. */
    enum Outcome {
        SLOWER,
        FASTER,
        ALLOCATES_MORE,
        MISSING,
        NOT_JUDGED,
        SAME
    }

    /**
     * A row of both runs.
     *
     * @param key key of the row
     * @param outcome worst outcome of time and allocation
     * @param text the change, for a reader
     */
    record Change(String key, Outcome outcome, String text) {}

    private final Results before;
    private final Results now;
    private final double leastNoiseBefore;
    private final double leastNoiseNow;

    private RegressionCheck(Results before, Results now) {
        this.before = before;
        this.now = now;
        leastNoiseBefore = middleNoise(before);
        leastNoiseNow = middleNoise(now);
    }

    static List<Change> compare(Results before, Results now) {
        RegressionCheck check = new RegressionCheck(before, now);
        List<Change> changes = new ArrayList<>();
        for (Measurement row : before.rows()) {
            changes.add(now.find(row.key())
                    .map(other -> check.compare(row, other))
                    .orElseGet(() -> new Change(row.key(), Outcome.MISSING, "is not in the second file")));
        }
        return changes;
    }

    static boolean isRegression(Change change) {
        return switch (change.outcome()) {
            case SLOWER, ALLOCATES_MORE, MISSING -> true;
            case FASTER, NOT_JUDGED, SAME -> false;
        };
    }

    private Change compare(Measurement old, Measurement row) {
        if (Goals.isPacketPath(row) && row.allocated() > old.allocated() * 1.05) {
            return new Change(
                    row.key(),
                    Outcome.ALLOCATES_MORE,
                    format("%.2f -> %.2f octets/op", old.allocated(), row.allocated()));
        }
        if (old.forks().length < 2 || row.forks().length < 2) {
            return new Change(row.key(), Outcome.NOT_JUDGED, "has one fork only");
        }
        double change = Math.log(row.median() / old.median());
        double error = error(old, row);
        String text = format(
                "%.2f -> %.2f %s, %+.1f %% (noise %.1f %%)",
                old.median(),
                row.median(),
                row.unit(),
                100 * Math.expm1(change),
                100 * Math.expm1(STANDARD_ERRORS * error));
        Optional<Measurement> oldFloor = floor(before, old);
        Optional<Measurement> floor = floor(now, row);
        if (oldFloor.isPresent()
                && floor.isPresent()
                && !row.key().equals(floor.get().key())) {
            double drift = Math.log(floor.get().median() / oldFloor.get().median());
            double floorError = error(oldFloor.get(), floor.get());
            if (isBeyond(drift, floorError)) {
                change -= drift;
                error = Math.hypot(error, floorError);
                text += format(
                        "; its floor %+.1f %%, the ratio %+.1f %%", 100 * Math.expm1(drift), 100 * Math.expm1(change));
            }
        }
        Outcome outcome = !isBeyond(change, error) ? Outcome.SAME : change > 0 ? Outcome.SLOWER : Outcome.FASTER;
        return new Change(row.key(), outcome, text);
    }

    private static boolean isBeyond(double change, double error) {
        return Math.abs(change) > Math.max(STANDARD_ERRORS * error, LEAST_CHANGE);
    }

    /** The standard error of the difference of two medians. */
    private double error(Measurement old, Measurement row) {
        double a = Math.max(noise(old), leastNoiseBefore) / Math.sqrt(old.forks().length);
        double b = Math.max(noise(row), leastNoiseNow) / Math.sqrt(row.forks().length);
        return Math.hypot(a, b);
    }

    /** Returns the row of the same class and parameters that is a floor by its name, the store floor first. */
    private static Optional<Measurement> floor(Results results, Measurement row) {
        String type = row.benchmark().substring(0, row.benchmark().indexOf('.') + 1);
        return List.of("storeFloor", "copyFloor").stream()
                .flatMap(name -> results.of(type + name).stream())
                .filter(each -> each.params().equals(row.params()))
                .findFirst();
    }

    static double noise(Measurement row) {
        double[] forks = row.forks();
        double mean = 0;
        for (double fork : forks) {
            mean += Math.log(fork) / forks.length;
        }
        double squares = 0;
        for (double fork : forks) {
            squares += Math.pow(Math.log(fork) - mean, 2);
        }
        return Math.sqrt(squares / Math.max(1, forks.length - 1));
    }

    private static double middleNoise(Results results) {
        double[] all = results.rows().stream()
                .filter(row -> row.forks().length > 1)
                .mapToDouble(RegressionCheck::noise)
                .toArray();
        return all.length == 0 ? 0 : Measurement.median(all);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
