package org.cam4j.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitStateTest {
    @TempDir
    private Path root;

    @BeforeEach
    void commitOneFile() throws IOException, InterruptedException {
        assumeThat(git("init", "-q")).as("git is installed").isZero();
        Files.writeString(root.resolve("a.txt"), "a");
        git("add", ".");
        assertThat(git("-c", "user.name=x", "-c", "user.email=x@x", "commit", "-q", "-m", "first"))
                .isZero();
    }

    @Test
    void aCommittedTreeIsClean() {
        Environment.GitState state = Environment.GitState.of(root);

        assertThat(state.commit()).matches("[0-9a-f]{40}");
        assertThat(state.dirty()).isFalse();
    }

    @Test
    void newResultsDoNotMakeItDirty() throws IOException {
        Path folder = Files.createDirectories(root.resolve("results/run1"));
        Files.writeString(folder.resolve("run.json"), "{}");

        assertThat(Environment.GitState.of(folder).dirty()).isFalse();
    }

    @Test
    void aChangedFileMakesItDirtySeenFromAnyFolder() throws IOException {
        Files.writeString(root.resolve("a.txt"), "b");

        assertThat(Environment.GitState.of(Files.createDirectories(root.resolve("deep/er")))
                        .dirty())
                .isTrue();
    }

    @Test
    void withoutAWorkingTreeTheCommitIsUnknown(@TempDir Path elsewhere) {
        assertThat(Environment.GitState.of(elsewhere.resolve("missing")))
                .isEqualTo(new Environment.GitState("unknown", true));
    }

    private int git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", root.toString()));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command).start().waitFor();
        } catch (IOException noGit) {
            return -1;
        }
    }
}
