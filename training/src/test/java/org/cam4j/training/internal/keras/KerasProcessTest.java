package org.cam4j.training.internal.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that reads Keras files, started by a program in a process of its own. */
class KerasProcessTest {
    private static final long MOST_SECONDS = 60;

    @TempDir
    private Path folder;

    /** A program that reads a Keras file; prints what is wrong with it. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] arguments) throws IOException {
            try {
                KerasProcess.read(Path.of(arguments[0]));
            } catch (IOException refused) {
                System.out.println(refused.getMessage());
            }
        }
    }

    private Process reader(Path file, String... options) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("-Djava.io.tmpdir=" + folder, "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Reader.class.getName(), file.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile())
                .start();
    }

    @Test
    void endsWhenTheProgramThatStartedItIsKilled()
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Path endless = folder.resolve("endless.h5"); // opening it waits for someone who writes
        assumeTrue(new ProcessBuilder("mkfifo", endless.toString()).start().waitFor() == 0, "there is no mkfifo");
        Process program = reader(endless);
        Optional<ProcessHandle> child = Optional.empty();
        while (child.isEmpty() && program.isAlive()) {
            child = program.children().findFirst();
        }
        assertThat(child).as(Files.readString(folder.resolve("said.txt"))).isPresent();
        program.destroyForcibly().waitFor();
        child.get().onExit().get(MOST_SECONDS, TimeUnit.SECONDS);
        assertThat(child.get().isAlive()).isFalse();
    }

    @Test
    void hasTheLimitOfMemoryOfTheProgram() throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("a.h5"), new byte[100]);
        Process program = reader(file, "-Xmx32m", "-Dorg.bytedeco.javacpp.maxbytes=1m");
        assertThat(program.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(folder.resolve("said.txt")))
                .contains("Keras model " + file + ": the memory is not enough")
                .contains("of Java's heap and 1 of arrays outside of it");
    }
}
