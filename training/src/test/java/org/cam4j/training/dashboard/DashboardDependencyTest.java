package org.cam4j.training.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DashboardDependencyTest {
    @Test
    void withoutDeeplearning4jUiItsNameIsPrinted() throws IOException, InterruptedException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("vertx-"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        DashboardDependencyTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        assertThat(output)
                .contains("The dashboard needs org.deeplearning4j:deeplearning4j-ui, which is not on the class path");
    }

    /** The other process. */
    public static void main(String[] arguments) throws IOException {
        DashboardServer.start(Path.of("."), DashboardServer.DEFAULT_HOST, 0).close();
    }
}
