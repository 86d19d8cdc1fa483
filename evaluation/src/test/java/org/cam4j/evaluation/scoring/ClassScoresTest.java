package org.cam4j.evaluation.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassScoresTest {
    @TempDir
    private Path folder;

    @Test
    void badLinesAreNamedAndTheRestIsUsed() throws IOException {
        Path file = Files.writeString(
                folder.resolve("scores.csv"),
                "\uFEFFa.jpg,0.1,0.9\r\n\r\nb.jpg,1\nc.jpg,x,1\na.jpg,1,2\nd.jpg, 2 ,-1e3\n");
        ClassScores scores = ClassScores.read(file);
        assertThat(scores.byId()).containsOnlyKeys("a.jpg", "d.jpg");
        assertThat(scores.byId().get("a.jpg")).containsExactly(0.1f, 0.9f);
        assertThat(scores.skipped())
                .extracting(skipped -> skipped.id() + " " + skipped.reason())
                .containsExactly(
                        "scores.csv:3 1 scores, expected 2 as in the lines before.",
                        "scores.csv:4 'x' is not a number.",
                        "scores.csv:5 image 'a.jpg' is listed twice; the first line counts.");
    }
}
