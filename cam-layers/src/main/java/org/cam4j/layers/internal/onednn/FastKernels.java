package org.cam4j.layers.internal.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Switches the fast CPU kernels on without a call by the user, and logs one warning per process where something that they need is missing.
 *
 * <p>{@link #allow} only sets a system property and starts no native code, so that class initializers may call it. {@link #warnOnce} is for places where ND4J has
 * started already.
 */
public final class FastKernels {
    private static final String PROPERTY = DL4JSystemProperties.DISABLE_HELPER_PROPERTY;
    private static final Logger LOG = LoggerFactory.getLogger(FastKernels.class);

    private FastKernels() {}

    /** Lets Deeplearning4j's layers that are created from now on use oneDNN, unless the user has set the system property. */
    public static void allow() {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, "false");
        }
    }

    /** Whether the user has switched the fast kernels off. */
    public static boolean refused() {
        return "true".equalsIgnoreCase(System.getProperty(PROPERTY));
    }

    /**
     * Logs what the fast kernels need and the class path does not have; once per process.
     *
     * @param type of the network; the kernels compute FLOAT alone
     */
    public static void warnOnce(DataType type) {
        if (type == DataType.FLOAT && !refused()) {
            MissingLibraries.logOnce();
        }
    }

    /** Logs that a network's own convolution layers were created without the fast kernels; once per process. */
    public static void warnOfSlowLayer(@Nullable Object layer) {
        if (layer instanceof ConvolutionLayer convolution
                && convolution.getClass() == ConvolutionLayer.class
                && convolution.getHelper() == null
                && !refused()
                && hasOneDnn()) {
            LateStart.logOnce();
        }
    }

    /** Whether the backend is the CPU and its native build has oneDNN. */
    public static boolean hasOneDnn() {
        return OneDnn.onCpu() && Nd4j.getBackend().buildInfo().contains("HAVE_ONEDNN");
    }

    /**
     * The Maven coordinates of what is missing.
     *
     * @param platform of JavaCPP, such as {@code linux-x86_64}
     * @param oneDnnBinary whether ND4J's native build has oneDNN
     * @param library whether the oneDNN library of cam4j's own layers is there
     */
    public static List<String> missing(String platform, boolean oneDnnBinary, boolean library) {
        List<String> missing = new ArrayList<>();
        if (!oneDnnBinary && platform.endsWith("-x86_64")) { // others are not published
            missing.add(String.format(Locale.ROOT, "org.nd4j:nd4j-native:1.0.0-M2.1:%s-onednn-avx2", platform));
        }
        if (!library) {
            missing.add(String.format(Locale.ROOT, "org.bytedeco:dnnl:2.5.2-1.5.7:%s", platform));
            missing.add(String.format(Locale.ROOT, "org.bytedeco:opencl:3.0-1.5.7:%s", platform));
        }
        return missing;
    }

    /** Logs in its initializer, which runs once in a process. */
    private static final class MissingLibraries {
        static {
            Pointer.maxBytes(); // before Loader: see Kernels
            List<String> missing =
                    OneDnn.onCpu() ? missing(Loader.getPlatform(), hasOneDnn(), OneDnn.available()) : List.of();
            if (!missing.isEmpty()) {
                LOG.warn(
                        "Convolutions run 4 to 5 times slower than they could. Add to the class path: {}. To keep the slow code and silence this: -D{}=true",
                        String.join(", ", missing),
                        PROPERTY);
            }
        }

        static void logOnce() {}
    }

    private static final class LateStart {
        static {
            LOG.warn(
                    "The network's convolution layers were created before cam4j could switch Deeplearning4j's fast kernels on, and run 4 to 5 times slower. "
                            + "Call org.cam4j.layers.kernels.Kernels.switchOn() before the network is created, or start Java with -D{}=false",
                    PROPERTY);
        }

        static void logOnce() {}
    }
}
