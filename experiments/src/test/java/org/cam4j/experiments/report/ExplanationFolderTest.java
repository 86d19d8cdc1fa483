package org.cam4j.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ColorMap;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplanationFolderTest {
    private static final int SIZE = 32;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path path;

    @Test
    void anExplainedImageIsDecodedOnce() throws IOException {
        AtomicInteger reads = new AtomicInteger();
        List<Sample> samples = IntStream.range(0, 10)
                .mapToObj(i -> new Sample("image" + i, 0, SIZE, SIZE, List.of(), Optional.empty(), () -> {
                    reads.incrementAndGet();
                    return new PixelImage(SIZE, SIZE, new byte[SIZE * SIZE * 3]);
                }))
                .toList();
        CamModel model =
                Networks.create(NetworkSpec.of("mini", "gap", List.of("a", "b")).size(SIZE, SIZE));
        try (ExplanationFolder folder = ExplanationFolder.open(
                path,
                Map.of("method", "cam"),
                model.classNames(),
                model.outputKind(),
                List.of("cam"),
                ColorMap.VIRIDIS,
                ExplanationFolder.Existing.REFUSE)) {
            new MapComputer(model, List.of(CamMethods.byId("cam")), 2)
                    .run(samples, MapComputer::groundTruth, folder::add);
            folder.finish(samples.stream().map(Sample::id).toList(), "once");
        }
        assertThat(reads).hasValue(samples.size());
        assertThat(path.resolve("images/image9/0.cam.png")).exists();
    }
}
