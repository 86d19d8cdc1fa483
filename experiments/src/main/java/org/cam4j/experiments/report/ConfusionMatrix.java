package org.cam4j.experiments.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How often a class was taken for which. */
public final class ConfusionMatrix {
    private static final int SIDE = 420;
    private static final int MOST_CELL = 28;

    /** A true class that was taken for another one, so many times. */
    private record Confusion(int truth, int predicted, int times) {}

    private final List<String> classNames;
    private final int[][] counts;

    /** An empty one. */
    public ConfusionMatrix(List<String> classNames) {
        this.classNames = List.copyOf(classNames);
        this.counts = new int[classNames.size()][classNames.size()];
    }

    /**
     * Counts an image.
     *
     * @param scores one a class; the highest, the first among equals, is the prediction
     */
    public void add(int truth, float[] scores) {
        int first = 0;
        for (int c = 1; c < scores.length; c++) {
            first = scores[c] > scores[first] ? c : first;
        }
        counts[truth][first]++;
    }

    /** Rows are true classes, columns predicted ones, from the first class above and left; the darker, the larger the share of the row. */
    public BufferedImage picture() {
        int classes = counts.length;
        int cell = Math.max(1, Math.min(MOST_CELL, SIDE / classes));
        BufferedImage picture = new BufferedImage(cell * classes + 1, cell * classes + 1, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.LIGHT_GRAY);
        graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        int rim = cell > 2 ? 1 : 0;
        for (int truth = 0; truth < classes; truth++) {
            int images = sum(truth);
            for (int predicted = 0; predicted < classes; predicted++) {
                int light = images == 0 ? 255 : 255 - 255 * counts[truth][predicted] / images;
                graphics.setColor(
                        truth == predicted
                                ? new Color(light, 255 - (255 - light) / 2, light)
                                : new Color(255, light, light));
                graphics.fillRect(predicted * cell + rim, truth * cell + rim, cell - rim, cell - rim);
            }
        }
        graphics.dispose();
        return picture;
    }

    /** The most frequent mistakes, at most so many. */
    public Table mistakes(int most) {
        List<Confusion> confusions = new ArrayList<>();
        for (int truth = 0; truth < counts.length; truth++) {
            for (int predicted = 0; predicted < counts.length; predicted++) {
                if (truth != predicted && counts[truth][predicted] > 0) {
                    confusions.add(new Confusion(truth, predicted, counts[truth][predicted]));
                }
            }
        }
        confusions.sort(Comparator.comparingInt(Confusion::times).reversed());
        return new Table(
                List.of("True class", "Taken for", "Images", "Of"),
                confusions.stream()
                        .limit(most)
                        .map(one -> List.of(
                                classNames.get(one.truth()),
                                classNames.get(one.predicted()),
                                Integer.toString(one.times()),
                                Integer.toString(sum(one.truth()))))
                        .toList());
    }

    private int sum(int truth) {
        int sum = 0;
        for (int count : counts[truth]) {
            sum += count;
        }
        return sum;
    }
}
