package org.cam4j.training.run;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.cam4j.layers.kernels.KernelReport;
import org.cam4j.layers.kernels.Kernels;

/**
 * What a run ran on.
 *
 * @param git the program's commit
 * @param libraries versions by artifact
 * @param device the machine
 * @param kernels what calculates
 */
public record Environment(GitState git, Map<String, String> libraries, Device device, KernelReport kernels) {
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
}
