package org.cam4j.layers.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNBatchNormHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNSubsamplingHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class KernelsTest {
    private static final String DISABLE = DL4JSystemProperties.DISABLE_HELPER_PROPERTY;

    @BeforeEach
    @AfterEach
    void forgetTheProperty() {
        System.clearProperty(DISABLE);
    }

    @Test
    void switchingOnGivesEveryLayerItsKernel() {
        assumeOneDnn(Kernels.switchOn());
        ComputationGraph graph = KernelNetwork.create();
        assertThat(helper(graph, "convolution")).isInstanceOf(MKLDNNConvHelper.class);
        assertThat(helper(graph, "pooling")).isInstanceOf(MKLDNNSubsamplingHelper.class);
        assertThat(helper(graph, "average")).isInstanceOf(MKLDNNSubsamplingHelper.class);
        assertThat(helper(graph, "norm")).isInstanceOf(MKLDNNBatchNormHelper.class);
    }

    @Test
    void outputsAndGradientsAreThoseOfTheBuiltInCode() {
        INDArray images = KernelNetwork.images();
        System.setProperty(DISABLE, "true");
        ComputationGraph plain = KernelNetwork.create();
        assertThat(helper(plain, "convolution")).isNull();
        INDArray expectedOutput = plain.outputSingle(images);
        INDArray expectedGradient = KernelNetwork.gradient(plain, images);

        System.clearProperty(DISABLE);
        Kernels.switchOn();
        ComputationGraph fast = KernelNetwork.create();
        fast.setParams(plain.params());
        assertThat(largest(fast.outputSingle(images).sub(expectedOutput))).isLessThan(1e-5);
        assertThat(largest(expectedGradient)).isGreaterThan(1e-3);
        assertThat(largest(KernelNetwork.gradient(fast, images).sub(expectedGradient)))
                .isLessThan(1e-5);
    }

    /** oneDNN's own log names every primitive that it executes. */
    @Test
    void layersReallyRunOnOneDnn() throws IOException, InterruptedException {
        assumeOneDnn(Kernels.switchOn());
        String[] log = oneDnnLog().split("inference done", -1);
        assertThat(log).hasSize(2);
        assertThat(log[0])
                .contains(
                        ",convolution,",
                        ",batch_normalization,",
                        "alg:pooling_max",
                        "alg:pooling_avg",
                        ",deconvolution,");
        assertThat(log[1].lines().filter(line -> line.contains(",convolution,") && !line.contains("_dw:")))
                .anyMatch(line -> line.contains(",backward_data,"))
                .anyMatch(line -> line.contains(",backward_weights,"));
        assertThat(log[1].lines().filter(line -> line.contains(",batch_normalization,")))
                .anyMatch(line -> line.contains(",backward,"));
        assertThat(log[1].lines().filter(line -> line.contains(",deconvolution,")))
                .anyMatch(line -> line.contains(",backward_data,"));
    }

    private static String oneDnnLog() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                KernelNetwork.class.getName());
        builder.environment().put("DNNL_VERBOSE", "1");
        Process process = builder.redirectErrorStream(true).start();
        String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(log).isZero();
        return log;
    }

    @Test
    void theReportSaysWhatIsOn() {
        Kernels.Report report = Kernels.switchOn();
        assertThat(report.backend()).isEqualTo("CPU");
        assertThat(report.binary()).isNotEqualTo("unknown");
        assertThat(report.oneDnnBinary()).isEqualTo(report.binary().contains("onednn"));
        assertThat(report.oneDnnLayers()).isEqualTo(report.oneDnnBinary());
        assertThat(report.threads()).isPositive();
        assertThat(report.java()).startsWith(System.getProperty("java.version"));
        assertThat(Kernels.switchOn()).isEqualTo(report);
    }

    @Test
    void aUserWhoSwitchedTheKernelsOffIsHeard() {
        System.setProperty(DISABLE, "true");
        Kernels.Report report = Kernels.switchOn();
        assertThat(System.getProperty(DISABLE)).isEqualTo("true");
        assertThat(report.oneDnnLayers()).isFalse();
        assertThat(report.reason()).contains(DISABLE, "true");
        assertThat(report.warnings()).anyMatch(warning -> warning.contains("do not use oneDNN"));
    }

    @Test
    void spinningThreadsAreWarnedOf() {
        assertThat(Kernels.threadWarnings(Map.of("OMP_WAIT_POLICY", "passive"))).isEmpty();
        assertThat(Kernels.threadWarnings(Map.of())).singleElement().asString().contains("OMP_WAIT_POLICY=PASSIVE");
        assertThat(Kernels.threadWarnings(Map.of("OMP_WAIT_POLICY", "PASSIVE", "OMP_NUM_THREADS", "999999")))
                .singleElement()
                .asString()
                .contains("OMP_NUM_THREADS is 999999");
    }

    @Test
    void tightMemoryIsWarnedOf() {
        long gigabyte = 1L << 30;
        assertThat(Kernels.memoryWarnings(15 * gigabyte, 0, 24 * gigabyte)).isEmpty();
        List<String> warnings = Kernels.memoryWarnings(2 * gigabyte, 8 * gigabyte, 24 * gigabyte);
        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(0)).contains("2.0 GiB", "24.0 GiB", "maxbytes=12288m");
        assertThat(warnings.get(1)).contains("8.0 GiB", "maxphysicalbytes=0");
    }

    private static void assumeOneDnn(Kernels.Report report) {
        assumeTrue(report.oneDnnBinary(), "No oneDNN build for this platform: " + report.binary());
    }

    private static Object helper(ComputationGraph graph, String name) {
        Layer layer = graph.getLayer(name);
        return layer.getHelper();
    }

    private static double largest(INDArray difference) {
        return difference.amaxNumber().doubleValue();
    }
}
