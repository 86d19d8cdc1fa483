package org.cam4j.datasets.write;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import org.cam4j.datasets.Dataset;
import org.cam4j.evaluation.catalog.Catalog;

/** The catalog of layouts. A new one is one line here. */
public final class Layouts {
    /** The fewest images that {@link #draw} takes. */
    public static final int LEAST_IMAGES = DrawnTree.LEAST_IMAGES;

    private static final Catalog<Layout> ALL = Catalog.of(
            "layout",
            Layout::id,
            new CubLayout(),
            new IlsvrcLayout(),
            new TinyImageNetLayout(),
            new VocLayout(),
            new CocoLayout());

    private Layouts() {}

    /** Every layout that can be written. */
    public static List<Layout> all() {
        return ALL.all();
    }

    /** The id of every layout, in the order of {@link #all()}. */
    public static List<String> ids() {
        return ALL.ids();
    }

    /**
     * The layout of this data set.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest id and all others
     */
    public static Layout byId(String id) {
        return ALL.byId(id);
    }

    /**
     * The synthetic data set {@code parts} for {@link #write}: a quarter of the images test, of the rest as many validation as the layout's loader holds out.
     *
     * @param images in all, at least {@link #LEAST_IMAGES}; rounded down to a multiple of the number of classes
     */
    public static Dataset draw(Layout layout, int images, long seed) {
        return DrawnTree.draw(layout, images, seed);
    }

    /**
     * Writes a data set in a layout, whole or not at all.
     *
     * @param folder is made; must not be there, or be empty
     * @param progress takes the number of images written so far
     */
    public static void write(Layout layout, Dataset dataset, Path folder, LongConsumer progress) throws IOException {
        DrawnTree.write(layout, dataset, folder, progress);
    }
}
