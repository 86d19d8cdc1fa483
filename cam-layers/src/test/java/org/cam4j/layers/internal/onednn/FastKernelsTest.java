package org.cam4j.layers.internal.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.junit.jupiter.api.Test;

/** Each program runs in a process of its own, since the kernels are chosen once in a process. */
class FastKernelsTest {
    private static final String SLOWER = "4 to 5 times slower";

    @Test
    void networksWithLayersOfCam4jAreFastWithoutACall() throws IOException, InterruptedException {
        assumeTrue(FastKernels.hasOneDnn());
        String log = run(classPath(""), List.of());
        assertThat(log).contains("kernel org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper");
        assertThat(log).doesNotContain("kernel null", SLOWER);
    }

    @Test
    void aMissingLibraryIsNamedOnceWithItsCoordinates() throws IOException, InterruptedException {
        assumeTrue(OneDnn.available() && FastKernels.hasOneDnn());
        String log = run(classPath("dnnl-[^/\\\\]*-(linux|windows|macosx)[^/\\\\]*jar"), List.of());
        assertThat(log)
                .containsOnlyOnce(SLOWER)
                .containsPattern("org\\.bytedeco:dnnl:2\\.5\\.2-1\\.5\\.7:\\w+-\\w+, org");
        assertThat(log).doesNotContain("org.nd4j:nd4j-native");
    }

    @Test
    void networksThatWereCreatedBeforeAreWarnedOfOnce() throws IOException, InterruptedException {
        assumeTrue(FastKernels.hasOneDnn());
        String log = run(classPath(""), List.of("stock"));
        assertThat(log).containsOnlyOnce(SLOWER).contains("kernel null", "Kernels.switchOn()");
        assertThat(log).contains("kernel org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper"); // the second network
    }

    @Test
    void whoSwitchedTheKernelsOffIsNotWarned() throws IOException, InterruptedException {
        String log = run(classPath(""), List.of(), "-D" + DL4JSystemProperties.DISABLE_HELPER_PROPERTY + "=true");
        assertThat(log).contains("kernel null").doesNotContain(SLOWER);
    }

    @Test
    void onlyPublishedBuildsAreRecommended() {
        assertThat(FastKernels.missing("linux-x86_64", true, true)).isEmpty();
        assertThat(FastKernels.missing("windows-x86_64", false, true))
                .containsExactly("org.nd4j:nd4j-native:1.0.0-M2.1:windows-x86_64-onednn-avx2");
        assertThat(FastKernels.missing("linux-arm64", false, true)).isEmpty();
        assertThat(FastKernels.missing("linux-arm64", false, false))
                .containsExactly(
                        "org.bytedeco:dnnl:2.5.2-1.5.7:linux-arm64", "org.bytedeco:opencl:3.0-1.5.7:linux-arm64");
    }

    @Test
    void theCoordinatesAreThoseOfTheBuild() throws IOException {
        String pom = Files.readString(Path.of("..", "bom", "pom.xml"));
        assertThat(pom).contains("<dl4j.version>1.0.0-M2.1<", "<version>2.5.2-1.5.7<", "<version>3.0-1.5.7<");
    }

    private static String classPath(String leftOut) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> leftOut.isEmpty() || !entry.matches(".*[/\\\\]" + leftOut))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String run(String classPath, List<String> arguments, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-cp", classPath));
        command.addAll(List.of(options));
        command.add(FirstUse.class.getName());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(log).isZero();
        return log;
    }
}
