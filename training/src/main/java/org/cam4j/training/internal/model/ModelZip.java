package org.cam4j.training.internal.model;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.cam4j.training.internal.check.ClassAllowList;
import org.cam4j.training.internal.check.FormerClassNames;
import org.cam4j.training.internal.check.NetworkCheck;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads a Deeplearning4j zip from anywhere. Deeplearning4j's own reader would create any class that the configuration names, and
 * deserialize Java objects from {@code preprocessor.bin}: here the classes are checked first, those entries are never
 * opened, every number and shape is checked before the network is built, and no array is allocated that the configuration, the entry and a limit do not agree on.
 */
public final class ModelZip implements Closeable {
    public static final String CONFIGURATION = "configuration.json";
    public static final String PARAMETERS = "coefficients.bin";
    public static final String UPDATER_STATE = "updaterState.bin";
    private static final String NORMALIZER = "normalizer.bin";
    /** What older versions of Deeplearning4j wrote instead: a serialized Java object. */
    private static final String OLD_NORMALIZER = "preprocessor.bin";

    /** Ten times the configuration of the largest network of Deeplearning4j's zoo. */
    private static final int TEXT_LIMIT = 16 << 20;
    /** A billion parameters: seven times VGG-19. */
    private static final long PARAMETER_LIMIT = 1_000_000_000;

    /** No zip entry holds more bytes for one of its own. */
    private static final long MOST_COMPRESSION = 1032;

    private final Path file;
    private final ZipFile zip;
    private long outputs;

    private ModelZip(Path file, ZipFile zip) {
        this.file = file;
        this.zip = zip;
    }

    public static ModelZip open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(String.format(Locale.ROOT, "Model %s: there is no such file.", file));
        }
        try {
            return new ModelZip(file, new ZipFile(file.toFile()));
        } catch (ZipException | EOFException problem) {
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "Model %s: this is no model zip (%s).",
                            file,
                            Objects.requireNonNullElse(problem.getMessage(), "its directory is damaged")),
                    problem);
        }
    }

    /** What {@code cam4j.json} says; empty for a zip that Deeplearning4j wrote. */
    public Optional<ModelCard> card() throws IOException {
        if (zip.getEntry(ModelCard.ENTRY) == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ModelCard.parse(text(ModelCard.ENTRY).getBytes(StandardCharsets.UTF_8)));
        } catch (IOException problem) {
            throw named(problem);
        }
    }

    /** What the zip says about the preparation of its input; empty where it says nothing. */
    public Optional<InputNormalizer> normalizer() throws IOException {
        if (zip.getEntry(NORMALIZER) == null) {
            return zip.getEntry(OLD_NORMALIZER) == null
                    ? Optional.empty()
                    : Optional.of(InputNormalizer.notRead(OLD_NORMALIZER, "a serialized Java object"));
        }
        try (InputStream stream = zip.getInputStream(entry(NORMALIZER))) {
            return Optional.of(InputNormalizer.read(stream, NORMALIZER));
        } catch (IOException problem) {
            throw named(problem);
        }
    }

    /**
     * The network with its parameters and, where there is one, the optimizer's state.
     *
     * @param height rows of the images that it will get
     * @param width columns
     */
    public ComputationGraph graph(int height, int width) throws IOException {
        try {
            String json = FormerClassNames.replaceIn(text(CONFIGURATION));
            ClassAllowList.check(json);
            return json.contains("\"vertices\"")
                    ? graph(json, height, width)
                    : sequence(json, height, width).toComputationGraph();
        } catch (IOException problem) {
            throw named(problem);
        } catch (RuntimeException problem) {
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "Model %s: Deeplearning4j cannot build the network: %s",
                            file,
                            firstLine(problem)),
                    problem);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** How many values the first output of {@link #graph} has. */
    public long outputs() {
        return outputs;
    }

    private ComputationGraph graph(String json, int height, int width) throws IOException {
        ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(json);
        outputs = NetworkCheck.check(configuration, height, width);
        long count = 0;
        for (GraphVertex vertex : configuration.getVertices().values()) {
            count = add(count, vertex.numParams(true));
        }
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init(array(PARAMETERS, count), false);
        if (zip.getEntry(UPDATER_STATE) != null) {
            INDArray state = graph.getUpdater().getStateViewArray();
            graph.getUpdater().setStateViewArray(array(UPDATER_STATE, state == null ? 0 : state.length()));
        }
        return graph;
    }

    private MultiLayerNetwork sequence(String json, int height, int width) throws IOException {
        MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(json);
        outputs = NetworkCheck.check(configuration, height, width);
        long count = 0;
        for (NeuralNetConfiguration layer : configuration.getConfs()) {
            count = add(count, layer.getLayer().initializer().numParams(layer));
        }
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init(array(PARAMETERS, count), false);
        return network;
    }

    private static long add(long count, long more) throws IOException {
        if (more < 0 || more > PARAMETER_LIMIT || count + more > PARAMETER_LIMIT) {
            throw new IOException(String.format(
                    Locale.ROOT, "its configuration asks for more than the limit of %d parameters", PARAMETER_LIMIT));
        }
        return count + more;
    }

    private INDArray array(String name, long length) throws IOException {
        ZipEntry entry = entry(name);
        if (entry.getSize() < Float.BYTES * length) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s has %d bytes, but the configuration needs %d values of 4 bytes",
                    name,
                    entry.getSize(),
                    length));
        }
        if (Float.BYTES * length > MOST_COMPRESSION * Files.size(file)) {
            throw new IOException(
                    String.format(Locale.ROOT, "the file is too short to hold the %d values of %s", length, name));
        }
        try (CheckedInputStream stream = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
            INDArray array =
                    FlatArray.read(new DataInputStream(new BufferedInputStream(stream, 1 << 16)), length, name);
            stream.transferTo(OutputStream.nullOutputStream()); // ZipFile itself does not compare the checksum
            if (stream.getChecksum().getValue() != entry.getCrc()) {
                throw new IOException(
                        String.format(Locale.ROOT, "the checksum of %s is wrong; copy the file again", name));
            }
            return array;
        }
    }

    private String text(String name) throws IOException {
        try (InputStream stream = zip.getInputStream(entry(name))) {
            byte[] bytes = stream.readNBytes(TEXT_LIMIT + 1);
            if (bytes.length > TEXT_LIMIT) {
                throw new IOException(
                        String.format(Locale.ROOT, "%s is larger than the limit of %d bytes", name, TEXT_LIMIT));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private ZipEntry entry(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException(
                    String.format(Locale.ROOT, "the entry %s is missing; it is no Deeplearning4j model", name));
        }
        return entry;
    }

    /** Deeplearning4j's messages go on with the text of the whole configuration. */
    private static String firstLine(RuntimeException problem) {
        return String.valueOf(problem.getMessage()).lines().findFirst().orElse("it gives no reason");
    }

    private IOException named(IOException problem) {
        return new IOException(String.format(Locale.ROOT, "Model %s: %s.", file, problem.getMessage()), problem);
    }
}
