package org.cam4j.training.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.cam4j.datasets.pixels.Preprocessing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.factory.Nd4j;

class InputNormalizerTest {
    static Stream<DataNormalization> normalizers() {
        NormalizerMinMaxScaler scaler = new NormalizerMinMaxScaler(-2, 5);
        scaler.fitLabel(true);
        return Stream.of(
                new ImagePreProcessingScaler(-1, 1),
                new ImagePreProcessingScaler(0, 1),
                new ImagePreProcessingScaler(-0.5, 3, 4),
                new NormalizerStandardize(),
                scaler);
    }

    @ParameterizedTest
    @MethodSource("normalizers")
    void whatIsReadPreparesImagesAsNd4jDoes(DataNormalization normalizer) throws IOException {
        Nd4j.getRandom().setSeed(4);
        INDArray images = Nd4j.rand(DataType.FLOAT, 5, 3, 4, 4)
                .muli(200)
                .addi(Nd4j.arange(15).reshape(5, 3, 1, 1).castTo(DataType.FLOAT));
        normalizer.fit(new DataSet(images, Nd4j.rand(DataType.FLOAT, 5, 2)));
        INDArray expected = images.dup();
        normalizer.transform(expected);

        Preprocessing read = read(normalizer).preprocessing(4, 4, 3).orElseThrow();

        for (int channel = 0; channel < 3; channel++) {
            double mean = read.mean().get(read.mean().size() == 1 ? 0 : channel);
            double std = read.std().get(read.std().size() == 1 ? 0 : channel);
            assertThat((images.getDouble(2, channel, 1, 3) - mean) / std)
                    .isCloseTo(expected.getDouble(2, channel, 1, 3), within(1e-4));
        }
    }

    @Test
    void statisticsOfSinglePixelsAreNamedAndNotRead() throws IOException {
        NormalizerStandardize normalizer = new NormalizerStandardize();
        normalizer.fit(new DataSet(Nd4j.rand(DataType.FLOAT, 5, 48), Nd4j.rand(DataType.FLOAT, 5, 2)));

        assertThat(read(normalizer).preprocessing(4, 4, 3)).isEmpty();
        assertThat(read(normalizer).kind()).contains("NormalizerStandardize of single pixels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CUSTOM", "MULTI_HYBRID", "\u001b[2J"})
    void otherKindsAreNamedAndNotRead(String type) throws IOException {
        InputNormalizer read = InputNormalizer.read(new ByteArrayInputStream(header(type)), "normalizer.bin");

        assertThat(read.preprocessing(4, 4, 3)).isEmpty();
        assertThat(read.kind()).contains(type.startsWith("\u001b") ? "an unknown kind" : "of kind " + type);
    }

    @Test
    void theVggNormalizerSubtractsTheMeansInTheOrderBgr() throws IOException {
        InputNormalizer read = InputNormalizer.read(new ByteArrayInputStream(header("IMAGE_VGG16")), "normalizer.bin");

        assertThat(read.preprocessing(4, 4, 3))
                .contains(new Preprocessing(
                        4, 4, Preprocessing.ChannelOrder.BGR, List.of(103.939, 116.779, 123.68), List.of(1.0)));
    }

    @Test
    void aTruncatedOneIsCalledDamagedAndAnImpossibleRangeIsNotRead() throws IOException {
        byte[] whole = bytes(new ImagePreProcessingScaler(0, 1));
        assertThatThrownBy(() -> InputNormalizer.read(
                        new ByteArrayInputStream(Arrays.copyOf(whole, whole.length - 3)), "normalizer.bin"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ends early");
        assertThat(read(new ImagePreProcessingScaler(1, 1)).preprocessing(4, 4, 3))
                .isEmpty();
        assertThat(InputNormalizer.read(new ByteArrayInputStream(new byte[] {(byte) 0xAC, (byte) 0xED, 0, 5}), "x")
                        .kind())
                .contains("a serialized Java object");
    }

    private static InputNormalizer read(DataNormalization normalizer) throws IOException {
        return InputNormalizer.read(new ByteArrayInputStream(bytes(normalizer)), "normalizer.bin");
    }

    private static byte[] bytes(DataNormalization normalizer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        NormalizerSerializer.getDefault().write(normalizer, bytes);
        return bytes.toByteArray();
    }

    private static byte[] header(String type) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        data.writeUTF("NORMALIZER");
        data.writeInt(1);
        data.writeUTF(type);
        data.writeUTF("java.lang.Runtime");
        return bytes.toByteArray();
    }
}
