package org.cam4j.training.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.cam4j.datasets.pixels.JavaCpp;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.layers.convolution.ConvolutionBlock;
import org.cam4j.training.backbone.Backbone;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.FeatureMap;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.graph.Variant;
import org.cam4j.training.head.Head;
import org.cam4j.training.head.Heads;
import org.cam4j.training.internal.graph.GraphEditor;
import org.cam4j.training.internal.model.ForeignFile;
import org.cam4j.training.internal.tensor.TensorEntry;
import org.cam4j.training.internal.weights.EmbeddedWeights;
import org.cam4j.training.internal.weights.ImageNetClasses;
import org.cam4j.training.internal.weights.TensorBinding;
import org.cam4j.training.internal.weights.WeightMetadata;
import org.cam4j.training.internal.weights.WeightsFile;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes networks: a backbone, a head, and the parameters of a file where there is one. */
public final class Networks {
    private static final int IMAGENET_CLASSES = 1000;
    private static final String CLASS_NAMES = "classNames";
    private static final String ASSUMED_NAMES = "ImageNet, assumed";

    private Networks() {}

    /**
     * A network by name, with its published classifier, random parameters and no class names; change that and call {@link
     * NetworkSpec#create}.
     *
     * @param backbone an id of {@link Backbones}, {@code zoo:NAME}, or the path of a model file (.zip, .h5, .onnx)
     */
    public static NetworkSpec named(String backbone) {
        return NetworkSpec.of(backbone, Heads.ORIGINAL, List.of());
    }

    /**
     * The network that is part of this library: SqueezeNet 1.1 with its weights and class names of ImageNet. Nothing is downloaded.
     *
     * @throws IOException if the temporary folder, which the weights are written to, is not writable
     */
    public static NetworkSpec embedded() throws IOException {
        Path file = EmbeddedWeights.find(EmbeddedWeights.BACKBONE, EmbeddedWeights.NAME)
                .orElseThrow();
        return named(EmbeddedWeights.BACKBONE).weights(file).classes(ImageNetClasses.names());
    }

    /**
     * An initialized, trainable network with the activation function and the loss of its {@link OutputKind}. With weights and a new head the backbone's tensors are
     * loaded and the classifier's left aside, which {@link CamModel#provenance} notes. A classifier of 1000 classes without names
     * gets those of ImageNet ({@link #hasAssumedClassNames}).
     *
     * @throws IllegalArgumentException for an unknown backbone or head, or a combination that does not exist
     * @throws IOException if the weights cannot be read or do not fit
     */
    public static CamModel create(NetworkSpec spec) throws IOException {
        return withClassNames(read(spec));
    }

    /** Whether a network has the names of ImageNet's classes because its file holds none and it has as many classes. */
    public static boolean hasAssumedClassNames(CamModel model) {
        return ASSUMED_NAMES.equals(model.provenance().get(CLASS_NAMES));
    }

    private static CamModel withClassNames(CamModel model) {
        List<String> names = model.classNames();
        boolean unnamed = names.size() == IMAGENET_CLASSES
                && model.outputKind() == OutputKind.SOFTMAX
                && names.equals(CamModel.numberedClasses(names.size()));
        return unnamed
                ? model.withClassNames(ImageNetClasses.names()).withProvenance(Map.of(CLASS_NAMES, ASSUMED_NAMES))
                : model;
    }

    private static CamModel read(NetworkSpec spec) throws IOException {
        JavaCpp.initialize();
        if (UserNetworks.isReference(spec.backbone())) {
            return UserNetworks.create(spec);
        }
        if (spec.weights().isPresent() && KerasNetworks.is(spec.weights().get())) {
            return KerasNetworks.create(spec, spec.weights().get());
        }
        Backbone backbone = Backbones.byId(spec.backbone());
        Optional<WeightsFile> weights = Optional.empty();
        Optional<WeightMetadata> metadata = Optional.empty();
        if (spec.weights().isPresent()) {
            ForeignFile.refuseAsWeights(spec.weights().get());
            WeightsFile file = WeightsFile.open(spec.weights().get());
            metadata = Optional.of(WeightMetadata.of(file));
            checkArchitecture(backbone, file, metadata.get());
            weights = Optional.of(WeightNames.withoutCommonPrefix(file, backbone, metadata.get()));
        }
        checkPixels(spec, metadata);
        if (spec.channels() == 1 && weights.isPresent()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Weights %s: %s's weights read images of 3 channels; leave --channels 1 out, gray images get three equal channels.",
                    spec.weights().get(),
                    backbone.id()));
        }
        Preprocessing preprocessing = preprocessing(backbone, spec, metadata);
        Variant variant = metadata.map(backbone.variant()::with).orElse(backbone.variant());
        List<String> classNames = classNames(backbone, spec, variant, weights);
        CamGraphBuilder builder = builder(backbone, spec, classNames.size(), preprocessing, variant);
        ComputationGraph graph = new ComputationGraph(builder.configuration());
        graph.init();
        Map<String, String> provenance = new LinkedHashMap<>();
        if (weights.isPresent()) {
            provenance.putAll(load(graph, builder, backbone, spec, weights.get(), metadata.orElseThrow()));
        } else {
            provenance.put("weights", "random, seed " + spec.seed());
        }
        return new CamModel(graph, preprocessing, classNames, backbone.id(), spec.head(), provenance);
    }

    /** The configuration of a network without weights: nothing is allocated. */
    public static ComputationGraphConfiguration configuration(NetworkSpec spec, Variant variant) {
        return builder(spec, variant).configuration();
    }

    /**
     * A head alone, for a features that stays as it is: its inputs are maps {@code [N,C,h,w]} of the backbone's last blocks, its layers carry the names that they have in
     * the whole network.
     *
     * @param spec its own head does not count
     * @param maps as many of the last blocks as the head reads ({@link Head#taps}), the last one last
     */
    public static ComputationGraph headOnly(NetworkSpec spec, String head, List<FeatureMap> maps) {
        Backbone backbone = Backbones.byId(spec.backbone());
        CamGraphBuilder builder =
                new CamGraphBuilder(spec.seed(), maps, backbone.variant(), backbone.batchNormEpsilon());
        Heads.byId(head)
                .attach(
                        builder,
                        backbone,
                        maps.get(maps.size() - 1),
                        spec.classNames().size());
        ComputationGraph graph = new ComputationGraph(builder.configuration());
        graph.init();
        return graph;
    }

    /** The plan of a network without weights. */
    public static CamGraphBuilder builder(NetworkSpec spec, Variant variant) {
        Backbone backbone = Backbones.byId(spec.backbone());
        Preprocessing preprocessing = preprocessing(backbone, spec, Optional.empty());
        return builder(backbone, spec, spec.classNames().size(), preprocessing, variant);
    }

    /** The number of parameters that training changes: batch normalization's running mean and variance do not count. */
    public static long trainableParameters(ComputationGraphConfiguration configuration) {
        long count = 0;
        for (GraphVertex vertex : configuration.getVertices().values()) {
            count += vertex.numParams(true);
            if (vertex instanceof LayerVertex layer
                    && layer.getLayerConf().getLayer() instanceof BatchNormalization normalization) {
                count -= 2 * normalization.getNOut();
            }
            if (vertex instanceof LayerVertex layer
                    && layer.getLayerConf().getLayer() instanceof ConvolutionBlock block
                    && block.isBatchNormalization()) {
                count -= 2 * block.getNOut();
            }
        }
        return count;
    }

    /**
     * The parameters of a catalog network under the names of its weights files.
     *
     * @throws IllegalArgumentException for another network
     */
    public static Map<String, INDArray> tensors(CamModel model) {
        return WeightExport.plan(model).weightMap().tensors(model.graph());
    }

    static CamGraphBuilder builder(
            Backbone backbone, NetworkSpec spec, int classes, Preprocessing preprocessing, Variant variant) {
        if (classes < 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Network %s with head %s: there are no class names.", backbone.id(), spec.head()));
        }
        OutputKind kind = spec.output().orElse(OutputKind.SOFTMAX);
        int outputs = kind.outputs(classes);
        CamGraphBuilder builder = new CamGraphBuilder(
                        spec.seed(),
                        preprocessing.channels(),
                        preprocessing.height(),
                        preprocessing.width(),
                        variant,
                        backbone.batchNormEpsilon())
                .output(kind);
        if (!spec.head().equals(Heads.ORIGINAL)) {
            Heads.byId(spec.head());
        }
        try {
            attach(builder, backbone, spec.head(), outputs);
        } catch (IllegalArgumentException tooSmall) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "Backbone '%s' with images of %d x %d: %s",
                            backbone.id(),
                            preprocessing.height(),
                            preprocessing.width(),
                            tooSmall.getMessage()),
                    tooSmall);
        }
        return builder;
    }

    private static void attach(CamGraphBuilder builder, Backbone backbone, String head, int outputs) {
        FeatureMap features = backbone.features(builder);
        if (head.equals(Heads.ORIGINAL)) {
            builder.beginHead();
            backbone.original(builder, features, outputs);
        } else {
            Heads.byId(head).attach(builder, backbone, features, outputs);
        }
    }

    private static Map<String, String> load(
            ComputationGraph graph,
            CamGraphBuilder builder,
            Backbone backbone,
            NetworkSpec spec,
            WeightsFile weights,
            WeightMetadata metadata)
            throws IOException {
        Map<String, String> provenance = Provenance.ofFile(weights.file());
        List<String> notes = new ArrayList<>(weights.notes());
        if (spec.pixels().isPresent()) {
            provenance.put(UserNetworks.PIXELS, "--pixels " + spec.pixels().get());
        } else if (weights.metadata().keySet().stream().noneMatch(key -> key.startsWith("cam4j."))) {
            provenance.put(UserNetworks.PIXELS, "those of " + backbone.id() + ", assumed");
            notes.add(String.format(
                    Locale.ROOT,
                    "the weights carry no cam4j.* metadata: the preprocessing of %s's published weights is assumed",
                    backbone.id()));
        }
        if (metadata.architecture().isPresent()
                && metadata.poolingCountPadding().isEmpty()
                && averages(graph.getConfiguration())) {
            notes.add(
                    "the weights do not say whether average pooling counts the padding (cam4j.pooling_count_padding): "
                            + "that it does, as in torchvision, is assumed");
        }
        String prefix = weights.prefix();
        if (!prefix.isEmpty()) {
            notes.add(String.format(Locale.ROOT, "all tensor names begin with '%s', which is taken off", prefix));
        }
        List<String> unread = WeightNames.notRead(weights, builder.weightMap());
        if (!unread.isEmpty()) {
            notes.add("tensors that the network does not need and whose types are not read are left aside: "
                    + String.join(", ", unread));
        }
        long auxiliary = count(weights, backbone::isAuxiliary);
        if (auxiliary > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%d tensors of auxiliary classifiers, which serve training alone, are left aside",
                    auxiliary));
        }
        boolean original = spec.head().equals(Heads.ORIGINAL);
        List<String> classifier = original ? List.of() : classifierTensors(backbone, builder.variant());
        boolean headIsThere = !original && builder.headWeightMap().fits(graph, weights);
        try {
            (original || headIsThere ? builder.weightMap() : builder.backboneWeightMap())
                    .load(graph, weights, tensor -> classifier.contains(tensor) || backbone.isAuxiliary(tensor));
        } catch (IOException problem) {
            throw new IOException(
                    problem.getMessage()
                            + WeightNames.advice(weights, backbone, metadata)
                            + sizeAdvice(backbone, spec, metadata, original),
                    problem);
        }
        if (headIsThere) {
            notes.add(String.format(Locale.ROOT, "the tensors of the head '%s' are read too", spec.head()));
        } else if (!original) {
            long left = count(weights, classifier::contains);
            notes.add(String.format(
                    Locale.ROOT,
                    "%s; the head '%s' starts from random numbers, seed %d",
                    left == 0
                            ? "the weights hold no published classifier"
                            : left + " tensors of the published classifier are left aside",
                    spec.head(),
                    spec.seed()));
        }
        if (!notes.isEmpty()) {
            provenance.put(Provenance.NOTE, String.join("; ", notes));
        }
        return provenance;
    }

    /** What to do where the published classifier may be the reason: fully connected layers read maps of one size alone. */
    private static String sizeAdvice(Backbone backbone, NetworkSpec spec, WeightMetadata metadata, boolean original) {
        int published = metadata.inputSize().orElse(backbone.inputSize());
        boolean other = spec.height() > 0 && (spec.height() != published || spec.width() != published);
        return original && other
                ? String.format(
                        Locale.ROOT,
                        " If only the classifier differs: that of '%s' reads images of %d x %d; leave --input-size %d x %d out, or train a head.",
                        backbone.id(),
                        published,
                        published,
                        spec.height(),
                        spec.width())
                : "";
    }

    private static boolean averages(ComputationGraphConfiguration configuration) {
        return configuration.getVertices().values().stream()
                .anyMatch(vertex -> GraphEditor.layer(vertex) instanceof SubsamplingLayer pooling
                        && pooling.getPoolingType() == PoolingType.AVG);
    }

    private static long count(WeightsFile weights, Predicate<String> wanted) {
        return weights.tensors().keySet().stream().filter(wanted).count();
    }

    /** The tensors of the published network behind its backbone; the last one is the bias of the classes. */
    private static List<String> classifierTensors(Backbone backbone, Variant variant) {
        return published(backbone, variant).headWeightMap().bindings().stream()
                .map(TensorBinding::tensor)
                .toList();
    }

    /** The plan of the published network; the number of its classes does not matter. */
    static CamGraphBuilder published(Backbone backbone, Variant variant) {
        return builder(NetworkSpec.of(backbone.id(), Heads.ORIGINAL, List.of("any")), variant);
    }

    private static void checkPixels(NetworkSpec spec, Optional<WeightMetadata> metadata) {
        if (spec.pixels().isEmpty()) {
            return;
        }
        if (metadata.isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Backbone '%s' starts from random numbers; leave --pixels %s out.",
                    spec.backbone(),
                    spec.pixels().get()));
        }
        if (metadata.get().mean().isPresent() || metadata.get().std().isPresent()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Weights %s: their metadata says how the input is prepared; leave --pixels %s out.",
                    spec.weights().orElseThrow(),
                    spec.pixels().get()));
        }
    }

    private static Preprocessing preprocessing(Backbone backbone, NetworkSpec spec, Optional<WeightMetadata> metadata) {
        int published = metadata.flatMap(WeightMetadata::inputSize).orElse(backbone.inputSize());
        int height = spec.height() > 0 ? spec.height() : published;
        int width = spec.width() > 0 ? spec.width() : published;
        Preprocessing preset =
                spec.pixels().map(range -> range.of(height, width)).orElse(backbone.preprocessing(height, width));
        if (spec.channels() == 1) {
            return preset.gray();
        }
        return new Preprocessing(
                height,
                width,
                metadata.flatMap(WeightMetadata::channelOrder)
                        .map(Preprocessing.ChannelOrder::valueOf)
                        .orElse(preset.channelOrder()),
                metadata.flatMap(WeightMetadata::mean).orElse(preset.mean()),
                metadata.flatMap(WeightMetadata::std).orElse(preset.std()));
    }

    private static List<String> classNames(
            Backbone backbone, NetworkSpec spec, Variant variant, Optional<WeightsFile> weights) throws IOException {
        if (!spec.classNames().isEmpty() || !spec.head().equals(Heads.ORIGINAL) || weights.isEmpty()) {
            return spec.classNames();
        }
        List<String> classifier = classifierTensors(backbone, variant);
        TensorEntry bias = weights.get().tensors().get(classifier.get(classifier.size() - 1));
        if (bias == null) {
            throw WeightNames.differ(weights.get(), backbone);
        }
        return CamModel.numberedClasses(spec.output().orElse(OutputKind.SOFTMAX).classes(bias.length()));
    }

    private static void checkArchitecture(Backbone backbone, WeightsFile weights, WeightMetadata metadata)
            throws IOException {
        Path file = weights.file();
        String architecture = metadata.architecture().orElse(backbone.architecture());
        if (!architecture.equals(backbone.architecture())) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "Weights %s are those of '%s', expected '%s'; choose that backbone or other weights.",
                    file,
                    architecture,
                    backbone.architecture()));
        }
    }
}
