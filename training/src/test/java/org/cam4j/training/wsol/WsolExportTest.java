package org.cam4j.training.wsol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cam4j.training.internal.onnx.write.OnnxComparison;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The saved networks of the WSOL methods as ONNX files, against ONNX Runtime. */
class WsolExportTest {
    @TempDir
    private Path folder;

    static List<WsolMethod> methods() {
        return WsolMethods.all();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theSavedNetworkIsExported(WsolMethod method) throws IOException {
        OnnxComparison.Deviation deviation = OnnxComparison.of(
                OnnxComparison.trained(DrawnProblem.network(DrawnProblem.small(method))),
                "cam",
                folder.resolve("model.onnx"));
        assertThat(deviation.missing()).isEmpty();
        assertThat(deviation.logits()).isLessThan(1e-4);
        assertThat(deviation.classMaps()).isLessThan(1e-4);
    }
}
