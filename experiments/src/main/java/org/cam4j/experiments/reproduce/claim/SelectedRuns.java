package org.cam4j.experiments.reproduce.claim;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * An experiment with some of its runs, and with the cells and claims that need no others; a remark names the runs that are left out.
 *
 * @param beginnings of the runs' names, each a whole name or its part in front of a hyphen
 */
public record SelectedRuns(Experiment whole, List<String> beginnings) implements Experiment {
    public SelectedRuns {
        beginnings = List.copyOf(beginnings);
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

    /**
     * The plan of the selected runs.
     *
     * @throws IllegalArgumentException if there are none
     */
    @Override
    public Plan plan(Scale scale) {
        Plan plan = whole.plan(scale);
        Set<String> names = plan.runs().stream()
                .map(RunSpec::name)
                .filter(name ->
                        beginnings.stream().anyMatch(begin -> name.equals(begin) || name.startsWith(begin + "-")))
                .collect(Collectors.toSet());
        if (names.isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--runs %s: %s has no such run at %s scale; expected beginnings of %s.",
                    String.join(",", beginnings),
                    id(),
                    scale.id(),
                    plan.runs().stream().map(RunSpec::name).collect(Collectors.joining(", "))));
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
                        "Asked for with --runs %s alone. Not run: %s; the command without --runs runs them too.",
                        String.join(",", beginnings),
                        left));
    }
}
