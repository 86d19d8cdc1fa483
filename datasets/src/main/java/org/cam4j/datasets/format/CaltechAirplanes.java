package org.cam4j.datasets.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.DatasetIndex;
import org.cam4j.datasets.internal.ImageSize;
import org.cam4j.datasets.internal.RootFolder;
import org.cam4j.datasets.internal.image.ImageHeader;
import org.cam4j.evaluation.Box;

/**
 * The airplanes of Caltech-101, one class with one box an image: for regression. They are nearly centered, so that they say nothing about localization. Every tenth image
 * by name is for test, the one before it for validation.
 */
final class CaltechAirplanes implements DatasetFormat {
    private static final String LAYOUT = "images/*.jpg and airplanes.csv with lines file,x0,y0,x1,y1";
    private static final String BOXES = "airplanes.csv";

    @Override
    public String id() {
        return "caltech101-airplanes";
    }

    @Override
    public String description() {
        return "The airplanes of Caltech-101 with one box per image, for regression: a folder with " + LAYOUT + ".";
    }

    @Override
    public Dataset open(Path folder, long seed) throws IOException {
        RootFolder root = RootFolder.open(folder, LAYOUT);
        if (!root.hasFile(BOXES) || !root.hasFolder("images")) {
            throw new IOException(String.format(
                    Locale.ROOT, "%s: has no %s or no folder images; expected %s.", folder, BOXES, LAYOUT));
        }
        DatasetIndex index = new DatasetIndex(id(), List.of("airplane"), "");
        Map<String, Box> boxes = new HashMap<>();
        Map<String, ImageHeader> headers = new HashMap<>();
        root.forEachEntry(BOXES, ",", index, entry -> {
            entry.require(5, "file, x0, y0, x1, y1");
            String image = "images/" + entry.text(0);
            ImageHeader header = ImageHeader.read(root.resolve(image));
            boxes.put(image, entry.box(1, new ImageSize(header.width(), header.height()), index));
            headers.put(image, header);
        });
        int place = 0;
        for (String name : root.numberedImages("images")) {
            String image = "images/" + name;
            Box box = boxes.get(image);
            ImageHeader header = headers.get(image);
            if (box == null || header == null) {
                index.skip(image, "has no line in " + BOXES + ".");
                continue;
            }
            Split split = place % 10 == 9 ? Split.TEST : place % 10 == 8 ? Split.VALIDATION : Split.TRAIN;
            root.addImage(index, split, image, 0, header.width(), header.height(), List.of(box));
            place++;
        }
        return index.build();
    }
}
