package org.cam4j.experiments.speed;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;

/**
 * Milliseconds of one task.
 *
 * @param wall by the clock on the wall
 * @param processor of all threads of this process together
 */
public record Timing(double wall, double processor) {
    private static final double NANOSECONDS = 1e6;

    /** The mean over some repeats, one behind the other. */
    public static Timing of(Workload workload, SpeedTask task, int repeats) {
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long processor = process.getProcessCpuTime();
        long wall = System.nanoTime();
        for (int repeat = 0; repeat < repeats; repeat++) {
            workload.run(task);
        }
        return new Timing(
                (System.nanoTime() - wall) / NANOSECONDS / repeats,
                (process.getProcessCpuTime() - processor) / NANOSECONDS / repeats);
    }

    /** The middle value, the mean of both where there are two. */
    public static double median(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("No values, expected one or more to take the median of.");
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
