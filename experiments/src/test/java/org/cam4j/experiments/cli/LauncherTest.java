package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher {@code cam4j} in a folder of its own, with programs {@code java} and {@code mvn} that print how they are called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final String JAVA = """
            #!/bin/sh
            case "$*" in
              *XshowSettings*) echo asked >>"$HOME/asked"
                printf '    java.specification.version = 17\\n    sun.jnu.encoding = UTF-8\\n    user.home = %s\\n' "$HOME" >&2 ;;
              *) echo "java $*" ;;
            esac
            """;
    private static final String MAVEN = """
            #!/bin/sh
            echo "mvn $*" >>"$HOME/built"
            mkdir -p experiments/target/classes
            printf '%s' "$HOME/lib-onednn-avx2.jar" >experiments/target/classpath.txt
            """;

    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void launcher() throws IOException {
        home = folder.resolve("clone");
        Files.createDirectories(home.resolve("experiments/src/main"));
        Files.createDirectories(home.resolve(".mvn"));
        Files.writeString(home.resolve("pom.xml"), "");
        Files.writeString(home.resolve("experiments/pom.xml"), "");
        Files.writeString(folder.resolve("lib-onednn-avx2.jar"), "");
        program(home.resolve("cam4j"), Files.readString(launcherOfTheClone()));
        Files.createDirectories(folder.resolve("bin"));
        program(folder.resolve("bin/java"), JAVA);
        program(folder.resolve("bin/mvn"), MAVEN);
    }

    private static Path launcherOfTheClone() {
        return Stream.of(Path.of("cam4j"), Path.of("../cam4j"))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow();
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Everything that a run prints; the last line is its exit code. */
    private List<String> run(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("bash", home.resolve("cam4j").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JAVA_HOME", "CAM4J_BACKEND", "CAM4J_JAVA_OPTIONS"));
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        List<String> lines = new ArrayList<>(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        lines.add(Integer.toString(process.exitValue()));
        return lines;
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(folder.resolve("built"));
    }

    @Test
    void theBackendOfTheLastBuildStays() throws Exception {
        assertThat(run(Map.of(), "list")).last().isEqualTo("0");
        assertThat(builds()).singleElement().asString().doesNotContain("-Pcuda");

        assertThat(run(Map.of("CAM4J_BACKEND", "cuda"), "list"))
                .contains("cam4j: building because CAM4J_BACKEND switches it from cpu to cuda"
                        + " (the first build downloads about 500 MB of libraries) ...");
        assertThat(builds()).hasSize(2).last().asString().contains("-Pcuda");

        Files.setLastModifiedTime(home.resolve("experiments/target/built"), FileTime.fromMillis(0));
        assertThat(run(Map.of(), "list")).first().asString().contains("pom.xml has changed");
        assertThat(builds()).hasSize(3).last().asString().contains("-Pcuda");

        assertThat(run(Map.of("CAM4J_BACKEND", "cpu"), "list"))
                .first()
                .asString()
                .contains("from cuda to cpu");
        assertThat(run(Map.of(), "list")).first().asString().startsWith("java ");
        assertThat(builds()).hasSize(4).last().asString().doesNotContain("-Pcuda");
    }

    @Test
    void anUnknownBackendIsRefused() throws Exception {
        assertThat(run(Map.of("CAM4J_BACKEND", "gpu"), "list"))
                .containsExactly("cam4j: CAM4J_BACKEND=gpu: expected cpu or cuda.", "2");
    }

    @Test
    void onlyShortCommandsDoWithoutTheSecondCompiler() throws Exception {
        String option = "-XX:TieredStopAtLevel=1";
        Path photo = Files.writeString(folder.resolve("photo.jpg"), "");
        run(Map.of(), "list");
        for (List<String> brief : List.of(
                List.of("--help"),
                List.of("train", "--help"),
                List.of("explain", photo.toString()),
                List.<String>of())) {
            assertThat(run(Map.of(), brief.toArray(String[]::new)).get(0))
                    .as(brief.toString())
                    .contains(option);
        }
        for (List<String> longer : List.of(
                List.of("train"), List.of("explain", folder.toString()), List.of("explain", "--dataset", "parts"))) {
            assertThat(run(Map.of(), longer.toArray(String[]::new)).get(0))
                    .as(longer.toString())
                    .doesNotContain(option)
                    .contains("-Dorg.bytedeco.javacpp.platform.extension=-onednn-avx2");
        }
    }

    @Test
    void aScriptNamedJavaIsAskedEveryTimeAndAProgramOnce() throws Exception {
        run(Map.of(), "list");
        run(Map.of(), "list");
        assertThat(Files.readAllLines(folder.resolve("asked"))).hasSize(2);

        Files.delete(folder.resolve("bin/java"));
        Map<String, String> real = Map.of("JAVA_HOME", System.getProperty("java.home"));
        run(real, "list");
        Path answers = answers();
        List<String> kept = new ArrayList<>(Files.readAllLines(answers));
        assertThat(kept.get(1)).isEqualTo(System.getProperty("java.specification.version"));
        kept.set(1, "11");
        Files.write(answers, kept);
        assertThat(run(real, "list")).first().asString().startsWith("cam4j: found Java 11; expected 17 or newer.");
        assertThat(run(Map.of("JAVA_HOME", System.getProperty("java.home"), "LC_CTYPE", "C.UTF-8"), "list"))
                .noneMatch(line -> line.contains("found Java 11"));
    }

    private Path answers() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("experiments/target"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("java-"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
