package org.cam4j.experiments.cli.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.write.ImageFiles;
import org.cam4j.experiments.cli.Cam4j;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first uses of native code, in processes of their own: none waits for another forever. */
class StartIT {
    private static final long MOST_SECONDS = 120;
    private static final String POINTER = "Initializing 'org/bytedeco/javacpp/Pointer'";
    private static final String LOADER = "Initializing 'org/bytedeco/javacpp/Loader'";

    @TempDir
    Path folder;

    /** The initializer of Pointer runs that of Loader: whatever begins with Pointer cannot wait for another that does. */
    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"kernels", "decoder", "batches", "video", "model"})
    void everyFirstUseBeginsWithPointer(String use) throws IOException, InterruptedException {
        String initialized = initialized(FirstUses.class, image(), 0, use);
        assertThat(initialized).contains(POINTER, LOADER);
        assertThat(initialized.indexOf(POINTER)).isLessThan(initialized.indexOf(LOADER));
    }

    @Test
    void theProgramBeginsWithPointer() throws IOException, InterruptedException {
        String initialized = initialized(Cam4j.class, "doctor");
        assertThat(initialized).contains(POINTER, LOADER);
        assertThat(initialized.indexOf(POINTER)).isLessThan(initialized.indexOf(LOADER));
    }

    @Test
    void theLimitOfMemoryDoesNotUseJavaCpp() throws IOException, InterruptedException {
        assertThat(initialized(FirstUses.class, image(), 500, "limit")).doesNotContain(POINTER, LOADER);
    }

    /** Threads that use native code first, at the same time: they end. */
    @Tag("long")
    @ParameterizedTest
    @CsvSource({
        "0, kernels decoder limit",
        "20, kernels decoder",
        "50, decoder kernels",
        "100, model decoder",
        "20, batches kernels video decoder model"
    })
    void firstUsesInManyOrdersEnd(long millisecondsBetween, String uses) throws IOException, InterruptedException {
        assertThat(initialized(FirstUses.class, image(), millisecondsBetween, uses))
                .contains(POINTER, LOADER);
    }

    private Path image() throws IOException {
        return Files.write(folder.resolve("image.png"), ImageFiles.png(new PixelImage(8, 8, new byte[8 * 8 * 3])));
    }

    /** Runs a program; which classes Java initialized, in this order. */
    private String initialized(Class<?> program, Object... arguments) throws IOException, InterruptedException {
        Path said = folder.resolve("said.txt");
        Path log = folder.resolve("classes.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dorg.bytedeco.javacpp.maxbytes=2g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // starts sooner
                "-Xlog:class+init=info:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS))
                    .as("ended, and did not hang: " + Files.readString(said))
                    .isTrue();
            assertThat(process.exitValue())
                    .as(Files.readString(said))
                    .isLessThan(FirstUses.FAILED); // doctor may warn: 1
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(log);
    }
}
