package org.cam4j.training.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.head.Heads;
import org.cam4j.training.internal.graph.GraphEditor;
import org.cam4j.training.internal.graph.InputShapes;
import org.cam4j.training.internal.keras.KerasFile;
import org.cam4j.training.internal.model.ForeignFile;
import org.cam4j.training.internal.model.InputNormalizer;
import org.cam4j.training.internal.model.ModelCard;
import org.cam4j.training.internal.model.ModelZip;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.Sgd;

/** Networks that are not in the catalog: a model zip, a Keras .h5 or .keras, an ONNX file, a model of Deeplearning4j's zoo, a graph made in Java. */
public final class UserNetworks {
    private static final String ZOO = "zoo:";
    /** Provenance: by what the input is prepared, and whether that is assumed. */
    static final String PIXELS = "pixels";

    static final String ASSUMED =
            "the file does not say how its input was prepared: RGB divided by 255 is assumed (--pixels unit; the others are raw, signed and imagenet)";

    private static final String ASSUMED_GRAY = ASSUMED.replace("RGB", "gray");

    private static final long MOST_CLASSES = 1_000_000;

    private UserNetworks() {}

    /** Whether a backbone's name means a file or a zoo model rather than an entry of the catalog. */
    public static boolean isReference(String backbone) {
        String name = backbone.toLowerCase(Locale.ROOT);
        return name.startsWith(ZOO)
                || name.endsWith(".zip")
                || name.endsWith(".h5")
                || name.endsWith(".hdf5")
                || name.endsWith(".keras")
                || name.endsWith(".onnx")
                || name.contains("/")
                || Files.isRegularFile(Path.of(backbone));
    }

    /** Whether a backbone's name means a model file, which brings its own parameters. */
    static boolean isFile(String backbone) {
        return isReference(backbone) && !backbone.startsWith(ZOO);
    }

    /** Whether the network came from a file of another program that leaves {@code --pixels} to say what it was trained on. */
    public static boolean isForeign(CamModel model) {
        return model.provenance().containsKey(PIXELS);
    }

    /**
     * Reads a model file: a zip that cam4j or Deeplearning4j wrote, a Keras .h5 or .keras, or an ONNX file. Where the file says nothing about its
     * preprocessing and classes, RGB divided by 255 and numbered classes are assumed, and the provenance notes it.
     *
     * @param height rows of the input, for a zip without {@code cam4j.json}; 0 where the file knows
     * @param width columns of the input; 0 as {@code height}
     */
    public static CamModel read(Path file, int height, int width) throws IOException {
        return read(file, height, width, Optional.empty());
    }

    /**
     * As {@link #read(Path, int, int)}.
     *
     * @param pixels the values that the network was trained on; empty where the file says it, or the default is assumed
     * @throws IllegalArgumentException in one line, if the file says its preprocessing or its size itself and another is given, or says none and none is given
     */
    public static CamModel read(Path file, int height, int width, Optional<PixelRange> pixels) throws IOException {
        if (ForeignFile.isOnnx(file)) {
            return OnnxNetworks.read(file, height, width, pixels);
        }
        boolean kerasZip = KerasFile.isZip(file);
        if (!kerasZip) {
            ForeignFile.refuseAsModel(file);
        }
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (kerasZip || name.matches(".*\\.(h5|hdf5|keras)") || KerasFile.isHdf5(file)) {
            return KerasNetworks.read(file, height, width, pixels);
        }
        try (ModelZip zip = ModelZip.open(file)) {
            if (zip.card().isPresent()) {
                CamModel model = ModelFile.load(file);
                Preprocessing own = model.preprocessing();
                requireSize(file, own.height(), own.width(), height, width);
                if (pixels.isPresent()) {
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "Model %s: %s says how its input is prepared; leave --pixels %s out.",
                            file,
                            ModelCard.ENTRY,
                            pixels.get()));
                }
                return model;
            }
            if (height < 1 || width < 1) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Model %s: a Deeplearning4j zip does not say the size of its input images; "
                                + "add --input-size N (rows and columns) or HxW.",
                        file));
            }
            return deeplearning4j(zip, file, height, width, pixels);
        }
    }

    private static CamModel deeplearning4j(ModelZip zip, Path file, int height, int width, Optional<PixelRange> pixels)
            throws IOException {
        ComputationGraph graph = zip.graph(height, width);
        int channels = InputShapes.channels(graph.getConfiguration());
        Optional<InputNormalizer> normalizer = zip.normalizer();
        Optional<Preprocessing> own = normalizer.flatMap(found -> found.preprocessing(height, width, channels));
        if (normalizer.isPresent() && own.isEmpty() && pixels.isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Model %s: the file has a %s, which is not read; add %s.",
                    file,
                    normalizer.get().kind(),
                    PixelRange.CHOICES));
        }
        Map<String, InputType> types = named(file.toString(), () -> {
            InputShapes.requireImages(graph.getConfiguration());
            return GraphEditor.types(graph.getConfiguration(), height, width);
        });
        String source = pixels.map(range -> given(range)
                        + normalizer
                                .map(found -> ", instead of the file's " + found.kind())
                                .orElse(""))
                .orElse(normalizer.map(InputNormalizer::kind).orElse(PixelRange.UNIT + ", assumed"));
        boolean said = pixels.isPresent() || normalizer.isPresent();
        Preprocessing preprocessing = own.filter(found -> pixels.isEmpty())
                .orElse(pixels.orElse(PixelRange.UNIT).of(height, width, channels));
        InputType output = Objects.requireNonNull(
                types.get(graph.getConfiguration().getNetworkOutputs().get(0)));
        return foreign(
                graph,
                preprocessing,
                InputShapes.endsInVector(graph.getConfiguration(), output)
                        ? OutputKind.of(graph.getConfiguration()).classes(output.arrayElementsPerExample())
                        : 0,
                file,
                source,
                Optional.of((said ? "the input is prepared by " + source : channels == 1 ? ASSUMED_GRAY : ASSUMED)
                        + (channels == 1
                                ? ""
                                : "; the channels are taken in the order " + preprocessing.channelOrder()
                                        + ", which the file does not say")));
    }

    static String given(PixelRange range) {
        return "--pixels " + range;
    }

    /** Puts the file's name in front of what is wrong with its network. */
    private static <T> T named(String file, Supplier<T> check) {
        try {
            return check.get();
        } catch (IllegalArgumentException problem) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Model %s: %s.", file, problem.getMessage()), problem);
        }
    }

    static void requireSize(Path file, int ownHeight, int ownWidth, int height, int width) {
        if (height > 0 && (height != ownHeight || width != ownWidth)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Model %s reads images of %d x %d, but %d x %d were asked for; leave --input-size out.",
                    file,
                    ownHeight,
                    ownWidth,
                    height,
                    width));
        }
    }

    /**
     * Puts a head behind a layer of any graph: what comes after the tap is removed, a pooling and a linear layer without bias take
     * its place, and the parameters up to the tap are kept.
     *
     * @param source a network with one input {@code [N,3,H,W]}; it is not changed
     * @param tap the layer or vertex whose map {@code [N,C,h,w]} is pooled
     * @param spec head, class names and seed; its backbone is the name of the result's
     * @param preprocessing what the network was trained with, and the size of the input
     */
    public static CamModel withHead(
            ComputationGraph source, String tap, NetworkSpec spec, Preprocessing preprocessing) {
        GraphVertex pooling = Heads.byId(spec.head())
                .pooling()
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT, "Head '%s' needs a backbone of the catalogue; use another head.", spec.head())));
        GraphEditor surgery = new GraphEditor(source).seed(spec.seed());
        InputType type = GraphEditor.types(surgery.configuration(), preprocessing.height(), preprocessing.width())
                .get(tap);
        if (!(type instanceof InputType.InputTypeConvolutional map)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Tap '%s' is %s, expected a layer with a map [C, h, w]; layers: %s.",
                    tap,
                    type == null ? "not in the graph" : type,
                    surgery.configuration().getVertices().keySet()));
        }
        if (spec.classNames().isEmpty()) {
            throw new IllegalArgumentException("A new head needs class names, found none.");
        }
        ComputationGraph graph = surgery.cutBehind(tap)
                .train(CamGraphBuilder.defaultUpdater(), 0)
                .add(CamGraphBuilder.POOLING, pooling, tap)
                .addNewClassifier(
                        CamGraphBuilder.OUTPUT,
                        CamGraphBuilder.POOLING,
                        map.getChannels(),
                        spec.classNames().size(),
                        spec.output().orElse(OutputKind.SOFTMAX),
                        spec.seed(),
                        CamGraphBuilder.defaultUpdater())
                .build();
        return new CamModel(graph, preprocessing, spec.classNames(), spec.backbone(), spec.head(), Map.of("tap", tap));
    }

    /**
     * Puts global average pooling and a linear layer with squared loss behind a layer: the outputs are numbers, no classes.
     *
     * <p>Zhou et al. 2016: "the same technique can be applied to regression and other losses".
     *
     * @param source a network with one input {@code [N,3,H,W]}; it is not changed
     * @param tap the layer whose map {@code [N,C,h,w]} is pooled
     * @param channels C
     * @param targets how many numbers
     * @param seed of the linear layer
     */
    public static ComputationGraph withRegression(
            ComputationGraph source, String tap, int channels, int targets, long seed) {
        return new GraphEditor(source)
                .cutBehind(tap)
                .add(CamGraphBuilder.POOLING, new GlobalAveragePooling(), tap)
                .addRegression(CamGraphBuilder.OUTPUT, CamGraphBuilder.POOLING, channels, targets, seed, new Sgd(0.01))
                .build();
    }

    static CamModel create(NetworkSpec spec) throws IOException {
        if (spec.weights().isPresent()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Backbone '%s' brings its own parameters; leave the weights %s out.",
                    spec.backbone(),
                    spec.weights().get()));
        }
        if (spec.backbone().startsWith(ZOO)) {
            if (spec.pixels().isPresent()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Backbone '%s' starts from random numbers; leave --pixels %s out.",
                        spec.backbone(),
                        spec.pixels().get()));
            }
            int height = spec.height() > 0 ? spec.height() : ZooModels.SIZE;
            int width = spec.width() > 0 ? spec.width() : ZooModels.SIZE;
            if (spec.classNames().isEmpty()) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "Network %s: there are no class names.", spec.backbone()));
            }
            ComputationGraph graph = ZooModels.create(
                    spec.backbone().substring(ZOO.length()),
                    spec.seed(),
                    spec.channels(),
                    height,
                    width,
                    spec.classNames().size());
            CamModel model = new CamModel(
                    graph,
                    PixelRange.UNIT.of(height, width, spec.channels()),
                    spec.classNames(),
                    spec.backbone(),
                    Heads.ORIGINAL,
                    Map.of("weights", "random, seed " + spec.seed()));
            return rehead(model, spec);
        }
        CamModel file = read(Path.of(spec.backbone()), spec.height(), spec.width(), spec.pixels());
        if (spec.channels() == 1 && file.preprocessing().channels() != 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Model %s reads images of 3 channels; leave --channels 1 out, gray images get three equal channels.",
                    spec.backbone()));
        }
        return rehead(file, spec);
    }

    /** The model as it is where the spec's head is its own, else with a new head behind its last wide map. */
    static CamModel rehead(CamModel model, NetworkSpec spec) {
        Preprocessing preprocessing = model.preprocessing();
        if (spec.head().equals(Heads.ORIGINAL) || spec.head().equals(model.head())) {
            int classes = model.classNames().size();
            if (classes == 0) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Model %s does not end in class probabilities (softmax or sigmoid) or numbers; give it a head with cam4j train --backbone %s --head gap.",
                        spec.backbone(),
                        spec.backbone()));
            }
            OutputCheck.require(model, spec);
            GraphEditor.seed(model.graph().getConfiguration(), spec.seed());
            if (isForeign(model)) {
                named(
                        spec.backbone(),
                        () -> InputShapes.requireSize(
                                model.graph().getConfiguration(), preprocessing.height(), preprocessing.width()));
            }
            List<String> names = spec.classNames().isEmpty() ? model.classNames() : spec.classNames();
            if (names.size() != classes) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "The network has %d classes, but %d class names were given; choose a new head.",
                        classes,
                        names.size()));
            }
            return OutputCheck.stated(model.withClassNames(names));
        }
        String tap = GraphEditor.lastWideMap(model.graph(), preprocessing.height(), preprocessing.width());
        CamModel headed = withHead(model.graph(), tap, spec, preprocessing);
        return model.withHead(spec.head(), headed.graph())
                .withClassNames(spec.classNames())
                .withProvenance(headed.provenance());
    }

    static CamModel foreign(
            ComputationGraph graph,
            Preprocessing preprocessing,
            long classes,
            Path file,
            String pixels,
            Optional<String> note)
            throws IOException {
        if (classes > MOST_CLASSES) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "Model %s: it has %d outputs, expected at most %d, one for each class.",
                    file,
                    classes,
                    MOST_CLASSES));
        }
        Map<String, String> provenance = Provenance.ofFile(file);
        provenance.put(PIXELS, pixels);
        note.ifPresent(text -> provenance.put(Provenance.NOTE, text));
        OutputCheck.note(graph, provenance);
        return new CamModel(
                graph,
                preprocessing,
                CamModel.numberedClasses(classes),
                String.valueOf(file.getFileName()),
                Heads.ORIGINAL,
                provenance);
    }
}
