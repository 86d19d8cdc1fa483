package org.cam4j.datasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assumptions;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.fetch.Fetchable.Archive.Packing;
import org.cam4j.datasets.format.Datasets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchTest {
    /** The MD5 of nothing. */
    private static final Checksum EMPTY = new Checksum("MD5", "d41d8cd98f00b204e9800998ecf8427e", "nobody");

    @TempDir
    Path folder;

    /** A data set of one archive. */
    private record OneArchive(Fetchable.Archive archive) implements Fetchable {
        @Override
        public String id() {
            return "set";
        }

        @Override
        public String description() {
            return "A set.";
        }

        @Override
        public List<Fetchable.Archive> archives() {
            return List.of(archive);
        }

        @Override
        public String byHand() {
            return "";
        }
    }

    private static Fetchable source(TestServer server, Optional<Checksum> checksum) {
        return new OneArchive(new Fetchable.Archive(
                server.address("/file"), "set.zip", checksum, Packing.ZIP, "set/", "", 1_000_000));
    }

    private static Fetch fetch() {
        return new Fetch(Fetch.Listener.SILENT, Duration.ofSeconds(10), 1);
    }

    @Test
    void aSetArrivesWholeAndNothingElseIsLeft() throws IOException {
        try (TestServer server = new TestServer(Packed.zip(Map.of("set/a.txt", "hello")))) {
            Path set = fetch().run(source(server, Optional.empty()), folder);
            assertThat(set.resolve("a.txt")).hasContent("hello");
            assertThat(folder.toFile().list()).containsExactly("set");
            assertThatThrownBy(() -> fetch().run(source(server, Optional.empty()), folder))
                    .hasMessageContaining("exists already");
        }
    }

    @Test
    void anInterruptedFetchGoesOn() throws IOException {
        byte[] zip = Packed.zip(Map.of("set/a.txt", "hello"));
        try (TestServer server = new TestServer(zip)) {
            server.breakAfter(40);
            assertThatThrownBy(() -> fetch().run(source(server, Optional.empty()), folder))
                    .hasMessageContaining("40 bytes have arrived");
            assertThat(folder.resolve("set")).doesNotExist();
            server.breakAfter(Integer.MAX_VALUE);
            assertThat(fetch().run(source(server, Optional.empty()), folder).resolve("a.txt"))
                    .hasContent("hello");
            assertThat(server.requests()).containsExactly("whole", "bytes=40-");
        }
    }

    @Test
    void aWrongChecksumRemovesTheFileAndUnpacksNothing() throws IOException {
        try (TestServer server = new TestServer(Packed.zip(Map.of("set/a.txt", "hello")))) {
            assertThatThrownBy(() -> fetch().run(source(server, Optional.of(EMPTY)), folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("set.zip: its MD5 is")
                    .hasMessageContaining("expected d41d8cd98f00b204e9800998ecf8427e (published by nobody)");
            assertThat(folder.resolve("set")).doesNotExist();
            assertThat(folder.resolve("set.download")).isEmptyDirectory();
        }
    }

    @Test
    void aCorruptedArchiveLeavesNothingBehind() throws IOException {
        byte[] zip = Packed.zip(
                Map.of("set/a.txt", "hello, this is long enough to be damaged")); // one entry: a map has no order
        zip[45] ^= 0x33;
        try (TestServer server = new TestServer(zip)) {
            assertThatThrownBy(() -> fetch().run(source(server, Optional.empty()), folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("set.zip")
                    .hasMessageContaining("fetch it again");
            assertThat(folder.toFile().list()).containsExactly("set.download");
            assertThat(folder.resolve("set.download")).isEmptyDirectory();
        }
    }

    @Test
    void anEntryThatLeavesTheFolderLeavesNothingBehind() throws IOException {
        try (TestServer server = new TestServer(Packed.zip(Map.of("../../evil.txt", "evil")))) {
            assertThatThrownBy(() -> fetch().run(source(server, Optional.empty()), folder.resolve("deep")))
                    .hasMessageContaining("leads out of the folder");
            assertThat(folder.resolve("evil.txt")).doesNotExist();
            assertThat(folder.resolve("deep").toFile().list()).containsExactly("set.download");
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws IOException {
        try (TestServer server = new TestServer(new byte[0])) {
            Path file = Files.writeString(folder.resolve("file"), "");
            assertThatThrownBy(() -> fetch().run(source(server, Optional.empty()), file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("expected a folder that can be written to");
            Path locked = Files.createDirectory(folder.resolve("locked"));
            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
            Assumptions.assumeThat(Files.isWritable(locked)).isFalse(); // root may write anywhere
            assertThatThrownBy(() -> fetch().run(source(server, Optional.empty()), locked))
                    .hasMessageContaining("expected a folder that can be written to");
        }
    }

    @Test
    void aFileThatWasPutThereByHandIsNotDownloaded() throws IOException {
        try (TestServer server = new TestServer(new byte[0])) {
            Path archives = Files.createDirectory(folder.resolve("set.download"));
            Files.write(archives.resolve("set.zip"), Packed.zip(Map.of("set/a.txt", "hello")));
            assertThat(fetch().run(source(server, Optional.empty()), folder).resolve("a.txt"))
                    .hasContent("hello");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void aSetThatTakesALoginSaysHowToGetIt() {
        assertThatThrownBy(() -> fetch().run(Fetchables.byId("ilsvrc"), folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("image-net.org");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void everyFetchableSetIsADataSetAndItsChecksumsAreWellFormed() {
        for (Fetchable source : Fetchables.all()) {
            assertThat(Datasets.byId(source.id()).needsFolder()).isTrue();
            assertThat(source.description()).endsWith(".");
            assertThat(source.byHand()).contains("http");
            for (Fetchable.Archive archive : source.archives()) {
                assertThat(archive.file()).matches("[A-Za-z0-9._-]+");
                assertThat(archive.checksum().map(Checksum::value).orElse(source.id()))
                        .matches("[0-9a-f]{32}|cwru"); // the one whose authors publish none
            }
        }
        assertThatThrownBy(() -> Fetchables.byId("parts")).hasMessageContaining("cannot be downloaded");
    }

    @Test
    void cifarBatchesBecomeImagesThatTheLoaderReads() throws IOException {
        byte[] records = new byte[2 * 3073];
        records[0] = 3; // a cat, then a truck that is red
        records[3073] = 9;
        java.util.Arrays.fill(records, 3074, 3074 + 1024, (byte) 200);
        Files.write(folder.resolve("data_batch_1.bin"), records);
        Files.write(folder.resolve("test_batch.bin"), records);
        Fetchables.byId("cifar-folder").arrange(folder, Fetch.Listener.SILENT);
        var dataset = Datasets.byId("cifar-folder").open(folder, 1);
        assertThat(dataset.samples(Split.TRAIN)).hasSize(2);
        var truck = dataset.samples(Split.TEST).get(1);
        assertThat(truck.label()).isEqualTo(9);
        assertThat(truck.image().read().rgb()).startsWith((byte) 200, (byte) 0, (byte) 0, (byte) 200);
        Files.write(folder.resolve("test_batch.bin"), new byte[100]);
        assertThatThrownBy(() -> Fetchables.byId("cifar-folder").arrange(folder, Fetch.Listener.SILENT))
                .hasMessageContaining("not a CIFAR-10 record");
    }
}
