package org.cam4j.experiments.cli.option.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cam4j.evaluation.catalog.Catalog;
import org.cam4j.experiments.cli.option.Candidates;
import org.cam4j.training.recipe.RecipeFile;
import org.cam4j.training.recipe.RecipeKey;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.Recipes;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The recipe of a training: a named one or a file, with changed values. */
public final class TrainRecipeOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--recipe",
            paramLabel = "NAME|FILE",
            completionCandidates = Candidates.Recipes.class,
            description = {
                "Training recipe: a YAML file, or one of: ${COMPLETION-CANDIDATES}.",
                "Default: fine-tuning for pretrained parameters, else from-scratch."
            })
    private Optional<String> recipe = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = {
                "Change one value of the recipe; can be repeated. Lists are separated by commas.",
                "'cam4j list recipe-keys --verbose' explains the keys."
            })
    private List<String> changes = new ArrayList<>();

    @Option(
            names = "--show-recipe",
            help = true, // other required options may be absent
            description = "Print the whole recipe as YAML with the origin of each value, and exit.")
    private boolean show;

    private Optional<Recipes.Named> base = Optional.empty();
    private final Map<RecipeKey<?>, String> ofFile = new LinkedHashMap<>();
    private final Map<RecipeKey<?>, String> ofSet = new LinkedHashMap<>();

    /** Whether the recipe is only to be printed. */
    public boolean isShown() {
        return show;
    }

    /**
     * Reads the file and the changes; must be called first.
     *
     * @throws IllegalArgumentException in one line, if a key or value is unknown
     */
    public void read() throws IOException {
        if (recipe.isPresent() && Recipes.ids().contains(recipe.get())) {
            base = Optional.of(Recipes.byId(recipe.get()));
        } else if (recipe.isPresent()) {
            readFile(recipe.get());
        }
        for (String change : changes) {
            int equals = change.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "--set %s: expected KEY=VALUE, such as epochs=20.", change));
            }
            RecipeKey<?> key = key(change.substring(0, equals));
            if (ofSet.putIfAbsent(key, change.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "--set %s is given twice; give it once.", key.id()));
            }
        }
    }

    private void readFile(String name) throws IOException {
        if (!Files.isRegularFile(Path.of(name))) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--recipe %s: there is no recipe and no file of this name; expected a YAML file or one of %s. Did you mean '%s'?",
                    name,
                    String.join(", ", Recipes.ids()),
                    Catalog.nearest(name, Recipes.ids(), 1).get(0)));
        }
        RecipeFile.Values file = RecipeFile.read(Path.of(name));
        base = file.base();
        ofFile.putAll(file.values());
    }

    private static RecipeKey<?> key(String id) {
        try {
            return RecipeKeys.byId(id);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("--set: " + unknown.getMessage(), unknown);
        }
    }

    /** The seed of the recipe, unless {@code --seed} was given. */
    public long seed(long ofOption) {
        if (isSeedGiven()) {
            return ofOption;
        }
        return Optional.ofNullable(ofSet.get(RecipeKeys.SEED))
                .or(() -> Optional.ofNullable(ofFile.get(RecipeKeys.SEED)))
                .map(RecipeKeys.SEED::read)
                .orElse(ofOption);
    }

    private boolean isSeedGiven() {
        return command.commandLine().getParseResult().hasMatchedOption("--seed");
    }

    /**
     * The recipe with the values of the file, of {@code --set} and of {@code --seed}.
     *
     * @param seed of {@link #seed}
     * @param pretrained whether the network starts from pretrained parameters, which decides the base where none is named
     * @param changed values that replace those of the base, with their origin
     */
    public RecipeDraft draft(long seed, boolean pretrained, Map<RecipeKey<?>, String> changed, String origin) {
        RecipeDraft draft =
                new RecipeDraft(base.orElseGet(() -> Recipes.byId(pretrained ? "fine-tuning" : "from-scratch")));
        changed.forEach((key, value) -> draft.set(key, value, origin));
        ofFile.forEach((key, value) -> draft.set(key, value, recipe.orElse("")));
        ofSet.forEach((key, value) -> draft.set(key, value, RecipeDraft.SET));
        if (isSeedGiven()) {
            draft.option(RecipeKeys.SEED, seed, "--seed");
        }
        return draft;
    }

    /** The arguments that give this recipe again, without those of {@code --set} for some keys. */
    public List<String> argumentsWithout(RecipeKey<?>... keys) {
        List<String> words = new ArrayList<>();
        recipe.ifPresent(name -> words.addAll(List.of("--recipe", name)));
        ofSet.forEach((key, value) -> {
            if (!List.of(keys).contains(key)) {
                words.addAll(List.of("--set", key.id() + "=" + value));
            }
        });
        return words;
    }
}
