package org.cam4j.experiments.papers.zhou2016;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Box;
import org.cam4j.experiments.report.picture.Pictures;
import org.cam4j.experiments.reproduce.run.RunContext;

/** A concept that is pasted into photographs, in a color, size and place drawn at random, so that its place is known. */
public enum PastedConcept {
    /** A handwritten digit of MNIST, which must lie among the data. */
    DIGIT {
        @Override
        List<PixelImage> stencils(RunContext context) throws IOException {
            List<Sample> digits = context.files().open(DIGITS, context.seed()).samples(Split.TEST);
            List<PixelImage> stencils = new java.util.ArrayList<>();
            for (Sample digit : MOST < digits.size() ? digits.subList(0, MOST) : digits) {
                stencils.add(digit.image().read());
            }
            return stencils;
        }
    },
    /** A printed word. */
    WORD {
        @Override
        List<PixelImage> stencils(RunContext context) {
            return WORDS.stream().map(Pictures::word).toList();
        }
    };

    /** The data set of {@link #DIGIT}. */
    static final String DIGITS = "mnist";

    private static final int MOST = 1000;
    private static final List<String> WORDS = List.of(
            "coffee", "market", "station", "library", "garden", "hotel", "bakery", "museum", "school", "harbour",
            "tickets", "welcome", "closed", "parking", "kitchen", "office");
    /** Of the photograph's shorter side, so much is the stencil's longer one. At half of it the classifier is right in 64 % of images, and its map answers nothing. */
    static final double LEAST_SIDE = 0.4;

    static final double MOST_SIDE = 0.8;
    private static final int INK = 77;

    /** Light on dark: how strongly a pixel is painted. */
    abstract List<PixelImage> stencils(RunContext context) throws IOException;

    /**
     * The photograph with one of the stencils in it; the box is around what was painted. The pixels are painted whenever they are read: thousands of them would not
     * stay in memory.
     */
    static Sample paste(Sample photograph, List<PixelImage> stencils, long seed) throws IOException {
        PixelImage image = photograph.image().read();
        Random random = new Random(seed);
        PixelImage stencil = stencils.get(random.nextInt(stencils.size()));
        double longest = Math.max(stencil.width(), stencil.height());
        double share = LEAST_SIDE + (MOST_SIDE - LEAST_SIDE) * random.nextDouble();
        double factor = share * Math.min(image.width(), image.height()) / longest;
        int width = Math.max(2, (int) (stencil.width() * factor));
        int height = Math.max(2, (int) (stencil.height() * factor));
        int left = random.nextInt(image.width() - width + 1);
        int top = random.nextInt(image.height() - height + 1);
        int[] color = random.ints(3, 0, 256).toArray();
        int x0 = image.width();
        int y0 = image.height();
        int x1 = 0;
        int y1 = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int from = 3 * (y * stencil.height() / height * stencil.width() + x * stencil.width() / width);
                if ((stencil.rgb()[from] & 0xFF) > INK) {
                    x0 = Math.min(x0, left + x);
                    y0 = Math.min(y0, top + y);
                    x1 = Math.max(x1, left + x);
                    y1 = Math.max(y1, top + y);
                }
            }
        }
        Box box = x1 < x0 || y1 < y0 ? new Box(left, top, left + width - 1, top + height - 1) : new Box(x0, y0, x1, y1);
        return new Sample(
                photograph.id() + "+concept",
                1,
                image.width(),
                image.height(),
                List.of(box),
                Optional.empty(),
                () -> painted(
                        photograph.image().read(), stencil, new Box(left, top, left + width, top + height), color));
    }

    /** The image with the stencil in this part of it, whose right and lower end do not belong to it. */
    private static PixelImage painted(PixelImage image, PixelImage stencil, Box part, int[] color) {
        int width = part.x1() - part.x0();
        int height = part.y1() - part.y0();
        byte[] rgb = image.rgb().clone();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int from = 3 * (y * stencil.height() / height * stencil.width() + x * stencil.width() / width);
                int ink = stencil.rgb()[from] & 0xFF;
                for (int c = 0; c < 3; c++) {
                    int at = 3 * ((part.y0() + y) * image.width() + part.x0() + x) + c;
                    rgb[at] = (byte) (((255 - ink) * (rgb[at] & 0xFF) + ink * color[c]) / 255);
                }
            }
        }
        return new PixelImage(image.height(), image.width(), rgb);
    }
}
