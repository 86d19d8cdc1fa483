package org.cam4j.experiments.reproduce.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.datasets.view.Views;
import org.cam4j.datasets.write.Layouts;
import org.cam4j.training.run.RunIdentity;

/**
 * Which data a run is about.
 *
 * @param id in the catalog of data sets
 * @param parts how the drawn set {@code parts} is drawn
 * @param folder the folder of the data that holds it, where several do, such as two excerpts of ILSVRC; empty for the one that the data set is looked for in
 * @param classes so many alone; 0 for all
 * @param only these classes alone, by their names; empty for all
 * @param smallestObjects whether these are the classes of the smallest objects, not the first ones, and large objects are left out of validation and test, see {@link Views#smallObjects}
 * @param folds 0 for the data set's own splits; else the run of seed s tests on part s of so many, see {@link Views#fold}
 * @param fixedFold whether runs of every seed test on the first part
 * @param learningFromValidation whether the validation images are trained on too
 * @param expected how many images the splits must have at least, so that no part of a set passes for the whole
 * @param centerCrop rows and columns of the central square of every resized image and mask, see {@link Views#centerCrop}; 0 for whole images
 */
public record DataChoice(
        String id,
        Optional<Parts.Options> parts,
        String folder,
        int classes,
        List<String> only,
        boolean smallestObjects,
        int folds,
        boolean fixedFold,
        boolean learningFromValidation,
        Map<Split, Integer> expected,
        int centerCrop) {
    public DataChoice {
        only = List.copyOf(only);
        expected = new TreeMap<>(expected); // printed in one order
    }

    /** A data set on disk with its own splits. */
    public static DataChoice of(String id) {
        return new DataChoice(id, Optional.empty(), "", 0, List.of(), false, 0, false, false, Map.of(), 0);
    }

    /** The data set on disk with this {@link #name}. */
    public static DataChoice named(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? of(name) : of(name.substring(0, slash)).in(name.substring(slash + 1));
    }

    /** The drawn data set. */
    public static DataChoice drawn(Parts.Options options) {
        return written("parts", options);
    }

    /** The drawn data set, written to disk in the layout of another one and read by that one's loader. */
    public static DataChoice written(String layout, Parts.Options options) {
        return of(layout).with(draft -> draft.parts = Optional.of(options));
    }

    /** The same images, cross-validated. */
    public DataChoice folds(int count) {
        return with(draft -> {
            draft.folds = count;
            draft.fixedFold = false;
        });
    }

    /**
     * The same images, the first of so many parts for testing whatever the seed: what was chosen on the validation
     * images of one seed has seen no test image of another.
     */
    public DataChoice heldOut(int count) {
        return with(draft -> {
            draft.folds = count;
            draft.fixedFold = true;
        });
    }

    /** The first classes alone. */
    public DataChoice firstClasses(int count) {
        return with(draft -> {
            draft.classes = count;
            draft.smallestObjects = false;
        });
    }

    /** These classes alone, in this order. */
    public DataChoice onlyClasses(String... names) {
        return with(draft -> draft.only = List.of(names));
    }

    /** The same data set in a folder of this name: an excerpt. */
    public DataChoice in(String excerpt) {
        return with(draft -> draft.folder = excerpt);
    }

    /** The classes of the smallest objects alone, tested on images whose object covers less than half of them. */
    public DataChoice smallestObjects(int count) {
        return with(draft -> {
            draft.classes = count;
            draft.smallestObjects = true;
        });
    }

    /**
     * The same images, those of the validation split trained on too: what is chosen with them, epoch and threshold, has
     * seen them.
     */
    public DataChoice alsoLearningFromValidation() {
        return with(draft -> draft.learningFromValidation = true);
    }

    /** The same, refused unless the splits are complete. */
    public DataChoice complete(Map<Split, Integer> images) {
        return with(draft -> draft.expected = images);
    }

    /** The central square of this size of every image and mask, whose short side is resized to it. */
    public DataChoice centerCrop(int size) {
        return with(draft -> draft.centerCrop = size);
    }

    private DataChoice with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.choice();
    }

    /** The components of a choice that change. */
    private static final class Draft {
        private final String id;
        private Optional<Parts.Options> parts;
        private String folder;
        private int classes;
        private List<String> only;
        private boolean smallestObjects;
        private int folds;
        private boolean fixedFold;
        private boolean learningFromValidation;
        private Map<Split, Integer> expected;
        private int centerCrop;

        Draft(DataChoice choice) {
            id = choice.id;
            parts = choice.parts;
            folder = choice.folder;
            classes = choice.classes;
            only = choice.only;
            smallestObjects = choice.smallestObjects;
            folds = choice.folds;
            fixedFold = choice.fixedFold;
            learningFromValidation = choice.learningFromValidation;
            expected = choice.expected;
            centerCrop = choice.centerCrop;
        }

        DataChoice choice() {
            return new DataChoice(
                    id,
                    parts,
                    folder,
                    classes,
                    only,
                    smallestObjects,
                    folds,
                    fixedFold,
                    learningFromValidation,
                    expected,
                    centerCrop);
        }
    }

    /** The id, and where a folder was chosen {@code ID/FOLDER}: what an identity and a message call the data set. */
    public String name() {
        return folder.isEmpty() ? id : id + "/" + folder;
    }

    /** Every choice that was made. The names are part of the file format. */
    public RunIdentity identity() {
        RunIdentity images = RunIdentity.empty();
        for (Map.Entry<Split, Integer> split : expected.entrySet()) {
            images = images.with(split.getKey().id(), split.getValue());
        }
        return RunIdentity.of("id", id)
                .withOptional("parts", parts.map(DataChoice::identity))
                .withUnless("", "folder", folder)
                .withUnless(0, "classes", classes)
                .withUnless(List.of(), "only", only)
                .withUnless(false, "smallestObjects", smallestObjects)
                .withUnless(0, "folds", folds)
                .withUnless(false, "fixedFold", fixedFold)
                .withUnless(false, "learningFromValidation", learningFromValidation)
                .withUnless(RunIdentity.empty(), "expected", images)
                .withUnless(0, "centerCrop", centerCrop);
    }

    private static RunIdentity identity(Parts.Options options) {
        return RunIdentity.of("classes", options.classes())
                .with("imageSize", options.imageSize())
                .with("partSize", options.partSize())
                .with("distractors", options.distractors())
                .with("noise", options.noise())
                .with("train", options.train())
                .with("validation", options.validation())
                .with("test", options.test());
    }

    /** Whether another seed gives other images. */
    public boolean varies() {
        return (folds > 0 && !fixedFold)
                || parts.isPresent()
                || !Datasets.byId(id).needsFolder();
    }

    /**
     * Reads the index.
     *
     * @param work scratch files: where drawn images are written
     * @throws IllegalArgumentException that says what is missing and how to get it, when the data are not there or not complete
     */
    public Dataset open(DataFolder data, Path work, long seed) throws IOException {
        if (parts.isPresent()) {
            Dataset drawn = Parts.open(parts.get(), seed);
            return id.equals(drawn.id()) ? drawn : written(drawn, data, work, seed);
        }
        Dataset dataset = data.open(id, folder, seed);
        for (Map.Entry<Split, Integer> split : expected.entrySet()) {
            int found = dataset.samples(split.getKey()).size();
            if (found < split.getValue()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s: the %s split of data set '%s' has %d images, expected %d or more; it is an excerpt or was"
                                + " not completely extracted. %s",
                        data.dataset(id, folder),
                        split.getKey().id(),
                        id,
                        found,
                        split.getValue(),
                        DataFolder.howToFetch(id)));
            }
        }
        Dataset chosen = chosen(dataset);
        Dataset parted =
                folds == 0 ? chosen : Views.fold(chosen, fixedFold ? 0 : (int) Math.floorMod(seed - 1, folds), folds);
        Dataset learned = learningFromValidation ? Views.learningFromValidation(parted) : parted;
        Dataset sized = smallestObjects ? Views.smallObjects(learned) : learned;
        return centerCrop == 0 ? sized : Views.centerCrop(sized, centerCrop);
    }

    private Dataset chosen(Dataset dataset) {
        if (!only.isEmpty()) {
            return Views.classes(dataset, only);
        }
        if (classes == 0) {
            return dataset;
        }
        return smallestObjects
                ? Views.classesOfSmallestObjects(dataset, classes)
                : Views.firstClasses(dataset, classes);
    }

    private Dataset written(Dataset drawn, DataFolder data, Path work, long seed) throws IOException {
        Path tree =
                work.resolve("drawn").resolve(String.format(Locale.ROOT, "%s-%s-%d", id, drawn.fingerprint(), seed));
        if (!Files.isDirectory(tree)) {
            Layouts.write(Layouts.byId(id), drawn, tree, images -> {});
        }
        return data.open(Datasets.byId(id), tree, seed);
    }
}
