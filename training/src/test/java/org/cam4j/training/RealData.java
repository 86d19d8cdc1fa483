package org.cam4j.training;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Finds the excerpts of public data sets; a test that needs an absent one is skipped, or fails where data are required. */
public final class RealData {
    private RealData() {}

    public static Path find(String name) {
        Stream<Path> roots = Stream.of(
                        Optional.ofNullable(System.getenv("CAM4J_DATA")),
                        Optional.of("../shared/data"),
                        Optional.of("../../shared/data"))
                .flatMap(Optional::stream)
                .map(Path::of);
        Optional<Path> found =
                roots.map(root -> root.resolve(name)).filter(Files::exists).findFirst();
        if (found.isEmpty()) {
            String message = "Real data are absent: " + name + " in CAM4J_DATA or ../shared/data.";
            if (Optional.ofNullable(System.getenv("CAM4J_REQUIRE")).orElse("").contains("data")) {
                fail(message);
            }
            Assumptions.abort(message);
        }
        return found.orElseThrow();
    }
}
