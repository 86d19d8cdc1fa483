package org.cam4j.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    private Path root;

    @Test
    void missingParentsAreMadeAndNothingIsLeftBesideTheFile() throws IOException {
        RunFolder folder = RunFolder.open(root.resolve("a/b"));
        folder.writeText("deep/note.txt", "hello");

        assertThat(root.resolve("a/b/deep/note.txt")).hasContent("hello");
        assertThat(files()).containsExactly("a/b/deep/note.txt");
    }

    @Test
    void aFailedWriteKeepsTheOldFileAndLeavesNoPartialOne() throws IOException {
        RunFolder folder = RunFolder.open(root);
        folder.writeText("model.zip", "old");

        assertThatIOException()
                .isThrownBy(() -> folder.write("model.zip", out -> {
                    out.write(new byte[1_000_000]);
                    throw new IOException("No space left on device");
                }))
                .withMessage("Cannot write " + root.resolve("model.zip")
                        + ": the disk is full. What was there before is unchanged; make room and try again.");
        assertThat(root.resolve("model.zip")).hasContent("old");
        assertThat(files()).containsExactly("model.zip");
    }

    @Test
    void aFileInPlaceOfTheFolderOrOfItsParentIsNamed() throws IOException {
        Path file = Files.writeString(root.resolve("taken"), "x");

        for (Path folder : List.of(file, file.resolve("run1"))) {
            assertThatIOException()
                    .isThrownBy(() -> RunFolder.open(folder))
                    .withMessage("Cannot write results to " + folder
                            + ": there is a file where a folder is expected. Name another folder.");
        }
        assertThat(file).hasContent("x");
    }

    @Test
    void aReadOnlyFolderIsNamed() throws IOException {
        Path folder = Files.createDirectory(root.resolve("locked"));
        assumeThat(folder.toFile().setWritable(false)).isTrue();
        assumeThat(Files.isWritable(folder)).as("the user may write anywhere").isFalse();

        assertThatIOException()
                .isThrownBy(() -> RunFolder.open(folder))
                .withMessageContaining("the folder is read-only");
    }

    @Test
    void linksInTheFolderAreReplacedOrRefusedAndNeverFollowed() throws IOException {
        Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
        Path target = Files.writeString(elsewhere.resolve("model.zip"), "not ours");
        Path run = Files.createDirectory(root.resolve("run"));
        Files.createSymbolicLink(run.resolve("model.zip"), target);
        Files.createSymbolicLink(run.resolve("model.zip.tmp"), target);
        Files.createSymbolicLink(run.resolve("maps"), elsewhere);
        Files.createSymbolicLink(run.resolve("run.lock"), target);
        RunFolder folder = RunFolder.open(Files.createSymbolicLink(root.resolve("named"), run));

        folder.writeText("model.zip", "new");
        assertThatIOException()
                .isThrownBy(() -> folder.writeText("maps/one.npy", "new"))
                .withMessageContaining("maps is a link");
        assertThatIOException().isThrownBy(folder::lock).withMessageContaining("run.lock is a link");

        assertThat(run.resolve("model.zip")).isRegularFile().hasContent("new");
        assertThat(Files.isSymbolicLink(run.resolve("model.zip"))).isFalse();
        assertThat(target).hasContent("not ours");
        assertThat(elsewhere).isDirectoryNotContaining("glob:**one.npy");
    }

    @Test
    void namesThatLeadOutOfTheFolderAreRefused() throws IOException {
        RunFolder folder = RunFolder.open(root.resolve("run"));

        for (String name : List.of("../x", "/etc/passwd", "a/../../x", ".", "", " ")) {
            assertThatIllegalArgumentException().isThrownBy(() -> folder.writeText(name, "x"));
        }
    }

    @Test
    void csvQuotesAndKeepsItsHeader() throws IOException {
        RunFolder folder = RunFolder.open(root);
        folder.appendCsv("runs.csv", List.of("name", "value"), List.of("a, \"b\"", 1.5));
        folder.appendCsv("runs.csv", List.of("name", "value"), List.of("c", 2));

        assertThat(root.resolve("runs.csv")).hasContent("name,value\n\"a, \"\"b\"\"\",1.5\nc,2\n");
        assertThatIOException()
                .isThrownBy(() -> folder.appendCsv("runs.csv", List.of("other"), List.of(1)))
                .withMessageContaining("its first line is 'name,value', expected 'other'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> folder.appendCsv("runs.csv", List.of("name", "value"), List.of(1)));
    }

    @Test
    void aRunRecordSurvivesItsFile() throws IOException {
        Environment environment = Environment.here();
        RunRecord training = new RunRecord(
                1,
                "train",
                "2026-01-01T00:00:00Z",
                Map.of("epochs", 3),
                7,
                "f",
                "w",
                environment,
                1.5,
                Map.of("top1", 50.0),
                null);
        RunRecord evaluation = new RunRecord(
                1,
                "evaluate",
                "2026-01-01T00:01:00Z",
                Map.of("method", "cam"),
                7,
                "f",
                "w",
                environment,
                2,
                Map.of("pxap", 40.25),
                training);
        RunFolder.open(root).writeJson(RunRecord.FILE, evaluation);

        assertThat(RunRecord.read(root.resolve(RunRecord.FILE))).isEqualTo(evaluation);
        assertThat(environment.libraries()).containsEntry("deeplearning4j-nn", "1.0.0-M2.1");
    }

    @Test
    void aFileThatIsNoRunRecordIsNamed() throws IOException {
        Path file = Files.writeString(root.resolve("run.json"), "{\"schemaVersion\": 2}");
        assertThatIOException().isThrownBy(() -> RunRecord.read(file)).withMessageContaining("schema version 2");

        Files.writeString(file, "no json");
        assertThatIOException()
                .isThrownBy(() -> RunRecord.read(file))
                .withMessageContaining(file + " is no run record");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .toList();
        }
    }

    @Test
    void aLockedFolderIsRefusedUntilItIsClosed() throws IOException {
        RunFolder one = RunFolder.open(root);
        RunFolder.Lock lock = one.lock();
        assertThatIOException()
                .isThrownBy(() -> RunFolder.open(root).lock())
                .withMessageContaining("process " + ProcessHandle.current().pid());
        lock.close();
        RunFolder.open(root).lock().close();
    }
}
