package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maps of any program are measured as the network's own are, and every kind of bad input is named. */
class ScoreIT {
    private static final String PLAIN = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }";

    @TempDir
    private Path folder;

    @Tag("long")
    @Test
    void mapsThatEvaluateSavedScoreTheSame() throws IOException {
        Path data = excerpt(6);
        Path evaluated = folder.resolve("evaluate.json");
        Program evaluate = Program.run(
                "evaluate",
                "--backbone",
                "squeezenet1_0",
                "--weights",
                RealData.find("weights/squeezenet1_0-imagenet.safetensors"),
                "--dataset",
                "ilsvrc",
                "--data",
                data,
                "--save-maps",
                folder.resolve("maps"),
                "--json",
                evaluated,
                "--quiet");
        assertThat(evaluate.code()).as(evaluate.err()).isZero();
        Path scored = folder.resolve("score.json");
        Program score = score(folder.resolve("maps/cam"), data.resolve("metadata/ILSVRC/test"), "--json", scored);
        assertThat(score.code()).as(score.err()).isZero();
        JsonNode expected = Program.json(evaluated).path("methods");
        JsonNode found = Program.json(scored).path("methods");
        for (String method : List.of("cam", "centre-box", "gaussian", "random", "whole-image")) {
            List<String> keys = new ArrayList<>();
            for (Map.Entry<String, JsonNode> entry :
                    expected.path(method).path("metrics").properties()) {
                if (!entry.getKey().startsWith("top")) { // those need class scores
                    keys.add(entry.getKey());
                    assertThat(found.path(method).path("metrics").path(entry.getKey()))
                            .as("%s %s", method, entry.getKey())
                            .isEqualTo(entry.getValue());
                }
            }
            assertThat(keys).contains("max_box_acc_50", "gt_known_loc.fixed-0.20", "coverage_inside");
            assertThat(found.path(method).path("metrics").properties()).hasSize(keys.size());
        }
        Program compare = Program.run("compare", evaluated, scored);
        assertThat(compare.code()).as(compare.err()).isZero();
        assertThat(compare.out())
                .contains("6 images in both, 0 only in A, 0 only in B.")
                .doesNotContain("higher");
    }

    @Test
    void everyKindOfBadInputIsNamedAndTheRestIsMeasured() throws IOException {
        Path maps = badMaps();
        Path metadata = Files.createDirectory(folder.resolve("metadata"));
        List<String> ids = List.of(
                "good.jpg",
                "sub/short.jpg",
                "fortran.jpg",
                "big.jpg",
                "single.jpg",
                "onepixel.jpg", // all good
                "missing.jpg",
                "nan.jpg",
                "infinite.jpg",
                "three.jpg",
                "one.jpg",
                "empty.jpg",
                "integer.jpg",
                "object.jpg",
                "truncated.jpg",
                "huge.jpg",
                "text.jpg",
                "outside.jpg",
                "reversed.jpg");
        write(
                metadata,
                "image_ids.txt",
                "\uFEFF" + String.join("\r\n", ids)
                        + "\r\ngood.jpg\r\nunlabelled.jpg\r\n../escape.jpg\r\n/absolute.jpg\r\n");
        StringBuilder labels = new StringBuilder("\uFEFF");
        StringBuilder sizes = new StringBuilder();
        StringBuilder boxes = new StringBuilder();
        for (String id : ids) {
            labels.append(id).append(",1\r\n");
            sizes.append(id).append(",30,20\r\n");
            boxes.append(id)
                    .append(
                            switch (id) {
                                case "outside.jpg" -> ",10,5,90,15\r\n";
                                case "reversed.jpg" -> ",20,5,10,15\r\n";
                                case "onepixel.jpg" -> ",10,5,10,5\r\n";
                                default -> ",10,5,20,15\r\n";
                            });
        }
        write(
                metadata,
                "class_labels.txt",
                labels + "../escape.jpg,1\r\n/absolute.jpg,1\r\nstranger.jpg,1\r\ngood.jpg,2\r\n");
        write(metadata, "image_sizes.txt", sizes + "good.jpg,60,40\r\nunlabelled.jpg,2000000000,2000000000\r\n");
        write(metadata, "localization.txt", boxes.toString());
        Path json = folder.resolve("out.json");
        Program program = score(maps, metadata, "--json", json);
        assertThat(program.code()).as(program.err()).isEqualTo(1);
        assertThat(program.err()).doesNotContain("\tat ").contains("without an image in the metadata");
        JsonNode result = Program.json(json);
        List<String> skipped = new ArrayList<>();
        result.path("skipped")
                .forEach(one -> skipped.add(
                        one.path("id").asText() + ": " + one.path("reason").asText()));
        assertThat(skipped)
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line)
                                .startsWith("image_ids.txt:20: ")
                                .contains("'good.jpg' is listed twice"),
                        line -> assertThat(line)
                                .startsWith("image_ids.txt:21: ")
                                .contains("has no label"),
                        line -> assertThat(line)
                                .startsWith("image_ids.txt:22: ")
                                .contains("leads out of"),
                        line -> assertThat(line)
                                .startsWith("image_ids.txt:23: ")
                                .contains("leads out of"),
                        line -> assertThat(line)
                                .startsWith("class_labels.txt:22: ")
                                .contains("not in image_ids.txt"),
                        line -> assertThat(line)
                                .startsWith("class_labels.txt:23: ")
                                .contains("has a label already"),
                        line -> assertThat(line)
                                .startsWith("image_sizes.txt:20: ")
                                .contains("has a size already"),
                        line -> assertThat(line)
                                .startsWith("image_sizes.txt:21: ")
                                .contains("size 2000000000 x 2000000000"),
                        line -> assertThat(line)
                                .startsWith("localization.txt:18: ")
                                .contains("outside its image of 30 x 20"),
                        line -> assertThat(line)
                                .startsWith("localization.txt:19: ")
                                .contains("expected x0 <= x1"),
                        line -> assertThat(line).startsWith("missing.jpg: ").contains("no such file"),
                        line -> assertThat(line).startsWith("nan.jpg: ").contains("row 0, column 1 is NaN"),
                        line -> assertThat(line).startsWith("infinite.jpg: ").contains("is Infinity"),
                        line -> assertThat(line).startsWith("three.jpg: ").contains("shape (1, 2, 3)"),
                        line -> assertThat(line).startsWith("one.jpg: ").contains("shape (6,)"),
                        line -> assertThat(line).startsWith("empty.jpg: ").contains("shape (0, 0)"),
                        line -> assertThat(line).startsWith("integer.jpg: ").contains("type '<i8'"),
                        line -> assertThat(line).startsWith("object.jpg: ").contains("type '|O'"),
                        line -> assertThat(line)
                                .startsWith("truncated.jpg: ")
                                .contains("40 bytes of values; expected 48"),
                        line -> assertThat(line).startsWith("huge.jpg: ").contains("shape (50000, 25000)"),
                        line -> assertThat(line).startsWith("text.jpg: ").contains("is not an .npy file"));
        assertThat(result.path("images").asInt())
                .isEqualTo(8); // those with a refused box count, but not for localization
        JsonNode perImage = result.path("perImage");
        JsonNode correct = perImage.at("/methods/maps/gt_known_loc.fixed-0.20");
        assertThat(perImage.path("ids")).hasSize(6);
        assertThat(perImage.at("/ids/0").asText()).isEqualTo("big.jpg");
        for (int i = 0; i < 6; i++) {
            boolean onePixel = perImage.at("/ids/" + i).asText().equals("onepixel.jpg");
            if (!onePixel) {
                assertThat(correct.get(i)).as("the same map in another form").isEqualTo(correct.get(0));
            }
        }
    }

    @Test
    void masksAreReadAndBadOnesNamed() throws IOException {
        Path maps = Files.createDirectory(folder.resolve("maps"));
        Path metadata = Files.createDirectory(folder.resolve("metadata"));
        Path masks = Files.createDirectory(folder.resolve("masks"));
        mask(masks, "left.png", 30, 20, 0, 10);
        mask(masks, "right.png", 30, 20, 20, 30);
        mask(masks, "half.png", 15, 10, 0, 5);
        mask(masks, "other.png", 31, 60, 0, 5);
        for (String id : List.of("two", "scaled", "other", "mixed", "absent", "escape")) {
            npy(maps, id + ".npy", PLAIN, doubles(0, 1, 0, 0, 0, 0));
        }
        write(metadata, "image_ids.txt", "two\nscaled\nother\nmixed\nabsent\nescape\n");
        write(metadata, "class_labels.txt", "two,0\nscaled,0\nother,0\nmixed,0\nabsent,0\nescape,0\n");
        write(metadata, "image_sizes.txt", "two,30,20\nscaled,30,20\nother,30,20\nmixed,30,20\n");
        write(
                metadata,
                "localization.txt",
                "two,left.png,\n"
                        + "two,right.png,\n"
                        + "scaled,half.png,left.png\n"
                        + "other,other.png,\n"
                        + "mixed,left.png,\n"
                        + "mixed,half.png,\n"
                        + "absent,none.png,\n"
                        + "escape,../../x.png,\n");
        Program without = score(maps, metadata);
        assertThat(without.code()).isEqualTo(2);
        assertThat(without.err()).contains("names masks", "--masks");
        Path json = folder.resolve("out.json");
        Program program = score(maps, metadata, "--masks", masks, "--json", json);
        assertThat(program.code()).as(program.err()).isEqualTo(1);
        assertThat(program.err())
                .contains("other: ", "a mask of 31 x 60, expected the size of its image, 30 x 20")
                .contains("mixed: ", "expected 30 x 20 as the image's first mask has")
                .contains("scaled: ", "expected 15 x 10 as the image's first mask has") // of what is ignored
                .contains("localization.txt:7: ", "none.png: no such file")
                .contains("localization.txt:8: ", "leads out of");
        assertThat(Program.json(json).path("images").asInt()).isEqualTo(1);
        assertThat(Program.json(json).path("metrics").properties())
                .extracting(Map.Entry::getKey)
                .contains("pxap", "miou", "miou_per_image")
                .doesNotContain("max_box_acc_50");
    }

    @Test
    void theCenterBoxIsNotSizedByMeasuredImages() throws IOException {
        Path maps = Files.createDirectory(folder.resolve("maps"));
        Path metadata = Files.createDirectory(folder.resolve("metadata"));
        write(metadata, "image_ids.txt", "one.jpg\n");
        write(metadata, "class_labels.txt", "one.jpg,1\n");
        write(metadata, "image_sizes.txt", "one.jpg,30,20\n");
        write(metadata, "localization.txt", "one.jpg,10,5,20,15\n");
        Program program = score(maps, metadata, "--training-metadata", metadata);
        assertThat(program.code()).isEqualTo(2);
        assertThat(program.err()).contains("image 'one.jpg' is measured too");
    }

    @Test
    void aMissingFolderIsOneLine() throws IOException {
        Path metadata = Files.createDirectory(folder.resolve("metadata"));
        Program program = score(folder.resolve("none"), metadata);
        assertThat(program.code()).isEqualTo(1);
        assertThat(program.err()).contains("image_ids.txt: no such file");
        write(metadata, "image_ids.txt", "a\n");
        write(metadata, "class_labels.txt", "a,0\n");
        assertThat(score(folder.resolve("none"), metadata).err())
                .contains("no such folder, expected a folder with a .npy");
        assertThat(Program.run("score", "--help").out()).contains("Example: cam4j score");
    }

    private static Program score(Path maps, Path metadata, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("score", "--maps", maps, "--metadata", metadata, "--quiet"));
        arguments.addAll(Arrays.asList(more));
        return Program.run(arguments.toArray());
    }

    /** The first images of the real excerpt with their part of the metadata. */
    private Path excerpt(int images) throws IOException {
        Path source = RealData.find("ilsvrc-val");
        Path target = folder.resolve("excerpt");
        Path metadata = Files.createDirectories(target.resolve("metadata/ILSVRC/test"));
        Path all = source.resolve("metadata/ILSVRC/test");
        List<String> ids = Files.readAllLines(all.resolve("image_ids.txt")).subList(0, images);
        for (String name : List.of("image_ids.txt", "class_labels.txt", "image_sizes.txt", "localization.txt")) {
            Files.write(
                    metadata.resolve(name),
                    Files.readAllLines(all.resolve(name)).stream()
                            .filter(line -> ids.contains(line.split(",", -1)[0]))
                            .toList());
        }
        Files.copy(source.resolve("synset_words.txt"), target.resolve("synset_words.txt"));
        for (String id : ids) {
            Files.createDirectories(target.resolve(id).getParent());
            Files.copy(source.resolve(id), target.resolve(id));
        }
        return target;
    }

    private Path badMaps() throws IOException {
        Path maps = Files.createDirectory(folder.resolve("maps"));
        Files.createDirectory(maps.resolve("sub"));
        double[] values = {0, 1, 0.25, 0, 0.5, 0.75};
        byte[] data = doubles(values);
        npy(maps, "good.jpg.npy", PLAIN, data);
        npy(maps, "onepixel.jpg.npy", PLAIN, data);
        npy(maps, "outside.jpg.npy", PLAIN, data);
        npy(maps, "reversed.jpg.npy", PLAIN, data);
        npy(maps, "sub/short.npy", PLAIN, data);
        npy(maps, "nobody.npy", PLAIN, data);
        npy(maps, "fortran.jpg.npy", PLAIN.replace("False", "True"), doubles(0, 0, 1, 0.5, 0.25, 0.75));
        ByteBuffer big = ByteBuffer.allocate(48);
        ByteBuffer single = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            big.putDouble(value);
            single.putFloat((float) value);
        }
        npy(maps, "big.jpg.npy", PLAIN.replace("<f8", ">f8"), big.array());
        npy(maps, "single.jpg.npy", PLAIN.replace("<f8", "<f4"), single.array());
        npy(maps, "nan.jpg.npy", PLAIN, doubles(0, Double.NaN, 0, 0, 0, 0));
        npy(maps, "infinite.jpg.npy", PLAIN, doubles(0, Double.POSITIVE_INFINITY, 0, 0, 0, 0));
        npy(maps, "three.jpg.npy", PLAIN.replace("(2, 3)", "(1, 2, 3)"), data);
        npy(maps, "one.jpg.npy", PLAIN.replace("(2, 3)", "(6,)"), data);
        npy(maps, "empty.jpg.npy", PLAIN.replace("(2, 3)", "(0, 0)"), new byte[0]);
        npy(maps, "integer.jpg.npy", PLAIN.replace("<f8", "<i8"), data);
        npy(maps, "object.jpg.npy", PLAIN.replace("<f8", "|O"), data);
        npy(maps, "truncated.jpg.npy", PLAIN, Arrays.copyOf(data, 40));
        npy(maps, "huge.jpg.npy", PLAIN.replace("(2, 3)", "(50000, 25000)"), data); // 10 GB
        Files.writeString(maps.resolve("text.jpg.npy"), "this is no map");
        return maps;
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static byte[] doubles(double... values) {
        ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            buffer.putDouble(value);
        }
        return buffer.array();
    }

    private static void npy(Path folder, String name, String header, byte[] data) throws IOException {
        ByteBuffer buffer =
                ByteBuffer.allocate(10 + header.length() + data.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        buffer.putShort((short) header.length());
        buffer.put(header.getBytes(StandardCharsets.US_ASCII)).put(data);
        Files.write(folder.resolve(name), buffer.array());
    }

    private static void mask(Path folder, String name, int width, int height, int from, int to) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = from; x < to; x++) {
                image.setRGB(x, y, 0xFFFFFF);
            }
        }
        ImageIO.write(image, "png", folder.resolve(name).toFile());
    }
}
