package org.cam4j.experiments.reproduce.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.synthetic.Parts;
import org.junit.jupiter.api.Test;

class DataFolderTest {
    private static final class Counting implements DatasetFormat {
        private final AtomicInteger opened = new AtomicInteger();

        @Override
        public String id() {
            return "counting";
        }

        @Override
        public String description() {
            return "Counts how often it is opened.";
        }

        @Override
        public Dataset open(Path folder, long seed) {
            opened.incrementAndGet();
            return Parts.open(new Parts.Options(2, 32, 0.45, 0, 0, 4, 4, 4), seed);
        }
    }

    @Test
    void eachDataSetIsOpenedOnce() throws IOException {
        DataFolder folder = new DataFolder(Optional.empty());
        Counting format = new Counting();
        Dataset first = folder.open(format, Path.of("a"), 1);
        assertThat(folder.open(format, Path.of("a"), 1)).isSameAs(first);
        assertThat(format.opened).hasValue(1);
        folder.open(format, Path.of("a"), 2);
        folder.open(format, Path.of("b"), 1);
        assertThat(format.opened).hasValue(3);
        assertThat(folder.open("parts", 1)).isSameAs(folder.open("parts", 1));
    }
}
