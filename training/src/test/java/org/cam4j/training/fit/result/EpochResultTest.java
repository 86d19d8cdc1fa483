package org.cam4j.training.fit.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EpochResultTest {
    private static EpochResult epoch(int number, double loss, double top1, @Nullable Double meanAp) {
        return new EpochResult(number, number, 1, top1, loss, top1, 0.1, 1, 1, 0, null, meanAp);
    }

    @Test
    void aCheckpointThatDoesNotKnowTheMeanAveragePrecisionHasNone() throws IOException {
        String former =
                "{\"epoch\":1,\"steps\":4,\"trainLoss\":2.0,\"trainTop1\":50.0,\"validationLoss\":1.5,\"validationTop1\":\"NaN\","
                        + "\"learningRate\":0.1,\"seconds\":3.0,\"imagesPerSecond\":9.0}";
        EpochResult read = new ObjectMapper().readValue(former, EpochResult.class);
        assertThat(read.validationMeanAp()).isNull();
        assertThat(read.secondsWaiting()).isZero();
        assertThat(read.validationLoss()).isEqualTo(1.5);
        EpochResult again = new ObjectMapper().readValue(new ObjectMapper().writeValueAsBytes(read), EpochResult.class);
        assertThat(again).isEqualTo(read);
    }

    @Test
    void theHighestMeanAveragePrecisionIsBestWhateverTheAccuracy() {
        List<EpochResult> history = List.of(epoch(1, 3, 90, 40.0), epoch(2, 5, 80, 60.0), epoch(3, 4, 80, 60.0));
        assertThat(EpochMetric.TOP1.best(history).epoch()).isEqualTo(3);
    }

    @Test
    void withoutOneTheHighestAccuracyIs() {
        assertThat(EpochMetric.TOP1
                        .best(List.of(epoch(1, 3, 90, null), epoch(2, 1, 80, null)))
                        .epoch())
                .isEqualTo(1);
    }
}
