package org.cam4j.datasets.pixels;

import org.bytedeco.javacpp.Pointer;

/**
 * Initializes JavaCPP, the bridge to the native code of OpenCV, FFmpeg, HDF5 and ND4J. The initializers of its classes {@code Loader} and {@code Pointer} need each other: if one thread
 * begins with the first and another with the second, both wait forever (bytedeco/javacpp#737). So everything here that uses native code begins with {@code Pointer}, by this method
 * or, in the module cam-layers, by {@code Kernels.switchOn()}; classes that start threads do so before they start them.
 */
public final class JavaCpp {
    private JavaCpp() {}

    /** Initializes both classes completely; may be called often and from any thread. Loads JavaCPP's own small library, but none of the others. */
    public static void initialize() {
        Pointer.maxBytes(); // the initializer of Pointer runs that of Loader
    }
}
