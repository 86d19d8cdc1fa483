package org.cam4j.training.weights;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cam4j.datasets.fetch.Fetch;
import org.cam4j.datasets.fetch.FileFetch;
import org.cam4j.training.internal.weights.EmbeddedWeights;

/**
 * Where published weights are kept on this machine. A file that is not there is downloaded once from torchvision's address; its SHA-256 is compared with the digits in
 * its name before it is used.
 *
 * @param folder holds the files under their published names
 * @param address of the folder that they come from, with a slash at its end: torchvision's, or a mirror
 * @param offline whether a missing file is an error
 */
public record WeightsCache(Path folder, URI address, boolean offline) {
    /** Where torchvision publishes its weights. */
    public static final URI TORCHVISION = URI.create("https://download.pytorch.org/models/");
    /** Names the cache's folder: a variable of the environment. */
    public static final String VARIABLE = "CAM4J_CACHE";
    /** The same as a system property, which counts first. */
    public static final String PROPERTY = "cam4j.cache";
    /** A system property: the address of a mirror. */
    public static final String MIRROR_PROPERTY = "cam4j.weights.mirror";

    /** The folder of {@value #PROPERTY}, {@value #VARIABLE} or the platform's cache, and torchvision's address or the mirror's. */
    public static WeightsCache standard() {
        String mirror = System.getProperty(MIRROR_PROPERTY);
        String folder = System.getProperty(PROPERTY);
        Path root = folder != null
                ? Path.of(folder)
                : root(System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home", ""));
        return new WeightsCache(root.resolve("weights"), mirror == null ? TORCHVISION : URI.create(mirror), false);
    }

    /** The cache's folder: {@value #VARIABLE}, else {@code cam4j} in the platform's cache folder. */
    static Path root(Map<String, String> environment, String system, String home) {
        String named = environment.getOrDefault(VARIABLE, "");
        if (!named.isEmpty()) {
            return Path.of(named);
        }
        String lower = system.toLowerCase(Locale.ROOT);
        if (lower.startsWith("windows")) {
            String local = environment.getOrDefault("LOCALAPPDATA", "");
            return local.isEmpty() ? Path.of(home, "AppData", "Local", "cam4j") : Path.of(local, "cam4j");
        }
        if (lower.startsWith("mac")) {
            return Path.of(home, "Library", "Caches", "cam4j");
        }
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        return xdg.isEmpty() ? Path.of(home, ".cache", "cam4j") : Path.of(xdg, "cam4j");
    }

    /** The same cache, which downloads nothing if {@code now} is true. */
    public WeightsCache offline(boolean now) {
        return new WeightsCache(folder, address, now);
    }

    /** Where a file lies or will lie. */
    public Path path(PublishedWeights weights) {
        return folder.resolve(weights.file());
    }

    /** Whether the file is there. */
    public boolean has(PublishedWeights weights) {
        return Files.isRegularFile(path(weights));
    }

    /**
     * The weights of a name for an architecture: those embedded in the library, else the cached file, else the downloaded one.
     *
     * @param architecture id of a backbone in its published form
     * @param name {@link PublishedWeights#IMAGENET} or {@link PublishedWeights#IMAGENET_V2}
     * @throws IllegalArgumentException if there are none of this name for the architecture
     * @throws IOException as for {@link #fetch}
     */
    public Path find(String architecture, String name, Fetch.Listener listener) throws IOException {
        Optional<Path> embedded = EmbeddedWeights.find(architecture, name);
        if (embedded.isPresent()) {
            return embedded.get();
        }
        PublishedWeights weights = PublishedWeights.find(architecture, name)
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Backbone '%s' has no weights '%s'; name a file, or one of: %s ('cam4j weights list').",
                        architecture,
                        name,
                        String.join(", ", PublishedWeights.ids()))));
        return fetch(weights, listener);
    }

    /**
     * The cached file, which is downloaded if it is not there.
     *
     * @param listener gets the size before the download, and its progress
     * @throws IOException if the file is missing and the cache is offline, the download fails, or what arrived is another file; the message says how to put it there
     *     by hand
     */
    public Path fetch(PublishedWeights weights, Fetch.Listener listener) throws IOException {
        Path file = path(weights);
        if (has(weights)) {
            return file;
        }
        URI source = address.resolve(weights.file());
        if (offline) {
            throw new IOException(
                    byHand("Weights " + weights.id() + ": not in the cache, and --offline is given.", source, file));
        }
        listener.note(String.format(
                Locale.ROOT, "%s, %.1f MB, is downloaded once to %s", source, weights.megabytes(), folder));
        try {
            new FileFetch(listener).run(source, file, weights.sha256Prefix());
        } catch (IOException failure) {
            throw new IOException(byHand(String.valueOf(failure.getMessage()), source, file), failure);
        }
        return file;
    }

    private static String byHand(String problem, URI source, Path file) {
        return String.format(
                Locale.ROOT, "%s By hand: download %s with another program and save it as %s.", problem, source, file);
    }
}
