package org.cam4j.datasets.synthetic;

import java.util.Locale;

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
public record PartsOptions(
        int classes, int imageSize, double partSize, int distractors, int noise, int train, int validation, int test) {
    /** What the catalog's {@code parts} uses: 8 classes, 64 x 64, 1600 + 200 + 400 images. */
    public static final PartsOptions DEFAULT = new PartsOptions(8, 64, 0.45, 4, 20, 1600, 200, 400);

    public PartsOptions {
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
