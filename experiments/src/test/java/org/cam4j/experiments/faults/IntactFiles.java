package org.cam4j.experiments.faults;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.bytedeco.hdf5.DataSet;
import org.bytedeco.hdf5.DataSpace;
import org.bytedeco.hdf5.Group;
import org.bytedeco.hdf5.H5File;
import org.bytedeco.hdf5.H5Object;
import org.bytedeco.hdf5.PredType;
import org.bytedeco.hdf5.StrType;
import org.bytedeco.hdf5.global.hdf5;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.Npy;
import org.cam4j.experiments.report.picture.VideoFile;
import org.cam4j.training.internal.weights.Safetensors;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.run.Environment;
import org.cam4j.training.run.RunFolder;
import org.cam4j.training.run.RunRecord;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.protobuf.ByteString;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

/** Small examples of every file that is read. */
final class IntactFiles {
    /** Rows and columns of the picture. */
    static final int SIDE = 24;

    /** Samples of the shortest recording of a bearing that is taken. */
    static final int RECORDING = 2 * 5 * 2 * 1136;

    private static final int PNG_SIGNATURE = 8;

    private IntactFiles() {}

    static void picture(Path file, String format) throws IOException {
        ImageIO.write(picture(1), format, file.toFile());
    }

    private static BufferedImage picture(long seed) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(seed);
        for (int place = 0; place < SIDE * SIDE; place++) {
            image.setRGB(place % SIDE, place / SIDE, random.nextInt(1 << 24));
        }
        return image;
    }

    /** A PNG file whose chunks have the checksums that fit them, as far as there are whole chunks. */
    static byte[] withChecksums(byte[] png) {
        ByteBuffer chunks = ByteBuffer.wrap(png.clone());
        int at = PNG_SIGNATURE;
        while (at + 12 <= chunks.capacity()) {
            long length = chunks.getInt(at) & 0xFFFFFFFFL;
            if (at + 12 + length > chunks.capacity()) {
                break;
            }
            CRC32 checksum = new CRC32();
            checksum.update(chunks.array(), at + 4, (int) length + 4);
            at += (int) length + 12;
            chunks.putInt(at - 4, (int) checksum.getValue());
        }
        return chunks.array();
    }

    static void video(Path file) throws IOException {
        try (VideoFile video = VideoFile.create(file, 10)) {
            for (int frame = 0; frame < 4; frame++) {
                video.add(picture(frame), frame / 10.0);
            }
            video.finish();
        }
    }

    /** The four files of MNIST, not yet compressed. */
    static void digits(Path folder) throws IOException {
        for (String part : List.of("train", "t10k")) {
            ByteBuffer images = ByteBuffer.allocate(16 + 4 * 28 * 28);
            images.putInt(0x803).putInt(4).putInt(28).putInt(28);
            ByteBuffer labels = ByteBuffer.allocate(8 + 4);
            labels.putInt(0x801).putInt(4).put(new byte[] {1, 2, 3, 4});
            Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
            Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
        }
    }

    static void map(Path folder, String name, int height, int width) throws IOException {
        double[] values = new Random(1).doubles((long) height * width).toArray();
        RunFolder.open(folder).writeBytes(name, Npy.bytes(new ScoreMap(values, height, width)));
    }

    static void matlab(Path file, String variable) throws IOException {
        Matrix column = Mat5.newMatrix(RECORDING, 1);
        double[] values = new Random(1).doubles(RECORDING, -1, 1).toArray();
        for (int i = 0; i < values.length; i++) {
            column.setDouble(i, values[i]);
        }
        try (Sink sink = Sinks.newStreamingFile(file.toFile())) {
            Mat5.newWriter(sink).writeMat(Mat5.newMatFile().addArray(variable, column));
        }
    }

    static void safetensors(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            Safetensors.write(
                    channel,
                    Map.of("a.weight", Nd4j.rand(3, 4), "b.bias", Nd4j.rand(1, 5)),
                    Map.of("architecture", "mini"));
        }
    }

    /** A state dict that Python's own pickle wrote. */
    static void torch(String name, Path file) throws IOException {
        try (InputStream in = Objects.requireNonNull(IntactFiles.class.getResourceAsStream("/torch/" + name))) {
            Files.copy(in, file);
        }
    }

    static void model(Path file) throws IOException {
        NetworkSpec spec = NetworkSpec.of("mini", "gap", List.of("cat", "dog")).size(32, 32);
        ModelFile.save(Networks.create(spec), file);
    }

    static void runRecord(Path folder) throws IOException {
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

    /** A convolution, an average and a dense layer, as Keras saves them. */
    static void keras(Path path) {
        String model = """
                {'class_name':'Sequential','config':{'name':'s','layers':[
                {'class_name':'Conv2D','config':{'name':'conv','trainable':true,'batch_input_shape':[null,2,3,3],'dtype':'float32','filters':2,
                'kernel_size':[1,1],'strides':[1,1],'padding':'valid','data_format':'channels_last','dilation_rate':[1,1],'groups':1,
                'activation':'linear','use_bias':false,'kernel_initializer':{'class_name':'Zeros','config':{}},'kernel_regularizer':null,
                'bias_regularizer':null,'activity_regularizer':null,'kernel_constraint':null,'bias_constraint':null}},
                {'class_name':'GlobalAveragePooling2D','config':{'name':'pool','trainable':true,'dtype':'float32','data_format':'channels_last'}},
                {'class_name':'Dense','config':{'name':'dense','trainable':true,'dtype':'float32','units':4,'activation':'softmax','use_bias':false,
                'kernel_initializer':{'class_name':'Zeros','config':{}},'kernel_regularizer':null,'bias_regularizer':null,
                'activity_regularizer':null,'kernel_constraint':null,'bias_constraint':null}}]}}""";
        try (H5File file = new H5File(path.toString(), hdf5.H5F_ACC_TRUNC)) {
            attribute(file, "model_config", model.replace('\'', '"').replace("\n", ""));
            attribute(file, "keras_version", "2.4.0");
            attribute(file, "backend", "tensorflow");
            Group root = file.createGroup("model_weights");
            weights(root, "conv", 1, 1, 3, 2);
            weights(root, "dense", 2, 4);
            root._close();
            file._close();
        }
    }

    /** A convolution, ReLU, an average and a linear layer. */
    static void onnx(Path path) throws IOException {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(ValueInfoProto.newBuilder()
                        .setName("image")
                        .setType(TypeProto.newBuilder()
                                .setTensorType(TypeProto.Tensor.newBuilder()
                                        .setElemType(1)
                                        .setShape(shape(1, 3, 8, 8)))))
                .addOutput(ValueInfoProto.newBuilder().setName("scores"))
                .addInitializer(tensor("kernel", 4, 3, 3, 3))
                .addInitializer(tensor("weights", 4, 2))
                .addNode(node("Conv", "conv", "image", "kernel"))
                .addNode(node("Relu", "relu", "conv"))
                .addNode(node("GlobalAveragePool", "pool", "relu"))
                .addNode(node("Flatten", "flat", "pool"))
                .addNode(node("Gemm", "scores", "flat", "weights"));
        Files.write(
                path,
                ModelProto.newBuilder()
                        .setIrVersion(8)
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                        .setGraph(graph)
                        .build()
                        .toByteArray());
    }

    private static TensorShapeProto shape(long... sizes) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long size : sizes) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
        }
        return shape.build();
    }

    private static TensorProto tensor(String name, long... sizes) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE);
        int count = 1;
        for (long size : sizes) {
            tensor.addDims(size);
            count *= (int) size;
        }
        return tensor.setRawData(ByteString.copyFrom(new byte[count * Float.BYTES]))
                .build();
    }

    private static NodeProto node(String kind, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(kind)
                .setName(output)
                .addOutput(output)
                .addAllInput(List.of(inputs))
                .build();
    }

    private static void attribute(H5Object owner, String name, String value) {
        StrType type = new StrType(PredType.C_S1(), value.length());
        var attribute = owner.createAttribute(name, type, new DataSpace(hdf5.H5S_SCALAR));
        attribute.write(type, new BytePointer(value));
        attribute._close();
    }

    private static void weights(Group root, String layer, long... shape) {
        int count = 1;
        for (long size : shape) {
            count = Math.multiplyExact(count, (int) size);
        }
        Group group = root.createGroup(layer);
        attribute(group, "weight_names", layer + "/kernel:0");
        Group inner = group.createGroup(layer);
        DataSet data = inner.createDataSet("kernel:0", PredType.NATIVE_FLOAT(), new DataSpace(shape.length, shape));
        data.write(new FloatPointer(new float[count]), PredType.NATIVE_FLOAT());
        data._close();
        inner._close();
        group._close();
    }

    /** Everything in a folder; the names lead from it. */
    static void zip(Path folder, Path file) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file));
                Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (Path one : files.sorted().toList()) {
                zip.putNextEntry(new ZipEntry(folder.relativize(one).toString().replace('\\', '/')));
                Files.copy(one, zip);
            }
        }
    }

    static void unzip(Path file, Path folder) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                Path target = folder.resolve(entry.getName());
                Files.createDirectories(Objects.requireNonNull(target.getParent()));
                Files.copy(zip.getInputStream(entry), target);
            }
        }
    }

    static void tar(Path file) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
            for (String name : List.of("set/a/one.txt", "set/b/two.txt")) {
                byte[] content = name.repeat(20).getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
    }

    static void gzip(Path file, Path compressed) throws IOException {
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            Files.copy(file, out);
        }
    }
}
