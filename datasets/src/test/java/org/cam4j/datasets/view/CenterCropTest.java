package org.cam4j.datasets.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.RealData;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Mask;
import org.cam4j.evaluation.Skipped;
import org.junit.jupiter.api.Test;

class CenterCropTest {
    /** One image of 8 rows and 12 columns, whose red is ten times the row and whose green is ten times the column; the mask is the four left columns. */
    private record Drawn(List<Box> boxes) implements Dataset {
        @Override
        public String id() {
            return "drawn";
        }

        @Override
        public List<String> classNames() {
            return List.of("one");
        }

        @Override
        public List<Sample> samples(Split split) {
            byte[] rgb = new byte[8 * 12 * 3];
            byte[] mask = new byte[8 * 12];
            for (int i = 0; i < mask.length; i++) {
                rgb[3 * i] = (byte) (10 * (i / 12));
                rgb[3 * i + 1] = (byte) (10 * (i % 12));
                mask[i] = (byte) (i % 12 < 4 ? 1 : 0);
            }
            return List.of(new Sample(
                    "image",
                    0,
                    12,
                    8,
                    boxes,
                    Optional.of(() -> new Mask(8, 12, mask)),
                    () -> new PixelImage(8, 12, rgb)));
        }

        @Override
        public List<Skipped> skipped() {
            return List.of();
        }

        @Override
        public String fingerprint() {
            return "drawn";
        }
    }

    @Test
    void theSquareIsTheMiddleOfImageAndMask() throws IOException {
        Dataset cropped = Views.centerCrop(new Drawn(List.of(new Box(1, 2, 5, 6), new Box(0, 0, 1, 8))), 8);
        Sample sample = cropped.samples(Split.TEST).get(0);
        assertThat(sample.width()).isEqualTo(8);
        assertThat(sample.height()).isEqualTo(8);
        PixelImage image = sample.image().read();
        assertThat(image.height()).isEqualTo(8);
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                assertThat(image.rgb()[3 * (y * 8 + x)]).isEqualTo((byte) (10 * y));
                assertThat(image.rgb()[3 * (y * 8 + x) + 1]).isEqualTo((byte) (10 * (x + 2)));
                assertThat(sample.mask().orElseThrow().get().pixels()[y * 8 + x])
                        .isEqualTo((byte) (x < 2 ? 1 : 0));
            }
        }
        assertThat(sample.boxes())
                .as("the second box ends before the square begins")
                .containsExactly(new Box(0, 2, 3, 6));
    }

    @Test
    void theShortSideIsResizedFirst() throws IOException {
        Sample sample = Views.centerCrop(new Drawn(List.of(new Box(4, 0, 8, 8))), 16)
                .samples(Split.TRAIN)
                .get(0);
        assertThat(sample.image().read().width()).isEqualTo(16);
        assertThat(sample.boxes()).containsExactly(new Box(4, 0, 12, 16));
        Mask mask = sample.mask().orElseThrow().get();
        assertThat(mask.pixels()[3]).isEqualTo((byte) 1);
        assertThat(mask.pixels()[4]).isEqualTo((byte) 0);
    }

    @Test
    void everySizeHasAFingerprintOfItsOwn() {
        Dataset whole = Parts.open(new Parts.Options(3, 32, 0.45, 0, 0, 6, 2, 2), 1);
        assertThat(Views.centerCrop(whole, 16).fingerprint())
                .isEqualTo(whole.fingerprint() + ", center crop 16")
                .isNotEqualTo(Views.centerCrop(whole, 24).fingerprint());
        assertThatThrownBy(() -> Views.centerCrop(whole, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Center crop: the size is 0, expected 1 or more.");
    }

    @Test
    void masksOfPascalVocLieWhereTheirImagesDo() throws IOException {
        Dataset whole = Datasets.byId("voc").open(RealData.find("voc2012-animals"), 1);
        Dataset cropped = Views.centerCrop(whole, 224);
        assertThat(cropped.samples(Split.TEST)).hasSameSizeAs(whole.samples(Split.TEST));
        for (int i = 0; i < 40; i += 4) {
            Sample before = whole.samples(Split.TEST).get(i);
            Sample after = cropped.samples(Split.TEST).get(i);
            Mask mask = before.mask().orElseThrow().get();
            byte[] square = after.mask().orElseThrow().get().pixels();
            int side = Math.min(mask.width(), mask.height());
            int left = (mask.width() - side) / 2;
            int top = (mask.height() - side) / 2;
            long object = 0;
            for (int y = top; y < top + side; y++) {
                for (int x = left; x < left + side; x++) {
                    object += mask.pixels()[y * mask.width() + x] == 1 ? 1 : 0;
                }
            }
            long inSquare = 0;
            for (byte pixel : square) {
                inSquare += pixel == 1 ? 1 : 0;
            }
            assertThat(100.0 * inSquare / square.length)
                    .as(before.id())
                    .isCloseTo(100.0 * object / side / side, within(1.0));
            assertThat(after.image().read().rgb()).hasSize(224 * 224 * 3);
            byte[] expected = before.image()
                    .read()
                    .resized((int) (224L * mask.height() / side), (int) (224L * mask.width() / side))
                    .rgb();
            assertThat(after.image().read().rgb()[0])
                    .as("first pixel of the square, whose resized image begins above or left of it")
                    .isEqualTo(expected[first(mask)]);
        }
    }

    private static int first(Mask mask) {
        int side = Math.min(mask.width(), mask.height());
        int width = (int) (224L * mask.width() / side);
        int height = (int) (224L * mask.height() / side);
        int top = (int) Math.rint((height - 224) / 2.0);
        int left = (int) Math.rint((width - 224) / 2.0);
        return (top * width + left) * 3;
    }
}
