package org.cam4j.training.internal.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.ValueInfoProto;
import org.cam4j.training.internal.onnx.file.MessageLimit;
import org.cam4j.training.internal.onnx.file.Node;
import org.cam4j.training.internal.onnx.file.OnnxGraph;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;
import org.nd4j.shade.protobuf.UnsafeByteOperations;

/**
 * A convolutional classifier in an ONNX file, as a graph like every other here: input {@code [N,3,H,W]}, an output layer with a loss, ONNX's names of the nodes. Convolutions take in the
 * batch normalization and ReLU that follow; the vertex then has the last one's name.
 *
 * <p>Source of the operators: github.com/onnx/onnx, docs/Operators.md, opsets 9 to 21.
 *
 * @param graph the network with the file's parameters
 * @param height rows of the input
 * @param width columns of the input
 * @param classNames of the file's metadata, else numbered
 * @param classes number of outputs; two for a model with one sigmoid
 * @param scale the normalization in front of the network, which the graph does not have
 * @param readsBytes whether the input is declared as bytes, 0 to 255
 * @param notes what had to be assumed
 * @param metadata the file's {@code metadata_props}
 */
public record OnnxFile(
        ComputationGraph graph,
        int height,
        int width,
        List<String> classNames,
        long classes,
        InputScale scale,
        boolean readsBytes,
        List<String> notes,
        Map<String, String> metadata) {
    private static final String ACTIVATION = "cam4j.activation";
    private static final String OWN_INPUT = "cam4j.input";
    private static final int LARGEST_SIZE = 4096;
    private static final int COLORS = 3;
    private static final int RANK = 4;
    private static final long LARGEST_FILE = Integer.MAX_VALUE - 1024L;

    /** Whether cam4j wrote the file, whose input is RGB of 0 to 255. */
    public boolean isOwn() {
        return metadata.containsKey(OWN_INPUT);
    }

    /**
     * Reads a model.
     *
     * @param height rows of the input where the file leaves them open; 0 if nothing is asked for
     * @param width columns, as {@code height}
     * @throws IOException in one line if the file is no ONNX model, or one whose operators are not all read
     */
    public static OnnxFile read(Path file, int height, int width) throws IOException {
        try {
            return read(model(file), height, width);
        } catch (IOException | RuntimeException problem) {
            String reason =
                    String.valueOf(problem.getMessage()).lines().findFirst().orElse("it gives no reason.");
            throw new IOException(String.format(Locale.ROOT, "ONNX model %s: %s", file, Node.shown(reason)), problem);
        }
    }

    private static ModelProto model(Path file) throws IOException {
        long size = Files.size(file);
        if (size > LARGEST_FILE) {
            throw new IOException(
                    String.format(Locale.ROOT, "it has %d bytes, expected at most %d.", size, LARGEST_FILE));
        }
        ByteString bytes = UnsafeByteOperations.unsafeWrap(Files.readAllBytes(file));
        try {
            MessageLimit.check(bytes);
            CodedInputStream input = bytes.newCodedInput();
            input.enableAliasing(true); // weights stay where they are until they are needed
            return ModelProto.parseFrom(input);
        } catch (InvalidProtocolBufferException damaged) {
            throw new IOException("it is no ONNX model, or damaged: " + damaged.getMessage(), damaged);
        }
    }

    private static OnnxFile read(ModelProto model, int height, int width) throws IOException {
        OnnxGraph source = OnnxGraph.of(model);
        Value images = images(source.input(), height, width);
        Plan plan = new Plan(source.input().getName());
        Tensors tensors = new Tensors(source);
        tensors.put(source.input().getName(), images.at(plan.input()));
        Translator translator = new Translator(plan, tensors, batch(source.input()));
        for (Node node : source.nodes()) {
            translator.translate(node);
        }
        ClassifierEnd end = ClassifierEnd.of(
                plan, tensors.value(source.output()), source.metadata().getOrDefault(ACTIVATION, ""));
        ComputationGraph graph = plan.build(end.vertex(), (int) images.height(), (int) images.width());
        List<String> notes = new ArrayList<>();
        if (!end.note().isEmpty()) {
            notes.add(end.note());
        }
        if (!source.otherOutputs().isEmpty() && !source.metadata().containsKey(OWN_INPUT)) {
            notes.add(String.format(
                    Locale.ROOT,
                    "output '%s' is read, others are left aside: %s",
                    Node.shown(source.output()),
                    Node.shown(String.join(", ", source.otherOutputs()))));
        }
        return new OnnxFile(
                graph,
                (int) images.height(),
                (int) images.width(),
                ClassNames.of(source.metadata(), end.classes()).orElse(List.of()),
                end.classes(),
                translator.input(),
                source.input().getType().getTensorType().getElemType() == DataType.UINT8_VALUE,
                List.copyOf(notes),
                source.metadata());
    }

    private static long batch(ValueInfoProto input) {
        return Objects.requireNonNull(OnnxGraph.shape(input)).getDim(0).getDimValue();
    }

    private static Value images(ValueInfoProto input, int height, int width) throws IOException {
        TensorShapeProto shape = OnnxGraph.shape(input);
        if (shape == null || shape.getDimCount() != RANK) {
            throw new IOException(String.format(
                    Locale.ROOT, "its input '%s' is no batch of images [N, 3, H, W].", Node.shown(input.getName())));
        }
        boolean last = shape.getDim(1).getDimValue() != COLORS
                && shape.getDim(RANK - 1).getDimValue() == COLORS;
        long channels = shape.getDim(last ? RANK - 1 : 1).getDimValue();
        if (channels != COLORS) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "it reads images of %s channels, expected 3.",
                    channels == 0 ? "an open number of" : String.valueOf(channels)));
        }
        long rows = size(shape.getDim(last ? 1 : 2).getDimValue(), height);
        long columns = size(shape.getDim(last ? 2 : RANK - 1).getDimValue(), width);
        Value images = Value.map("", COLORS, rows, columns);
        return last ? images.as(new long[] {rows, columns, COLORS}, true) : images;
    }

    private static long size(long declared, int asked) throws IOException {
        long size = declared == 0 ? asked : declared;
        if (size == 0) {
            throw new IOException(
                    "it does not say the size of its input images; add --input-size N (rows and columns) or HxW.");
        }
        if (size < 1 || size > LARGEST_SIZE) {
            throw new IOException(String.format(
                    Locale.ROOT, "it reads images of %d rows or columns, expected 1 to %d.", size, LARGEST_SIZE));
        }
        return size;
    }
}
