package org.cam4j.layers.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The Java example of README.md, as a program that runs. */
class ReadmeExampleTest {
    private static final Path SOURCE = Path.of("src/test/java/org/cam4j/layers/explain/ReadmeExampleTest.java");

    @TempDir
    private Path folder;

    private void example(String file, INDArray images, BufferedImage photo) throws IOException {
        ComputationGraph graph = ModelSerializer.restoreComputationGraph(new File(file));
        try (ClassActivation cam = ClassActivation.of(graph).method("grad-cam").build()) {
            for (ActivationMap map : cam.explain(images)) { // [N, 3, H, W]; the top class of each image
                System.out.printf("class %d, probability %.2f%n", map.classIndex(), map.probability());
                map.overlay(photo).write(folder.resolve(map.image() + ".png"));
            }
        }
    }

    @Test
    void theExampleWritesAnOverlay() throws IOException {
        File file = folder.resolve("model.zip").toFile();
        ModelSerializer.writeModel(ToyGraph.GAP.classifier(DataType.FLOAT), file, false);
        BufferedImage photo = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
        example(file.getPath(), ToyGraph.images(DataType.FLOAT, 2, 1), photo);
        assertThat(folder.resolve("0.png")).isNotEmptyFile();
        assertThat(folder.resolve("1.png")).isNotEmptyFile();
    }

    @Test
    void theReadmeShowsTheseLines() throws IOException {
        Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "README.md")));
        String source = withoutIndentation(Files.readString(SOURCE));
        boolean shown = false;
        while (blocks.find()) {
            if (blocks.group(1).contains("ClassActivation")) {
                assertThat(source).contains(withoutIndentation(blocks.group(1)));
                shown = true;
            }
        }
        assertThat(shown).as("README.md has a Java example of ClassActivation").isTrue();
    }

    private static String withoutIndentation(String text) {
        return text.lines().map(String::strip).reduce("", (all, line) -> all + line + "\n");
    }
}
