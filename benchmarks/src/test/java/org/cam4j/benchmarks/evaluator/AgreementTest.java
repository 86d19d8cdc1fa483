package org.cam4j.benchmarks.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AgreementTest {
    private static final int GRID = NormalizedMap.GRID;

    @ParameterizedTest
    @CsvSource({"SMOOTH, LARGEST", "SMOOTH, ALL", "GRAINY, LARGEST", "GRAINY, ALL"})
    void bothSidesGiveTheSameBoxesAtEveryLevel(MapKind kind, Boxes.Contours contours) throws IOException {
        for (MapKind.Case one : kind.cases(Path.of(""))) {
            try (OpenCvBoxes peer = new OpenCvBoxes(one.levels(), GRID, GRID)) {
                Agreement.check(one, peer, contours);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyThresholdGivesWhatDistinctLevelsGive(Boxes.Contours contours) throws IOException {
        for (MapKind.Case one : MapKind.SMOOTH.cases(Path.of(""))) {
            try (OpenCvBoxes peer = new OpenCvBoxes(one.levels(), GRID, GRID)) {
                assertThat(peer.bestIou(contours, one.truth(), ThresholdGrid.REFERENCE))
                        .isEqualTo(peer.bestIouOfDistinctLevels(contours, one.truth(), ThresholdGrid.REFERENCE));
            }
        }
    }

    @Test
    void anotherMapIsNoticed() throws IOException {
        List<MapKind.Case> cases = MapKind.SMOOTH.cases(Path.of(""));
        try (OpenCvBoxes peer = new OpenCvBoxes(cases.get(1).levels(), GRID, GRID)) {
            assertThatThrownBy(() -> Agreement.check(cases.get(0), peer, Boxes.Contours.LARGEST))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
