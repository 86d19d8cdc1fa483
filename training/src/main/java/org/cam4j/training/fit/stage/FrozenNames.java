package org.cam4j.training.fit.stage;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.cam4j.evaluation.catalog.Catalog;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** The layers that {@link org.cam4j.training.recipe.RecipeKeys#FREEZE} means. */
public final class FrozenNames {
    /** Stands for all layers of the backbone. */
    private static final String BACKBONE = "backbone";

    private static final int NEAREST = 3;

    private FrozenNames() {}

    /**
     * The layers with parameters whose names begin as asked. A beginning that ends in a digit is a whole number: {@code layer1} does not mean {@code layer10}.
     *
     * @param backbone its layers
     * @throws IllegalArgumentException in one line, if a beginning fits no layer; it names the nearest layers
     */
    public static Set<String> of(List<String> beginnings, ComputationGraph graph, Set<String> backbone) {
        List<String> layers = Stream.of(graph.getLayers())
                .filter(layer -> layer.numParams() > 0)
                .map(FrozenNames::name)
                .toList();
        Set<String> frozen = new HashSet<>();
        for (String beginning : beginnings) {
            List<String> meant = layers.stream()
                    .filter(layer ->
                            begins(layer, beginning) || (beginning.equals(BACKBONE) && backbone.contains(layer)))
                    .toList();
            if (meant.isEmpty()) {
                throw unknown(beginning, layers);
            }
            frozen.addAll(meant);
        }
        return frozen;
    }

    private static String name(Layer layer) {
        return layer.conf().getLayer().getLayerName();
    }

    private static boolean begins(String layer, String beginning) {
        boolean number = Character.isDigit(beginning.charAt(beginning.length() - 1));
        return layer.startsWith(beginning)
                && (layer.length() == beginning.length()
                        || !number
                        || !Character.isDigit(layer.charAt(beginning.length())));
    }

    private static IllegalArgumentException unknown(String beginning, List<String> layers) {
        return new IllegalArgumentException(String.format(
                Locale.ROOT,
                "Recipe: freeze names %s, but no layer with parameters begins so; nearest: %s. Name layers, or 'backbone'.",
                beginning,
                String.join(", ", Catalog.nearest(beginning, layers, NEAREST))));
    }
}
