package org.cam4j.experiments.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.experiments.report.Count;

/** Names on standard error the image files that were decoded although they are damaged, once each. */
final class DamagedFiles {
    private static final int MOST = 20;

    private DamagedFiles() {}

    static void print(PrintWriter err) {
        Map<String, String> damaged = ImageDecoder.damagedFiles();
        if (damaged.isEmpty()) {
            return;
        }
        err.printf(
                Locale.ROOT,
                "Note: %s damaged; the pixels that could be decoded were used:%n",
                Count.of(damaged.size(), "image file is", "image files are"));
        damaged.entrySet().stream()
                .limit(MOST)
                .forEach(file -> err.printf(Locale.ROOT, "  %s: %s%n", file.getKey(), file.getValue()));
        if (damaged.size() > MOST) {
            err.printf(Locale.ROOT, "  ... and %d more.%n", damaged.size() - MOST);
        }
        err.flush();
    }
}
