package org.cam4j.training.localize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.cam4j.datasets.ImageSource;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.baseline.TrivialBaselines;
import org.cam4j.evaluation.maps.Normalizer;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.protocol.EvaluationTask;
import org.cam4j.training.protocol.ModelEvaluation;
import org.junit.jupiter.api.Test;

class ImagePassTest {
    private static final int SIZE = 32;

    private final CamModel model = Networks.create(
            NetworkSpec.of("mini", "gap", List.of("a", "b")).size(SIZE, SIZE).seed(1));

    ImagePassTest() throws IOException {}

    /** Counts how often it is read. */
    private static final class Counted implements ImageSource {
        private final AtomicInteger reads = new AtomicInteger();
        private final int color;

        private Counted(int color) {
            this.color = color;
        }

        @Override
        public PixelImage read() throws IOException {
            reads.incrementAndGet();
            if (color < 0) {
                throw new IOException("damaged");
            }
            byte[] rgb = new byte[SIZE * SIZE * 3];
            IntStream.range(0, rgb.length).forEach(i -> rgb[i] = (byte) (color + i));
            return new PixelImage(SIZE, SIZE, rgb);
        }
    }

    private static List<Counted> sources(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Counted(i % 7 == 3 ? -1 : i))
                .toList();
    }

    private static List<Sample> samples(List<Counted> sources) {
        return IntStream.range(0, sources.size())
                .mapToObj(i -> new Sample("image" + i, i % 2, SIZE, SIZE, List.of(), Optional.empty(), sources.get(i)))
                .toList();
    }

    @Test
    void mapsAndPixelsOfAnImageCostOneDecoding() throws IOException {
        List<Counted> sources = sources(40);
        List<Sample> samples = samples(sources);
        List<ImageMaps> after = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        List<Skipped> skipped = new MapComputer(model, List.of(CamMethods.byId("cam")), 2)
                .run(samples, MapComputer::groundTruth, maps -> {
                    int color = ((Counted) maps.sample().image()).color;
                    assertThat(maps.pixels().rgb()[0]).isEqualTo((byte) color);
                    seen.add(maps.sample().id());
                    after.add(maps);
                });
        assertThat(sources).allSatisfy(source -> assertThat(source.reads).hasValue(1));
        assertThat(skipped).hasSize(6);
        assertThat(seen).hasSize(34);
        after.get(0).pixels();
        assertThat(sources.get(0).reads).as("not kept after the call").hasValue(2);
    }

    @Test
    void faithfulnessDecodesNothingAgain() throws IOException {
        List<Counted> sources = sources(3);
        new ModelEvaluation(Normalizer.MINMAX, Bootstrap.NO_INTERVALS, Optional.empty(), 1, true)
                .run(
                        model,
                        samples(sources),
                        List.of(CamMethods.byId("cam")),
                        List.of(TrivialBaselines.wholeImage()),
                        id -> Metrics.all(),
                        EvaluationTask.UNOBSERVED,
                        done -> {});
        assertThat(sources).allSatisfy(source -> assertThat(source.reads).hasValue(1));
    }

    @Test
    void batchesKeepTheOrderAndProgressCountsWhatIsLeftOut() throws IOException {
        List<Counted> sources = sources(11);
        List<String> order = new ArrayList<>();
        List<Long> progress = new ArrayList<>();
        new ImagePass(model, 4, 2)
                .run(
                        samples(sources),
                        batch -> {
                            assertThat(batch.images().size(0))
                                    .isEqualTo(batch.samples().size())
                                    .isEqualTo(batch.pixels().size());
                            batch.samples().forEach(sample -> order.add(sample.id()));
                        },
                        progress::add);
        assertThat(order)
                .containsExactly(
                        "image0", "image1", "image2", "image4", "image5", "image6", "image7", "image8", "image9");
        assertThat(progress).containsExactly(4L, 8L, 11L);
    }

    @Test
    void pixelsBeyondTheRoomAreReadAgain() throws IOException {
        KeptPixels kept = new KeptPixels(SIZE * SIZE * 3);
        Counted first = new Counted(1);
        Counted second = new Counted(2);
        KeptPixels.Image held = kept.keep(first, first.read());
        kept.keep(second, second.read()).read();
        held.read();
        assertThat(first.reads).hasValue(1);
        assertThat(second.reads).hasValue(2);
        held.release();
        kept.keep(second, second.read()).read();
        assertThat(second.reads).hasValue(3);
    }
}
