package org.cam4j.datasets.internal;

import java.util.List;

/** The classes of CIFAR-10. */
public final class CifarClasses {
    /** In the order of the labels. */
    public static final List<String> NAMES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private CifarClasses() {}
}
