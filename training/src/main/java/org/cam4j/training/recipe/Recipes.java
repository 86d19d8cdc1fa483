package org.cam4j.training.recipe;

import java.util.List;
import org.cam4j.evaluation.catalog.Catalog;

/** The recipes with a name. A new one is one line here. */
public final class Recipes {
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
                    TrainRecipe.fineTuning().with(RecipeKeys.FREEZE, List.of("backbone"))));

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
