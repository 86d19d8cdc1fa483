package org.cam4j.experiments.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Finds the excerpts of real data sets: in the folder named by {@code CAM4J_DATA}, else in {@code ../shared/data} beside the repository. */
public final class RealData {
    private RealData() {}

    /** A file or folder of the excerpts; where it is absent the test is skipped, or fails when {@code CAM4J_REQUIRE} contains {@code data}. */
    public static Path find(String name) {
        String named = System.getenv("CAM4J_DATA");
        List<Path> roots = named == null
                ? List.of(Path.of("../shared/data"), Path.of("../../shared/data"))
                : List.of(Path.of(named));
        for (Path root : roots) {
            if (Files.exists(root.resolve(name))) {
                return root.resolve(name);
            }
        }
        String absent = "Real data is absent: " + roots.get(0).resolve(name).toAbsolutePath();
        String required = System.getenv("CAM4J_REQUIRE");
        if (required != null && List.of(required.split(",")).contains("data")) {
            return Assertions.fail(absent);
        }
        Assumptions.abort(absent);
        throw new IllegalStateException(absent);
    }
}
