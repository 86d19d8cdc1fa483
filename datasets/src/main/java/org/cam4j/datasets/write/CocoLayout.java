package org.cam4j.datasets.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.coco.RunLength;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Mask;

/** COCO 2017: images and instances, whose masks are run lengths, as numbers and compressed in turn. */
final class CocoLayout implements Layout {
    @Override
    public String id() {
        return "coco";
    }

    @Override
    public int validation(int trainingImagesOfAClass) {
        return Math.min(50, trainingImagesOfAClass / 2);
    }

    @Override
    public void write(Dataset dataset, TreeWriter tree) throws IOException {
        Map<String, List<String>> images = new LinkedHashMap<>(Map.of("train2017", new ArrayList<>()));
        images.put("val2017", new ArrayList<>());
        Map<String, List<String>> objects = new LinkedHashMap<>();
        images.keySet().forEach(part -> objects.put(part, new ArrayList<>()));
        int number = 0;
        for (Split split : Split.values()) {
            String part = split == Split.TEST ? "val2017" : "train2017";
            for (Sample sample : dataset.samples(split)) {
                number++;
                String file = String.format(Locale.ROOT, "%012d.jpg", number);
                tree.image(part + "/" + file, sample);
                images.getOrDefault(part, new ArrayList<>())
                        .add(String.format(
                                Locale.ROOT,
                                "{\"id\":%d,\"file_name\":\"%s\",\"width\":%d,\"height\":%d}",
                                number,
                                file,
                                sample.width(),
                                sample.height()));
                objects.getOrDefault(part, new ArrayList<>()).add(object(sample, number));
            }
        }
        List<String> categories = new ArrayList<>();
        for (String name : dataset.classNames()) {
            categories.add(String.format(Locale.ROOT, "{\"id\":%d,\"name\":\"%s\"}", categories.size() + 1, name));
        }
        for (String part : images.keySet()) {
            tree.lines(
                    "annotations/instances_" + part + ".json",
                    List.of(
                            "{\"info\":{},",
                            "\"images\":" + array(images.getOrDefault(part, List.of())) + ",",
                            "\"annotations\":" + array(objects.getOrDefault(part, List.of())) + ",",
                            "\"categories\":" + array(categories) + "}"));
        }
    }

    private static String array(List<String> entries) {
        return "[" + String.join(",\n", entries) + "]";
    }

    private static String object(Sample sample, int number) {
        Box box = sample.boxes().get(0);
        return String.format(
                Locale.ROOT,
                "{\"id\":%d,\"image_id\":%d,\"category_id\":%d,\"iscrowd\":0,\"bbox\":[%d,%d,%d,%d],\"segmentation\":%s}",
                number,
                number,
                sample.label() + 1,
                box.x0(),
                box.y0(),
                box.x1() - box.x0(),
                box.y1() - box.y0(),
                sample.mask().map(mask -> runs(mask.get(), number)).orElse("[]"));
    }

    private static String runs(Mask mask, int number) {
        boolean[] pixels = new boolean[mask.pixels().length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = mask.pixels()[i] == 1;
        }
        long[] runs = RunLength.runs(pixels, mask.width(), mask.height());
        String counts =
                number % 2 == 0 ? '"' + RunLength.compressed(runs).replace("\\", "\\\\") + '"' : Arrays.toString(runs);
        return String.format(Locale.ROOT, "{\"counts\":%s,\"size\":[%d,%d]}", counts, mask.height(), mask.width());
    }
}
