package org.cam4j.experiments.reproduce.claim;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * An experiment with some of its runs, and with the cells and claims that need no others; a remark names the runs that are left out.
 *
 * @param beginnings of the runs' names, each a whole name or its part in front of a hyphen
 */
public record SelectedRuns(Experiment whole, List<String> beginnings) implements Experiment {
    /** How many runs an error message names. */
    private static final int NAMED = 40;

    public SelectedRuns {
        beginnings = List.copyOf(beginnings);
    }

    /**
     * Of several experiments those that have such runs. Where none of them has this scale, all of them.
     *
     * @throws IllegalArgumentException if no experiment has such a run at this scale
     */
    public static List<Experiment> of(List<Experiment> experiments, List<String> beginnings, Scale scale) {
        List<SelectedRuns> all = experiments.stream()
                .map(experiment -> new SelectedRuns(experiment, beginnings))
                .toList();
        List<SelectedRuns> withScale =
                all.stream().filter(one -> one.scales().contains(scale)).toList();
        if (withScale.isEmpty()) {
            return List.copyOf(all);
        }
        List<Experiment> selected = withScale.stream()
                .filter(one -> !one.names(one.whole.plan(scale)).isEmpty())
                .<Experiment>map(one -> one)
                .toList();
        if (selected.isEmpty()) {
            throw new IllegalArgumentException(noSuchRun(
                    beginnings,
                    withScale.stream().map(SelectedRuns::id).toList(),
                    scale,
                    withScale.stream().flatMap(one -> one.whole.plan(scale).runs().stream())));
        }
        return selected;
    }

    private static String noSuchRun(List<String> beginnings, List<String> ids, Scale scale, Stream<RunSpec> runs) {
        List<String> names = runs.map(RunSpec::name).distinct().toList();
        String others = names.size() > NAMED ? String.format(Locale.ROOT, " and %d others", names.size() - NAMED) : "";
        return String.format(
                Locale.ROOT,
                "--runs %s: %s %s no such run at %s scale; expected beginnings of %s%s.",
                String.join(",", beginnings),
                String.join(", ", ids),
                ids.size() == 1 ? "has" : "have",
                scale.id(),
                names.stream().limit(NAMED).collect(Collectors.joining(", ")),
                others);
    }

    private Set<String> names(Plan plan) {
        return plan.runs().stream()
                .map(RunSpec::name)
                .filter(name ->
                        beginnings.stream().anyMatch(begin -> name.equals(begin) || name.startsWith(begin + "-")))
                .collect(Collectors.toSet());
    }

    @Override
    public String id() {
        return whole.id();
    }

    @Override
    public String paper() {
        return whole.paper();
    }

    @Override
    public String description() {
        return whole.description();
    }

    @Override
    public PaperTable printed() {
        return whole.printed();
    }

    @Override
    public Set<Scale> scales() {
        return whole.scales();
    }

    @Override
    public String options() {
        return "--runs " + String.join(",", beginnings);
    }

    /**
     * The plan of the selected runs.
     *
     * @throws IllegalArgumentException if there are none
     */
    @Override
    public Plan plan(Scale scale) {
        Plan plan = whole.plan(scale);
        Set<String> names = names(plan);
        if (names.isEmpty()) {
            throw new IllegalArgumentException(noSuchRun(beginnings, List.of(id()), scale, plan.runs().stream()));
        }
        String left = plan.runs().stream()
                .map(RunSpec::name)
                .filter(name -> !names.contains(name))
                .collect(Collectors.joining(", "));
        Plan chosen = plan.only(names);
        return left.isEmpty()
                ? chosen
                : chosen.remark(String.format(
                        Locale.ROOT,
                        "Asked for with %s alone. Not run: %s; the command without --runs runs them too.",
                        options(),
                        left));
    }
}
