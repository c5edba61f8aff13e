package io.softwire46.mape.throughput;

import java.util.ArrayList;
import java.util.List;

/**
 * The goals of the NAPT and of a customer edge with it.
 *
 * <p>Static methods only.
 */
final class NaptGoals {
    private static final String SMALL = ", sessions=1024";
    private static final String LARGE = ", sessions=65536";
    private static final String HUGE = ", sessions=1048576";

    private NaptGoals() {}

    static List<Goal> of(Results results) {
        List<Goal> goals = new ArrayList<>();
        for (String way : List.of("outbound", "inbound")) {
            for (String kind : List.of("UDP", "TCP")) {
                String row = way + "Batch kind=" + kind;
                goals.add(napt(results, name(way, kind, "1,024"), "storeFloor", 5, row + SMALL, kind + SMALL));
                goals.add(napt(results, name(way, kind, "65,536"), "twoLineFloor", 2.5, row + LARGE, kind + LARGE));
                goals.add(napt(results, name(way, kind, "1,048,576"), "twoLineFloor", 2, row + HUGE, kind + HUGE));
            }
        }
        goals.add(Goals.ratio(
                results,
                "NAPT outbound, UDP without DF, batches",
                "the same with DF",
                1.3,
                "NaptBenchmark.outboundBatch kind=UDP_WITHOUT_DF" + SMALL,
                "NaptBenchmark.outboundBatch kind=UDP" + SMALL));
        for (String way : List.of("fromLan", "toLan")) {
            goals.add(Goals.ratio(
                    results,
                    "complete CE, " + (way.equals("fromLan") ? "from the LAN" : "to the LAN") + ", batches",
                    "store floor",
                    7,
                    "CompleteEdgeBenchmark." + way + " napt=true",
                    "CompleteEdgeBenchmark.storeFloor napt=true"));
        }
        for (String reason : List.of("NO_PORT_EXCLUSIVE", "UNSOLICITED", "HOST_LIMIT")) {
            goals.add(Goals.ratio(
                    results,
                    "NAPT, refused: " + reason,
                    "translated",
                    1.2,
                    "NaptRefusalBenchmark.refuse result=" + reason,
                    "NaptRefusalBenchmark.refuse result=TRANSLATED"));
        }
        return goals;
    }

    private static String name(String way, String kind, String sessions) {
        return "NAPT " + way + ", " + sessions + " sessions of " + kind + ", batches";
    }

    private static Goal napt(Results results, String name, String floor, double limit, String row, String floorParams) {
        String measure = floor.equals("storeFloor") ? "store floor" : "floor of two lines";
        return Goals.ratio(
                results,
                name,
                measure,
                limit,
                "NaptBenchmark." + row,
                "NaptBenchmark." + floor + " kind=" + floorParams);
    }
}
