package org.cam4j.experiments.video;

import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.training.localize.ImageMaps;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.model.CamModel;

/** Looks for one class, or for whatever is likeliest, in pictures that come one after another. */
public final class FrameExplainer {
    private final MapComputer localizer;
    private final ClassSelection selection;
    private final String method;
    private final double least;

    /**
     * What was seen.
     *
     * @param label the class
     * @param probability of the class
     * @param map where the network looked for it
     * @param box around it in pixels of the picture, at 20 % of the map's range; empty where the class is not likely enough or the map is constant
     */
    public record Sight(int label, double probability, ScoreMap map, Optional<Box> box) {}

    /**
     * Prepares.
     *
     * @param label the class to look for; the likeliest one where empty
     * @param least the probability, 0 to 1, from which on there is a box
     */
    public FrameExplainer(CamModel model, CamMethod method, Optional<Integer> label, double least) {
        this.localizer = new MapComputer(model, List.of(method), 1);
        this.selection = label.map(ClassSelection::same).orElseGet(() -> ClassSelection.top(1));
        this.method = method.id();
        this.least = least;
    }

    /** Looks at one picture. */
    public Sight see(PixelImage picture) {
        Sample sample = new Sample("", 0, 0, 0, List.of(), Optional.empty(), () -> picture);
        ImageMaps located = localizer.locate(sample, picture, selection);
        ImageMaps.ClassMaps maps = located.classes().get(0);
        double probability = located.probabilities()[maps.label()];
        ScoreMap map = Optional.ofNullable(maps.maps().get(method)).orElseThrow();
        Optional<Box> box = probability >= least && !map.isConstant()
                ? Optional.of(Boxes.largest(map, Boxes.ZHOU, picture.height(), picture.width()))
                : Optional.empty();
        return new Sight(maps.label(), probability, map, box);
    }
}
