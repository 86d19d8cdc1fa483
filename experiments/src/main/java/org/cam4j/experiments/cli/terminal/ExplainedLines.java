package org.cam4j.experiments.cli.terminal;

import java.io.PrintWriter;
import java.util.Locale;
import org.cam4j.experiments.report.Explained;
import org.cam4j.training.graph.OutputKind;

/** The results of {@code explain} as lines of a terminal: the first {@value #MOST} maps. */
public final class ExplainedLines {
    private static final int MOST = 20;
    private static final int IMAGE_WIDTH = 30;
    private static final int CLASS_WIDTH = 22;
    private static final int METHOD_WIDTH = 14;
    private static final String LINE = "%-" + IMAGE_WIDTH + "s %-" + CLASS_WIDTH + "s %8s %-" + METHOD_WIDTH + "s %s";

    private ExplainedLines() {}

    /**
     * Prints the lines.
     *
     * @param kind of the network's output: a regression's values are no percents
     */
    public static void print(PrintWriter out, OutputKind kind, Iterable<Explained> explained) {
        int lines = 0;
        for (Explained map : explained) {
            if (lines == 0) {
                out.println(String.format(
                        Locale.ROOT,
                        LINE,
                        "image",
                        "class",
                        kind.isProbability() ? "percent" : "value",
                        "method",
                        "box x0,y0,x1,y1"));
            }
            if (lines++ < MOST) {
                out.println(line(map, kind));
            }
        }
        if (lines > MOST) {
            out.printf(Locale.ROOT, "... and %d more; explanations.json lists them all.%n", lines - MOST);
        }
    }

    private static String line(Explained map, OutputKind kind) {
        String number = map.className().equals("class " + map.label()) ? "" : " (" + map.label() + ")";
        String name = map.className().split(",", 2)[0];
        String box = map.box().isEmpty()
                ? "none: constant map"
                : map.box().toString().replaceAll("[\\[\\] ]", "");
        return String.format(
                Locale.ROOT,
                LINE,
                shortened(map.image(), IMAGE_WIDTH),
                shortened(name, CLASS_WIDTH - number.length()) + number,
                kind.isProbability()
                        ? String.format(Locale.ROOT, "%.2f", 100 * map.probability())
                        : kind.text(map.probability()),
                shortened(map.method(), METHOD_WIDTH),
                box);
    }

    /** The end of a file's name tells it from others, so its middle is left out. */
    private static String shortened(String text, int width) {
        String harmless = text.replaceAll("\\p{Cntrl}", "?");
        int[] points = harmless.codePoints().toArray();
        if (points.length <= width) {
            return harmless;
        }
        int head = (width - 1) / 2;
        int tail = width - 1 - head;
        return new String(points, 0, head) + "…" + new String(points, points.length - tail, tail);
    }
}
