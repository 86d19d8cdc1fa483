package org.cam4j.experiments.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.cam4j.training.fit.result.ConfusionMatrix;

/**
 * How often a class was taken for which, as a picture and as a table.
 *
 * @param classNames in the order of the labels
 */
public record ConfusionTable(List<String> classNames, ConfusionMatrix confusion) {
    private static final int SIDE = 420;
    private static final int MOST_CELL = 28;

    /** A true class that was taken for another one, so many times. */
    private record Mistake(int truth, int predicted, int times) {}

    /** Rows are true classes, columns predicted ones, from the first class above and left; the darker, the larger the share of the row. */
    public BufferedImage picture() {
        int classes = confusion.classes();
        int cell = Math.max(1, Math.min(MOST_CELL, SIDE / classes));
        BufferedImage picture = new BufferedImage(cell * classes + 1, cell * classes + 1, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.LIGHT_GRAY);
        graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        int rim = cell > 2 ? 1 : 0;
        for (int truth = 0; truth < classes; truth++) {
            int images = confusion.images(truth);
            for (int predicted = 0; predicted < classes; predicted++) {
                int light = images == 0 ? 255 : 255 - 255 * confusion.count(truth, predicted) / images;
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
        List<Mistake> mistakes = new ArrayList<>();
        for (int truth = 0; truth < confusion.classes(); truth++) {
            for (int predicted = 0; predicted < confusion.classes(); predicted++) {
                int times = confusion.count(truth, predicted);
                if (truth != predicted && times > 0) {
                    mistakes.add(new Mistake(truth, predicted, times));
                }
            }
        }
        mistakes.sort(Comparator.comparingInt(Mistake::times).reversed());
        return new Table(
                List.of("True class", "Taken for", "Images", "Of"),
                mistakes.stream()
                        .limit(most)
                        .map(one -> List.of(
                                classNames.get(one.truth()),
                                classNames.get(one.predicted()),
                                Integer.toString(one.times()),
                                Integer.toString(confusion.images(one.truth()))))
                        .toList());
    }
}
