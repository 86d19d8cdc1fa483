package org.cam4j.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryLimitTest {
    private static final String PROPERTY = "org.bytedeco.javacpp.maxbytes";
    private final String before = System.getProperty(PROPERTY, "");

    @AfterEach
    void restore() {
        System.setProperty(PROPERTY, before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1048576", "512k", "6G", "6gb", "3 m", "1T", "50%"})
    void theLimitIsReadAsJavaCppReadsIt(String value) {
        System.setProperty(PROPERTY, value);
        assertThat(MemoryLimit.arrayBytes())
                .isEqualTo(Pointer.parseBytes(value, Runtime.getRuntime().maxMemory()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"much", "-1", "1.5g", "5x", "5b"})
    void anythingElseIsRefused(String value) {
        System.setProperty(PROPERTY, value);
        assertThatThrownBy(MemoryLimit::arrayBytes)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-D" + PROPERTY + "=" + value)
                .hasMessageContaining("expected a number of bytes");
    }
}
