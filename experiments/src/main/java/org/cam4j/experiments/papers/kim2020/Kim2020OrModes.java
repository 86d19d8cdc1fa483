package org.cam4j.experiments.papers.kim2020;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.papers.shared.FrozenHeads;
import org.cam4j.experiments.papers.shared.ResponseMaps;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * Kim et al. 2020, equations 2 to 4: what the text leaves open, each reading trained or, where it concerns the map alone, measured on the default's network. Run: {@code
 * cam4j reproduce kim2020-or-modes}. Cost at small scale: four networks of four minutes a seed; at medium scale that of kim2020-figure11, whose networks these are.
 *
 * <p>A reading that has no parameters of its own is decided on SqueezeNet's maps, which do not learn with it; at small scale {@code mini} is
 * trained for the others, which medium scale leaves out. Full scale trains VGG-16 for every head. Differs: the paper has one number for one reading and does not say which; its classes are unpublished, and full
 * scale has all of ILSVRC's.
 */
public final class Kim2020OrModes implements Experiment {
    /** A head and the method by which its maps are read. */
    private record Reading(String head, String method) {}

    private static final Reading DEFAULT = new Reading("wide", "wide-cam");

    /** Rows and the readings behind them. */
    private static final List<Map.Entry<String, Reading>> READINGS = List.of(
            Map.entry("default: maximum of features, GAP after, fixed kernel of 4 taps", DEFAULT),
            Map.entry("OR of the two maps, at the map alone", new Reading("wide", "wide-cam@maps")),
            Map.entry("OR of the two maps, trained so", new Reading("wide@maps", "wide-cam")),
            Map.entry("GAP on both taps, OR of features", new Reading("wide@both", "wide-cam")),
            Map.entry("GAP on both taps, OR of maps", new Reading("wide@both", "wide-cam@maps")),
            Map.entry("kernel learned per channel", new Reading("wide@learned", "wide-cam")),
            Map.entry("kernel learned across channels", new Reading("wide@full", "wide-cam")),
            Map.entry("kernel of 2 taps", new Reading("wide@k2", "wide-cam")),
            Map.entry(
                    "probabilistic sum of features, trained so",
                    new Reading("wide@probabilistic-sum", "wide-cam@probabilistic-sum")),
            Map.entry(
                    "probabilistic sum of maps, at the map alone",
                    new Reading("wide", "wide-cam@maps@probabilistic-sum")),
            Map.entry("bitwise OR of maps of 8 bits, at the map alone", new Reading("wide", "wide-cam@bitwise-u8")));

    private static final Set<String> SMOKE_HEADS = Set.of("wide", "wide@maps");
    /** Heads trained as part of a network at small scale. */
    private static final Set<String> SMALL_HEADS = Set.of("wide", "wide@maps", "wide@learned", "wide@full");
    /** The head trained as part of a network at medium scale. */
    private static final Set<String> MEDIUM_HEADS = Set.of("wide");
    /** Heads fitted to the maps of SqueezeNet. */
    private static final Set<String> FROZEN_HEADS = Set.of("wide", "wide@k2", "wide@both", "wide@probabilistic-sum");

    private static final String NOT_TRAINED =
            "Readings with parameters of their own are not trained at medium scale: 13 minutes each for three seeds. In mini: cam4j"
                    + " reproduce kim2020-or-modes --scale small.";

    private static final Map<String, String> COLUMNS = columns();

    @Override
    public String id() {
        return "kim2020-or-modes";
    }

    @Override
    public String paper() {
        return "Kim, Lee, Lee: Wide Class Activation Map for Generating Expanded Range of Activation Mapping, 2020,"
                + " equations 2 to 4";
    }

    @Override
    public String description() {
        return "Every reading of Wide CAM's equations: accuracy, localization, and how wide the map is.";
    }

    @Override
    public Set<Scale> scales() {
        return EnumSet.allOf(Scale.class);
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        if (scale == Scale.SMALL) {
            RunSpec frozen = SharedRuns.frozenHeads();
            frozen(plan, "SqueezeNet as it is", frozen, SharedRuns::frozen, FROZEN_HEADS);
        }
        if (scale == Scale.MEDIUM) {
            KimRuns.frozen()
                    .forEach(network -> frozen(
                            plan,
                            network.getKey(),
                            network.getValue(),
                            KimRuns::fitted,
                            KimRuns.FROZEN_METHODS.keySet()));
            KimRuns.mediumRemarks(plan);
            plan.remark(NOT_TRAINED);
        }
        Set<String> trained = trained(scale);
        String prefix = KimRuns.trained(scale, "", SharedRuns.ofHeads()).name();
        for (String head : new TreeSet<>(trained)) {
            plan.run(KimRuns.trained(
                    scale, head, new ResponseMaps(List.copyOf(methods(head)), List.of(0.2, 0.4, 0.6), 0)));
        }
        compare(plan, "", trained, (reading, key) -> new MetricRef(prefix + reading.head(), reading.method(), key));
        return plan;
    }

    private static Set<String> trained(Scale scale) {
        return switch (scale) {
            case SMOKE -> SMOKE_HEADS;
            case SMALL -> SMALL_HEADS;
            case MEDIUM -> MEDIUM_HEADS;
            case FULL -> READINGS.stream().map(row -> row.getValue().head()).collect(Collectors.toSet());
        };
    }

    private static void frozen(
            Plan plan, String network, RunSpec run, Function<String, FrozenHeads.Fitted> fitted, Set<String> heads) {
        plan.run(run);
        compare(
                plan,
                network + ", ",
                heads,
                (reading, key) -> fitted.apply(reading.head()).measure(run, reading.method(), key));
        COLUMNS.forEach((column, key) ->
                plan.cell(network + ", CAM", column, fitted.apply("gap").measure(run, KimRuns.CAM, key)));
    }

    /** Rows of one network's readings, and the default against each of them: by accuracy where the head is another one, else by localization. */
    private static void compare(
            Plan plan, String network, Set<String> heads, BiFunction<Reading, String, MetricRef> measure) {
        for (Map.Entry<String, Reading> row : READINGS) {
            Reading reading = row.getValue();
            if (!heads.contains(reading.head())) {
                continue;
            }
            COLUMNS.forEach((column, key) -> plan.cell(network + row.getKey(), column, measure.apply(reading, key)));
            if (!reading.equals(DEFAULT)) {
                boolean trained = !reading.head().equals(DEFAULT.head());
                String key = trained ? MetricKey.TOP1_CLS.id() : MetricKey.GT_KNOWN_20.id();
                plan.claim(Claim.higher(
                        String.format(
                                Locale.ROOT,
                                "%sthe default %s better than: %s.",
                                network,
                                trained ? "classifies" : "localizes",
                                row.getKey()),
                        measure.apply(DEFAULT, key),
                        measure.apply(reading, key)));
            }
        }
    }

    private static Set<String> methods(String head) {
        Set<String> methods = new TreeSet<>();
        READINGS.stream()
                .map(Map.Entry::getValue)
                .filter(reading -> reading.head().equals(head))
                .forEach(reading -> methods.add(reading.method()));
        return methods;
    }

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("Top-1", MetricKey.TOP1_CLS.id());
        columns.put("Top-5", MetricKey.TOP5_CLS.id());
        columns.put("GT-known at 0.20", MetricKey.GT_KNOWN_20.id());
        columns.put("MaxBoxAccV2", MetricKey.MAX_BOX_ACC_V2.id());
        for (String at : List.of("0.20", "0.40", "0.60")) {
            columns.put("inside at " + at, "coverage_inside@" + at);
            columns.put("outside at " + at, "coverage_outside@" + at);
        }
        return columns;
    }
}
