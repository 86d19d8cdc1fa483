package org.cam4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarFolderTest {
    @TempDir
    Path folder;

    @Test
    void withoutTrainAndTestEverythingIsTest() throws IOException {
        Dataset dataset = new Tree(folder)
                .images("truck", "1.jpg")
                .images("bird", "2.jpg", "3.jpg")
                .images("unicorn", "4.jpg")
                .open(new CifarFolder());
        assertThat(dataset.samples(Split.TEST)).extracting(Sample::label).containsExactly(2, 2, 9);
        assertThat(Tree.skipped(dataset))
                .hasSize(9)
                .contains("unicorn: is not a CIFAR-10 class.", "airplane: no such folder, the class has no images.");
    }

    @Test
    void validationIsTheLastTenthOfTraining() throws IOException {
        Dataset dataset = new Tree(folder)
                .images("train/cat", Tree.numbered("%d.jpg", 20))
                .images("test/cat", "1.jpg")
                .open(new CifarFolder());
        assertThat(dataset.samples(Split.TRAIN)).hasSize(18);
        assertThat(Tree.ids(dataset, Split.VALIDATION)).containsExactly("train/cat/18.jpg", "train/cat/19.jpg");
        assertThat(Tree.ids(dataset, Split.TEST)).containsExactly("test/cat/1.jpg");
    }
}
