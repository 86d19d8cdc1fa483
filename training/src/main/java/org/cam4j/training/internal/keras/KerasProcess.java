package org.cam4j.training.internal.keras;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.cam4j.datasets.write.Folders;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;

/**
 * Reads a Keras file in a process of its own, since the HDF5 library may crash on a damaged one, or never end, and keeps what it failed to read open. What comes back
 * is a model zip that is read like any other from elsewhere: with checksums, bounds and the list of allowed classes.
 */
final class KerasProcess {
    /** Besides a second for every megabyte. */
    private static final long SECONDS = 60;

    private static final int CRASHED = 128;

    /** The limits of memory, and where files go that are unpacked: the launcher sets these where a user has no home. */
    private static final List<String> PASSED_ON = List.of(
            "org.bytedeco.javacpp.maxbytes",
            "org.bytedeco.javacpp.maxphysicalbytes",
            "org.bytedeco.javacpp.cachedir",
            "java.io.tmpdir",
            "user.home",
            "file.encoding");

    private KerasProcess() {}

    /**
     * Imports the model. The process is given a standard input that ends when this one does, and then ends as well.
     *
     * @throws IOException in one line that names the file, if it is refused, or if reading it crashes or takes more than {@value #SECONDS} seconds and one more for every megabyte
     */
    static KerasFile read(Path file) throws IOException {
        Path folder = Files.createTempDirectory("cam4j-keras");
        try {
            run(file, folder);
            CamModel model = ModelFile.load(folder.resolve(KerasImport.MODEL));
            return new KerasFile(
                    model.graph(),
                    model.preprocessing().height(),
                    model.preprocessing().width(),
                    model.classNames().size(),
                    model.provenance().containsKey(KerasImport.SCALED)
                            ? Optional.of(model.preprocessing())
                            : Optional.empty());
        } finally {
            Folders.delete(folder);
        }
    }

    private static void run(Path file, Path folder) throws IOException {
        Path said = folder.resolve("said.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + (Runtime.getRuntime().maxMemory() >> 20) + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ErrorFile=" + folder.resolve("crash.txt"),
                String.format(Locale.ROOT, "-D%s=%s", KerasZip.FOLDER, folder)));
        for (String name : PASSED_ON) {
            if (System.getProperty(name) != null) {
                command.add(String.format(Locale.ROOT, "-D%s=%s", name, System.getProperty(name)));
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), KerasImport.class.getName()));
        command.addAll(List.of(file.toAbsolutePath().toString(), folder.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            long seconds = SECONDS + (Files.size(file) >> 20);
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "Keras model %s: the HDF5 library has not read it within %d seconds; it is damaged.",
                        file,
                        seconds));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(
                    String.format(Locale.ROOT, "Keras model %s: reading was interrupted.", file), interrupted);
        } finally {
            process.destroyForcibly();
        }
        Path refused = folder.resolve(KerasImport.REFUSED);
        if (Files.exists(refused)) {
            throw new IOException(Files.readString(refused));
        }
        if (process.exitValue() >= CRASHED) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "Keras model %s: it is damaged, the library that reads it crashes; save or copy it again.",
                    file));
        }
        if (process.exitValue() != 0 || !Files.exists(folder.resolve(KerasImport.MODEL))) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "Keras model %s: the process that reads it ended with code %d: %s",
                    file,
                    process.exitValue(),
                    lastLine(said)));
        }
    }

    private static String lastLine(Path said) throws IOException {
        List<String> lines = Files.readString(said).strip().lines().toList();
        return lines.isEmpty() ? "it said nothing." : lines.get(lines.size() - 1);
    }
}
