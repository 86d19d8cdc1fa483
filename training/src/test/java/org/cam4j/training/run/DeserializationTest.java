package org.cam4j.training.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.ui.model.stats.impl.SbeStatsInitializationReport;
import org.deeplearning4j.ui.model.storage.FileStatsStorage;
import org.junit.jupiter.api.Test;

/** In a process of its own, since a filter cannot be taken back. */
class DeserializationTest {
    @Test
    void noObjectIsReadButTheKeysOfTheStatistics() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DeserializationTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("refused java.util.ArrayList", "stored [session]");
    }

    /** The other process. */
    public static void main(String[] arguments) throws IOException, ClassNotFoundException {
        Deserialization.forbid();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new ArrayList<>(List.of("harmless")));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            System.out.println("read " + in.readObject());
        } catch (InvalidClassException refused) {
            System.out.println("refused " + ArrayList.class.getName());
        }
        File file = new File(Files.createTempDirectory("statistics").toFile(), "ui.db");
        SbeStatsInitializationReport report = new SbeStatsInitializationReport();
        report.reportIDs("session", "type", "worker", 1);
        report.reportSoftwareInfo("a", "b", "c", "d", "e", "f", "g", "h", "i", Map.of());
        FileStatsStorage storage = new FileStatsStorage(file);
        storage.putStaticInfo(report);
        System.out.println("stored " + storage.listSessionIDs());
        storage.close();
    }
}
