package org.cam4j.datasets.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.signal.Sweep.Defect;
import org.cam4j.datasets.signal.Sweep.Kind;
import org.cam4j.evaluation.Box;
import org.junit.jupiter.api.Test;

class FrequencySweepTest {
    private static final double RATE = 8000;

    private static double[] sine(double hertz) {
        double[] samples = new double[1024];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = Math.sin(2 * Math.PI * hertz * i / RATE);
        }
        return samples;
    }

    @Test
    void aSineLightsTheRowOfItsFrequency() {
        Spectrogram spectrogram = Spectrogram.of(sine(1000), RATE, 256, 128, 64);
        assertThat(spectrogram.hertzPerRow()).isEqualTo(62.5);
        assertThat(spectrogram.secondsPerFrame()).isEqualTo(0.016);
        assertThat(spectrogram.power()[0]).hasSize(7);
        for (int row = 0; row < 64; row++) {
            if (Math.abs(row - 15) > 2) {
                assertThat(spectrogram.power()[row][3]).isLessThan(spectrogram.power()[15][3] / 1000);
            }
        }
    }

    @Test
    void aSignalShorterThanAWindowOrWithAHoleIsRefused() {
        assertThatThrownBy(() -> Spectrogram.of(new double[255], RATE, 256, 128, 64))
                .hasMessageContaining("shorter than one window");
        double[] hole = sine(500);
        hole[7] = Double.NaN;
        assertThatThrownBy(() -> Spectrogram.of(hole, RATE, 256, 128, 64)).hasMessageContaining("sample 7");
    }

    @Test
    void onlyTheDefectivesHaveABoxAndThePixelsFollowFromTheSeed() throws IOException {
        Dataset data = new FrequencySweep().open(Path.of("."), 3);
        Dataset again = new FrequencySweep().open(Path.of("."), 3);
        assertThat(data.fingerprint()).isEqualTo(again.fingerprint());
        List<Sample> test = data.samples(Split.TEST);
        assertThat(test)
                .hasSize(400)
                .allSatisfy(sample -> assertThat(sample.boxes()).hasSize(sample.label()));
        assertThat(test.get(1).image().read().rgb())
                .isEqualTo(again.samples(Split.TEST).get(1).image().read().rgb());
    }

    @Test
    void inTheMiddleOfTheBoxASweepIsMissingOrRingsWhereAGoodOneDoesNot() throws IOException {
        assertThat(change(Kind.DROP_OUT, 0.1)).isLessThan(-60);
        assertThat(change(Kind.NOTCH, 300)).isLessThan(-60);
        assertThat(change(Kind.RESONANCE, 0.1)).isGreaterThan(60);
    }

    /** Gray value in the middle of the defect's box, less that of a sweep without the defect. */
    private static int change(Kind kind, double extent) throws IOException {
        Sweep good = new Sweep(200, 3600, 0.02, 0, 1, Optional.empty());
        Sweep defective = new Sweep(200, 3600, 0.02, 0, 1, Optional.of(new Defect(kind, 1800, extent)));
        Box box = FrequencySweep.box(defective.place().orElseThrow());
        int place = 3 * ((box.y0() + box.y1()) / 2 * 64 + (box.x0() + box.x1()) / 2);
        return (image(defective).rgb()[place] & 255) - (image(good).rgb()[place] & 255);
    }

    private static PixelImage image(Sweep sweep) {
        return Spectrogram.of(sweep.samples(new Random(1)), RATE, 256, 128, 64).image();
    }
}
