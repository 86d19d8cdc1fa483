package org.cam4j.layers.kernels;

import java.util.List;

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
public record KernelReport(
        String backend,
        String binary,
        boolean oneDnnBinary,
        boolean oneDnnLayers,
        String reason,
        int threads,
        String java,
        List<String> warnings) {
    public KernelReport {
        warnings = List.copyOf(warnings);
    }
}
