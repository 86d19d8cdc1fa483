package org.cam4j.evaluation.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cam4j.evaluation.ScoreMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void readsEveryVersion(int version) throws IOException {
        Path file = write(
                version, "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", doubles(1, 2, 3, 4, 5, 6));
        ScoreMap map = Npy.read(file);
        assertThat(map.height()).isEqualTo(2);
        assertThat(map.width()).isEqualTo(3);
        assertThat(map.values()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void readsSinglePrecision() throws IOException {
        byte[] data = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(0.1f)
                .putFloat(-3)
                .array();
        Path file = write(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }", data);
        assertThat(Npy.read(file).values()).containsExactly(0.1f, -3);
    }

    @Test
    void fortranOrderIsTransposed() throws IOException {
        Path file = write(1, "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }", doubles(1, 4, 2, 5, 3, 6));
        assertThat(Npy.read(file).values()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(Npy.read(file).height()).isEqualTo(2);
    }

    @Test
    void theOtherByteOrderIsRead() throws IOException {
        byte[] data = ByteBuffer.allocate(16).putDouble(0.1).putDouble(-3).array(); // big-endian
        Path file = write(1, "{'descr': '>f8', 'fortran_order': False, 'shape': (1, 2), }", data);
        assertThat(Npy.read(file).values()).containsExactly(0.1, -3);
        byte[] single = ByteBuffer.allocate(8).putFloat(0.1f).putFloat(-3).array();
        file = write(1, "{'descr': '>f4', 'fortran_order': False, 'shape': (2, 1), }", single);
        assertThat(Npy.read(file).values()).containsExactly(0.1f, -3);
    }

    @Test
    void whatIsQuotedFromAHeaderStaysOnOneLine() throws IOException {
        for (String header : List.of(
                "{'descr': '<f\n8', 'fortran_order': False, 'shape': (1, 2), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1,\n2, 3), }")) {
            Path file = write(1, header, doubles(1, 2));
            assertThatIOException()
                    .isThrownBy(() -> Npy.read(file))
                    .withMessageMatching(".*: the \\.npy header has no readable '(descr|shape)'\\.");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'descr': '<i8', 'fortran_order': False, 'shape': (1, 2), }; values of type '<i8'",
                "{'descr': '|O', 'fortran_order': False, 'shape': (1, 2), }; values of type '|O'",
                "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1, 2), }; no readable 'descr'",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2), }; values of type '|u1'",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (), }; shape ()",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 0), }; shape (0, 0)",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (50000, 25000), }; expected between 1 and",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }; shape (2,)",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1, 2), }; shape (1, 1, 2)",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (-1, 2), }; shape (-1, 2)",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 2), }; expected between 1 and",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (40000, 40000), }; expected between 1 and",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (999999999, 999999999), }; expected between 1 and",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999, 1), }; expected two sizes",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1000, 1000), }; 16 bytes of values; expected"
                        + " 8000000",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1), }; 16 bytes of values; expected 8",
                "{'fortran_order': False, 'shape': (1, 2), }; no readable 'descr'",
            })
    void whatIsNoPlainMapIsRefused(String header, String message) throws IOException {
        Path file = write(1, header, doubles(1, 2));
        assertThatThrownBy(() -> Npy.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void anotherFileIsRefused() throws IOException {
        for (String content : new String[] {"", "\u0093NUM", "PK and so on, a zip file", "\u0093NUMPY\u0001"}) {
            Path file = Files.write(folder.resolve("other.npy"), content.getBytes(StandardCharsets.ISO_8859_1));
            assertThatThrownBy(() -> Npy.read(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("other.npy");
        }
    }

    @Test
    void aHeaderLongerThanTheFileIsRefused() throws IOException {
        byte[] content = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, -1, '{'};
        Path file = Files.write(folder.resolve("long.npy"), content);
        assertThatThrownBy(() -> Npy.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("header of 4294967295 bytes");
    }

    @Test
    void anUnknownVersionIsRefused() throws IOException {
        Path file = write(4, "{}", new byte[0]);
        assertThatThrownBy(() -> Npy.read(file)).isInstanceOf(IOException.class).hasMessageContaining("version 4");
    }

    private static byte[] doubles(double... values) {
        ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            buffer.putDouble(value);
        }
        return buffer.array();
    }

    private Path write(int version, String header, byte[] data) throws IOException {
        ByteBuffer buffer =
                ByteBuffer.allocate(12 + header.length() + data.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        buffer.put((byte) version).put((byte) 0);
        if (version == 1) {
            buffer.putShort((short) header.length());
        } else {
            buffer.putInt(header.length());
        }
        buffer.put(header.getBytes(StandardCharsets.US_ASCII)).put(data).flip();
        byte[] content = new byte[buffer.remaining()];
        buffer.get(content);
        return Files.write(folder.resolve("map.npy"), content);
    }
}
