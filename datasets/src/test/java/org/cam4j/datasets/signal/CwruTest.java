package org.cam4j.datasets.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.RealData;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Skipped;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sinks;

class CwruTest {
    private static final int ENOUGH = BearingWindows.MINIMUM + 4000;

    @TempDir
    Path folder;

    @Test
    void blocksOfARecordingNeitherOverlapNorTouch() throws IOException {
        Dataset data = new Cwru().open(RealData.find("cwru"), 2);
        assertThat(data.skipped()).isEmpty();
        assertThat(data.classNames()).containsExactly("normal", "ball", "inner race", "outer race");
        TreeMap<String, Split> owners = new TreeMap<>();
        for (Split split : Split.values()) {
            assertThat(data.samples(split)).extracting(Sample::label).contains(0, 1, 2, 3);
            data.samples(split).forEach(sample -> owners.put(sample.id(), split));
        }
        String before = "";
        for (String id : owners.keySet()) {
            if (!before.isEmpty()
                    && owners.get(id) != owners.get(before)
                    && recording(id).equals(recording(before))) {
                assertThat(start(id) - start(before))
                        .as("%s and %s", before, id)
                        .isGreaterThanOrEqualTo(2 * BearingWindows.SAMPLES);
            }
            before = id;
        }
    }

    @Test
    void overFiveSeedsEachMomentIsTestedOnce() throws IOException {
        Path real = RealData.find("cwru");
        TreeSet<String> tested = new TreeSet<>();
        int count = 0;
        for (long seed = 1; seed <= BearingWindows.BLOCKS; seed++) {
            List<Sample> test = new Cwru().open(real, seed).samples(Split.TEST);
            test.forEach(sample -> tested.add(sample.id()));
            count += test.size();
        }
        assertThat(tested).hasSize(count).hasSizeGreaterThan(300);
        assertThat(new Cwru().open(real, 1).fingerprint())
                .isEqualTo(new Cwru().open(real, 1).fingerprint())
                .isNotEqualTo(new Cwru().open(real, 2).fingerprint());
    }

    @Test
    void theNormalRecordingIsBroughtToTheRateOfTheOthers() throws IOException {
        BearingRecording normal = BearingRecording.readAll(RealData.find("cwru")).recordings().stream()
                .filter(one -> one.condition() == BearingRecording.Condition.NORMAL)
                .findFirst()
                .orElseThrow();
        assertThat(normal.recordedRate()).isEqualTo(48_000);
        assertThat(normal.recorded()).hasSize(243_938);
        assertThat(normal.samples().length).isBetween(60_900, 60_985);
        PixelImage image = BearingWindows.spectrogram(Arrays.copyOf(normal.samples(), BearingWindows.SAMPLES))
                .image();
        assertThat(image.height()).isEqualTo(BearingWindows.ROWS);
        assertThat(image.width()).isEqualTo(BearingWindows.FRAMES);
    }

    @Test
    void decimationKeepsWhatIsBelowAndRemovesWhatWouldComeBack() {
        assertThat(amplitude(1000)).isCloseTo(1, within(1e-3));
        assertThat(amplitude(4900)).isCloseTo(1, within(1e-3));
        assertThat(amplitude(7100)).isLessThan(1e-3); // would come back at 4900 Hz
        assertThat(amplitude(11_000)).isLessThan(1e-3);
    }

    private static double amplitude(double hertz) {
        double[] samples = IntStream.range(0, 48_000)
                .mapToDouble(i -> Math.sin(2 * Math.PI * hertz * i / 48_000))
                .toArray();
        double[] few = Decimation.by(4, samples);
        return Math.sqrt(2 * Arrays.stream(few).map(one -> one * one).average().orElseThrow());
    }

    @Test
    void faultFrequenciesAreThoseOfTheShaft() {
        assertThat(BearingRecording.Condition.OUTER_RACE.hertz(1797)).isCloseTo(107.36, within(0.01));
        assertThat(BearingRecording.Condition.INNER_RACE.hertz(1797)).isCloseTo(162.19, within(0.01));
        assertThat(BearingRecording.Condition.NORMAL.hertz(1797)).isNaN();
    }

    @Test
    void numpyAndMatlabFilesOfTheSameSamplesGiveTheSameImages() throws IOException {
        double[] samples = noise();
        Path mat = Files.createDirectory(folder.resolve("mat"));
        Path npz = Files.createDirectory(folder.resolve("npz"));
        matlab(mat.resolve("105.mat"), "X105_DE_time", samples);
        numpy(npz.resolve("1797_IR_7_DE12.npz"), samples);
        Sample first = new Cwru().open(mat, 1).samples(Split.TEST).get(0);
        Sample second = new Cwru().open(npz, 1).samples(Split.TEST).get(0);
        assertThat(first.label()).isEqualTo(second.label()).isEqualTo(2);
        assertThat(first.image().read().rgb()).isEqualTo(second.image().read().rgb());
    }

    @Test
    void halvesOfARecordingAreTheClassesOfTheControl() throws IOException {
        numpy(folder.resolve("1797_B_7_DE12.npz"), noise());
        Dataset data = new CwruHalves().open(folder, 1);
        for (Split split : Split.values()) {
            assertThat(data.samples(split)).extracting(Sample::label).contains(0, 1);
        }
        assertThat(data.samples(Split.TEST).get(0).id()).isEqualTo("1797_B_7_DE12/000000");
    }

    @Test
    void filesThatCannotBeUsedAreNamedAndTheOthersStay() throws IOException {
        numpy(folder.resolve("1797_B_7_DE12.npz"), noise());
        double[] hole = noise();
        hole[17] = Double.NaN;
        numpy(folder.resolve("1797_IR_7_DE12.npz"), hole);
        numpy(folder.resolve("1797_OR@6_7_DE12.npz"), new double[1000]);
        numpy(folder.resolve("1797_IR_7_FE12.npz"), noise());
        Files.writeString(folder.resolve("1797_Normal.npz"), "no archive");
        matlab(folder.resolve("97.mat"), "vibration", noise());
        Files.writeString(folder.resolve("105.mat"), "MATLAB 7.3 MAT-file, of another layout");
        matlab(folder.resolve("118.mat"), "X118_DE_time", noise());
        byte[] whole = Files.readAllBytes(folder.resolve("118.mat"));
        Files.write(folder.resolve("118.mat"), Arrays.copyOf(whole, whole.length / 2));

        Dataset data = new Cwru().open(folder, 1);
        assertThat(data.samples(Split.TEST)).extracting(Sample::label).containsOnly(1);
        assertThat(data.skipped())
                .hasSize(7)
                .allSatisfy(one -> assertThat(one.reason()).doesNotContain("\n"));
        assertThat(reason(data, "1797_IR_7_DE12.npz")).contains("sample 17 is NaN");
        assertThat(reason(data, "1797_OR@6_7_DE12.npz")).contains("has 1000 samples", "window of 1136");
        assertThat(reason(data, "1797_IR_7_FE12.npz")).contains("no fault at the drive end");
        assertThat(reason(data, "1797_Normal.npz")).contains("not a valid .npz archive");
        assertThat(reason(data, "97.mat")).contains("holds the variables [vibration], expected X097_DE_time");
        assertThat(reason(data, "105.mat")).contains("cannot be read as a .mat file");
        assertThat(reason(data, "118.mat")).contains("118.mat");
    }

    @Test
    void aFolderWithNothingToUseIsRefusedWithTheReason() throws IOException {
        numpy(folder.resolve("1797_OR@6_7_DE12.npz"), new double[1000]);
        assertThatThrownBy(() -> new Cwru().open(folder, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("contains no usable recording")
                .hasMessageContaining("has 1000 samples");
    }

    private static String reason(Dataset data, String file) {
        return data.skipped().stream()
                .filter(one -> one.id().equals(file))
                .map(Skipped::reason)
                .findFirst()
                .orElse("not skipped");
    }

    private static String recording(String id) {
        return id.substring(0, id.indexOf('/'));
    }

    private static int start(String id) {
        return Integer.parseInt(id.substring(id.indexOf('/') + 1));
    }

    private static double[] noise() {
        return new Random(5).doubles(ENOUGH, -1, 1).toArray();
    }

    private static void matlab(Path file, String variable, double[] samples) throws IOException {
        Matrix column = Mat5.newMatrix(samples.length, 1);
        for (int i = 0; i < samples.length; i++) {
            column.setDouble(i, samples[i]);
        }
        MatFile content = Mat5.newMatFile().addArray(variable, column);
        try (var sink = Sinks.newStreamingFile(file.toFile())) {
            Mat5.newWriter(sink).writeMat(content);
        }
    }

    private static void numpy(Path file, double[] samples) throws IOException {
        String header = "{'descr': '<f8', 'fortran_order': True, 'shape': (%d, 1), }\n".formatted(samples.length);
        ByteBuffer npy = ByteBuffer.allocate(10 + header.length() + samples.length * Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        npy.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        npy.putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
        for (double sample : samples) {
            npy.putDouble(sample);
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("DE.npy"));
            zip.write(npy.array());
        }
    }
}
