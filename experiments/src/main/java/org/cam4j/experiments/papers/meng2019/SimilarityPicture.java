package org.cam4j.experiments.papers.meng2019;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.cam4j.experiments.papers.meng2019.selection.SimilarityMatrix;
import org.cam4j.layers.explain.ColorMap;

/** A similarity matrix as a heat map, its classes in the order of their clusters, which are framed. Rows are brought to a common maximum; the diagonal stays empty. */
public final class SimilarityPicture {
    private static final int SIDE = 720;
    private static final int LARGEST_CELL = 36;
    private static final int MOST_NAMES = 60;
    private static final int NAMES = 170;
    private static final Color INK = new Color(0x202124);

    private SimilarityPicture() {}

    /** Draws the matrix. */
    public static BufferedImage of(SimilarityMatrix matrix, int[] clusters) {
        List<Integer> order = IntStream.range(0, matrix.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> clusters[i]))
                .toList();
        int cell = Math.max(1, Math.min(LARGEST_CELL, SIDE / matrix.size()));
        int names = matrix.size() <= MOST_NAMES ? NAMES : 0;
        int side = cell * matrix.size();
        BufferedImage picture = new BufferedImage(names + side + 1, side + 1, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        for (int row = 0; row < order.size(); row++) {
            int i = order.get(row);
            int[] ranking = matrix.ranking(i);
            double highest = matrix.values()[i][ranking[0]];
            for (int column = 0; column < order.size(); column++) {
                int j = order.get(column);
                if (i != j) {
                    graphics.setColor(new Color(
                            ColorMap.VIRIDIS.rgb(highest > 0 ? Math.sqrt(matrix.values()[i][j] / highest) : 0)));
                    graphics.fillRect(names + column * cell, row * cell, cell, cell);
                }
            }
        }
        frame(graphics, order, clusters, names, cell);
        if (names > 0) {
            try {
                write(graphics, matrix, order, cell);
            } catch (RuntimeException | LinkageError | InternalError fontless) { // what Java throws without a font
                graphics.setColor(INK);
            }
        }
        graphics.dispose();
        return picture;
    }

    private static void frame(Graphics2D graphics, List<Integer> order, int[] clusters, int left, int cell) {
        graphics.setColor(Color.RED);
        int begin = 0;
        for (int place = 1; place <= order.size(); place++) {
            boolean ends = place == order.size() || clusters[order.get(place)] != clusters[order.get(begin)];
            if (ends) {
                int side = (place - begin) * cell;
                graphics.drawRect(left + begin * cell, begin * cell, side, side);
                begin = place;
            }
        }
    }

    private static void write(Graphics2D graphics, SimilarityMatrix matrix, List<Integer> order, int cell) {
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, Math.min(14, cell)));
        graphics.setColor(INK);
        for (int row = 0; row < order.size(); row++) {
            String name = matrix.names().get(order.get(row)).split(",", 2)[0];
            int width = graphics.getFontMetrics().stringWidth(name);
            graphics.drawString(name, Math.max(2, NAMES - 6 - width), row * cell + (cell + 9) / 2);
        }
    }
}
