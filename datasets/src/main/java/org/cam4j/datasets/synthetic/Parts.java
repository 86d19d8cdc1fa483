package org.cam4j.datasets.synthetic;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.DatasetIndex;
import org.cam4j.evaluation.Seeds;

/**
 * Objects that are drawn on the fly from a seed. Every object is a large body, alike in all classes, with one small part on its edge that alone decides the class. A
 * network needs the part only, while box and mask are those of the whole object: the known weakness of CAM, which finds what discriminates, is visible and
 * measurable. Backgrounds are textured and hold distractors; position and size of the object vary.
 *
 * <p>Mask and box are exact, and the pixels are the same on every machine. No files are read.
 */
public final class Parts implements DatasetFormat {
    private static final int GEOMETRY = 0;
    private static final int PAINT = 1;

    @Override
    public String id() {
        return "parts";
    }

    @Override
    public String description() {
        return "Synthetic, needs no folder: all classes share a body and differ in a small part; with exact boxes and masks.";
    }

    @Override
    public boolean needsFolder() {
        return false;
    }

    @Override
    public Dataset open(Path folder, long seed) {
        return open(Options.DEFAULT, seed);
    }

    /** The data set with other knobs. */
    public static Dataset open(Options options, long seed) {
        List<PartShape> shapes = List.of(PartShape.values()).subList(0, options.classes());
        List<String> names = shapes.stream().map(PartShape::className).toList();
        DatasetIndex index = new DatasetIndex("parts", names, key(options) + "|" + seed);
        add(index, Split.TRAIN, options.train(), shapes, options, seed);
        add(index, Split.VALIDATION, options.validation(), shapes, options, seed);
        add(index, Split.TEST, options.test(), shapes, options, seed);
        return index.build();
    }

    private static void add(
            DatasetIndex index, Split split, int count, List<PartShape> shapes, Options options, long seed) {
        for (int i = 0; i < count; i++) {
            int number = i;
            int label = i % shapes.size();
            PartsObject object = new PartsObject(options, shapes.get(label), random(seed, split, number, GEOMETRY));
            Sample sample = new Sample(
                    String.format(Locale.ROOT, "%s/%05d", split.id(), number),
                    label,
                    options.imageSize(),
                    options.imageSize(),
                    List.of(object.box()),
                    Optional.of(object::mask),
                    () -> PartsPainter.paint(options, object, random(seed, split, number, PAINT)));
            index.add(split, sample, 0);
        }
    }

    /** The knobs that decide the pixels; the numbers of images show in the entries. */
    private static String key(Options options) {
        return options.imageSize() + "|" + options.partSize() + "|" + options.distractors() + "|" + options.noise();
    }

    /** {@link Random} because its algorithm is part of the Java specification. */
    private static Random random(long seed, Split split, int number, int purpose) {
        return new Random(Seeds.derive(seed, split.id().hashCode(), number, purpose));
    }

    /**
     * How hard the {@link Parts} data set is.
     *
     * @param classes 2 to 8
     * @param imageSize rows and columns of every image, 32 to 512
     * @param partSize radius of the part in radii of the body, 0.2 to 0.6; the smaller, the further a map of the part is from the box of the object
     * @param distractors shapes behind the object that belong to no class, 0 or more
     * @param noise largest change of a color value by the noise, 0 to 100
     * @param train number of training images
     * @param validation number of validation images
     * @param test number of test images
     */
    public record Options(
            int classes,
            int imageSize,
            double partSize,
            int distractors,
            int noise,
            int train,
            int validation,
            int test) {
        /** What the catalog's {@code parts} uses: 8 classes, 64 x 64, 1600 + 200 + 400 images. */
        public static final Options DEFAULT = new Options(8, 64, 0.45, 4, 20, 1600, 200, 400);

        public Options {
            require(classes >= 2 && classes <= PartShape.values().length, "classes", classes, "2 to 8");
            require(imageSize >= 32 && imageSize <= 512, "image size", imageSize, "32 to 512");
            require(partSize >= 0.2 && partSize <= 0.6, "part size", partSize, "0.2 to 0.6");
            require(distractors >= 0, "distractors", distractors, "0 or more");
            require(noise >= 0 && noise <= 100, "noise", noise, "0 to 100");
            require(Math.min(train, Math.min(validation, test)) >= 0, "images", train + validation + test, "0 or more");
        }

        private static void require(boolean valid, String name, Number found, String expected) {
            if (!valid) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "Parts: %s is %s, expected %s.", name, found, expected));
            }
        }
    }
}
