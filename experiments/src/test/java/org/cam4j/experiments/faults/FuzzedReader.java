package org.cam4j.experiments.faults;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.cam4j.datasets.Box;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Datasets;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.format.MetadataFolder;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.datasets.write.DrawnTree;
import org.cam4j.datasets.write.Layout;
import org.cam4j.datasets.write.Layouts;
import org.cam4j.training.backbone.ModelFile;
import org.cam4j.training.backbone.NetworkSpec;
import org.cam4j.training.backbone.Networks;
import org.cam4j.training.backbone.weights.Safetensors;
import org.cam4j.training.evaluate.MapFolder;
import org.cam4j.training.evaluate.ScoreMap;
import org.cam4j.training.run.Environment;
import org.cam4j.training.run.NpyWriter;
import org.cam4j.training.run.RunFolder;
import org.cam4j.training.run.RunRecord;
import org.nd4j.linalg.factory.Nd4j;

/** What reads files from elsewhere, with an intact example of what it reads. Not among them: .mat, .npz, Keras .h5, videos. */
enum FuzzedReader {
    JPEG("photograph.jpg") {
        @Override
        void write(Path folder) throws IOException {
            picture(folder.resolve("photograph.jpg"), "jpg");
        }

        @Override
        int read(Path folder) throws IOException {
            return ImageDecoder.decode(folder.resolve("photograph.jpg")).width() - PICTURE;
        }
    },
    PNG("picture.png") {
        @Override
        void write(Path folder) throws IOException {
            picture(folder.resolve("picture.png"), "png");
        }

        @Override
        int read(Path folder) throws IOException {
            return ImageDecoder.decode(folder.resolve("picture.png")).width() - PICTURE;
        }
    },
    /** XML, lists of images, and masks whose pixels are indices into a palette. */
    PASCAL_VOC(".+\\.(xml|txt|png)", "voc"),
    /** JSON with polygons and both forms of run lengths. */
    COCO(".+\\.json", "coco"),
    CUB(".+\\.txt", "cub"),
    ILSVRC(".+\\.(xml|txt)", "ilsvrc"),
    TINY_IMAGENET(".+\\.txt", "tiny-imagenet"),
    /** The text files of the reference evaluator. */
    METADATA(".+\\.txt") {
        @Override
        void write(Path folder) throws IOException {
            Files.writeString(folder.resolve("image_ids.txt"), "a/1.jpg\na/2.jpg\nb/3.jpg\n");
            Files.writeString(folder.resolve("class_labels.txt"), "a/1.jpg,0\na/2.jpg,0\nb/3.jpg,1\n");
            Files.writeString(folder.resolve("image_sizes.txt"), "a/1.jpg,40,30\na/2.jpg,40,30\nb/3.jpg,50,20\n");
            Files.writeString(
                    folder.resolve("localization.txt"), "a/1.jpg,1,2,20,25\na/2.jpg,0,0,39,29\nb/3.jpg,5,5,9,9\n");
        }

        @Override
        int read(Path folder) throws IOException {
            return labels(MetadataFolder.read(folder, Optional.empty()));
        }
    },
    /** MNIST's files, damaged before they are compressed. */
    IDX("plain/.+") {
        @Override
        void write(Path folder) throws IOException {
            Files.createDirectories(folder.resolve("plain"));
            for (String part : List.of("train", "t10k")) {
                ByteBuffer images = ByteBuffer.allocate(16 + 4 * 28 * 28);
                images.putInt(0x803).putInt(4).putInt(28).putInt(28);
                ByteBuffer labels = ByteBuffer.allocate(8 + 4);
                labels.putInt(0x801).putInt(4).put(new byte[] {1, 2, 3, 4});
                Files.write(folder.resolve("plain/" + part + "-images-idx3-ubyte"), images.array());
                Files.write(folder.resolve("plain/" + part + "-labels-idx1-ubyte"), labels.array());
            }
        }

        @Override
        int read(Path folder) throws IOException {
            try (Stream<Path> files = Files.list(folder.resolve("plain"))) {
                for (Path file : files.toList()) {
                    try (GZIPOutputStream out =
                            new GZIPOutputStream(Files.newOutputStream(folder.resolve(file.getFileName() + ".gz")))) {
                        Files.copy(file, out);
                    }
                }
            }
            return labels("mnist", folder);
        }
    },
    NPY("map.npy") {
        @Override
        void write(Path folder) throws IOException {
            double[] values = new Random(1).doubles(7 * 5).toArray();
            NpyWriter.write(RunFolder.open(folder), "map.npy", new ScoreMap(values, 7, 5));
        }

        @Override
        int read(Path folder) throws IOException {
            return new MapFolder(folder, List.of("map")).read("map").values().length - 7 * 5;
        }
    },
    SAFETENSORS("weights.safetensors") {
        @Override
        void write(Path folder) throws IOException {
            try (FileChannel channel = FileChannel.open(
                    folder.resolve("weights.safetensors"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                Safetensors.write(
                        channel,
                        Map.of("a.weight", Nd4j.rand(3, 4), "b.bias", Nd4j.rand(1, 5)),
                        Map.of("architecture", "mini"));
            }
        }

        @Override
        int read(Path folder) throws IOException {
            Safetensors file = Safetensors.open(folder.resolve("weights.safetensors"));
            for (String name : file.tensors().keySet()) {
                file.read(name).close();
            }
            return 0;
        }
    },
    /** The entries of a model, damaged before they are zipped: the checksums of the zip fit them. */
    MODEL_ZIP("entries/.+") {
        @Override
        void write(Path folder) throws IOException {
            try (ZipFile zip = new ZipFile(model(folder).toFile())) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    Path file = folder.resolve("entries").resolve(entry.getName());
                    Files.createDirectories(Objects.requireNonNull(file.getParent()));
                    Files.copy(zip.getInputStream(entry), file);
                }
            }
        }

        @Override
        int read(Path folder) throws IOException {
            Path entries = folder.resolve("entries");
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("model.zip")));
                    Stream<Path> files = Files.walk(entries).filter(Files::isRegularFile)) {
                zip.setLevel(Deflater.NO_COMPRESSION);
                for (Path file : files.toList()) {
                    zip.putNextEntry(new ZipEntry(entries.relativize(file).toString()));
                    Files.copy(file, zip);
                }
            }
            ModelFile.load(folder.resolve("model.zip")).graph().params().close();
            return 0;
        }
    },
    /** The zip itself. */
    ZIP("model.zip") {
        @Override
        void write(Path folder) throws IOException {
            model(folder);
        }

        @Override
        int read(Path folder) throws IOException {
            ModelFile.load(folder.resolve("model.zip")).graph().params().close();
            return 0;
        }
    },
    RUN_RECORD("run.json") {
        @Override
        void write(Path folder) throws IOException {
            RunRecord record = new RunRecord(
                    RunRecord.SCHEMA_VERSION,
                    "train",
                    "2026-01-01T00:00:00Z",
                    Map.of("backbone", "mini"),
                    1,
                    "data",
                    "weights",
                    Environment.here(),
                    1.5,
                    Map.of("validationTop1", 50.0),
                    null);
            RunFolder.open(folder).writeJson("run.json", record);
        }

        @Override
        int read(Path folder) throws IOException {
            return RunRecord.read(folder.resolve("run.json")).schemaVersion() - 1;
        }
    };

    private static final int PICTURE = 24;

    private final String damaged;
    private final String dataset;

    /** @param damaged pattern of the paths, relative to the folder, of the files that are damaged */
    FuzzedReader(String damaged) {
        this(damaged, "");
    }

    /** @param dataset the drawn set in the layout of this one is the example */
    FuzzedReader(String damaged, String dataset) {
        this.damaged = damaged;
        this.dataset = dataset;
    }

    /** Puts the intact example into an empty folder. */
    void write(Path folder) throws IOException {
        Files.delete(folder);
        Layout layout = Layouts.byId(dataset);
        DrawnTree.write(layout, DrawnTree.draw(layout, DrawnTree.LEAST_IMAGES, 1), folder, images -> {});
    }

    /**
     * Reads all of it.
     *
     * @return entries that were named and skipped; 0 if it was taken as whole
     */
    int read(Path folder) throws IOException {
        return labels(dataset, folder);
    }

    /** The files that are damaged, one at a time. */
    List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> found = files.filter(Files::isRegularFile)
                    .filter(file -> folder.relativize(file)
                            .toString()
                            .replace('\\', '/')
                            .matches(damaged))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalStateException("No file of %s matches %s.".formatted(this, damaged));
            }
            return found;
        }
    }

    private static void picture(Path file, String format) throws IOException {
        BufferedImage image = new BufferedImage(PICTURE, PICTURE, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int place = 0; place < PICTURE * PICTURE; place++) {
            image.setRGB(place % PICTURE, place / PICTURE, random.nextInt(1 << 24));
        }
        ImageIO.write(image, format, file.toFile());
    }

    private static Path model(Path folder) throws IOException {
        Path file = folder.resolve("model.zip");
        ModelFile.save(
                Networks.create(
                        NetworkSpec.of("mini", "gap", List.of("cat", "dog")).withSize(32, 32)),
                file);
        return file;
    }

    private static int labels(String id, Path folder) throws IOException {
        return labels(Datasets.byId(id).open(folder, 1));
    }

    /** Reads masks, and sees that boxes and labels are such; the pixels are left to {@link #JPEG} and {@link #PNG}. */
    private static int labels(Dataset dataset) throws IOException {
        int skipped = dataset.skipped().size();
        for (Split split : Split.values()) {
            for (Sample sample : dataset.samples(split)) {
                if (sample.label() < 0 || sample.label() >= dataset.classNames().size()) {
                    throw new AssertionError("accepted label %d of %d"
                            .formatted(sample.label(), dataset.classNames().size()));
                }
                for (Box box : sample.boxes()) {
                    if (box.x0() > box.x1() || box.y0() > box.y1()) {
                        throw new AssertionError("accepted " + box);
                    }
                }
                if (sample.mask().isPresent()) {
                    Objects.requireNonNull(sample.mask().get().get());
                }
            }
        }
        return skipped;
    }
}
