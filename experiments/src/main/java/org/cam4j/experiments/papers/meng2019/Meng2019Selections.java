package org.cam4j.experiments.papers.meng2019;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.cam4j.datasets.Split;
import org.cam4j.experiments.papers.meng2019.selection.Selection;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.PaperTable;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * Meng et al. 2019, tables 2, 3 and 4: mIoU of every selection of classes, without and with the fusion of all blocks, beside Grad-CAM. Run: {@code cam4j reproduce
 * meng2019-table2}. Cost at small scale, a seed: 800 images with about 30 backward passes each for MobileNetV2, 400 for SqueezeNet with binary
 * heads.
 *
 * <p>Claims are judged by the printed sign of each network, row against baseline; at small scale MobileNetV2 is judged by its own column where there is one (table 4);
 * else a network of ours stands for all columns, and every printed sign is a claim of its own. Differs: 1. the similarities are those of the measured network, not of
 * VGG-19. 2. The training list: 11,658 images fit no published list; SBD's where it is there, else VOC's own, and of table 3 those of one class alone, less the 50 of each class that
 * validate. 3. VGG-19 has a GAP head behind an added convolution, its final layer in every row. 4. At
 * small scale boxes stand for masks; on ILSVRC nothing is trained, and the similarities are those of its test images, by their labels.
 */
public final class Meng2019Selections implements Experiment {
    private static final String KEY = "miou";
    private static final String BASELINE = "Baseline";
    private static final String PER_IMAGE = "miou_per_image"; // the images are compared in pairs
    private static final String MOBILENET = "Mobilenet";
    private static final int SMALL_NETWORKS = 4;

    private final int number;
    private final Split split;
    private final PaperTable printed;

    private Meng2019Selections(int number, Split split, String table) {
        this.number = number;
        this.split = split;
        this.printed = PaperTable.load(table);
    }

    /** Large networks on the validation images. */
    public static Experiment table2() {
        return new Meng2019Selections(2, Split.TEST, "meng-table2-voc-val");
    }

    /** The same on the training images. */
    public static Experiment table3() {
        return new Meng2019Selections(3, Split.TRAIN, "meng-table3-voc-train");
    }

    /** Small networks. */
    public static Experiment table4() {
        return new Meng2019Selections(4, Split.TEST, "meng-table4-voc-val-small-networks");
    }

    @Override
    public String id() {
        return "meng2019-table" + number;
    }

    @Override
    public String paper() {
        return "Meng, Huang, Li, Wu: Class Activation Map Generation by Representative Class Selection and Multi-Layer Feature Fusion, 2019, table "
                + number;
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "mIoU of every selection of comparison classes, with and without the fusion of all blocks, on the %s images.",
                split == Split.TEST ? "test" : "training");
    }

    @Override
    public PaperTable printed() {
        return printed;
    }

    @Override
    public Set<Scale> scales() {
        return EnumSet.allOf(Scale.class);
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        if (scale == Scale.FULL) {
            full(plan);
            return RepresentativeClasses.onlyLearned(plan);
        }
        for (RunSpec run : runs(scale)) {
            List<String> own = printed.columns().stream()
                    .filter(column -> stands(run, column))
                    .toList();
            if (scale == Scale.SMALL && number == SMALL_NETWORKS && own.isEmpty()) {
                continue; // table 2 has it: this table is about the networks that it prints
            }
            List<String> judged = own.isEmpty() ? printed.columns() : own;
            plan.run(run);
            for (String row : printed.rows()) {
                plan.cell(row, run.name() + ", mIoU", measure(run, row, KEY));
                plan.cell(row, run.name() + ", mean over images", measure(run, row, PER_IMAGE));
                plan.cell(row, run.name() + ", small objects", measure(run, row, RepresentativeClasses.SMALL + KEY));
                plan.cell(
                        row, run.name() + ", threshold chosen on the other half", measure(run, row, "miou.validation"));
                claim(plan, run, row, columns(row, true, judged), run.name());
                claim(plan, run, row, columns(row, false, judged), run.name());
            }
            together(plan, run, judged, run.name(), scale == Scale.MEDIUM);
        }
        RepresentativeClasses.onlyLearned(plan);
        if (scale == Scale.MEDIUM) {
            MediumAnimals.remark(plan);
            return plan.remark(
                    "Intervals over images and seeds. Test: official validation images of the five classes with masks, at the central 224 x 224; table 3: 400 of the training images. 'Small objects' are those that cover less than half of that square.");
        }
        return plan.remark(
                "Intervals over images where there is one run. Boxes stand for masks, 800 images of ILSVRC and 400 of Tiny ImageNet a run, at equal distances; 'small objects' are those that cover less than half of the image.");
    }

    private void full(Plan plan) {
        for (String column : printed.columns()) {
            String backbone = MengRuns.NETWORKS.getOrDefault(column, column);
            full(plan, MengRuns.full(backbone, split), column, column);
            if (column.equals(MOBILENET)) {
                full(plan, MengRuns.fullAfterDownsampling(backbone), column, column + ", after down-sampling");
            }
        }
    }

    private void full(Plan plan, RunSpec run, String column, String at) {
        plan.run(run);
        for (String row : printed.rows()) {
            plan.cell(row, at, measure(run, row, KEY));
            claim(plan, run, row, List.of(column), at);
        }
        together(plan, run, List.of(column), at, false);
    }

    private List<RunSpec> runs(Scale scale) {
        List<RunSpec> runs = new ArrayList<>(MengRuns.selections(scale, split));
        if (scale == Scale.MEDIUM && number == SMALL_NETWORKS) {
            MediumAnimals.MOBILE_NETS.forEach(backbone -> runs.add(MediumAnimals.afterDownsampling(backbone)));
        }
        return runs;
    }

    /** Whether a run is of the network of a column. */
    private static boolean stands(RunSpec run, String column) {
        return column.equals(MOBILENET)
                ? run.name().startsWith("mobilenet_v")
                : run.name().equals(MengRuns.NETWORKS.get(column));
    }

    /**
     * Claims about several rows: what A does to all of them, and which is the best.
     *
     * @param fewClasses whether clusters are so small that S-3 and S-4 choose the same classes, of which neither can be the best
     */
    private void together(Plan plan, RunSpec run, List<String> judged, String name, boolean fewClasses) {
        List<String> fused = printed.rows().stream()
                .filter(row -> row.replace(" ", "").toLowerCase(Locale.ROOT).endsWith("+a+f"))
                .toList();
        for (boolean raised : List.of(true, false)) {
            List<String> columns = judged.stream()
                    .filter(column ->
                            fused.stream().allMatch(row -> value(row, column) > value(without(row), column) == raised))
                    .toList();
            if (!columns.isEmpty()) {
                List<Claim> parts = fused.stream()
                        .map(row -> raised
                                ? Claim.higher(row, measure(run, row, PER_IMAGE), measure(run, without(row), PER_IMAGE))
                                : Claim.lower(row, measure(run, row, PER_IMAGE), measure(run, without(row), PER_IMAGE)))
                        .toList();
                plan.claim(Claim.all(
                        String.format(
                                Locale.ROOT,
                                "%s: A %s every row, as printed for %s (mean over images).",
                                name,
                                raised ? "raises" : "lowers",
                                String.join(", ", columns)),
                        parts));
            }
        }
        Map<String, List<String>> best =
                judged.stream().collect(Collectors.groupingBy(this::best, LinkedHashMap::new, Collectors.toList()));
        if (fewClasses) {
            best.keySet().removeIf(row -> row.matches("S-[34].*"));
        }
        best.forEach((row, columns) -> plan.claim(Claim.all(
                String.format(
                        Locale.ROOT,
                        "%s: %s is the best of all rows, as printed for %s (mean over images).",
                        name,
                        row,
                        String.join(", ", columns)),
                printed.rows().stream()
                        .filter(other -> !other.equals(row))
                        .map(other -> Claim.higher(other, measure(run, row, PER_IMAGE), measure(run, other, PER_IMAGE)))
                        .toList())));
    }

    private double value(String row, String column) {
        return Objects.requireNonNull(printed.value(row, column), row);
    }

    /** The row with the highest printed value. */
    private String best(String column) {
        return printed.rows().stream()
                .max(Comparator.comparingDouble(row -> value(row, column)))
                .orElseThrow();
    }

    /** The row of the same selection without A; table 4 leaves out '+F' of some. */
    private String without(String fused) {
        String selection = fused.replace(" ", "").replaceFirst("\\+A\\+F$", "");
        return printed.rows().stream()
                .filter(row -> !row.equals(fused))
                .filter(row -> row.replace(" ", "").replaceFirst("\\+F$", "").equals(selection))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No row '" + selection + "+F'."));
    }

    /** The networks on which the paper prints a row above the baseline, or below it. */
    private List<String> columns(String row, boolean above, List<String> among) {
        List<String> columns = new ArrayList<>();
        for (String column : among) {
            Double value = printed.value(row, column);
            Double baseline = printed.value(BASELINE, column);
            if (value != null && baseline != null && !row.equals(BASELINE) && value > baseline == above) {
                columns.add(column);
            }
        }
        return columns;
    }

    /** One claim of a row's sign, where the paper prints that sign for any of the columns. */
    private void claim(Plan plan, RunSpec run, String row, List<String> columns, String name) {
        if (columns.isEmpty() || row.equals(BASELINE)) {
            return;
        }
        boolean above = columns(row, true, columns).containsAll(columns);
        String pairs = columns.stream()
                .map(column -> String.format(
                        Locale.ROOT,
                        "%s %.2f against %.2f",
                        column,
                        printed.value(row, column),
                        printed.value(BASELINE, column)))
                .collect(Collectors.joining(", "));
        String text = String.format(
                Locale.ROOT,
                "%s: %s is %s the baseline, as printed for %s.",
                name,
                row,
                above ? "above" : "below",
                pairs);
        MetricRef difference = measure(run, row, "miou.difference");
        plan.claim(above ? Claim.above(text, difference, 0) : Claim.below(text, difference, 0));
    }

    private static MetricRef measure(RunSpec run, String row, String key) {
        if (row.equals(BASELINE)) {
            return new MetricRef(run.name(), RepresentativeClasses.BASELINE, key);
        }
        String name = row.toLowerCase(Locale.ROOT).replace(" ", "");
        boolean allBlocks = name.endsWith("+a+f");
        String selection = name.replaceFirst("\\+.*", "").replace('-', '_').toUpperCase(Locale.ROOT);
        return MengRuns.measure(run, Selection.valueOf(selection), allBlocks, key);
    }
}
