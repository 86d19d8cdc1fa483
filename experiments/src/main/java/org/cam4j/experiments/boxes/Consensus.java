package org.cam4j.experiments.boxes;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.training.model.CamModel;

/**
 * Localization without training from one or several networks, one forward pass each.
 *
 * <pre>
 * map = sum over networks of minmax(projection(CAM))      {@link FeatureProjection}, a ridge regression within the image
 * box = the largest component above Otsu's threshold      {@link Boxes#largestAboveOtsu}
 * </pre>
 *
 * <p>Every map lies where its cells look ({@link org.cam4j.layers.explain.TapGeometry}). Constants, all of them in {@link ProjectedMap}: the ridge's strength, the stride of the
 * earlier layer, the least number of cells of a class map, the grid. They were chosen on the even half of 800 ILSVRC validation images, where the
 * figures therefore flatter it.
 */
public final class Consensus implements BoxFinder {
    private final List<ProjectedMap> maps;

    /**
     * The recipe for these networks, which must know the same classes in the same order.
     *
     * @param models at least one
     * @throws IllegalArgumentException when there is none, or one has no maps that could be explained
     */
    public Consensus(List<CamModel> models) {
        if (models.isEmpty()) {
            throw new IllegalArgumentException("Consensus: no network was given; expected at least one.");
        }
        maps = models.stream().map(ProjectedMap::new).toList();
    }

    @Override
    public String id() {
        return "consensus";
    }

    @Override
    public int forwardPasses() {
        return maps.size();
    }

    @Override
    public String description() {
        return maps.stream()
                .map(map -> String.format(Locale.ROOT, "input %d, features of %s", map.inputSize(), map.features()))
                .collect(Collectors.joining("; "));
    }

    @Override
    public Found find(Sample sample, PixelImage image) {
        double[] sum = new double[ProjectedMap.GRID * ProjectedMap.GRID];
        float[] probabilities = new float[0];
        for (ProjectedMap map : maps) {
            ProjectedMap.Result result = map.of(image, sample.label());
            for (int i = 0; i < sum.length; i++) {
                sum[i] += result.values()[i];
            }
            probabilities = probabilities.length == 0 ? new float[result.probabilities().length] : probabilities;
            for (int i = 0; i < probabilities.length; i++) {
                probabilities[i] += result.probabilities()[i] / maps.size();
            }
        }
        ScoreMap map = new ScoreMap(sum, ProjectedMap.GRID, ProjectedMap.GRID);
        return new Found(box(sample, map), map, probabilities);
    }

    private static Box box(Sample sample, ScoreMap map) {
        NormalizedMap normalized = EvaluatedImage.ofMap(sample, map).map().orElseThrow();
        return Boxes.largestAboveOtsu(normalized);
    }
}
