package org.cam4j.experiments.papers.meng2019;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.experiments.papers.meng2019.pairs.BlockTaps;
import org.cam4j.experiments.papers.meng2019.selection.Selection;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.training.run.RunIdentity;

/**
 * What of the paper a run measures, and on which images.
 *
 * @param selections of classes; their networks are trained, others are not
 * @param taps the layers of step A
 * @param blocks whether the maps of single blocks, averaged over the classes of S-1, are measured and drawn (figure 7)
 * @param elsewhere whose images of the run's split are measured instead of the run's own; with the same classes
 */
public record Extent(List<Selection> selections, BlockTaps taps, boolean blocks, List<DataChoice> elsewhere) {
    /** Every selection of tables 2 to 4, on the run's own images. */
    public static final Extent WHOLE = new Extent(
            List.of(
                    Selection.RANDOM,
                    Selection.RANK_A,
                    Selection.RANK_B,
                    Selection.S_1,
                    Selection.S_2,
                    Selection.S_3,
                    Selection.S_4),
            BlockTaps.BEFORE_DOWNSAMPLING,
            false,
            List.of());

    public Extent {
        selections = List.copyOf(selections);
        elsewhere = List.copyOf(elsewhere);
    }

    /** The selection S-1 alone, all that the paper measures on COCO. */
    public Extent nearestOnly() {
        return new Extent(List.of(Selection.S_1), taps, blocks, elsewhere);
    }

    /** With other layers in step A. */
    public Extent taps(BlockTaps others) {
        return new Extent(selections, others, blocks, elsewhere);
    }

    /** With the maps of single blocks. */
    public Extent withBlocks() {
        return new Extent(selections, taps, true, elsewhere);
    }

    /** On the images of other data sets. */
    public Extent on(List<DataChoice> others) {
        return new Extent(selections, taps, blocks, others);
    }

    /** Adds what differs from {@link #WHOLE}. */
    RunIdentity addTo(RunIdentity identity) {
        return identity.withUnless(ids(WHOLE.selections), "selections", ids(selections))
                .withUnless(WHOLE.taps.id(), "taps", taps.id())
                .withUnless(false, "blocks", blocks)
                .withUnless(
                        List.of(),
                        "elsewhere",
                        elsewhere.stream().map(DataChoice::identity).toList());
    }

    private static List<String> ids(List<Selection> selections) {
        return selections.stream().map(Selection::id).toList();
    }

    /** Names of the other data sets, as {@link DataChoice#name}. */
    List<String> datasets() {
        return elsewhere.stream().map(DataChoice::name).distinct().toList();
    }

    /**
     * The images that are measured, in their order.
     *
     * @throws IllegalArgumentException if another data set has other classes
     */
    List<Sample> samples(RunContext context, Split split) throws IOException {
        if (elsewhere.isEmpty()) {
            return context.data().samples(split);
        }
        List<Sample> samples = new ArrayList<>();
        for (DataChoice choice : elsewhere) {
            Dataset other = choice.open(context.files(), context.work(), context.seed());
            if (!other.classNames().equals(context.data().classNames())) {
                throw new IllegalArgumentException("Data set '" + choice.id() + "' has the classes "
                        + other.classNames() + ", expected those of '"
                        + context.data().id() + "': "
                        + context.data().classNames() + ".");
            }
            samples.addAll(other.samples(split));
        }
        return samples;
    }
}
