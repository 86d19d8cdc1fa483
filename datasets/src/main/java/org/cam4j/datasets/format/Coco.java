package org.cam4j.datasets.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.ClassOfImage;
import org.cam4j.datasets.internal.DatasetIndex;
import org.cam4j.datasets.internal.ImageSize;
import org.cam4j.datasets.internal.RootFolder;
import org.cam4j.datasets.internal.coco.CocoInstances;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Mask;

/**
 * COCO 2017 (Lin et al., "Microsoft COCO", ECCV 2014) as it is distributed: {@code annotations/instances_*2017.json} and the folders of images. Test is the official
 * {@code val2017}, one sample for each class of an image. To learn from are the images of {@code train2017} that show one class; validation is the last 50 of every
 * class, at most half of them. Of an excerpt with one of the two files all images are test.
 *
 * <p>A mask is the union of the objects of one class; what a crowd covers besides is ignored, and a class that an image has as a crowd alone is no sample of it. A sample one
 * of whose objects has no usable outline has no mask. Boxes are those of the objects, truncated to whole pixels and cut at the edges of the image.
 */
final class Coco implements DatasetFormat {
    private static final String TRAIN = "train2017";
    private static final String TEST = "val2017";
    private static final String LAYOUT =
            "annotations/instances_train2017.json, annotations/instances_val2017.json, train2017/*.jpg and val2017/*.jpg";

    @Override
    public String id() {
        return "coco";
    }

    @Override
    public String description() {
        return "COCO 2017, masks of 80 classes: a folder with " + LAYOUT + ".";
    }

    @Override
    public Dataset open(Path folder, long seed) throws IOException {
        RootFolder root = RootFolder.open(folder, LAYOUT);
        Map<String, CocoInstances> parts = new LinkedHashMap<>();
        for (String part : List.of(TRAIN, TEST)) {
            String file = json(part);
            if (root.hasFile(file)) {
                parts.put(part, CocoInstances.read(root.resolve(file)));
            }
        }
        if (parts.isEmpty()) {
            throw new IOException(String.format(
                    Locale.ROOT, "%s: has no annotations/instances_*2017.json; expected %s.", folder, LAYOUT));
        }
        Map<Integer, String> categories = new TreeMap<>();
        parts.values().forEach(part -> categories.putAll(part.categories()));
        Reader reader = new Reader(root, categories);
        CocoInstances training = parts.get(TRAIN);
        if (training != null && parts.size() > 1) {
            reader.addTraining(training);
        }
        String last = parts.containsKey(TEST) ? TEST : TRAIN;
        CocoInstances test = parts.get(last);
        if (test != null) {
            reader.addTest(test, last);
        }
        return reader.index.build();
    }

    private static String json(String part) {
        return "annotations/instances_" + part + ".json";
    }

    /** Fills the index. */
    private static final class Reader {
        private final RootFolder root;
        private final List<Integer> categories;
        private final List<String> names;
        private final DatasetIndex index;

        Reader(RootFolder root, Map<Integer, String> categories) {
            this.root = root;
            this.categories = List.copyOf(categories.keySet());
            this.names = List.copyOf(categories.values());
            this.index = new DatasetIndex("coco", names, "");
        }

        /** The objects of every image by label; what is wrong with one is noted. */
        private Map<Long, Map<Integer, List<CocoInstances.Item>>> objects(CocoInstances part, String name) {
            Map<Long, Map<Integer, List<CocoInstances.Item>>> objects = new LinkedHashMap<>();
            noteOutlines(part, name);
            for (CocoInstances.Item item : part.items()) {
                int label = categories.indexOf(item.category());
                if (!part.images().containsKey(item.image())) {
                    index.skip(
                            annotation(name, item),
                            String.format(Locale.ROOT, "image %d is not in the list of images.", item.image()));
                } else if (label < 0) {
                    index.skip(
                            annotation(name, item),
                            String.format(
                                    Locale.ROOT, "category %d is not in the list of categories.", item.category()));
                } else {
                    objects.computeIfAbsent(item.image(), key -> new TreeMap<>())
                            .computeIfAbsent(label, key -> new ArrayList<>())
                            .add(item);
                }
            }
            return objects;
        }

        void addTraining(CocoInstances part) {
            Map<Long, Map<Integer, List<CocoInstances.Item>>> objects = objects(part, TRAIN);
            Map<Long, Integer> labels = new LinkedHashMap<>();
            for (Long image : part.images().keySet()) {
                Set<Integer> shown = objects.getOrDefault(image, Map.of()).keySet();
                if (shown.size() == 1) {
                    labels.put(image, shown.iterator().next());
                }
            }
            Set<Long> held = ClassOfImage.heldOut(labels);
            labels.forEach((image, label) -> {
                Split split = held.contains(image) ? Split.VALIDATION : Split.TRAIN;
                List<CocoInstances.Item> items =
                        objects.getOrDefault(image, Map.of()).getOrDefault(label, List.of());
                add(part, TRAIN, split, image, label, items, false);
            });
            ClassOfImage.noteEmptyClasses(names, labels, index);
        }

        void addTest(CocoInstances part, String name) {
            Map<Long, Map<Integer, List<CocoInstances.Item>>> objects = objects(part, name);
            for (Long image : part.images().keySet()) {
                objects.getOrDefault(image, Map.of()).forEach((label, items) -> {
                    if (items.stream().anyMatch(item -> !item.crowd())) {
                        add(part, name, Split.TEST, image, label, items, true);
                    }
                });
            }
        }

        private void add(
                CocoInstances part,
                String folder,
                Split split,
                Long number,
                int label,
                List<CocoInstances.Item> items,
                boolean named) {
            CocoInstances.Image image = part.images().get(number);
            if (image == null) {
                return; // its annotations have been noted
            }
            String relative = folder + "/" + image.file();
            try {
                Path file = root.resolve(relative);
                if (!Files.isRegularFile(file)) {
                    throw new IOException("no such file, expected an image.");
                }
                List<CocoInstances.Item> kept = List.copyOf(items);
                Sample sample = new Sample(
                        named ? ClassOfImage.id(relative, names.get(label)) : relative,
                        label,
                        image.width(),
                        image.height(),
                        boxes(items, image, folder),
                        mask(part, kept, image),
                        () -> decoded(file, image));
                index.add(split, sample, Files.size(file));
            } catch (IOException e) {
                index.skip(relative, String.valueOf(e.getMessage()));
            }
        }

        /** Names every object whose outline cannot be used; a file in which no object has one is a set of boxes alone. */
        private void noteOutlines(CocoInstances part, String name) {
            List<CocoInstances.Item> flat =
                    part.items().stream().filter(item -> item.outline().flat()).toList();
            if (!flat.isEmpty()) {
                index.note(
                        json(name),
                        String.format(
                                Locale.ROOT,
                                "the outlines of %d objects, first of annotation %d, are flat lists of numbers; each was read as"
                                        + " one polygon.",
                                flat.size(),
                                flat.get(0).id()));
            }
            if (!part.items().isEmpty()
                    && part.items().stream().allMatch(item -> item.outline().missing())) {
                index.note(
                        json(name),
                        String.format(
                                Locale.ROOT,
                                "none of %d objects has an outline (\"segmentation\"); the samples have boxes and no masks.",
                                part.items().size()));
                return;
            }
            for (CocoInstances.Item item : part.items()) {
                String problem = part.outlineProblem(item);
                if (!problem.isEmpty()) {
                    index.skip(
                            annotation(name, item),
                            String.format(
                                    Locale.ROOT,
                                    "its outline is left out, and with it the mask of its class in image %d; boxes are used: %s",
                                    item.image(),
                                    problem));
                }
            }
        }

        private static String annotation(String name, CocoInstances.Item item) {
            return String.format(Locale.ROOT, "%s: annotation %d", json(name), item.id());
        }

        private static PixelImage decoded(Path file, CocoInstances.Image image) throws IOException {
            PixelImage pixels = ImageDecoder.decode(file);
            if (pixels.width() != image.width() || pixels.height() != image.height()) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s: %d x %d pixels, expected %d x %d as its masks have.",
                        file,
                        pixels.width(),
                        pixels.height(),
                        image.width(),
                        image.height()));
            }
            return pixels;
        }

        private static Optional<Supplier<Mask>> mask(
                CocoInstances part, List<CocoInstances.Item> items, CocoInstances.Image image) {
            if (items.stream().anyMatch(item -> !part.outlineProblem(item).isEmpty())) {
                return Optional.empty();
            }
            return Optional.of(() -> {
                try {
                    return part.mask(items, image);
                } catch (IOException e) {
                    throw new UncheckedIOException(e.getMessage(), e);
                }
            });
        }

        private List<Box> boxes(List<CocoInstances.Item> items, CocoInstances.Image image, String folder) {
            List<Box> boxes = new ArrayList<>();
            for (CocoInstances.Item item : items) {
                if (!item.crowd()) {
                    try {
                        boxes.add(box(item, image, folder));
                    } catch (IllegalArgumentException e) {
                        index.skip(annotation(folder, item), "its box is left out: " + e.getMessage());
                    }
                }
            }
            return boxes;
        }

        private Box box(CocoInstances.Item item, CocoInstances.Image image, String folder) {
            double[] box = item.box();
            if (!item.boxProblem().isEmpty()) {
                throw new IllegalArgumentException(item.boxProblem());
            }
            boolean fractions = box.length == 4 && box[2] > 0 && box[0] + box[2] <= 1 && box[1] + box[3] <= 1;
            if (box.length != 4 || box[2] < 0 || box[3] < 0 || fractions) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "it is %s, expected x, y, width and height in pixels of an image of %d x %d.",
                        Arrays.toString(box),
                        image.width(),
                        image.height()));
            }
            Box whole = new Box((int) box[0], (int) box[1], (int) (box[0] + box[2]), (int) (box[1] + box[3]));
            return new ImageSize(image.width(), image.height()).clipEdges(index, annotation(folder, item), whole);
        }
    }
}
