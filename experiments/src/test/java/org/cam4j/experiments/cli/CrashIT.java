package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.cam4j.datasets.write.Folders;
import org.cam4j.evaluation.maps.Npy;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.run.RunRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trainings that are killed ({@code kill -9}) and resumed lose no finished epoch, leave no file half written, and end bit by bit as those that were not. Every other kill
 * waits until a file is being written. {@code -Dcam4j.crash.kills=50} for more; what happened is added to {@code target/crash.csv}.
 */
@Tag("long")
class CrashIT {
    private static final int KILLS = Integer.getInteger("cam4j.crash.kills", 2);
    private static final int EPOCHS = 5;

    @TempDir
    Path folder;

    private SmallTraining small;

    @BeforeEach
    void write() throws IOException {
        small = SmallTraining.write(folder.resolve("data"));
    }

    private Killable start(List<String> arguments) throws IOException {
        return new Killable(folder, List.of(), arguments);
    }

    private static boolean begins(Killable training) throws IOException, InterruptedException {
        return training.says("training starts", "continues with");
    }

    /** Dropout and smoothed labels are part of every recipe from scratch; the WSOL methods draw once more, on the images and in the network. */
    static List<String> trainings() {
        List<String> all = List.of("", " --wsol has", " --wsol adl");
        return all.subList(0, KILLS < 20 ? 2 : all.size());
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void killedAndResumedRunsEndAsOthersDo(String options) throws IOException, InterruptedException {
        Path whole = folder.resolve("whole");
        Killable undisturbed = start(small.train(whole, EPOCHS, options));
        assertThat(begins(undisturbed)).as(undisturbed.said()).isTrue();
        long begin = System.nanoTime();
        assertThat(undisturbed.code()).as(undisturbed.said()).isZero();
        long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        Random random = new Random(KILLS);
        int kills = 0;
        int rounds = 0;
        Map<String, Integer> whileWriting = new TreeMap<>();
        for (; kills < KILLS; rounds++) {
            Path out = folder.resolve("killed" + rounds);
            long finished = 0;
            boolean done = false;
            while (!done) {
                Killable training = start(small.train(out, EPOCHS, options));
                long moment = random.nextLong(milliseconds);
                if (kills < KILLS
                        && begins(training)
                        && (kills % 2 == 0 ? training.kill(moment) : training.killWhileWriting(out, moment))) {
                    kills++;
                    training.unfinished(out).forEach(name -> whileWriting.merge(name, 1, Integer::sum));
                } else {
                    assertThat(training.code()).as(training.said()).isZero();
                    done = true;
                }
                finished += training.said(".*: epoch \\d+: .*");
                assertThat(SmallTraining.epochs(out))
                        .as("epochs kept after kill %d", kills)
                        .isGreaterThanOrEqualTo(finished);
                finished = SmallTraining.epochs(out);
            }
            assertThat(SmallTraining.epochs(out)).isEqualTo(EPOCHS);
            assertThat(Files.readAllLines(out.resolve(Trainer.HISTORY))).hasSize(EPOCHS + 1);
            assertThat(SmallTraining.sha256(out)).isEqualTo(SmallTraining.sha256(whole));
            assertThat(RunRecord.read(out.resolve(RunRecord.FILE)).weightsHash())
                    .isEqualTo(RunRecord.read(whole.resolve(RunRecord.FILE)).weightsHash());
        }
        report(
                "train" + options,
                kills,
                whileWriting,
                rounds + " of " + rounds + " ended alike; " + SmallTraining.sha256(whole));
    }

    @Test
    void killedEvaluationsLeaveNoFileHalfWritten() throws IOException, InterruptedException {
        Path run = folder.resolve("run");
        assertThat(Program.run(small.train(run, 1, "").toArray()).code()).isZero();
        List<String> evaluate = new ArrayList<>(List.of("evaluate --dataset tiny-imagenet --method cam".split(" ")));
        evaluate.addAll(List.of("--data", small.data().toString(), "--model", run.toString()));
        Path results = folder.resolve("results");
        Path json = results.resolve("out.json");
        Path maps = results.resolve("maps");
        evaluate.addAll(List.of("--json", json.toString(), "--save-maps", maps.toString()));
        long begin = System.nanoTime();
        Killable undisturbed = start(evaluate);
        assertThat(undisturbed.code()).as(undisturbed.said()).isZero();
        long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        JsonNode expected = Program.json(json).get("metrics");
        Files.delete(json);
        Folders.delete(maps);
        Random random = new Random(KILLS);
        Map<String, Integer> whileWriting = new TreeMap<>();
        int kills = 0;
        for (int attempt = 0; attempt < KILLS / 2; attempt++) {
            Killable evaluation = start(evaluate);
            long moment = random.nextLong(milliseconds / 2, milliseconds);
            boolean killed =
                    attempt % 2 == 1 ? evaluation.kill(moment) : evaluation.killWhileWriting(results, moment / 2);
            if (killed) {
                kills++;
                evaluation.unfinished(results).forEach(name -> whileWriting.merge(kind(name), 1, Integer::sum));
            }
            if (Files.exists(json)) {
                assertThat(Program.json(json).get("metrics")).isEqualTo(expected);
            }
            try (Stream<Path> files = Files.walk(results)) {
                for (Path map :
                        files.filter(file -> file.toString().endsWith(".npy")).toList()) {
                    assertThat(Npy.Array.read(map).values()).hasSize(224 * 224);
                }
            }
        }
        Killable last = start(evaluate);
        assertThat(last.code()).as(last.said()).isZero();
        assertThat(Program.json(json).get("metrics")).isEqualTo(expected);
        report("evaluate", kills, whileWriting, "same metrics afterwards");
    }

    private static String kind(String name) {
        return name.replaceFirst("^[^.]*", "*");
    }

    private static void report(String command, int kills, Map<String, Integer> whileWriting, String end)
            throws IOException {
        Path table = Path.of("target", "crash.csv");
        String before = Files.exists(table) ? Files.readString(table) : "command,kills,while writing,end\n";
        String files = whileWriting.toString().replace(',', ';');
        Files.writeString(table, before + "%s,%d,%s,%s%n".formatted(command, kills, files, end));
    }

    @Test
    void aSecondTrainerIsRefused() throws IOException, InterruptedException {
        Path out = folder.resolve("run");
        Killable first = start(small.train(out, 1000, ""));
        assertThat(begins(first)).as(first.said()).isTrue();
        try {
            Program second = Program.run(small.train(out, 1000, "").toArray());
            assertThat(second.code()).isEqualTo(1);
            assertThat(second.err()).contains("is being written by process " + first.id());
            assertThat(first.isAlive()).isTrue();
        } finally {
            first.kill(0);
        }
    }
}
