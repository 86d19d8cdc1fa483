package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.write.ImageFiles;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks with another output than a softmax, in the commands that train, explain, evaluate and report them. */
@Tag("long")
class OutputIT {
    private static final int SIZE = 32;

    @TempDir
    private Path folder;

    private Path data = Path.of("data");

    /** A white rectangle on noise of one of two colors, with its box. */
    @BeforeEach
    void images() throws IOException {
        data = folder.resolve("data");
        SplittableRandom random = new SplittableRandom(3);
        StringBuilder boxes = new StringBuilder("file,x0,y0,x1,y1\n");
        for (String split : List.of("train", "validation", "test")) {
            for (int i = 0; i < (split.equals("train") ? 32 : 8); i++) {
                String file = String.format(Locale.ROOT, "%s/%s/%d.png", split, i % 2 == 0 ? "blue" : "red", i);
                int x = random.nextInt(2, 12);
                int y = random.nextInt(2, 12);
                byte[] rgb = new byte[SIZE * SIZE * 3];
                for (int at = 0; at < rgb.length; at++) {
                    int pixel = at / 3;
                    boolean inside =
                            pixel / SIZE >= y && pixel / SIZE < y + 16 && pixel % SIZE >= x && pixel % SIZE < x + 16;
                    int color = at % 3 == (i % 2 == 0 ? 2 : 0) ? 80 : 0;
                    rgb[at] = (byte) (inside ? 255 : random.nextInt(100) + color);
                }
                Path target = data.resolve(file);
                Files.createDirectories(target.getParent());
                Files.write(target, ImageFiles.png(new PixelImage(SIZE, SIZE, rgb)));
                boxes.append(String.format(Locale.ROOT, "%s,%d,%d,%d,%d\n", file, x, y, x + 15, y + 15));
            }
        }
        Files.writeString(data.resolve("boxes.csv"), boxes);
    }

    @Test
    void oneSigmoidIsTrainedExplainedMeasuredAndReported() throws IOException {
        assertThat(train("sigmoid").code()).isZero();
        CamModel model = ModelFile.load(run().resolve("model.zip"));
        assertThat(model.outputKind()).isEqualTo(OutputKind.SIGMOID);
        assertThat(model.classNames()).containsExactly("blue", "red");

        JsonNode explained = explained("--top", "2");
        for (int i = 0; i < explained.size(); i += 2) {
            double both = explained.get(i).path("probability").asDouble()
                    + explained.get(i + 1).path("probability").asDouble();
            assertThat(both).isBetween(0.999, 1.001);
        }
        JsonNode metrics = measured("--faithfulness");
        assertThat(metrics.has("top1_cls")).isTrue();
        assertThat(metrics.has("max_box_acc_v2")).isTrue();
        assertThat(metrics.has("deletion_auc")).isTrue();
        assertThat(program("report", run(), "--data", data).code()).isZero();
        assertThat(run().resolve("report/report.html")).content().contains("--output sigmoid");
    }

    @Test
    void labelsByThemselvesHaveNoTopMetrics() throws IOException {
        assertThat(train("multi-label").code()).isZero();
        List<String> likely = explained().findValuesAsText("probability");
        assertThat(likely).hasSizeGreaterThanOrEqualTo(8); // each image has one
        List<String> more = explained("--force", "--min-probability", "1e-9").findValuesAsText("probability");
        assertThat(more).hasSizeGreaterThanOrEqualTo(likely.size()).allMatch(p -> Double.parseDouble(p) >= 1e-9);
        JsonNode metrics = measured("--faithfulness");
        assertThat(metrics.has("top1_cls")).isFalse();
        assertThat(metrics.has("top1_loc.fixed-0.20")).isFalse();
        assertThat(metrics.has("gt_known_loc.fixed-0.20")).isTrue();
        assertThat(metrics.has("deletion_auc")).isTrue();
        assertThat(program("report", run(), "--data", data).err()).contains("the network's output is multi-label");
    }

    @Test
    void aRegressionLearnsBoxesAndItsMapsAreMeasured() throws IOException {
        Program trained = train("regression");
        assertThat(trained.code()).isZero();
        assertThat(trained.out()).contains("validation loss").doesNotContain("top-1", "NaN");
        CamModel model = ModelFile.load(run().resolve("model.zip"));
        assertThat(model.outputKind()).isEqualTo(OutputKind.REGRESSION);
        assertThat(model.classNames()).containsExactly("area", "center x", "center y");

        assertThat(explained().findValuesAsText("className").subList(0, 3)).isEqualTo(model.classNames());
        assertThat(explained("--force", "--class", "center x").size()).isEqualTo(8);
        JsonNode metrics = measured();
        assertThat(metrics.has("top1_cls")).isFalse();
        assertThat(metrics.has("max_box_acc_v2")).isTrue();
        assertThat(evaluate("--faithfulness").err()).contains("--faithfulness: it compares probabilities");
        assertThat(explain("--force", "--top", "1").err()).contains("whose numbers are not ranked");
        assertThat(train("regression", "--force", "--dashboard", "--port", "0").err())
                .contains("Dashboard: http://");
        assertThat(program("watch", "--model", run(), "--source", data.resolve("test/red"))
                        .err())
                .contains("the network's output is a regression");
    }

    @Test
    void severalLabelsPerImageAreTrainedExplainedAndMeasured() throws IOException {
        StringBuilder labels = new StringBuilder("file,split,blue,red,white,green\n");
        for (String split : List.of("train", "validation", "test")) {
            for (int i = 0; i < (split.equals("train") ? 32 : 8); i++) {
                labels.append(String.format(
                        Locale.ROOT,
                        "%s/%s/%d.png,%s,%d,%d,%s,0\n",
                        split,
                        i % 2 == 0 ? "blue" : "red",
                        i,
                        split,
                        (i + 1) % 2,
                        i % 2,
                        i % 5 == 0 ? "" : "1"));
            }
        }
        Files.writeString(data.resolve("labels.csv"), labels);
        Program check = program("datasets", "check", "folder-multi-label", "--data", data);
        assertThat(check.code()).isZero();
        assertThat(check.out()).contains("| white ", "labels per image").doesNotContain("class-weights");
        Object[] multiLabel = {"--dataset", "folder-multi-label", "--data", data};
        Object[] network = {"train", "--backbone", "mini", "--input-size", SIZE, "--epochs", 2, "--batch-size", 8};
        assertThat(program(with(multiLabel, with(new Object[] {"--out", run()}, network)))
                        .err())
                .contains("train with the output multi-label");
        Program trained =
                program(with(multiLabel, with(new Object[] {"--output", "multi-label", "--out", run()}, network)));
        assertThat(trained.code()).isZero();
        assertThat(trained.out()).contains("validation mAP").doesNotContain("top-1", "NaN");

        Program measured =
                program(with(multiLabel, "evaluate", "--model", run(), "--json", folder.resolve("out.json")));
        assertThat(measured.code()).isZero();
        assertThat(measured.out()).contains("mean (mAP)", "no image shows them: green.");
        JsonNode json = Program.json(folder.resolve("out.json")).path("labels");
        assertThat(json.path("images").asInt()).isEqualTo(8);
        assertThat(json.path("averagePrecision").path("white").path("known").asInt())
                .isEqualTo(6);
        assertThat(json.path("meanAveragePrecision").path("value").asDouble()).isBetween(1.0, 100.0);
        Program explained = program(
                with(multiLabel, "explain", "--model", run(), "--class", "red", "--out", folder.resolve("maps")));
        assertThat(explained.code()).isZero();
    }

    @Test
    void aRegressionLearnsTheNumbersOfATable() throws IOException {
        StringBuilder targets = new StringBuilder("file,price\n");
        for (String split : List.of("train", "validation", "test")) {
            for (int i = 0; i < (split.equals("train") ? 32 : 8); i++) {
                String color = i % 2 == 0 ? "blue" : "red";
                targets.append(
                        String.format(Locale.ROOT, "%s/%s/%d.png,%d\n", split, color, i, i % 2 == 0 ? 5000 : 7000));
            }
        }
        Path table = Files.writeString(folder.resolve("targets.csv"), targets);
        assertThat(train("softmax", "--targets", table).err()).contains("add --output regression");
        Program trained = train("regression", "--targets", table);
        assertThat(trained.code()).isZero();
        Program measured = evaluate("--targets", table);
        assertThat(measured.code()).isZero();
        assertThat(measured.out()).contains("| price ", "MAE of the mean");
        JsonNode price =
                Program.json(folder.resolve("out.json")).path("targets").path("price");
        assertThat(price.path("maeOfTrainingMean").asDouble()).isEqualTo(1000);
        assertThat(price.path("mae").path("value").asDouble()).isBetween(0.0, 3000.0);
        assertThat(train("regression", "--force", "--targets", folder.resolve("none.csv"))
                        .err())
                .contains("there is no such file");
    }

    private Path run() {
        return folder.resolve("run");
    }

    private Program train(String output, Object... more) {
        return program(with(
                more,
                "train",
                "--backbone",
                "mini",
                "--input-size",
                SIZE,
                "--output",
                output,
                "--dataset",
                "folder",
                "--data",
                data,
                "--epochs",
                2,
                "--batch-size",
                8,
                "--out",
                run()));
    }

    private Program explain(Object... more) {
        Object[] fixed = {
            "explain", "--model", run(), "--dataset", "folder", "--data", data, "--out", folder.resolve("maps")
        };
        return program(with(more, fixed));
    }

    private JsonNode explained(Object... more) throws IOException {
        assertThat(explain(more).code()).isZero();
        return Program.json(folder.resolve("maps/explanations.json"));
    }

    private Program evaluate(Object... more) {
        Object[] fixed = {
            "evaluate", "--model", run(), "--dataset", "folder", "--data", data, "--json", folder.resolve("out.json")
        };
        return program(with(more, fixed));
    }

    private JsonNode measured(Object... more) throws IOException {
        assertThat(evaluate(more).code()).isZero();
        return Program.json(folder.resolve("out.json"))
                .path("methods")
                .path("cam")
                .path("metrics");
    }

    private static Object[] with(Object[] more, Object... fixed) {
        List<Object> all = new ArrayList<>(Arrays.asList(fixed));
        all.addAll(Arrays.asList(more));
        return all.toArray();
    }

    private static Program program(Object... arguments) {
        return Program.run(arguments);
    }
}
