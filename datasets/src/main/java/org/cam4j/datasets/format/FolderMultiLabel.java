package org.cam4j.datasets.format;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.ImageSource;
import org.cam4j.datasets.LabelSet;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.ClassOfImage;
import org.cam4j.datasets.internal.DatasetIndex;
import org.cam4j.datasets.internal.LabelTable;
import org.cam4j.datasets.internal.RootFolder;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.evaluation.Seeds;

/**
 * One's own images with any number of labels each: a folder of images and {@code labels.csv}, see {@link LabelTable}. The splits are those of its column {@code split}; without
 * it 80/10/10 % of all images are drawn by the seed, at least one image each where there are three. An image that has no line is left out, and noted.
 */
final class FolderMultiLabel implements DatasetFormat {
    private static final String LAYOUT =
            "labels.csv and the .jpg or .png images that it names; its columns are file,labels or file,CLASS,CLASS,..., and optionally split";

    @Override
    public String id() {
        return "folder-multi-label";
    }

    @Override
    public String description() {
        return "Your own images with several labels each, for --output multi-label: a folder with " + LAYOUT + ".";
    }

    @Override
    public Dataset open(Path folder, long seed) throws IOException {
        RootFolder root = RootFolder.open(folder, LAYOUT);
        if (!root.hasFile(LabelTable.FILE)) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s: has no %s; expected %s.", folder, LabelTable.FILE, LAYOUT));
        }
        LabelTable table = LabelTable.read(root.resolve(LabelTable.FILE));
        DatasetIndex index = new DatasetIndex(id(), table.classNames(), "");
        table.problems().forEach(problem -> index.skip(problem.id(), problem.reason()));
        List<LabelTable.Row> rows = table.rows();
        Split[] drawn = drawnSplits(rows.size(), seed);
        for (int i = 0; i < rows.size(); i++) {
            LabelTable.Row row = rows.get(i);
            try {
                add(root, index, row.split().orElse(drawn[i]), row, table.classNames());
            } catch (IOException e) {
                index.skip(row.where(), String.valueOf(e.getMessage()));
            }
        }
        noteImagesWithoutLine(root, index);
        return index.build();
    }

    private static Split[] drawnSplits(int images, long seed) {
        List<Integer> places =
                new ArrayList<>(IntStream.range(0, images).boxed().toList());
        Collections.shuffle(places, new Random(Seeds.derive(seed, 0)));
        int held = images < 3 ? 0 : Math.max(1, images / 10);
        Split[] splits = new Split[images];
        for (int i = 0; i < images; i++) {
            splits[places.get(i)] = i < held ? Split.VALIDATION : i < 2 * held ? Split.TEST : Split.TRAIN;
        }
        return splits;
    }

    private static void add(
            RootFolder root, DatasetIndex index, Split split, LabelTable.Row row, List<String> classNames)
            throws IOException {
        Path file = root.resolve(row.file());
        if (!Files.isRegularFile(file) || !RootFolder.isImage(row.file())) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: %s, expected a .jpg or .png image; paths start at the data set's folder.",
                    row.file(),
                    Files.isRegularFile(file) ? "is no image" : "no such file"));
        }
        String id = root.path().relativize(file).toString().replace(File.separatorChar, '/');
        ImageSource image = () -> ImageDecoder.decode(file);
        List<Sample> located = row.present().stream()
                .map(label -> new Sample(
                        ClassOfImage.id(id, classNames.get(label)), label, 0, 0, List.of(), Optional.empty(), image))
                .toList();
        LabelSet labels = LabelSet.of(row.present(), row.unknown(), located);
        index.add(split, Sample.of(id, 0, 0, labels, image), Files.size(file));
    }

    private static void noteImagesWithoutLine(RootFolder root, DatasetIndex index) throws IOException {
        Set<String> known = new LinkedHashSet<>(index.ids());
        try (Stream<Path> files = Files.walk(root.path())) {
            List<String> others = files.filter(file -> RootFolder.isImage(file.toString()) && Files.isRegularFile(file))
                    .map(file -> root.path().relativize(file).toString().replace(File.separatorChar, '/'))
                    .filter(file -> !known.contains(file))
                    .sorted()
                    .toList();
            if (!others.isEmpty()) {
                index.note(
                        LabelTable.FILE,
                        String.format(
                                Locale.ROOT,
                                "has no usable line for %d images of the folder, which are left out; the first: %s",
                                others.size(),
                                others.get(0)));
            }
        }
    }
}
