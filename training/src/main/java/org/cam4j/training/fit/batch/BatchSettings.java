package org.cam4j.training.fit.batch;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.internal.batch.BatchMixing;
import org.cam4j.training.internal.batch.ClassWeights;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.recipe.ClassWeighting;
import org.cam4j.training.recipe.ImageKeys;
import org.cam4j.training.recipe.RecipeKey;
import org.cam4j.training.recipe.Sampling;
import org.cam4j.training.recipe.TrainRecipe;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** What a recipe asks of the batches of a network: whether it goes with the network, mixing, and the weights of the classes. */
public final class BatchSettings {
    private final TrainRecipe recipe;
    private final CamModel model;

    /** Of a recipe and a network with the layers of the recipe's WSOL method. */
    public BatchSettings(TrainRecipe recipe, CamModel model) {
        this.recipe = recipe;
        this.model = model;
    }

    /** How batches are mixed. */
    public BatchMixing mixing() {
        return new BatchMixing(recipe.get(ImageKeys.MIXUP), recipe.get(ImageKeys.CUTMIX));
    }

    /** The weights of the classes, by the training split of the data where they are balanced. */
    public ClassWeights classWeights(Dataset data) {
        ClassWeighting weighting = recipe.get(ImageKeys.CLASS_WEIGHTS);
        if (weighting.isNone()) {
            return ClassWeights.NONE;
        }
        OutputKind kind = model.outputKind();
        if (weighting.balanced()) {
            List<Sample> images = data.samples(Split.TRAIN);
            return ClassWeights.balanced(kind, images.size(), imagesOfClasses(images));
        }
        return ClassWeights.of(
                kind, weighting.weights().stream().mapToDouble(weight -> weight).toArray());
    }

    private int[] imagesOfClasses(List<Sample> images) {
        int[] counts = new int[model.classNames().size()];
        images.forEach(sample -> sample.labels().present().forEach(label -> counts[label]++));
        return counts;
    }

    /**
     * Checks that the recipe's batches go with the network and its WSOL method.
     *
     * @throws IllegalArgumentException in one line that names the key
     */
    public void requireSuitable() {
        requireMixable();
        requireWeights();
        requireSampling();
        requireSizes();
    }

    private void requireMixable() {
        for (RecipeKey<?> key : List.of(ImageKeys.MIXUP, ImageKeys.CUTMIX)) {
            if (isSet(key)) {
                requireClasses(key);
                requireNoMethod(key, "mixes images and labels");
            }
        }
    }

    private void requireWeights() {
        ClassWeighting weighting = recipe.get(ImageKeys.CLASS_WEIGHTS);
        if (weighting.isNone()) {
            return;
        }
        requireClasses(ImageKeys.CLASS_WEIGHTS);
        requireNoMethod(ImageKeys.CLASS_WEIGHTS, "weights one loss");
        int classes = model.classNames().size();
        if (!weighting.balanced() && weighting.weights().size() != classes) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Recipe: class-weights has %d numbers, expected one for each of the network's %d classes.",
                    weighting.weights().size(),
                    classes));
        }
    }

    private void requireSampling() {
        if (recipe.get(ImageKeys.SAMPLING) == Sampling.SHUFFLED) {
            return;
        }
        requireClasses(ImageKeys.SAMPLING);
        if (model.outputKind() == OutputKind.MULTI_LABEL) {
            throw new IllegalArgumentException(
                    "Recipe: sampling balanced needs one class per image, but an image of a multi-label network may have several; set class-weights to balanced instead.");
        }
        if (recipe.wsol().method().ordersImages()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Recipe: sampling balanced repeats images, but the WSOL method %s pairs every image with another one; leave one of them out.",
                    recipe.wsol()));
        }
    }

    private void requireSizes() {
        if (!isSet(ImageKeys.INPUT_SIZES)) {
            return;
        }
        for (String name : model.graph().getConfiguration().getVertices().keySet()) {
            if (model.graph().getConfiguration().getVertices().get(name) instanceof LayerVertex vertex
                    && vertex.getPreProcessor() instanceof CnnToFeedForwardPreProcessor) {
                throw unsuitable(Stream.of("layer '" + name + "' reads all positions of the maps"));
            }
        }
        ComputationGraph trial = model.graph().clone();
        for (Preprocessing sized : TrainingImages.sizes(recipe, model.preprocessing())) {
            try {
                trial.output(
                        false,
                        Nd4j.zeros(DataType.FLOAT, 1, sized.channels(), sized.height(), sized.width())); // [1,C,H,W]
            } catch (RuntimeException e) {
                throw unsuitable(String.valueOf(e.getMessage()).lines());
            }
        }
    }

    private IllegalArgumentException unsuitable(Stream<String> reason) {
        return new IllegalArgumentException(String.format(
                Locale.ROOT,
                "Recipe: input-sizes is %s, but network %s with head %s takes one size alone: %s. Leave input-sizes out, or take a network that averages its maps, such as one with the head gap.",
                recipe.text(ImageKeys.INPUT_SIZES),
                model.backbone(),
                model.head(),
                reason.findFirst().orElse("")));
    }

    private boolean isSet(RecipeKey<?> key) {
        return !recipe.get(key).equals(key.standard());
    }

    private void requireClasses(RecipeKey<?> key) {
        if (model.outputKind() == OutputKind.REGRESSION) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Recipe: %s is %s, but a regression has no classes; leave it out.",
                    key.id(),
                    recipe.text(key)));
        }
    }

    private void requireNoMethod(RecipeKey<?> key, String what) {
        if (!recipe.wsol().isPlain()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Recipe: %s is %s, which %s, but the WSOL method %s brings targets of its own; leave one of them out.",
                    key.id(),
                    recipe.text(key),
                    what,
                    recipe.wsol()));
        }
    }
}
