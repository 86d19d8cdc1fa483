package org.cam4j.training.internal.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One line of {@code steps.csv}.
 *
 * @param step steps done since the run's first
 * @param epoch from 1
 * @param loss of this step's batch
 * @param learningRate of this step
 * @param imagesPerSecond training images per second since the line before
 * @param memory bytes of the whole process, arrays included
 * @param time in milliseconds since 1970
 */
public record StepLine(
        long step, int epoch, double loss, double learningRate, double imagesPerSecond, long memory, long time) {
    /** The file's name in a run folder. */
    public static final String FILE = "dashboard/steps.csv";

    /** Lines that the file may have; when there are more, every other one is dropped. */
    public static final int MOST = 2000;

    public static final String HEADER = "step,epoch,loss,learning_rate,images_per_second,memory_bytes,time_ms\n";

    private static final int CELLS = 7;

    /** The line with its line feed. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "%d,%d,%.5g,%.4e,%.1f,%d,%d\n",
                step,
                epoch,
                loss,
                learningRate,
                imagesPerSecond,
                memory,
                time);
    }

    /** The lines of a file; a line that is not whole, which a kill can leave at the end, is left out. */
    static List<StepLine> parse(String text) {
        List<StepLine> lines = new ArrayList<>();
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        for (String line : whole.split("\n", 2 * MOST)) {
            String[] cells = line.split(",", -1);
            if (cells.length == CELLS && lines.size() < 2 * MOST) {
                try {
                    lines.add(new StepLine(
                            Long.parseLong(cells[0]),
                            Integer.parseInt(cells[1]),
                            Double.parseDouble(cells[2]),
                            Double.parseDouble(cells[3]),
                            Double.parseDouble(cells[4]),
                            Long.parseLong(cells[5]),
                            Long.parseLong(cells[6])));
                } catch (NumberFormatException headerOrTorn) {
                    continue;
                }
            }
        }
        return lines;
    }
}
