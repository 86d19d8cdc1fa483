package org.cam4j.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MapFileTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadAgainToTheLastBit() throws IOException {
        double[] values = {0.1, -0.0, Double.NaN, Double.MIN_VALUE, 1e300, 1.0 / 3};
        Path file = folder.resolve("val/a.JPEG.npy");
        write("val/a.JPEG.npy", new ScoreMap(values, 2, 3));
        ScoreMap map = Npy.read(file);
        assertThat(map.values()).isEqualTo(values);
        assertThat(map.height()).isEqualTo(2);
    }

    @Test
    void valuesBeginAtAMultipleOfSixtyFourBytes() throws IOException {
        Path file = folder.resolve("a.npy");
        write("a.npy", new ScoreMap(new double[6], 2, 3));
        assertThat((Files.size(file) - 6 * 8) % 64).isZero();
    }

    @Test
    void anOldMapIsReplacedAndNoTemporaryFileStays() throws IOException {
        Path file = folder.resolve("a.npy");
        write("a.npy", new ScoreMap(new double[] {1}, 1, 1));
        write("a.npy", new ScoreMap(new double[] {2}, 1, 1));
        assertThat(Npy.read(file).values()).containsExactly(2);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whereItCannotBeWrittenNothingIsLeftBehind() throws IOException {
        Path file = Files.createDirectory(folder.resolve("a.npy"));
        Files.writeString(file.resolve("inside"), "x");
        assertThatThrownBy(() -> write("a.npy", new ScoreMap(new double[] {1}, 1, 1)))
                .isInstanceOf(IOException.class);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    private void write(String name, ScoreMap map) throws IOException {
        RunFolder.open(folder).writeBytes(name, Npy.bytes(map));
    }
}
