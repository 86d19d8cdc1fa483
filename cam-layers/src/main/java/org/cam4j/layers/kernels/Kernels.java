package org.cam4j.layers.kernels;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.cam4j.layers.internal.onednn.FastKernels;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.deeplearning4j.nn.layers.mkldnn.BaseMKLDNNHelper;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;

/**
 * Deeplearning4j's fast layer kernels. cam4j's layers, vertices and models switch them on by themselves when they are first used; {@link #switchOn} is for
 * networks that are created before, and reports what is in effect. Release 1.0.0-M2.1 ships with them switched off by a system property and unreachable through a class that moved (see
 * {@link org.nd4j.nativeblas.Nd4jCpu}); with both put right, convolution, pooling and batch normalization run on oneDNN, four to six times as fast. They take
 * {@code FLOAT} arrays alone: networks of another data type fall back to the built-in code by themselves. Deconvolution and depthwise convolution have no such
 * kernel class in Deeplearning4j; their operations find oneDNN on their own.
 */
public final class Kernels {
    private static final long SMALL_MEMORY = 4L << 30;

    private Kernels() {}

    /**
     * Switches the fast kernels on for every layer that is created afterwards, starts the backend, and reports. Call it before other threads use ND4J, OpenCV or
     * FFmpeg: a layer decides when it is created, and the native libraries' classes deadlock if two threads initialize them in different orders.
     * A value that the user gave to the system property {@code org.eclipse.deeplearning4j.helpers.disable} is respected. May be called often and from any thread.
     *
     * @throws IllegalStateException if no ND4J backend is on the class path
     */
    public static Report switchOn() {
        FastKernels.allow();
        return report(System.getenv());
    }

    /** What is on, without switching anything, with the environment variables that the process was started with. */
    static Report report(Map<String, String> environment) {
        // JavaCPP's Pointer initializes its Loader. ND4J begins with Loader, and waits forever if another thread is
        // just beginning with Pointer (bytedeco/javacpp#737).
        Pointer.maxBytes();
        Nd4jBackend backend = backend();
        String name = Nd4j.getExecutioner().getEnvironmentInformation().getProperty("backend", "unknown");
        boolean processor = "CPU".equals(name);
        String binary = binary(processor ? "nd4jcpu" : "nd4jcuda");
        boolean oneDnnBinary = processor && backend.buildInfo().contains("HAVE_ONEDNN");
        boolean disabled = !"false".equalsIgnoreCase(System.getProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY));
        boolean answered = processor && BaseMKLDNNHelper.mklDnnEnabled();

        String reason;
        if (!processor) {
            reason = "Off: oneDNN serves the CPU backend, and the backend is " + name + ".";
        } else if (disabled) {
            reason = String.format(
                    Locale.ROOT,
                    "Off: the system property %s is %s.",
                    DL4JSystemProperties.DISABLE_HELPER_PROPERTY,
                    System.getProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY));
        } else if (!oneDnnBinary) {
            reason = String.format(
                    Locale.ROOT,
                    "Off: the native build %s has no oneDNN; add nd4j-native with a -onednn classifier to the class path.",
                    binary);
        } else if (!answered) {
            reason =
                    "Off: ND4J's environment forbids native helpers, or Deeplearning4j asked before they were reachable.";
        } else {
            reason = "On: the build has oneDNN, and Deeplearning4j's layers ask for it.";
        }

        boolean oneDnnLayers = oneDnnBinary && !disabled && answered;
        List<String> warnings = new ArrayList<>();
        if (processor && !oneDnnLayers) {
            warnings.add("Layers do not use oneDNN and are about five times slower. " + reason);
        }
        warnings.addAll(threadWarnings(environment));
        warnings.addAll(memoryWarnings(Pointer.maxBytes(), Pointer.maxPhysicalBytes(), Pointer.totalPhysicalBytes()));
        return new Report(
                name,
                binary,
                oneDnnBinary,
                oneDnnLayers,
                reason,
                Nd4j.getEnvironment().maxThreads(),
                System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
                warnings);
    }

    private static Nd4jBackend backend() {
        try {
            return Nd4j.getBackend();
        } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "ND4J could not start: expected nd4j-native (or nd4j-cuda-11.6) for this platform on the class path.",
                    e);
        }
    }

    /** The folder that JavaCPP unpacked the library into is named after the classifier. */
    private static String binary(String library) {
        String file = Loader.getLoadedLibraries().get(library);
        Path folder = file == null ? null : Path.of(file).getParent();
        Path classifier = folder == null ? null : folder.getFileName();
        return classifier == null ? "unknown" : classifier.toString();
    }

    static List<String> threadWarnings(Map<String, String> environment) {
        List<String> warnings = new ArrayList<>();
        String policy = environment.getOrDefault("OMP_WAIT_POLICY", "not set");
        if (!policy.equalsIgnoreCase("PASSIVE")) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "OMP_WAIT_POLICY is %s: idle threads spin and take time from the others; start with OMP_WAIT_POLICY=PASSIVE.",
                    policy));
        }
        String threads = environment.getOrDefault("OMP_NUM_THREADS", "");
        int cores = Runtime.getRuntime().availableProcessors();
        if (threads.matches("\\d{1,6}") && Integer.parseInt(threads) > cores) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "OMP_NUM_THREADS is %s on %d cores: threads wait for each other; start with OMP_NUM_THREADS=%d.",
                    threads,
                    cores,
                    cores));
        }
        return warnings;
    }

    static List<String> memoryWarnings(long nativeLimit, long processLimit, long machine) {
        List<String> warnings = new ArrayList<>();
        if (nativeLimit > 0 && nativeLimit < Math.min(SMALL_MEMORY, machine / 2)) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "Arrays may take %s of this machine's %s: large networks will run out; start with -Dorg.bytedeco.javacpp.maxbytes=%dm.",
                    gigabytes(nativeLimit),
                    gigabytes(machine),
                    (machine / 2) >> 20));
        }
        if (processLimit > 0 && processLimit < machine / 2) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "The process may take %s of this machine's %s, files mapped into memory included; start with -Dorg.bytedeco.javacpp.maxphysicalbytes=0.",
                    gigabytes(processLimit),
                    gigabytes(machine)));
        }
        return warnings;
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
    }

    /**
     * The backend, kernels and threads in use: the result of {@link Kernels#switchOn()}.
     *
     * @param backend ND4J backend: {@code CPU} or {@code CUDA}
     * @param binary the native build in use, by its artifact classifier, such as {@code linux-x86_64-onednn-avx2}
     * @param oneDnnBinary whether oneDNN is compiled into that build
     * @param oneDnnLayers whether convolution, batch-norm and pooling layers created from now on run on oneDNN
     * @param reason why the layers do or do not, in one sentence
     * @param threads threads of the native operations
     * @param java version and vendor of the Java runtime
     * @param warnings what slows this process down or limits it, each with a remedy; empty if there is nothing
     */
    public record Report(
            String backend,
            String binary,
            boolean oneDnnBinary,
            boolean oneDnnLayers,
            String reason,
            int threads,
            String java,
            List<String> warnings) {
        public Report {
            warnings = List.copyOf(warnings);
        }
    }
}
