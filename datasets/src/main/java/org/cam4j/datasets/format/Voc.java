package org.cam4j.datasets.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.cam4j.datasets.Box;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.DatasetIndex;
import org.cam4j.datasets.Mask;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.pixels.ImageDecoder;

/**
 * PASCAL VOC 2007 or 2012 (Everingham et al.) as it is distributed. Test is {@code ImageSets/Segmentation/val.txt}, one sample for each class of an image. To learn from
 * are the images of one class among {@code ImageSets/Segmentation/trainaug.txt}, the list that goes with the segmentations of SBD (10,582 images), where that is there,
 * else among {@code ImageSets/Main/trainval.txt} and {@code ImageSets/Segmentation/train.txt}, less those of test; validation is the last 50 of every class, at most half
 * of them. Masks are the palette indices of {@code SegmentationClass}; where an image has none there, of the class's objects in {@code SegmentationObject}, whose index k
 * is the k-th object of the XML file; else those of {@code SegmentationClassAug}. The border 255 is ignored.
 *
 * <p>The classes are the 20 of the challenge; a file {@code labelmap.txt} with lines {@code name:...}, as annotation programs export it, names others. A box's corners,
 * which count from 1, are counted from 0.
 */
public final class Voc implements DatasetFormat {
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
    private static final String TEST = "ImageSets/Segmentation/val.txt";
    private static final List<String> SBD =
            List.of("ImageSets/Segmentation/trainaug.txt", "ImageSets/Segmentation/train_aug.txt");
    private static final List<String> TRAINING =
            List.of("ImageSets/Main/trainval.txt", "ImageSets/Segmentation/train.txt");
    private static final List<String> MASKS =
            List.of("SegmentationClass/", "SegmentationObject/", "SegmentationClassAug/");
    private static final String OBJECTS = "SegmentationObject/";
    private static final String LABELS = "labelmap.txt";
    private static final String LAYOUT = "JPEGImages/*.jpg, Annotations/*.xml, SegmentationClass/*.png and " + TEST;

    @Override
    public String id() {
        return "voc";
    }

    @Override
    public String description() {
        return "PASCAL VOC 2012 or 2007, masks of 20 classes: a folder VOCdevkit, or one with " + LAYOUT + ".";
    }

    @Override
    public Dataset open(Path folder, long seed) throws IOException {
        RootFolder given = RootFolder.open(folder, LAYOUT);
        for (String year : List.of("VOCdevkit/VOC2012", "VOC2012", "VOCdevkit/VOC2007", "VOC2007")) {
            if (given.hasFolder(year)) {
                return new Reader(RootFolder.open(given.resolve(year), LAYOUT)).read();
            }
        }
        return new Reader(given).read();
    }

    /** Reads one tree. */
    private static final class Reader {
        private final RootFolder root;
        private final List<String> classes;
        private final DatasetIndex index;

        Reader(RootFolder root) throws IOException {
            this.root = root;
            for (String folder : List.of("JPEGImages", "Annotations")) {
                if (!root.hasFolder(folder)) {
                    throw new IOException(String.format(
                            Locale.ROOT, "%s: no such folder, expected %s.", root.resolve(folder), LAYOUT));
                }
            }
            classes = root.hasFile(LABELS) ? named(root) : CLASSES;
            index = new DatasetIndex("voc", classes, "");
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
                        Locale.ROOT,
                        "%s: names no class, expected lines such as 'cat:64,0,0::'.",
                        root.resolve(LABELS)));
            }
            return names;
        }

        Dataset read() throws IOException {
            Set<String> test = list(TEST);
            if (test.isEmpty() && !root.hasFile(TEST)) {
                index.skip(TEST, "no such file, the test split is empty.");
            }
            Map<String, BoxAnnotation> training = new LinkedHashMap<>();
            Map<String, Integer> labels = new LinkedHashMap<>();
            for (String name : training()) {
                if (!test.contains(name)) {
                    annotation(name).ifPresent(annotation -> {
                        List<String> shown = classes(annotation);
                        if (shown.size() == 1) {
                            training.put(name, annotation);
                            labels.put(name, classes.indexOf(shown.get(0)));
                        }
                    });
                }
            }
            Set<String> held = ClassOfImage.heldOut(labels);
            for (Map.Entry<String, Integer> image : labels.entrySet()) {
                String name = image.getKey();
                BoxAnnotation annotation = training.get(name);
                if (annotation != null) {
                    Split split = held.contains(name) ? Split.VALIDATION : Split.TRAIN;
                    add(split, name, annotation, image.getValue(), file(name));
                }
            }
            ClassOfImage.noteEmptyClasses(classes, labels, index);
            for (String name : test) {
                annotation(name).ifPresent(annotation -> {
                    for (String shown : classes(annotation)) {
                        String id = ClassOfImage.id(file(name), shown);
                        add(Split.TEST, name, annotation, classes.indexOf(shown), id);
                    }
                });
            }
            return index.build();
        }

        private Set<String> training() throws IOException {
            for (String list : SBD) {
                if (root.hasFile(list)) {
                    return list(list);
                }
            }
            Set<String> all = new LinkedHashSet<>();
            for (String list : TRAINING) {
                all.addAll(list(list));
            }
            return all;
        }

        /** The names in a list, without folders and endings: the lists beside SBD's segmentations name files. */
        private Set<String> list(String file) throws IOException {
            Set<String> names = new LinkedHashSet<>();
            if (root.hasFile(file)) {
                for (String line : root.lines(file)) {
                    String first = line.strip().split("\\s+", 2)[0];
                    String name = first.replaceFirst("^.*/", "").replaceFirst("\\.[A-Za-z]+$", "");
                    if (!name.isEmpty()) {
                        names.add(name);
                    }
                }
            }
            return names;
        }

        private static String file(String name) {
            return "JPEGImages/" + name + ".jpg";
        }

        private Optional<BoxAnnotation> annotation(String name) {
            String xml = "Annotations/" + name + ".xml";
            try {
                if (!root.hasFile(xml)) {
                    throw new IOException("no such file, the classes of the image are not known.");
                }
                return Optional.of(BoxAnnotation.read(root.resolve(xml)));
            } catch (IOException e) {
                index.skip(xml, String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        }

        /** The classes of an image's objects, each once; an unknown one is noted. */
        private List<String> classes(BoxAnnotation annotation) {
            Set<String> shown = new LinkedHashSet<>();
            for (BoxAnnotation.Item object : annotation.objects()) {
                if (classes.contains(object.name())) {
                    shown.add(object.name());
                } else {
                    index.skip(
                            "class " + object.name(),
                            String.format(Locale.ROOT, "is none of %s.", String.join(", ", classes)));
                }
            }
            return List.copyOf(shown);
        }

        private void add(Split split, String name, BoxAnnotation annotation, int label, String id) {
            try {
                Path file = root.resolve(file(name));
                if (!Files.isRegularFile(file)) {
                    throw new IOException("no such file, expected an image.");
                }
                List<Box> boxes = boxes(annotation, classes.get(label), name);
                Sample sample = new Sample(
                        id,
                        label,
                        annotation.width(),
                        annotation.height(),
                        boxes,
                        mask(name, annotation, label),
                        () -> ImageDecoder.decode(file));
                index.add(split, sample, Files.size(file));
            } catch (IOException e) {
                index.skip(file(name), String.valueOf(e.getMessage()));
            }
        }

        private List<Box> boxes(BoxAnnotation annotation, String className, String name) {
            List<Box> boxes = new ArrayList<>();
            for (BoxAnnotation.Item object : annotation.objects()) {
                if (object.name().equals(className)) {
                    try {
                        Box box = new Box(object.x0() - 1, object.y0() - 1, object.x1() - 1, object.y1() - 1);
                        Entry.requireInside(box, annotation.width(), annotation.height());
                        boxes.add(box);
                    } catch (IllegalArgumentException e) {
                        index.skip("Annotations/" + name + ".xml", String.valueOf(e.getMessage()));
                    }
                }
            }
            return boxes;
        }

        private Optional<Supplier<Mask>> mask(String name, BoxAnnotation annotation, int label) throws IOException {
            for (String folder : MASKS) {
                Path file = root.resolve(folder + name + ".png");
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
}
