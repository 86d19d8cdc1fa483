package org.cam4j.experiments.papers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.datasets.write.Layouts;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Skipped;
import org.cam4j.training.head.Heads;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.network.WeightExport;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

/** Small fake data sets in their official layouts, and weights files with random numbers. */
final class FakeData {
    private static final Parts.Options DRAWN = new Parts.Options(5, 48, 0.45, 2, 10, 10, 5, 10);
    private static final List<String> NAMES = List.of("aeroplane", "person", "bicycle", "bird", "boat");
    /** Backbones of files that are named otherwise. */
    private static final Map<String, String> OTHER_NAMES =
            Map.of("bvlc_googlenet", "googlenet-bvlc", "mobilenet_v1_0.75", "mobilenet_v1-0.75");

    private static final int SAMPLES = 100_000;
    private static final int DIGITS = 20;

    private FakeData() {}

    /** The drawn set with classes of the official sets. */
    private record Renamed(Dataset drawn) implements Dataset {
        @Override
        public String id() {
            return drawn.id();
        }

        @Override
        public List<String> classNames() {
            return NAMES;
        }

        @Override
        public List<Sample> samples(Split split) {
            return drawn.samples(split);
        }

        @Override
        public List<Skipped> skipped() {
            return drawn.skipped();
        }

        @Override
        public List<Note> notes() {
            return drawn.notes();
        }

        @Override
        public boolean hasAllLabels() {
            return drawn.hasAllLabels();
        }

        @Override
        public String fingerprint() {
            return drawn.fingerprint();
        }
    }

    /** Whether a file has no fake: a network that its own file describes. */
    static boolean cannotBeFaked(String what) {
        return what.endsWith(".h5");
    }

    /**
     * Writes all data sets, and weights.
     *
     * @param weights names of files, which begin with the backbone's id
     */
    static Path write(Path data, Set<String> weights) throws IOException {
        for (String layout : Layouts.ids()) {
            Layouts.write(Layouts.byId(layout), new Renamed(Parts.open(DRAWN, 1)), data.resolve(layout), images -> {});
        }
        Dataset drawn = Parts.open(DRAWN, 1);
        airplanes(
                Files.createDirectories(data.resolve("caltech101-airplanes/images")),
                data.resolve("voc/VOC2012/JPEGImages"),
                drawn);
        digits(Files.createDirectories(data.resolve("mnist")));
        for (int number : new int[] {97, 105, 118, 130}) {
            recording(Files.createDirectories(data.resolve("cwru")), number);
        }
        Path folder = Files.createDirectories(data.resolve("weights"));
        List<String> classes =
                IntStream.range(0, 1000).mapToObj(label -> "class " + label).toList();
        for (String file : weights) {
            if (!cannotBeFaked(file)) {
                String named = file.substring(0, file.indexOf("-imagenet"));
                String backbone = OTHER_NAMES.getOrDefault(named, named);
                WeightExport.write(
                        Networks.create(NetworkSpec.of(backbone, Heads.ORIGINAL, classes)), folder.resolve(file));
            }
        }
        return data;
    }

    /** The training images of the tree of PASCAL VOC. */
    private static void airplanes(Path images, Path voc, Dataset drawn) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < DIGITS; i++) {
            int source = i % drawn.samples(Split.TRAIN).size();
            String name = String.format(Locale.ROOT, "image_%04d.jpg", i + 1);
            Files.copy(voc.resolve(String.format(Locale.ROOT, "2012_%06d.jpg", source + 1)), images.resolve(name));
            Box box = drawn.samples(Split.TRAIN).get(source).boxes().get(0);
            lines.append(String.format(Locale.ROOT, "%s,%d,%d,%d,%d%n", name, box.x0(), box.y0(), box.x1(), box.y1()));
        }
        Files.writeString(images.resolveSibling("airplanes.csv"), lines);
    }

    private static void digits(Path folder) throws IOException {
        for (String part : List.of("train", "t10k")) {
            ByteBuffer images = ByteBuffer.allocate(16 + DIGITS * 28 * 28);
            images.putInt(0x803).putInt(DIGITS).putInt(28).putInt(28);
            ByteBuffer labels = ByteBuffer.allocate(8 + DIGITS);
            labels.putInt(0x801).putInt(DIGITS);
            byte[] pixels = new byte[DIGITS * 28 * 28];
            new Random(1).nextBytes(pixels);
            images.put(pixels);
            for (int i = 0; i < DIGITS; i++) {
                labels.put((byte) (i % 10));
            }
            compressed(folder.resolve(part + "-images-idx3-ubyte.gz"), images.array());
            compressed(folder.resolve(part + "-labels-idx1-ubyte.gz"), labels.array());
        }
    }

    private static void compressed(Path file, byte[] bytes) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(bytes);
        }
    }

    private static void recording(Path folder, int number) throws IOException {
        int samples = number < 100 ? 4 * SAMPLES : SAMPLES;
        Matrix column = Mat5.newMatrix(samples, 1);
        double[] values = new Random(number).doubles(samples, -1, 1).toArray();
        for (int i = 0; i < samples; i++) {
            column.setDouble(i, values[i]);
        }
        try (Sink sink = Sinks.newStreamingFile(folder.resolve(number + ".mat").toFile())) {
            Mat5.newWriter(sink)
                    .writeMat(Mat5.newMatFile().addArray(String.format(Locale.ROOT, "X%03d_DE_time", number), column));
        }
    }
}
