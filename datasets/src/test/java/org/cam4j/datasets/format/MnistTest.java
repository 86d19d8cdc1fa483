package org.cam4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
    @TempDir
    Path folder;

    @Test
    void pixelsAndLabelsBelongTogether() throws IOException {
        write("train", 12, 12, 12);
        write("t10k", 3, 3, 3);
        Dataset dataset = new Mnist().open(folder, 1);
        assertThat(dataset.samples(Split.TRAIN)).hasSize(6);
        assertThat(dataset.samples(Split.VALIDATION)).hasSize(6);
        assertThat(dataset.samples(Split.TEST)).hasSize(3);
        assertThat(dataset.samples(Split.VALIDATION).get(1).label()).isEqualTo(7);
        PixelImage image = dataset.samples(Split.VALIDATION).get(1).image().read();
        assertThat(image.rgb()).hasSize(28 * 28 * 3).containsOnly(7);
    }

    @Test
    void wrongFilesAreRefused() throws IOException {
        write("t10k", 3, 3, 2);
        refused().hasMessageContaining("truncated");
        write("t10k", 3, 4, 3);
        refused().hasMessageContaining("3 images but 4 labels");
        write("t10k", Integer.MAX_VALUE, 3, 3);
        refused().hasMessageContaining("says 2147483647 entries");
        write("t10k", -1, 3, 3);
        refused().hasMessageContaining("says -1 entries");
        Path images = folder.resolve("t10k-images-idx3-ubyte.gz");
        write("t10k", 3, 3, 3);
        Files.write(images, Arrays.copyOf(Files.readAllBytes(images), 25));
        refused().hasMessageContaining("t10k-images-idx3-ubyte.gz").hasMessageContaining("Fetch the file again");
        Files.writeString(images, "hello");
        refused().hasMessageContaining("t10k-images-idx3-ubyte.gz");
        Files.copy(folder.resolve("t10k-labels-idx1-ubyte.gz"), images, StandardCopyOption.REPLACE_EXISTING);
        refused().hasMessageContaining("starts with 00000801, expected 00000803");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused() {
        return assertThatThrownBy(() -> new Mnist().open(folder, 1)).isInstanceOf(IOException.class);
    }

    /** Images whose every pixel is their number, labeled with its last digit. */
    private void write(String part, int saidImages, int labels, int images) throws IOException {
        try (DataOutputStream out = open(part + "-images-idx3-ubyte.gz")) {
            out.writeInt(0x803);
            out.writeInt(saidImages);
            out.writeInt(28);
            out.writeInt(28);
            for (int i = 0; i < images * 784; i++) {
                out.write(i / 784);
            }
        }
        try (DataOutputStream out = open(part + "-labels-idx1-ubyte.gz")) {
            out.writeInt(0x801);
            out.writeInt(labels);
            for (int i = 0; i < labels; i++) {
                out.write(i % 10);
            }
        }
    }

    private DataOutputStream open(String name) throws IOException {
        return new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(folder.resolve(name))));
    }
}
