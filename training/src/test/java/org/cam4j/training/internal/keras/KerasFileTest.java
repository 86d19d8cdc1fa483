package org.cam4j.training.internal.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
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
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Small Keras models that the test writes itself: a 1x1 convolution, then a flattening or an average, then a dense layer. */
class KerasFileTest {
    private static final int HEIGHT = 2;
    private static final int WIDTH = 3;
    private static final int COLORS = 3;
    private static final int CHANNELS = 2;
    private static final int CLASSES = 4;

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(12);
    private float[] image; // [H,W,3]
    private float[] kernel; // [1,1,3,CHANNELS]

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    @BeforeEach
    void draw() {
        image = draw(HEIGHT * WIDTH * COLORS);
        kernel = draw(COLORS * CHANNELS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFlattenedMapKeepsItsOrder(boolean sequential) throws IOException {
        float[] dense = draw(HEIGHT * WIDTH * CHANNELS * CLASSES);
        float[] features = convolved(); // [H,W,CHANNELS]

        KerasFile keras = KerasFile.readHere(write(sequential, FLATTEN, dense, 1));

        assertThat(keras.classes()).isEqualTo(CLASSES);
        assertThat(keras.height()).isEqualTo(HEIGHT);
        assertThat(keras.width()).isEqualTo(WIDTH);
        assertClose(keras, softmax(features, dense));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAverageIsFoundAsSuch(boolean sequential) throws IOException {
        float[] dense = draw(CHANNELS * CLASSES);
        float[] features = convolved();
        float[] means = new float[CHANNELS];
        for (int i = 0; i < features.length; i++) {
            means[i % CHANNELS] += features[i] / (HEIGHT * WIDTH);
        }

        KerasFile keras = KerasFile.readHere(write(sequential, AVERAGE, dense, 1));

        assertThat(keras.graph().getConfiguration().getVertices().values())
                .anyMatch(GlobalAveragePooling.class::isInstance);
        assertClose(keras, softmax(means, dense));
    }

    @Test
    void groupedConvolutionsAreRefused() throws IOException {
        Path file = write(false, AVERAGE, draw(CHANNELS * CLASSES), 3);
        assertThatThrownBy(() -> KerasFile.readHere(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("layer 'conv' (Conv2D) has groups = 3, expected 1");
    }

    @Test
    void aTruncatedFileIsNamed() throws IOException {
        Path file = write(false, AVERAGE, draw(CHANNELS * CLASSES), 1);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 600));
        assertThatThrownBy(() -> KerasFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aProcessOfItsOwnReadsTheSame() throws IOException {
        Path file = write(true, AVERAGE, draw(CHANNELS * CLASSES), 1);
        KerasFile other = KerasFile.read(file);
        KerasFile here = KerasFile.readHere(file);

        assertThat(other.graph().params()).isEqualTo(here.graph().params());
        assertThat(other.graph().getConfiguration().toJson())
                .isEqualTo(here.graph().getConfiguration().toJson());
        assertThat(other.height()).isEqualTo(HEIGHT);
        assertThat(other.classes()).isEqualTo(CLASSES);
    }

    @Test
    void weightsThatAreMissingAreNamed() throws IOException {
        Path file = write(true, AVERAGE, new float[0], 1);
        assertThatThrownBy(() -> KerasFile.readHere(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the file has no weights 'kernel' of layer 'dense'");
    }

    private static final String FLATTEN =
            "{'class_name':'Flatten','config':{'name':'pool','trainable':true,'dtype':'float32','data_format':'channels_last'}";
    private static final String AVERAGE =
            "{'class_name':'GlobalAveragePooling2D','config':{'name':'pool','trainable':true,'dtype':'float32','data_format':'channels_last'}";

    private Path write(boolean sequential, String pooling, float[] dense, int groups) {
        String convolution = """
                {'class_name':'Conv2D','config':{'name':'conv','trainable':true,%s'dtype':'float32','filters':2,'kernel_size':[1,1],
                'strides':[1,1],'padding':'valid','data_format':'channels_last','dilation_rate':[1,1],'groups':%d,'activation':'linear',
                'use_bias':false,'kernel_initializer':{'class_name':'Zeros','config':{}},'bias_initializer':{'class_name':'Zeros','config':{}},
                'kernel_regularizer':null,'bias_regularizer':null,'activity_regularizer':null,'kernel_constraint':null,
                'bias_constraint':null}""".formatted(sequential ? "'batch_input_shape':[null,2,3,3]," : "", groups);
        String classifier = """
                {'class_name':'Dense','config':{'name':'dense','trainable':true,'dtype':'float32','units':4,'activation':'softmax',
                'use_bias':false,'kernel_initializer':{'class_name':'Zeros','config':{}},'bias_initializer':{'class_name':'Zeros','config':{}},
                'kernel_regularizer':null,'bias_regularizer':null,'activity_regularizer':null,'kernel_constraint':null,
                'bias_constraint':null}""";
        String model = sequential
                ? "{'class_name':'Sequential','config':{'name':'s','layers':[%s},%s},%s}]}}"
                        .formatted(convolution, pooling, classifier)
                : ("{'class_name':'Functional','config':{'name':'m','layers':[{'class_name':'InputLayer','config':{"
                                + "'batch_input_shape':[null,2,3,3],'dtype':'float32','sparse':false,'name':'in'},'name':'in','inbound_nodes':[]},"
                                + "%s,'name':'conv','inbound_nodes':[[['in',0,0,{}]]]},%s,'name':'pool','inbound_nodes':[[['conv',0,0,{}]]]},"
                                + "%s,'name':'dense','inbound_nodes':[[['pool',0,0,{}]]]}],'input_layers':[['in',0,0]],'output_layers':[['dense',0,0]]}}")
                        .formatted(convolution, pooling, classifier);
        Path path = folder.resolve("model.h5");
        try (H5File file = new H5File(path.toString(), hdf5.H5F_ACC_TRUNC)) {
            Map.of(
                            "model_config",
                            model.replace('\'', '"').replace("\n", ""),
                            "keras_version",
                            "2.4.0",
                            "backend",
                            "tensorflow")
                    .forEach((name, value) -> attribute(file, name, value));
            Group root = file.createGroup("model_weights");
            weights(root, "conv", kernel, 1, 1, COLORS, CHANNELS);
            if (dense.length > 0) {
                weights(root, "dense", dense, dense.length / CLASSES, CLASSES);
            }
            root._close();
            file._close();
        }
        return path;
    }

    private static void attribute(H5Object owner, String name, String value) {
        StrType type = new StrType(PredType.C_S1(), value.length());
        var attribute = owner.createAttribute(name, type, new DataSpace(hdf5.H5S_SCALAR));
        attribute.write(type, new BytePointer(value));
        attribute._close();
    }

    private static void weights(Group root, String layer, float[] values, long... shape) {
        Group group = root.createGroup(layer);
        attribute(group, "weight_names", layer + "/kernel:0");
        Group inner = group.createGroup(layer);
        DataSet data = inner.createDataSet("kernel:0", PredType.NATIVE_FLOAT(), new DataSpace(shape.length, shape));
        data.write(new FloatPointer(values), PredType.NATIVE_FLOAT());
        data._close();
        inner._close();
        group._close();
    }

    private float[] draw(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    private float[] convolved() {
        float[] map = new float[HEIGHT * WIDTH * CHANNELS];
        for (int i = 0; i < HEIGHT * WIDTH; i++) {
            for (int c = 0; c < COLORS; c++) {
                for (int k = 0; k < CHANNELS; k++) {
                    map[i * CHANNELS + k] += image[i * COLORS + c] * kernel[c * CHANNELS + k];
                }
            }
        }
        return map;
    }

    private static double[] softmax(float[] features, float[] dense) {
        double[] scores = new double[CLASSES];
        for (int i = 0; i < features.length; i++) {
            for (int k = 0; k < CLASSES; k++) {
                scores[k] += (double) features[i] * dense[i * CLASSES + k];
            }
        }
        double sum = Arrays.stream(scores).map(Math::exp).sum();
        return Arrays.stream(scores).map(score -> Math.exp(score) / sum).toArray();
    }

    private void assertClose(KerasFile keras, double[] expected) {
        INDArray batch = Nd4j.create(image, new long[] {1, HEIGHT, WIDTH, COLORS}, 'c')
                .permute(0, 3, 1, 2)
                .dup('c'); // [1,3,H,W]
        double[] found = keras.graph().outputSingle(batch).toDoubleVector();
        assertThat(found).containsExactly(expected, within(1e-5));
    }
}
