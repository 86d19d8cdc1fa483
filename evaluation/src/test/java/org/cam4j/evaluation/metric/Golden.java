package org.cam4j.evaluation.metric;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.scoring.Samples;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Golden vectors of the reference evaluator: in the folder {@code golden} beside the real data ({@code CAM4J_DATA}, else {@code ../shared/data}). */
final class Golden {
    private Golden() {}

    /** Reads a file; where it is absent the test is skipped, or fails when {@code CAM4J_REQUIRE} contains {@code data}. */
    static JsonNode read(String name) throws IOException {
        String named = System.getenv("CAM4J_DATA");
        List<Path> roots = named == null
                ? List.of(Path.of("../shared/data"), Path.of("../../shared/data"))
                : List.of(Path.of(named));
        for (Path root : roots) {
            Path file = root.resolveSibling("golden").resolve(name);
            if (Files.exists(file)) {
                return new ObjectMapper().readTree(file.toFile());
            }
        }
        String absent = "Golden vectors are absent: "
                + roots.get(0)
                        .resolveSibling("golden")
                        .resolve(name)
                        .toAbsolutePath()
                        .normalize();
        String required = System.getenv("CAM4J_REQUIRE");
        if (required != null && List.of(required.split(",")).contains("data")) {
            return Assertions.fail(absent);
        }
        Assumptions.abort(absent);
        throw new IllegalStateException(absent);
    }

    static ScoreMap map(JsonNode rows) {
        int height = rows.size();
        int width = rows.get(0).size();
        double[] values = new double[height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows.get(i / width).get(i % width).asDouble();
        }
        return new ScoreMap(values, height, width);
    }

    static GroundTruth sample(int index, JsonNode golden) {
        JsonNode size = golden.get("image_size_wh");
        return Samples.of(
                "%03d".formatted(index),
                0,
                size.get(0).asInt(),
                size.get(1).asInt(),
                boxes(golden.get("gt_boxes_xyxy")));
    }

    static List<Box> boxes(JsonNode list) {
        List<Box> boxes = new ArrayList<>();
        for (JsonNode box : list) {
            boxes.add(new Box(
                    box.get(0).asInt(),
                    box.get(1).asInt(),
                    box.get(2).asInt(),
                    box.get(3).asInt()));
        }
        return boxes;
    }
}
