package org.cam4j.experiments.papers;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.TrainRecipe;

/** Plans with the same runs, networks, tasks, cells and claims, but one training step, small images, and data that need not be complete. */
final class Shortened {
    /** Numbers of things that a task measures. */
    private static final Set<String> MANY = Set.of("units", "images", "pictures");

    private static final int FEW = 2;
    private static final int BATCH = 4;
    private static final int SIDE = 64;
    /** Inception-v3 shrinks its images more. */
    private static final int INCEPTION_SIDE = 128;

    private Shortened() {}

    /** The plan in short. */
    static Plan plan(Plan whole) {
        Plan plan = new Plan();
        for (RunSpec run : whole.runs()) {
            plan.run(run(run));
        }
        for (Plan.Place place : whole.places()) {
            if (place.minus().isPresent()) {
                plan.difference(
                        place.row(),
                        place.column(),
                        place.measure(),
                        place.minus().get());
            } else {
                plan.cell(place.row(), place.column(), place.measure());
            }
        }
        whole.notRun().forEach(plan::notRun);
        whole.claims().forEach(plan::claim);
        whole.remarks().forEach(plan::remark);
        return plan;
    }

    private static RunSpec run(RunSpec run) {
        return new RunSpec(
                run.name(), (NetworkChoice) shortened(run.network()), run.data().complete(Map.of()), (RunTask)
                        shortened(run.measurement()));
    }

    private static Object shortened(Object value) {
        if (value instanceof TrainRecipe recipe) {
            return recipe(recipe);
        }
        if (value instanceof NetworkChoice.Tuned tuned) {
            return new NetworkChoice.Tuned((NetworkChoice.Trained) shortened(tuned.network()), 1, 1, 2);
        }
        if (value instanceof DataChoice) {
            return value;
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(Shortened::shortened);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Shortened::shortened).toList();
        }
        return value instanceof Record record && record.getClass().getName().startsWith("org.cam4j.experiments")
                ? rebuilt(record)
                : value;
    }

    private static TrainRecipe recipe(TrainRecipe recipe) {
        int head = Math.min(1, recipe.get(RecipeKeys.HEAD_EPOCHS));
        return recipe.with(RecipeKeys.HEAD_EPOCHS, head)
                .with(RecipeKeys.STEPS, 0)
                .epochs(1 + head)
                .batchSize(BATCH);
    }

    /** The record with shortened components; where it trains a network of the backbone's own size, with a small one. */
    private static Object rebuilt(Record record) {
        try {
            Map<String, Object> values = new LinkedHashMap<>();
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                Object value = component.getAccessor().invoke(record);
                boolean isMany = MANY.contains(component.getName()) && value instanceof Integer count && count > FEW;
                values.put(component.getName(), isMany ? Integer.valueOf(FEW) : shortened(value));
            }
            if (values.containsKey("recipe") && Integer.valueOf(0).equals(values.get("size"))) {
                values.put("size", side(String.valueOf(values.get("backbone"))));
            }
            Class<?>[] types = Arrays.stream(record.getClass().getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<? extends Record> constructor = record.getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values.values().toArray());
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(record.toString(), impossible);
        }
    }

    private static int side(String backbone) {
        return backbone.startsWith("inception") ? INCEPTION_SIDE : SIDE;
    }
}
