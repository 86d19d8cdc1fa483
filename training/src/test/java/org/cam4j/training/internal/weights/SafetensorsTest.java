package org.cam4j.training.internal.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SafetensorsTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        tensors.put("a", Nd4j.linspace(DataType.FLOAT, -1, 0.5, 24).reshape(2, 3, 4));
        tensors.put("b", Nd4j.createFromArray(7f, 8f));
        Path file = folder.resolve("weights.safetensors");
        try (var channel = Channels.newChannel(Files.newOutputStream(file))) {
            Safetensors.write(channel, tensors, Map.of("cam4j.mean", "127.5"));
        }

        Safetensors weights = Safetensors.open(file);

        assertThat(weights.metadata()).containsExactly(Map.entry("cam4j.mean", "127.5"));
        assertThat(weights.tensors().keySet()).containsExactly("a", "b");
        assertThat(weights.read("a")).isEqualTo(tensors.get("a"));
        assertThat(weights.read("b")).isEqualTo(tensors.get("b"));
    }

    @Test
    void halfAndBrainFloatsAreWidened() throws IOException {
        String header = """
                {"h":{"dtype":"F16","shape":[4],"data_offsets":[0,8]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[8,12]}}""";
        ByteBuffer data = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        data.putShort((short) 0x3C00)
                .putShort((short) 0xC100)
                .putShort((short) 0x0001)
                .putShort((short) 0x7BFF);
        data.putShort((short) 0x3F80).putShort((short) 0xC040);

        Safetensors weights = Safetensors.open(file(header.length(), header, data.array()));

        assertThat(weights.read("h").toFloatVector()).containsExactly(1f, -2.5f, 0x1p-24f, 65504f);
        assertThat(weights.read("b").toFloatVector()).containsExactly(1f, -3f);
    }

    @ParameterizedTest
    @CsvSource({"1152921504606846976", "-1", "1", "0", "200", "104857601"})
    void anImpossibleHeaderLengthIsRefused(long length) throws IOException {
        Path file = file(length, "{}", new byte[8]);

        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("header length is " + Long.toUnsignedString(length))
                .hasMessageContaining("the file has 18");
    }

    @Test
    void aTruncatedFileSaysBothSizes() throws IOException {
        assertRefused(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}", 9, "need 12 bytes", "found 9");
    }

    @Test
    void overlappingTensorsAreRefused() throws IOException {
        assertRefused("""
                {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "'b' begins at byte 4, expected 8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':{'dtype':'F31','shape':[3],'data_offsets':[0,12]}} | unknown type 'F31'",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,12]}} | needs 8 bytes",
                "{'a':{'dtype':'F32','shape':[-3],'data_offsets':[0,12]}} | expected integers from 0",
                "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,12]}} | too large",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[12,0]}} | needs 12 bytes",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0]}} | has 1 data_offsets",
                "{'a':{'dtype':'F32','shape':3,'data_offsets':[0,12]}} | no list 'shape'",
                "{'a':1} | unknown type ''",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]},'a':{}} | Duplicate field",
                "[1,2] | no JSON object",
                "{'a' | no valid JSON",
            })
    void aBrokenHeaderIsRefused(String header, String message) throws IOException {
        assertRefused(header.replace('\'', '"'), 12, message.strip());
    }

    @Test
    void aTensorOfIntegersCannotBeRead() throws IOException {
        String header = "{\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}}";
        Safetensors weights = Safetensors.open(file(header.length(), header, new byte[8]));

        assertThatThrownBy(() -> weights.read("n")).hasMessageContaining("type I64, expected F64, F32, F16 or BF16");
    }

    private void assertRefused(String header, int dataBytes, String... messages) throws IOException {
        Path file = file(header.length(), header, new byte[dataBytes]);
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(messages);
    }

    private Path file(long length, String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(length).put(json).put(data);
        Path file = folder.resolve("weights.safetensors");
        return Files.write(file, bytes.array());
    }
}
