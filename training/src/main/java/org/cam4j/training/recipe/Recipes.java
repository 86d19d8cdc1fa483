package org.cam4j.training.recipe;

import java.util.List;
import org.cam4j.evaluation.catalog.Catalog;
import org.cam4j.training.optimizer.Optimizer;
import org.cam4j.training.optimizer.Schedule;

/** The recipes with a name. A new one is one line here. */
public final class Recipes {
    /** What papers do not mention is off. */
    private static final TrainRecipe PLAIN = TrainRecipe.fromScratch()
            .learningRate(1e-4)
            .schedule(Schedule.CONSTANT)
            .warmUp(0)
            .weightDecay(0)
            .flip(false)
            .cropPadding(0)
            .labelSmoothing(0);

    private static final TrainRecipe ZHANG = PLAIN.epochs(10)
            .batchSize(64)
            .optimizer(Optimizer.NESTEROV)
            .weightDecay(5e-4)
            .flip(true)
            .cropPadding(16);

    private static final String ZHANG_TEXT =
            "Zhang et al. (2022), section 5: rate 1e-4, batches of 64. Not printed, and chosen here: SGD with momentum, "
                    + "10 epochs, mirroring and crops.";

    private static final Catalog<Named> ALL = Catalog.of(
            "recipe",
            Named::id,
            new Named(
                    "from-scratch",
                    "All layers of a small network from random numbers: AdamW with a cosine schedule.",
                    TrainRecipe.fromScratch()),
            new Named(
                    "fine-tuning",
                    "A new head on published weights: SGD, the backbone at a tenth of the head's learning rate.",
                    TrainRecipe.fineTuning()),
            new Named(
                    "two-stage",
                    "Fine-tuning whose first epochs train the new head alone, with the backbone frozen.",
                    TrainRecipe.fineTuning().with(RecipeKeys.HEAD_EPOCHS, 2)),
            new Named(
                    "head-only",
                    "A new head on published weights that stay as they are: fast, since no gradient enters the backbone.",
                    TrainRecipe.fineTuning().with(RecipeKeys.FREEZE, List.of("backbone"))),
            new Named(
                    "zhou2016",
                    "Zhou et al. (2016), who print no settings of their fine-tuning: those of 'fine-tuning'.",
                    TrainRecipe.fineTuning()),
            new Named(
                    "meng2019",
                    "Meng et al. (2019), network of all classes: batches of 24, rate 1e-4 halved on a plateau of 5 epochs, "
                            + "200 epochs. Not printed, and chosen here: Adam, no augmentation.",
                    PLAIN.epochs(200)
                            .batchSize(24)
                            .optimizer(Optimizer.ADAM)
                            .schedule(Schedule.PLATEAU)
                            .with(RecipeKeys.PLATEAU_PATIENCE, 5)),
            new Named(
                    "meng2019-pairs",
                    "Meng et al. (2019), networks of two classes: rate 1e-4, at most 10 epochs. The experiments end them at an "
                            + "accuracy above 0.95.",
                    PLAIN.epochs(10).batchSize(24).optimizer(Optimizer.ADAM)),
            new Named(
                    "kim2020",
                    "Kim et al. (2020), who print no settings: those of 'fine-tuning'.",
                    TrainRecipe.fineTuning()),
            new Named("zhang2022", ZHANG_TEXT + " Its new layers hardly learn: see 'zhang2022-two-stage'.", ZHANG),
            new Named(
                    "zhang2022-two-stage",
                    ZHANG_TEXT + " The first 2 of 12 epochs train the new layers alone at 0.01.",
                    ZHANG.epochs(12).with(RecipeKeys.HEAD_EPOCHS, 2).with(RecipeKeys.HEAD_LEARNING_RATE, 0.01)));

    private Recipes() {}

    /**
     * A recipe with a name.
     *
     * @param description in one sentence, with the source where there is one
     */
    public record Named(String id, String description, TrainRecipe recipe) {}

    /** All of them. */
    public static List<Named> all() {
        return ALL.all();
    }

    /** Their ids. */
    public static List<String> ids() {
        return ALL.ids();
    }

    /**
     * The recipe with this id.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest id and all others
     */
    public static Named byId(String id) {
        return ALL.byId(id);
    }
}
