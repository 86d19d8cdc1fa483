package org.cam4j.training.internal.record;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cam4j.training.internal.dashboard.StepLine;
import org.cam4j.training.run.RunFolder;

/**
 * Appends to {@code steps.csv}. The file has at most {@link StepLine#MOST} lines: when it is full, every other line is dropped, and from then on lines are written half
 * as often.
 */
final class StepLog {
    private final RunFolder folder;
    private final List<StepLine> lines = new ArrayList<>();
    private final StringBuilder unwritten = new StringBuilder();
    private int sparseness = 1;

    /** Replaces the file of the run by the lines that a resumed run keeps. */
    StepLog(RunFolder folder, List<StepLine> kept) throws IOException {
        this.folder = folder;
        lines.addAll(kept);
        rewrite();
    }

    /** How much longer than at first the time between two lines should be. */
    int sparseness() {
        return sparseness;
    }

    void add(StepLine line) throws IOException {
        lines.add(line);
        if (lines.size() > StepLine.MOST) {
            sparseness *= 2;
            for (int i = lines.size() / 2 - 1; i >= 0; i--) {
                lines.remove(2 * i + 1);
            }
            rewrite();
        } else {
            unwritten.append(line.text());
        }
    }

    /** Writes what was added. */
    void flush() throws IOException {
        if (!unwritten.isEmpty()) {
            folder.append(StepLine.FILE, unwritten.toString());
            unwritten.setLength(0);
        }
    }

    private void rewrite() throws IOException {
        StringBuilder text = new StringBuilder(StepLine.HEADER);
        lines.forEach(line -> text.append(line.text()));
        folder.writeText(StepLine.FILE, text.toString());
        unwritten.setLength(0);
    }
}
