package org.cam4j.experiments.papers.zhou2016;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Box;
import org.cam4j.experiments.report.picture.Pictures;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PastedConceptTest {
    private static final PixelImage GRAY = image(90, 120, (byte) 100);
    private static final Sample PHOTOGRAPH =
            new Sample("photograph", 3, 500, 400, List.of(new Box(1, 1, 2, 2)), Optional.empty(), () -> GRAY);

    private static PixelImage image(int height, int width, byte value) {
        byte[] rgb = new byte[3 * height * width];
        Arrays.fill(rgb, value);
        return new PixelImage(height, width, rgb);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theBoxIsAroundWhatWasPainted(long seed) throws IOException {
        Sample pasted = PastedConcept.paste(PHOTOGRAPH, List.of(image(10, 30, (byte) 255)), seed);
        assertThat(pasted.label()).isOne();
        assertThat(pasted.width()).isEqualTo(120); // of the pixels, whatever size the photograph's own boxes are in
        assertThat(pasted.boxes()).hasSize(1);
        Box box = pasted.boxes().get(0);
        assertThat(box.fits(120, 90)).isTrue();
        assertThat((box.x1() - box.x0() + 1) / 90.0)
                .isBetween(PastedConcept.LEAST_SIDE - 0.05, PastedConcept.MOST_SIDE + 0.01);
        byte[] rgb = pasted.image().read().rgb();
        for (int i = 0; i < rgb.length; i += 3) {
            int x = i / 3 % 120;
            int y = i / 3 / 120;
            boolean painted = rgb[i] != 100 || rgb[i + 1] != 100 || rgb[i + 2] != 100;
            boolean inside = x >= box.x0() && x <= box.x1() && y >= box.y0() && y <= box.y1();
            assertThat(painted).as("%d, %d in %s", x, y, box).isEqualTo(inside);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 9})
    void theSameSeedGivesTheSamePicture(long seed) throws IOException {
        List<PixelImage> words = List.of(Pictures.word("exit"), Pictures.word("market"));
        Sample first = PastedConcept.paste(PHOTOGRAPH, words, seed);
        Sample second = PastedConcept.paste(PHOTOGRAPH, words, seed);
        assertThat(first.boxes()).isEqualTo(second.boxes());
        assertThat(first.image().read().rgb()).isEqualTo(second.image().read().rgb());
        assertThat(GRAY.rgb()).containsOnly(100);
    }
}
