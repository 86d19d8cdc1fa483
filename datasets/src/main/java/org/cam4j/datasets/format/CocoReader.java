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
import org.cam4j.datasets.LabelSet;
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
 * The images of COCO 2017 (Lin et al., "Microsoft COCO", ECCV 2014) with the objects of {@code annotations/instances_*2017.json}. What is wrong with an object is noted in the
 * index.
 *
 * <p>A mask is the union of the objects of one class; what a crowd covers besides is ignored, and a class that an image has as a crowd alone is no sample of it. A sample one
 * of whose objects has no usable outline has no mask. Boxes are those of the objects, truncated to whole pixels and cut at the edges of the image.
 */
final class CocoReader {
    static final String TRAIN = "train2017";
    static final String TEST = "val2017";
    static final String LAYOUT =
            "annotations/instances_train2017.json, annotations/instances_val2017.json, train2017/*.jpg and val2017/*.jpg";

    private final RootFolder root;
    private final Map<String, CocoInstances> parts = new LinkedHashMap<>();
    private final List<Integer> categories;
    private final List<String> names;
    private final DatasetIndex index;

    /** Reads the JSON files that are there. */
    CocoReader(Path folder, String id) throws IOException {
        root = RootFolder.open(folder, LAYOUT);
        for (String part : List.of(TRAIN, TEST)) {
            if (root.hasFile(json(part))) {
                parts.put(part, CocoInstances.read(root.resolve(json(part))));
            }
        }
        if (parts.isEmpty()) {
            throw new IOException(String.format(
                    Locale.ROOT, "%s: has no annotations/instances_*2017.json; expected %s.", folder, LAYOUT));
        }
        Map<Integer, String> named = new TreeMap<>();
        parts.values().forEach(part -> named.putAll(part.categories()));
        categories = List.copyOf(named.keySet());
        names = List.copyOf(named.values());
        index = new DatasetIndex(id, names, "");
    }

    private static String json(String part) {
        return "annotations/instances_" + part + ".json";
    }

    DatasetIndex index() {
        return index;
    }

    List<String> classNames() {
        return names;
    }

    /** The part to learn from; empty where there is one part alone, which is for test. */
    Optional<Part> training() {
        return parts.size() > 1 ? part(TRAIN) : Optional.empty();
    }

    /** The part to test on. */
    Part test() {
        return part(TEST).or(() -> part(TRAIN)).orElseThrow();
    }

    private Optional<Part> part(String name) {
        return Optional.ofNullable(parts.get(name)).map(part -> new Part(name, part, objects(part, name)));
    }

    /**
     * One of the two files.
     *
     * @param folder of its images
     * @param objects of every image that has any, by label
     */
    record Part(String folder, CocoInstances instances, Map<Long, Map<Integer, List<CocoInstances.Item>>> objects) {
        /** The numbers of all images, in the order of the file. */
        Set<Long> images() {
            return instances.images().keySet();
        }

        /** The classes of an image, by rising label. */
        Set<Integer> labels(Long image) {
            return objects.getOrDefault(image, Map.of()).keySet();
        }

        /** The classes of an image of which it shows single objects, not a crowd alone. */
        List<Integer> labelsOfObjects(Long image) {
            return labels(image).stream()
                    .filter(label -> of(image, label).stream().anyMatch(item -> !item.crowd()))
                    .toList();
        }

        private List<CocoInstances.Item> of(Long image, int label) {
            return objects.getOrDefault(image, Map.of()).getOrDefault(label, List.of());
        }
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
                        String.format(Locale.ROOT, "category %d is not in the list of categories.", item.category()));
            } else {
                objects.computeIfAbsent(item.image(), key -> new TreeMap<>())
                        .computeIfAbsent(label, key -> new ArrayList<>())
                        .add(item);
            }
        }
        return objects;
    }

    /**
     * Adds an image as a sample of one class. One that cannot be used is noted.
     *
     * @param named whether the id names the class
     */
    void addOfClass(Part part, Split split, Long number, int label, boolean named) {
        add(part, split, number, (image, relative) -> ofClass(part, image, relative, label, named));
    }

    /** Adds an image with all its classes. One that cannot be used is noted. */
    void addWithAllClasses(Part part, Split split, Long number) {
        add(part, split, number, (image, relative) -> {
            List<Sample> located = new ArrayList<>();
            for (int label : part.labelsOfObjects(number)) {
                located.add(ofClass(part, image, relative, label, true));
            }
            Path file = root.resolve(relative);
            LabelSet labels = LabelSet.of(List.copyOf(part.labels(number)), List.of(), located);
            return Sample.of(relative, image.width(), image.height(), labels, () -> decoded(file, image));
        });
    }

    @FunctionalInterface
    private interface SampleMaker {
        Sample make(CocoInstances.Image image, String relative) throws IOException;
    }

    private void add(Part part, Split split, Long number, SampleMaker maker) {
        CocoInstances.Image image = part.instances().images().get(number);
        if (image == null) {
            return; // its annotations have been noted
        }
        String relative = part.folder() + "/" + image.file();
        try {
            Path file = root.resolve(relative);
            if (!Files.isRegularFile(file)) {
                throw new IOException("no such file, expected an image.");
            }
            index.add(split, maker.make(image, relative), Files.size(file));
        } catch (IOException e) {
            index.skip(relative, String.valueOf(e.getMessage()));
        }
    }

    private Sample ofClass(Part part, CocoInstances.Image image, String relative, int label, boolean named)
            throws IOException {
        Path file = root.resolve(relative);
        List<CocoInstances.Item> items = List.copyOf(part.of(image.id(), label));
        return new Sample(
                named ? ClassOfImage.id(relative, names.get(label)) : relative,
                label,
                image.width(),
                image.height(),
                boxes(items, image, part.folder()),
                mask(part.instances(), items, image),
                () -> decoded(file, image));
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
