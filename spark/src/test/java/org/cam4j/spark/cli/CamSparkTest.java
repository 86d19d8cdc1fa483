package org.cam4j.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
class CamSparkTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return CamSpark.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void theFormerNameOfWorkersIsUnderstoodButNotShown() {
        assertThat(run("train", "--learners=x")).isEqualTo(2);
        assertThat(err.toString()).contains("'--workers'").doesNotContain("Unknown option");
        assertThat(run("train", "--help")).isZero();
        assertThat(out.toString()).contains("--workers=N").doesNotContain("--learners");
    }
}
