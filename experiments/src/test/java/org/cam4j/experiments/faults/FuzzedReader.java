package org.cam4j.experiments.faults;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.fetch.Fetch;
import org.cam4j.datasets.fetch.Fetchable;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.datasets.write.Folders;
import org.cam4j.datasets.write.Layout;
import org.cam4j.datasets.write.Layouts;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.scoring.MapFolder;
import org.cam4j.experiments.video.FrameSource;
import org.cam4j.experiments.video.FrameSources;
import org.cam4j.training.internal.tensor.TensorEntry;
import org.cam4j.training.internal.weights.WeightsFile;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.network.UserNetworks;
import org.cam4j.training.run.RunRecord;

/** What reads files from elsewhere, with an intact example of what it reads. */
enum FuzzedReader {
    JPEG("photograph.jpg") {
        @Override
        void write(Path folder) throws IOException {
            IntactFiles.picture(folder.resolve("photograph.jpg"), "jpg");
        }

        @Override
        int read(Path folder) throws IOException {
            return ImageDecoder.decode(folder.resolve("photograph.jpg")).width() - IntactFiles.SIDE;
        }
    },
    PNG("picture.png") {
        @Override
        void write(Path folder) throws IOException {
            IntactFiles.picture(folder.resolve("picture.png"), "png");
        }

        @Override
        int read(Path folder) throws IOException {
            return ImageDecoder.decode(folder.resolve("picture.png")).width() - IntactFiles.SIDE;
        }
    },
    /** The same with checksums that fit what is damaged, so that the decoder gets to see it. */
    PNG_CHECKSUMS_FIT("picture.png") {
        @Override
        void write(Path folder) throws IOException {
            IntactFiles.picture(folder.resolve("picture.png"), "png");
        }

        @Override
        int read(Path folder) throws IOException {
            Path file = folder.resolve("picture.png");
            Files.write(file, IntactFiles.withChecksums(Files.readAllBytes(file)));
            return ImageDecoder.decode(file).width() - IntactFiles.SIDE;
        }
    },
    /** MPEG-4, to its end. */
    VIDEO("video.mp4") {
        @Override
        void write(Path folder) throws IOException {
            IntactFiles.video(folder.resolve("video.mp4"));
        }

        @Override
        int read(Path folder) throws IOException {
            try (FrameSource frames =
                    FrameSources.open(folder.resolve("video.mp4").toString())) {
                while (frames.next().isPresent()) {
                    frames.framesPerSecond();
                }
                return frames.skipped().size();
            }
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
            return labels(Datasets.metadata(folder, Optional.empty()));
        }
    },
    /** MNIST's files, damaged before they are compressed. */
    IDX("plain/.+") {
        @Override
        void write(Path folder) throws IOException {
            IntactFiles.digits(Files.createDirectories(folder.resolve("plain")));
        }

        @Override
        int read(Path folder) throws IOException {
            try (Stream<Path> files = Files.list(folder.resolve("plain"))) {
                for (Path file : files.toList()) {
                    IntactFiles.gzip(file, folder.resolve(file.getFileName() + ".gz"));
                }
            }
            return labels("mnist", folder);
        }
    },
    NPY("map.npy") {
        @Override
        void write(Path folder) throws IOException {
            IntactFiles.map(folder, "map.npy", 7, 5);
        }

        @Override
        int read(Path folder) throws IOException {
            return new MapFolder(folder, List.of("map")).read("map").values().length - 7 * 5;
        }
    },
    /** An archive of NumPy's, with a recording of a bearing in it. */
    NPZ("1797_IR_7_DE12.npz") {
        @Override
        void write(Path folder) throws IOException {
            IntactFiles.map(folder, "plain/DE.npy", IntactFiles.RECORDING, 1);
            IntactFiles.zip(folder.resolve("plain"), folder.resolve("1797_IR_7_DE12.npz"));
        }

        @Override
        int read(Path folder) throws IOException {
            return labels("cwru", folder);
        }
    },
    /** MATLAB's, with the same. */
    MAT("118.mat") {
        @Override
        void write(Path folder) throws IOException {
            IntactFiles.matlab(folder.resolve("118.mat"), "X118_DE_time");
        }

        @Override
        int read(Path folder) throws IOException {
            return labels("cwru", folder);
        }
    },
    SAFETENSORS("weights.safetensors") {
        @Override
        void write(Path folder) throws IOException {
            IntactFiles.safetensors(folder.resolve("weights.safetensors"));
        }

        @Override
        int read(Path folder) throws IOException {
            return tensors(folder.resolve("weights.safetensors"));
        }
    },
    /** A state dict of PyTorch, a zip. */
    TORCH_ZIP("weights.pth") {
        @Override
        void write(Path folder) throws IOException {
            IntactFiles.torch("zip-protocol2.pth", folder.resolve("weights.pth"));
        }

        @Override
        int read(Path folder) throws IOException {
            return tensors(folder.resolve("weights.pth"));
        }
    },
    /** Its entries, damaged before they are zipped, so that the reader of the pickle gets to see them. */
    TORCH_ENTRIES("entries/.+") {
        @Override
        void write(Path folder) throws IOException {
            IntactFiles.torch("zip-protocol2.pth", folder.resolve("weights.pth"));
            IntactFiles.unzip(folder.resolve("weights.pth"), folder.resolve("entries"));
        }

        @Override
        int read(Path folder) throws IOException {
            IntactFiles.zip(folder.resolve("entries"), folder.resolve("weights.pth"));
            return tensors(folder.resolve("weights.pth"));
        }
    },
    /** The format before PyTorch 1.6: pickles and raw numbers. */
    TORCH_LEGACY("weights.pth") {
        @Override
        void write(Path folder) throws IOException {
            IntactFiles.torch("legacy-protocol2.pth", folder.resolve("weights.pth"));
        }

        @Override
        int read(Path folder) throws IOException {
            return tensors(folder.resolve("weights.pth"));
        }
    },
    /** The entries of a model, damaged before they are zipped: the checksums of the zip fit them. */
    MODEL_ZIP("entries/.+") {
        @Override
        void write(Path folder) throws IOException {
            Path model = folder.resolve("model.zip");
            IntactFiles.model(model);
            IntactFiles.unzip(model, folder.resolve("entries"));
        }

        @Override
        int read(Path folder) throws IOException {
            IntactFiles.zip(folder.resolve("entries"), folder.resolve("model.zip"));
            ModelFile.load(folder.resolve("model.zip")).graph().params().close();
            return 0;
        }
    },
    /** The zip itself. */
    ZIP("model.zip") {
        @Override
        void write(Path folder) throws IOException {
            IntactFiles.model(folder.resolve("model.zip"));
        }

        @Override
        int read(Path folder) throws IOException {
            ModelFile.load(folder.resolve("model.zip")).graph().params().close();
            return 0;
        }
    },
    /** A model of Keras, read by the HDF5 library in a process of its own. */
    KERAS("model.h5") {
        @Override
        void write(Path folder) throws IOException {
            IntactFiles.keras(folder.resolve("model.h5"));
        }

        @Override
        int read(Path folder) throws IOException {
            return UserNetworks.read(folder.resolve("model.h5"), 0, 0)
                            .classNames()
                            .size()
                    - 4;
        }
    },
    ONNX("model.onnx") {
        @Override
        void write(Path folder) throws IOException {
            IntactFiles.onnx(folder.resolve("model.onnx"));
        }

        @Override
        int read(Path folder) throws IOException {
            UserNetworks.read(folder.resolve("model.onnx"), 0, 0)
                    .graph()
                    .params()
                    .close();
            return 0;
        }
    },
    /** The archive of a data set that is unpacked. */
    FETCHED_ZIP("set.zip") {
        @Override
        void write(Path folder) throws IOException {
            IntactFiles.map(folder, "plain/set/a/map.npy", 7, 5);
            IntactFiles.map(folder, "plain/set/b/map.npy", 5, 7);
            IntactFiles.zip(folder.resolve("plain"), folder.resolve("set.zip"));
        }

        @Override
        int read(Path folder) throws IOException {
            return fetched(folder, "set.zip", Fetchable.Archive.Packing.ZIP);
        }
    },
    /** A compressed tar, damaged before it is compressed. */
    FETCHED_TAR("set.tar") {
        @Override
        void write(Path folder) throws IOException {
            IntactFiles.tar(folder.resolve("set.tar"));
        }

        @Override
        int read(Path folder) throws IOException {
            IntactFiles.gzip(folder.resolve("set.tar"), folder.resolve("set.tar.gz"));
            return fetched(folder, "set.tar.gz", Fetchable.Archive.Packing.TAR_GZ);
        }
    },
    RUN_RECORD("run.json") {
        @Override
        void write(Path folder) throws IOException {
            IntactFiles.runRecord(folder);
        }

        @Override
        int read(Path folder) throws IOException {
            return RunRecord.read(folder.resolve("run.json")).schemaVersion() - 1;
        }
    };

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
        Layouts.write(layout, Layouts.draw(layout, Layouts.LEAST_IMAGES, 1), folder, images -> {});
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

    /** Reads every tensor of floats. */
    private static int tensors(Path file) throws IOException {
        WeightsFile weights = WeightsFile.open(file);
        for (Map.Entry<String, TensorEntry> tensor : weights.tensors().entrySet()) {
            if (tensor.getValue().isReadable()) {
                weights.read(tensor.getKey()).close();
            }
        }
        return 0;
    }

    /** Unpacks two files into a folder beside the archive. */
    private static int fetched(Path folder, String file, Fetchable.Archive.Packing packing) throws IOException {
        Path place = folder.resolve("place");
        Folders.delete(place);
        Files.createDirectories(place.resolve("set.download"));
        Files.copy(folder.resolve(file), place.resolve("set.download").resolve(file));
        Fetchable.Archive archive = new Fetchable.Archive(
                URI.create("http://localhost/"), file, Optional.empty(), packing, "set/", "", 1 << 20);
        new Fetch(Fetch.Listener.SILENT).run(new FetchedFile(archive), place);
        try (Stream<Path> files = Files.walk(place).filter(Files::isRegularFile)) {
            return 2
                    - (int) files.filter(one -> one.startsWith(place.resolve("set")))
                            .count();
        }
    }

    /** A set of one archive that is here already. */
    private record FetchedFile(Fetchable.Archive archive) implements Fetchable {
        @Override
        public String id() {
            return "set";
        }

        @Override
        public String description() {
            return "a set";
        }

        @Override
        public List<Fetchable.Archive> archives() {
            return List.of(archive);
        }

        @Override
        public String byHand() {
            return "";
        }
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
