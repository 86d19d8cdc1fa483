package org.cam4j.experiments.cli.option.train;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.cam4j.training.recipe.RecipeFile;
import org.cam4j.training.recipe.RecipeKey;
import org.cam4j.training.recipe.Recipes;
import org.cam4j.training.recipe.TrainRecipe;

/** A recipe while options change it, with the origin of each value. */
public final class RecipeDraft {
    static final String SET = "--set";

    private final Map<RecipeKey<?>, String> origins = new HashMap<>();
    private final Recipes.Named base;
    private TrainRecipe recipe;

    RecipeDraft(Recipes.Named base) {
        this.base = base;
        recipe = base.recipe();
    }

    /**
     * Sets a value.
     *
     * @param origin the option or file that gave it
     * @throws IllegalArgumentException in one line, if it is not allowed
     */
    public <T> void set(RecipeKey<T> key, String value, String origin) {
        try {
            recipe = recipe.with(key, value);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(origin + ": " + refused.getMessage(), refused);
        }
        origins.put(key, origin);
    }

    /**
     * Sets a value that an option of its own gave.
     *
     * @throws IllegalArgumentException if {@code --set} gave it too
     */
    public void option(RecipeKey<?> key, Object value, String option) {
        if (SET.equals(origins.get(key))) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%s and --set %s set the same value; give one of them.", option, key.id()));
        }
        set(key, value.toString(), option);
    }

    /** The recipe with all values so far. */
    public TrainRecipe recipe() {
        return recipe;
    }

    /** The recipe as YAML, each value with its origin as a comment. */
    public String yaml() {
        return RecipeFile.yaml(recipe, key -> origins.getOrDefault(key, ofBase(key)));
    }

    private <T> String ofBase(RecipeKey<T> key) {
        return base.recipe().get(key).equals(key.standard()) ? "default" : base.id();
    }
}
