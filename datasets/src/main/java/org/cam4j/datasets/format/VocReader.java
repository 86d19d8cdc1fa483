package org.cam4j.datasets.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cam4j.datasets.LabelSet;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.BoxAnnotation;
import org.cam4j.datasets.internal.ClassOfImage;
import org.cam4j.datasets.internal.DatasetIndex;
import org.cam4j.datasets.internal.ImageSize;
import org.cam4j.datasets.internal.PaletteMask;
import org.cam4j.datasets.internal.RootFolder;
import org.cam4j.datasets.internal.VocFiles;
import org.cam4j.datasets.internal.image.ImageHeader;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.evaluation.Mask;

/**
 * The images of a tree as PASCAL VOC has it, with the objects that their XML files name. What is wrong with a file is noted in the index.
 *
 * <p>Masks are the palette indices of {@code SegmentationClass}; where an image has none there, of the class's objects in {@code SegmentationObject}, whose index k is the k-th
 * object of the XML file; else those of {@code SegmentationClassAug}. The border 255 is ignored.
 *
 * <p>The classes are the 20 of the challenge; a file {@code labelmap.txt} with lines {@code name:...}, as annotation programs export it, names others. The corners of boxes
 * count from 1 and are counted from 0 here; where a corner of the set is 0, all of them count from 0 already, which is noted. An image whose proportions are not those in its
 * XML file is left out.
 */
final class VocReader {
    private static final List<String> CLASSES = List.of(
            "aeroplane",
            "bicycle",
            "bird",
            "boat",
            "bottle",
            "bus",
            "car",
            "cat",
            "chair",
            "cow",
            "diningtable",
            "dog",
            "horse",
            "motorbike",
            "person",
            "pottedplant",
            "sheep",
            "sofa",
            "train",
            "tvmonitor");
    private static final List<String> MASKS =
            List.of("SegmentationClass/", "SegmentationObject/", "SegmentationClassAug/");
    private static final String OBJECTS = "SegmentationObject/";
    private static final String LABELS = "labelmap.txt";
    static final String LAYOUT =
            "JPEGImages/*.jpg (or .jpeg, .png), Annotations/*.xml, SegmentationClass/*.png, lists in ImageSets, "
                    + "and for other classes labelmap.txt with lines such as 'cat:64,0,0::'";

    private final RootFolder root;
    private final List<String> classes;
    private final DatasetIndex index;
    private final VocFiles files;
    private final Map<String, BoxAnnotation> annotations = new LinkedHashMap<>();
    private final Set<String> unknown = new HashSet<>();
    private int first = 1;

    /** Finds the tree and its classes. */
    VocReader(Path folder, String id) throws IOException {
        root = tree(RootFolder.open(folder, LAYOUT));
        for (String part : List.of("JPEGImages", "Annotations")) {
            if (!root.hasFolder(part)) {
                throw new IOException(
                        String.format(Locale.ROOT, "%s: no such folder, expected %s.", root.resolve(part), LAYOUT));
            }
        }
        classes = root.hasFile(LABELS) ? named(root) : CLASSES;
        index = new DatasetIndex(id, classes, "");
        files = new VocFiles(root, index);
    }

    private static RootFolder tree(RootFolder given) throws IOException {
        for (String year : List.of("VOCdevkit/VOC2012", "VOC2012", "VOCdevkit/VOC2007", "VOC2007")) {
            if (given.hasFolder(year)) {
                return RootFolder.open(given.resolve(year), LAYOUT);
            }
        }
        return given;
    }

    private static List<String> named(RootFolder root) throws IOException {
        List<String> names = root.lines(LABELS).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(":", 2)[0].strip())
                .filter(name -> !name.equals("background"))
                .distinct()
                .toList();
        if (names.isEmpty()) {
            throw new IOException(String.format(
                    Locale.ROOT, "%s: names no class, expected lines such as 'cat:64,0,0::'.", root.resolve(LABELS)));
        }
        return names;
    }

    boolean has(String file) throws IOException {
        return root.hasFile(file);
    }

    /** The names in a list, each once; empty where the list is not there. */
    Set<String> names(String list) throws IOException {
        return files.names(list);
    }

    DatasetIndex index() {
        return index;
    }

    List<String> classNames() {
        return classes;
    }

    boolean isAnnotated(String name) throws IOException {
        return root.hasFile(VocFiles.annotation(name));
    }

    /** Reads the XML files of images, which must be done for all of the set before one is asked for. */
    void readAnnotations(Collection<String> names) {
        names.forEach(this::readAnnotation);
        findFirst();
    }

    private void readAnnotation(String name) {
        String xml = VocFiles.annotation(name);
        try {
            if (!root.hasFile(xml)) {
                throw new IOException("no such file, the classes of the image are not known.");
            }
            annotations.put(name, BoxAnnotation.read(root.resolve(xml)));
        } catch (IOException e) {
            index.skip(xml, String.valueOf(e.getMessage()));
        }
    }

    /** Finds out by all boxes of the set whether their corners count from 0 instead of 1. */
    private void findFirst() {
        List<String> fromZero = annotations.entrySet().stream()
                .filter(entry -> entry.getValue().objects().stream()
                        .anyMatch(object -> object.corners().contains(0)))
                .map(Map.Entry::getKey)
                .toList();
        if (!fromZero.isEmpty()) {
            first = 0;
            index.note(
                    VocFiles.annotation(fromZero.get(0)),
                    String.format(
                            Locale.ROOT,
                            "corners of boxes are 0 in %d of %d XML files, so that all corners of the set are taken to"
                                    + " count from 0; those of PASCAL VOC count from 1.",
                            fromZero.size(),
                            annotations.size()));
        }
    }

    /** The classes of an image's objects, each once; an unknown one is noted. */
    List<String> classes(String name) {
        BoxAnnotation annotation = annotations.get(name);
        Set<String> shown = new LinkedHashSet<>();
        for (BoxAnnotation.Item object : annotation == null ? List.<BoxAnnotation.Item>of() : annotation.objects()) {
            if (classes.contains(object.name())) {
                shown.add(object.name());
            } else if (unknown.add(object.name())) {
                index.skip(
                        "class " + object.name(),
                        String.format(
                                Locale.ROOT,
                                "is none of %s; first in %s. A file %s names other classes.",
                                String.join(", ", classes),
                                VocFiles.annotation(name),
                                LABELS));
            }
        }
        return List.copyOf(shown);
    }

    /**
     * Adds an image as a sample of one class. One that cannot be used is noted.
     *
     * @param withClass whether the id names the class
     */
    void addOfClass(Split split, String name, int label, boolean withClass) {
        add(split, name, (annotation, image) -> ofClass(name, annotation, image, label, withClass));
    }

    /** Adds an image with all its classes. A class that it shows in difficult objects alone is unknown, as in the challenge. One that cannot be used is noted. */
    void addWithAllClasses(Split split, String name) {
        Map<Boolean, List<Integer>> byDifficulty = classes(name).stream()
                .collect(Collectors.partitioningBy(
                        shown -> isDifficult(name, shown), Collectors.mapping(classes::indexOf, Collectors.toList())));
        List<Integer> present = byDifficulty.getOrDefault(false, List.of());
        List<Integer> difficult = byDifficulty.getOrDefault(true, List.of());
        add(split, name, (annotation, image) -> {
            List<Sample> located = new ArrayList<>();
            for (int label : present) {
                located.add(ofClass(name, annotation, image, label, true));
            }
            Path file = root.resolve(image);
            return Sample.of(
                    image,
                    annotation.width(),
                    annotation.height(),
                    LabelSet.of(present, difficult, located),
                    () -> ImageDecoder.decode(file));
        });
    }

    /** Whether an image shows a class in objects alone that were hard to recognize. */
    private boolean isDifficult(String name, String className) {
        BoxAnnotation annotation = annotations.get(name);
        return annotation != null
                && annotation.objects().stream()
                        .filter(object -> object.name().equals(className))
                        .allMatch(BoxAnnotation.Item::difficult);
    }

    @FunctionalInterface
    private interface SampleMaker {
        Sample make(BoxAnnotation annotation, String image) throws IOException;
    }

    private void add(Split split, String name, SampleMaker maker) {
        BoxAnnotation annotation = annotations.get(name);
        if (annotation == null) {
            return; // which has been noted
        }
        try {
            String image = files.image(name, annotation);
            Path file = root.resolve(image);
            requireSize(file, annotation);
            index.add(split, maker.make(annotation, image), Files.size(file));
        } catch (IOException e) {
            index.skip(VocFiles.annotation(name), String.valueOf(e.getMessage()));
        }
    }

    private Sample ofClass(String name, BoxAnnotation annotation, String image, int label, boolean withClass)
            throws IOException {
        Path file = root.resolve(image);
        return new Sample(
                withClass ? ClassOfImage.id(image, classes.get(label)) : image,
                label,
                annotation.width(),
                annotation.height(),
                annotation.boxes(classes.get(label), first, index, VocFiles.annotation(name)),
                mask(name, annotation, label),
                () -> ImageDecoder.decode(file));
    }

    private static void requireSize(Path file, BoxAnnotation annotation) throws IOException {
        ImageHeader header = ImageHeader.read(file);
        if (!new ImageSize(annotation.width(), annotation.height()).isScaledTo(header.width(), header.height())) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "its size is %d x %d, but the image %s has %d x %d pixels: the boxes belong to another image or to a"
                            + " turned one.",
                    annotation.width(),
                    annotation.height(),
                    file.getFileName(),
                    header.width(),
                    header.height()));
        }
    }

    private Optional<Supplier<Mask>> mask(String name, BoxAnnotation annotation, int label) throws IOException {
        for (String folder : MASKS) {
            Path file = files.mask(folder, name);
            if (Files.isRegularFile(file)) {
                boolean objects = folder.equals(OBJECTS);
                Set<Integer> wanted = objects ? numbers(annotation, classes.get(label)) : Set.of(label + 1);
                int highest = objects ? annotation.objects().size() : classes.size();
                return Optional.of(() -> {
                    try {
                        return PaletteMask.read(file, wanted, highest, annotation.width(), annotation.height());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e.getMessage(), e);
                    }
                });
            }
        }
        return Optional.empty();
    }

    /** The places of a class's objects in the XML file, from 1. */
    private static Set<Integer> numbers(BoxAnnotation annotation, String className) {
        return IntStream.range(0, annotation.objects().size())
                .filter(i -> annotation.objects().get(i).name().equals(className))
                .mapToObj(i -> i + 1)
                .collect(Collectors.toSet());
    }
}
