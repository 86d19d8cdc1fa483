package org.cam4j.experiments.papers.meng2019;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.experiments.papers.meng2019.selection.Selection;
import org.cam4j.experiments.report.picture.ContactSheet;
import org.cam4j.experiments.report.picture.OverlayRow;
import org.cam4j.experiments.report.picture.Pictures;
import org.cam4j.layers.explain.ColorMap;

/** Pictures of a few images: {@code maps.png} with the maps against the classes of S-1 and their mean, and {@code blocks.png} with the maps of single blocks. */
final class PairSheet {
    private static final int SIDE = 128;

    private final List<String> classNames;
    private final List<String> blockMethods;
    private final int others;
    private final ContactSheet maps;
    private final ContactSheet blocks;

    /**
     * An empty sheet.
     *
     * @param others how many classes S-1 compares a class with
     * @param blockMethods what stands in {@code blocks.png} between truth and Grad-CAM
     */
    PairSheet(List<String> classNames, int others, List<String> blockMethods) {
        this.classNames = classNames;
        this.others = others;
        List<String> ofMaps = new ArrayList<>(List.of("image", "truth"));
        for (int k = 1; k <= others; k++) {
            ofMaps.add("against " + k);
        }
        ofMaps.addAll(List.of("Grad-CAM", "F", "A+F"));
        this.maps = new ContactSheet(ofMaps, SIDE);
        this.blockMethods = blockMethods;
        List<String> columns = new ArrayList<>(List.of("image", "truth"));
        blockMethods.forEach(method -> columns.add(method.replaceFirst("s-1\\+", "")));
        columns.add("Grad-CAM");
        this.blocks = new ContactSheet(columns, SIDE);
    }

    /**
     * Adds an image.
     *
     * @param all its maps by method
     * @param pairs its maps against other classes, by class and method
     * @param nearest the classes of S-1
     */
    void add(Sample sample, Map<String, ScoreMap> all, Map<Integer, Map<String, ScoreMap>> pairs, int[] nearest)
            throws IOException {
        OverlayRow row = row(sample);
        List<String> lines = new ArrayList<>(List.of(classNames.get(sample.label())));
        for (int k = 0; k < others; k++) {
            int other = nearest[Math.min(k, nearest.length - 1)];
            row.overlay(
                    Objects.requireNonNull(pairs.getOrDefault(other, Map.of()).get(RepresentativeClasses.BASELINE)));
            lines.add(String.format(Locale.ROOT, "%d: %s", k + 1, classNames.get(other)));
        }
        for (String method : List.of(
                RepresentativeClasses.BASELINE,
                RepresentativeClasses.method(Selection.S_1, false),
                RepresentativeClasses.method(Selection.S_1, true))) {
            row.overlay(Objects.requireNonNull(all.get(method)));
        }
        maps.add(lines, row.tiles());
        if (!blockMethods.isEmpty()) {
            OverlayRow ofBlocks = row(sample);
            blockMethods.forEach(method -> ofBlocks.overlay(Objects.requireNonNull(all.get(method))));
            ofBlocks.overlay(Objects.requireNonNull(all.get(RepresentativeClasses.BASELINE)));
            blocks.add(List.of(classNames.get(sample.label())), ofBlocks.tiles());
        }
    }

    private static OverlayRow row(Sample sample) throws IOException {
        return OverlayRow.of(Pictures.drawable(sample.image().read(), 2 * SIDE), ColorMap.JET)
                .image()
                .part(ObjectMask.drawn(sample), 0);
    }

    BufferedImage maps() {
        return maps.draw(1);
    }

    BufferedImage blocks() {
        return blocks.draw(1);
    }
}
