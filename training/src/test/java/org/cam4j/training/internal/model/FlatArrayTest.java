package org.cam4j.training.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class FlatArrayTest {
    private static final int LONGER_THAN_A_CHUNK = (1 << 18) + 7;

    @Test
    void writesTheBytesOfNd4j() throws IOException {
        INDArray values = Nd4j.rand(DataType.FLOAT, 1, LONGER_THAN_A_CHUNK);
        assertThat(written(values)).isEqualTo(writtenByNd4j(values));
    }

    @Test
    void writesAViewAsAnArrayOfItsOwn() throws IOException {
        INDArray view = Nd4j.rand(DataType.FLOAT, 1, 100).get(NDArrayIndex.all(), NDArrayIndex.interval(10, 40));
        assertThat(written(view)).isEqualTo(writtenByNd4j(view));
        INDArray read = FlatArray.read(new DataInputStream(new ByteArrayInputStream(written(view))), 30, "view");
        assertThat(read).isEqualTo(view);
    }

    private static byte[] written(INDArray values) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        FlatArray.write(values, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static byte[] writtenByNd4j(INDArray values) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Nd4j.write(values, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
