package org.cam4j.experiments.reproduce.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.cam4j.experiments.papers.Experiments;
import org.cam4j.training.run.RunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps the identity of every committed run: a rename must not make hours of runs look as if they had never been done. */
class CommittedRunsTest {
    private static final Path RESULTS = Path.of("../results");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The experiment measures more images today than these runs did, so that they would be run again. */
    private static final Set<String> OUTDATED = Set.of("meng2019-table2/small-mobilenet_v2");

    private record Committed(String experiment, String run, JsonNode spec) {
        @Override
        public String toString() {
            return experiment + "/" + run;
        }
    }

    static List<Committed> committedRuns() throws IOException {
        try (Stream<Path> files = Files.walk(RESULTS, 3)) {
            return files.filter(file -> file.endsWith(RunRecord.FILE))
                    .map(CommittedRunsTest::read)
                    .filter(run -> run.spec().has("measurement"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("committedRuns")
    void aCommittedRunIsStillTheRunThatItWas(Committed run) throws IOException {
        String withoutSeed = run.run().replaceFirst("-seed\\d+$", "");
        Scale scale = Scale.valueOf(run.spec().path("scale").asText().toUpperCase(Locale.ROOT));
        RunSpec spec = Experiments.byId(run.experiment()).plan(scale).runs().stream()
                .filter(planned -> withoutSeed.equals(scale.id() + "-" + planned.name()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("The experiment has no such run any more: " + run));

        JsonNode now = JSON.readTree(JSON.writeValueAsString(spec.identity(scale)));

        boolean same = now.properties().stream()
                .allMatch(choice -> choice.getValue().equals(run.spec().get(choice.getKey())));
        assertThat(same)
                .as("committed %s, now %s", run.spec(), now)
                .isEqualTo(!OUTDATED.contains(run.experiment() + "/" + withoutSeed));
    }

    @Test
    void allCommittedRunsAreCompared() throws IOException {
        assertThat(committedRuns()).hasSizeGreaterThanOrEqualTo(198);
    }

    private static Committed read(Path file) {
        try {
            Path run = RESULTS.relativize(file);
            return new Committed(
                    run.getName(0).toString(),
                    run.getName(1).toString(),
                    JSON.readTree(file.toFile()).path("spec"));
        } catch (IOException e) {
            throw new AssertionError(file + " cannot be read", e);
        }
    }
}
