package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two results are compared in pairs, over seeds, within a file, and refused where they do not belong together. */
class CompareIT {
    @TempDir
    private Path folder;

    @Test
    void resultsAreComparedInPairs() throws IOException {
        Path a = file("a.json", "cam", 0, 0, 0, 0, 0, 0, 0, 1);
        Path b = file("b.json", "cam", 1, 1, 1, 1, 1, 1, 1, 1);
        Path json = folder.resolve("out.json");
        Program program = Program.run("compare", a, b, "--json", json);
        assertThat(program.code()).as(program.err()).isZero();
        assertThat(program.out())
                .contains("max_box_acc_50*", "higher", "8 images in both, 0 only in A, 0 only in B.", "unpaired");
        JsonNode row = Program.json(json).at("/keys/max_box_acc_50");
        assertThat(row.path("a").asDouble()).isEqualTo(12.5);
        assertThat(row.path("difference").asDouble()).isEqualTo(87.5);
        assertThat(row.path("test").asText()).isEqualTo("mcnemar");
        assertThat(row.path("p").asDouble()).isEqualTo(2 / 128.0);
        assertThat(row.path("usesTestLabels").asBoolean()).isTrue();
        assertThat(Program.json(json).at("/keys/pxap/test").asText()).isEqualTo("unpaired");
        assertThat(Program.run("compare", b, a).out()).contains("lower");
    }

    @Test
    void runsOverSeedsHaveAnIntervalOfTheirOwn() throws IOException {
        String a =
                file("a1.json", "cam", 0, 0, 0, 0, 0, 0, 0, 0) + "," + file("a2.json", "cam", 1, 0, 0, 0, 0, 0, 0, 0);
        String b =
                file("b1.json", "cam", 1, 1, 1, 1, 1, 1, 1, 0) + "," + file("b2.json", "cam", 1, 1, 1, 1, 1, 1, 1, 1);
        Program program = Program.run("compare", a, b);
        assertThat(program.code()).as(program.err()).isZero();
        assertThat(program.out()).contains("A over runs", "(n = 2)", "Welch");
    }

    @Test
    void twoMethodsOfOneFileAreCompared() throws IOException {
        Path both = file("both.json", "cam", 0, 0, 1);
        Files.writeString(
                both,
                Files.readString(both)
                        .replaceFirst(
                                "\"methods\":\\{\"cam\":",
                                "\"methods\":{\"layer-cam\":{\"metrics\":{\"max_box_acc_50\":"
                                        + "{\"value\":10,\"ci95\":[9,11],\"usesTestLabels\":true}}},\"cam\":"));
        Program program = Program.run("compare", both, "--method", "cam", "--with", "layer-cam");
        assertThat(program.code()).as(program.err()).isZero();
        assertThat(program.out()).contains("A: cam of", "B: layer-cam of", "unpaired");
        usage(Program.run("compare", both), "--with");
        usage(Program.run("compare", both, "--with", "unicorn"), "has no method 'unicorn'. Known: ");
    }

    @Test
    void whatDoesNotBelongTogetherIsRefused() throws IOException {
        Path good = file("good.json", "cam", 0, 1, 1);
        Path data = Files.writeString(
                folder.resolve("data.json"), Files.readString(good).replace("\"f1\"", "\"f2\""));
        usage(Program.run("compare", good, data), "dataFingerprint 'f1'", "--different-data");
        assertThat(Program.run("compare", good, data, "--different-data").code())
                .isZero();
        Path split = Files.writeString(
                folder.resolve("split.json"), Files.readString(good).replace("\"test\"", "\"train\""));
        usage(Program.run("compare", good, split), "split 'test'");
        Path images = Files.writeString(
                folder.resolve("images.json"), Files.readString(good).replace("image", "other"));
        usage(Program.run("compare", good, images), "no image in common (3 and 3)");
        Path adl = withDialect(good, "adl");
        assertThat(Program.run("compare", withDialect(good, "wsoleval"), adl).err())
                .contains("has 'adl': the metrics are not the same");
        assertThat(Program.run("compare", good, adl).err())
                .as("an earlier file")
                .doesNotContain("dialect '");
        Path version = Files.writeString(
                folder.resolve("version.json"),
                Files.readString(good).replace("\"schemaVersion\":1", "\"schemaVersion\":2"));
        failure(Program.run("compare", good, version), "has schema version 2; expected 1");
        Path broken = Files.writeString(folder.resolve("broken.json"), "{\n \"methods\": {oops}}");
        failure(Program.run("compare", good, broken), "broken.json: is no JSON, line 2, column ");
        failure(
                Program.run("compare", good, Files.writeString(folder.resolve("empty.json"), "[]")),
                "has no 'methods'");
        failure(Program.run("compare", good, Files.writeString(folder.resolve("void.json"), "")), "has no 'methods'");
        failure(Program.run("compare", good, folder.resolve("none.json")), "there is no such file");
        Path binary = Files.write(folder.resolve("binary.json"), new byte[] {(byte) 0xFF, (byte) 0xFE});
        failure(Program.run("compare", good, binary), "binary.json: is not valid UTF-8");
        failure(Program.run("compare", good, folder), "is a folder");
        usage(Program.run("compare"), "A.json");
        assertThat(Program.run("compare", "--help").out()).contains("95 % interval", "Example: cam4j compare");
    }

    private Path withDialect(Path file, String dialect) throws IOException {
        return Files.writeString(
                folder.resolve(dialect + ".json"),
                Files.readString(file).replace("\"split\"", "\"dialect\":\"%s\",\"split\"".formatted(dialect)));
    }

    private static void usage(Program program, String... words) {
        assertThat(program.code()).as(program.err()).isEqualTo(2);
        assertThat(program.err()).contains(words).doesNotContain("\tat ");
    }

    private static void failure(Program program, String... words) {
        assertThat(program.code()).as(program.err()).isEqualTo(1);
        assertThat(program.err()).contains(words).doesNotContain("\tat ", "defect");
    }

    private Path file(String name, String method, int... correct) throws IOException {
        double value = 100.0 * Arrays.stream(correct).sum() / correct.length;
        String ids = IntStream.range(0, correct.length)
                .mapToObj(i -> "\"image" + i + "\"")
                .collect(Collectors.joining(","));
        String labels = ids.replaceAll("\"image\\d+\"", "0");
        String metrics = """
            {"max_box_acc_50":{"value":%s,"ci95":[0,100],"usesTestLabels":true},\
            "pxap":{"value":50,"ci95":[40,60],"usesTestLabels":false}}\
            """.formatted(value);
        return Files.writeString(folder.resolve(name), """
            {"schemaVersion":1,"method":"%s","metrics":%s,"methods":{"%s":{"metrics":%s}},
            "perImage":{"ids":[%s],"labels":[%s],"methods":{"%s":{"max_box_acc_50":%s}}},
            "provenance":{"kind":"evaluate","dataFingerprint":"f1","spec":{"dataset":"d","split":"test"}}}
            """.formatted(
                        method, metrics, method, metrics, ids, labels, method, Arrays.toString(correct)));
    }
}
