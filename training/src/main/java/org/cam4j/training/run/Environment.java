package org.cam4j.training.run;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.cam4j.layers.kernels.Kernels;

/**
 * What a run ran on.
 *
 * @param git the program's commit
 * @param libraries versions by artifact
 * @param device the machine
 * @param kernels what calculates
 */
public record Environment(GitState git, Map<String, String> libraries, Device device, Kernels.Report kernels) {
    private static final Map<String, String> ARTIFACTS = Map.of(
            "deeplearning4j-nn", "org.deeplearning4j",
            "nd4j-api", "org.nd4j",
            "nd4j-native", "org.nd4j",
            "javacpp", "org.bytedeco");

    public Environment {
        libraries = Map.copyOf(libraries);
    }

    /** This process. */
    public static Environment here() {
        Map<String, String> libraries = new TreeMap<>();
        ARTIFACTS.forEach((artifact, group) -> libraries.put(artifact, version(group, artifact)));
        return new Environment(GitState.ofThisProgram(), libraries, Device.here(), Kernels.switchOn());
    }

    /** What decides the last digits of a sum: runs on the same arithmetic are equal bit by bit. */
    public String arithmetic() {
        return String.format(
                Locale.ROOT,
                "%d threads of %s on %s, fast layers %s",
                kernels.threads(),
                kernels.binary(),
                device.processor(),
                kernels.oneDnnLayers() ? "on" : "off");
    }

    private static String version(String group, String artifact) {
        String resource = String.format(Locale.ROOT, "/META-INF/maven/%s/%s/pom.properties", group, artifact);
        try (InputStream in = Environment.class.getResourceAsStream(resource)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "absent");
        } catch (IOException unreadable) {
            return "unreadable";
        }
    }

    /**
     * The machine of a run.
     *
     * @param system operating system and version
     * @param processor the processor's name where the system tells it, else the architecture
     * @param cores processors that the JVM may use
     * @param java the JVM's version
     */
    public record Device(String system, String processor, int cores, String java) {
        /** This machine. */
        public static Device here() {
            return new Device(
                    System.getProperty("os.name") + " " + System.getProperty("os.version"),
                    processorName(),
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.version().toString());
        }

        private static String processorName() {
            String architecture = System.getProperty("os.arch");
            try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(architecture);
            } catch (IOException notLinux) {
                return architecture;
            }
        }
    }

    /**
     * The commit that a program was built from.
     *
     * @param commit 40 hexadecimal digits, or {@code unknown} without git or outside a working tree
     * @param dirty whether anything but {@code results/} differs from the commit; true where that is unknown
     */
    public record GitState(String commit, boolean dirty) {
        private static final GitState UNKNOWN = new GitState("unknown", true);

        /** The state of the working tree that holds cam4j's own classes, whatever the current folder. */
        static GitState ofThisProgram() {
            CodeSource source = GitState.class.getProtectionDomain().getCodeSource();
            if (source == null || source.getLocation() == null) {
                return UNKNOWN;
            }
            try {
                Path classes = Path.of(source.getLocation().toURI());
                Path folder = Files.isDirectory(classes) ? classes : classes.getParent();
                return folder == null ? UNKNOWN : of(folder);
            } catch (URISyntaxException | IllegalArgumentException notAFile) {
                return UNKNOWN;
            }
        }

        /** The state of the working tree around a folder. */
        public static GitState of(Path folder) {
            Optional<String> commit = git(folder, "rev-parse", "HEAD");
            Optional<String> changes = git(folder, "status", "--porcelain", "--", ":(top)", ":(top,exclude)results");
            if (commit.isEmpty() || changes.isEmpty()) {
                return UNKNOWN;
            }
            return new GitState(commit.get(), !changes.get().isEmpty());
        }

        private static Optional<String> git(Path folder, String... arguments) {
            List<String> command = new ArrayList<>(List.of("git", "--no-optional-locks", "-C", folder.toString()));
            command.addAll(List.of(arguments));
            try {
                Process process = new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                process.getOutputStream().close();
                String text;
                try (InputStream out = process.getInputStream()) {
                    text = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
                }
                boolean ended = process.waitFor(10, TimeUnit.SECONDS);
                return ended && process.exitValue() == 0 ? Optional.of(text) : Optional.empty();
            } catch (IOException noGit) {
                return Optional.empty();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }
}
