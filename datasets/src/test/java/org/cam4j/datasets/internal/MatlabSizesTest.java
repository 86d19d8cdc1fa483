package org.cam4j.datasets.internal;

import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

class MatlabSizesTest {
    private static final int MOST = 1 << 20;

    /** A file whose only element is compressed and holds these numbers. */
    private static byte[] compressed(int... numbers) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int number : numbers) {
            content.putInt(number);
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream stream = new DeflaterOutputStream(packed)) {
            stream.write(content.array());
        }
        ByteBuffer file = ByteBuffer.allocate(136 + packed.size()).order(ByteOrder.LITTLE_ENDIAN);
        file.put(126, (byte) 'I').put(127, (byte) 'M').position(128);
        return file.putInt(15).putInt(packed.size()).put(packed.toByteArray()).array();
    }

    @Test
    void aLengthWithinACompressedElementIsNotBelieved() throws IOException {
        MatlabSizes.require(compressed(14, 16, 6, 8, 6, 0), MOST);
        assertThatIOException()
                .isThrownBy(() -> MatlabSizes.require(compressed(14, 16, 6, 1 << 30, 6, 0), MOST))
                .withMessage("an element says that it has 1073741824 bytes, 8 are left");
        assertThatIOException()
                .isThrownBy(() -> MatlabSizes.require(compressed(14, -8, 6, 8, 6, 0), MOST))
                .withMessage("an element says that it has 4294967288 bytes, 16 are left");
    }

    @Test
    void aCompressedElementIsNotUnpackedWithoutAnEnd() {
        assertThatIOException()
                .isThrownBy(() -> MatlabSizes.require(compressed(new int[MOST]), MOST))
                .withMessage("a compressed element has more than 1048576 bytes");
    }

    @Test
    void elementsAreNotFollowedWithoutAnEnd() {
        int[] nested = new int[200];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = 14;
            nested[i + 1] = 4 * (nested.length - i - 2);
        }
        assertThatIOException()
                .isThrownBy(() -> MatlabSizes.require(compressed(nested), MOST))
                .withMessage("has more than 64 elements within each other");
    }

    @Test
    void aFileThatIsTooShortIsRefused() {
        assertThatIOException().isThrownBy(() -> MatlabSizes.require(new byte[100], MOST));
    }
}
