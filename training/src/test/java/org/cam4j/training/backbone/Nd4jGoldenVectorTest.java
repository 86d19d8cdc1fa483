package org.cam4j.training.backbone;

import org.deeplearning4j.config.DL4JSystemProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same numbers from ND4J's operations, which serve where there is no oneDNN: on CUDA and on some platforms. */
class Nd4jGoldenVectorTest extends GoldenVectorTest {
    @BeforeAll
    static void withoutOneDnn() {
        System.setProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY, "true");
    }

    @AfterAll
    static void withOneDnn() {
        System.setProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY, "false");
    }
}
