package org.cam4j.experiments.reproduce.claim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cam4j.experiments.reproduce.run.RunSpec;

/** An experiment at one scale, put together line by line. */
public final class Plan {
    /**
     * Where a measured value stands.
     *
     * @param row a row of the printed table, or one of our own
     * @param column a column of the printed table, or one of our own
     * @param minus what is subtracted, if anything
     */
    public record Place(String row, String column, MetricRef measure, Optional<MetricRef> minus) {}

    private final Map<String, RunSpec> runs = new LinkedHashMap<>();
    private final List<Place> places = new ArrayList<>();
    private final Map<String, String> notRun = new LinkedHashMap<>();
    private final List<Claim> claims = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    /** Adds a run; a second one of the same name is refused. */
    public Plan run(RunSpec spec) {
        if (runs.putIfAbsent(spec.name(), spec) != null) {
            throw new IllegalStateException(String.format(Locale.ROOT, "Plan: run '%s' is there twice.", spec.name()));
        }
        return this;
    }

    /** Puts a measured value into a cell. */
    public Plan cell(String row, String column, MetricRef measure) {
        places.add(new Place(row, column, measure, Optional.empty()));
        return this;
    }

    /** Puts the difference of two measured values into a cell. */
    public Plan difference(String row, String column, MetricRef measure, MetricRef minus) {
        places.add(new Place(row, column, measure, Optional.of(minus)));
        return this;
    }

    /** Says why a row of the printed table has no value of ours. */
    public Plan notRun(String row, String reason) {
        notRun.put(row, reason);
        return this;
    }

    /** Adds a claim. */
    public Plan claim(Claim claim) {
        claims.add(claim);
        return this;
    }

    /** Voids the claims about a run, of those that are there, where an accuracy of its networks was measured and is below a bound. */
    public Plan requireLearned(MetricRef accuracy, double atLeast) {
        claims.replaceAll(claim ->
                claim.measures().stream().anyMatch(measure -> measure.run().equals(accuracy.run()))
                        ? claim.providedWhereMeasured(accuracy, atLeast)
                        : claim);
        return this;
    }

    /** Adds a line below the table: a difference from the paper, a choice, a cost. */
    public Plan remark(String line) {
        remarks.add(line);
        return this;
    }

    /** The plan with these runs alone, and the cells and claims that need no others. */
    Plan only(Set<String> names) {
        Plan part = new Plan();
        runs.values().stream().filter(run -> names.contains(run.name())).forEach(part::run);
        places.stream()
                .filter(place -> names.contains(place.measure().run())
                        && place.minus()
                                .map(minus -> names.contains(minus.run()))
                                .orElse(true))
                .forEach(part.places::add);
        claims.stream()
                .filter(claim -> claim.measures().stream().allMatch(measure -> names.contains(measure.run())))
                .forEach(part::claim);
        part.notRun.putAll(notRun);
        part.remarks.addAll(remarks);
        return part;
    }

    public List<RunSpec> runs() {
        return List.copyOf(runs.values());
    }

    public List<Place> places() {
        return List.copyOf(places);
    }

    public Map<String, String> notRun() {
        return Map.copyOf(notRun);
    }

    public List<Claim> claims() {
        return List.copyOf(claims);
    }

    public List<String> remarks() {
        return List.copyOf(remarks);
    }
}
