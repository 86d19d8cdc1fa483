package org.cam4j.experiments.reproduce.cost;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.fetch.DatasetFacts;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.DataFolder;

/**
 * How many images a run has: counted where the data are there and complete, else those of the official set.
 *
 * @param classes of the data
 * @param found whether the data are there and complete
 */
record SplitSizes(int classes, long train, long validation, long test, boolean found) {
    /** Of the images that remain beside a test fold every tenth is for validation. */
    private static final int VALIDATION_EVERY = 10;

    /** The sizes for the first seed. */
    static SplitSizes of(DataChoice choice, DataFolder folder, Path work) {
        if (choice.parts().isPresent()) {
            Parts.Options drawn = choice.parts().get();
            return new SplitSizes(drawn.classes(), drawn.train(), drawn.validation(), drawn.test(), true);
        }
        try {
            Dataset found = choice.open(folder, work, 1);
            return new SplitSizes(
                    found.classNames().size(),
                    found.samples(Split.TRAIN).size(),
                    found.samples(Split.VALIDATION).size(),
                    found.samples(Split.TEST).size(),
                    true);
        } catch (IOException | IllegalArgumentException absent) {
            return official(choice);
        }
    }

    private static SplitSizes official(DataChoice choice) {
        Optional<DatasetFacts> known = DatasetFacts.find(choice.id());
        if (known.isEmpty()) {
            return new SplitSizes(2, expected(choice, Split.TRAIN), 0, expected(choice, Split.TEST), false);
        }
        DatasetFacts facts = known.get();
        int chosen = choice.only().isEmpty() ? choice.classes() : choice.only().size();
        int classes = chosen == 0 ? facts.classes() : Math.min(chosen, facts.classes());
        double share = (double) classes / facts.classes();
        long train = Math.round(share * Math.max(facts.train(), expected(choice, Split.TRAIN)));
        long validation = Math.round(share * Math.max(facts.validation(), expected(choice, Split.VALIDATION)));
        long test = Math.round(share * Math.max(facts.test(), expected(choice, Split.TEST)));
        if (choice.folds() == 0) {
            return new SplitSizes(classes, train, validation, test, false);
        }
        long all = train + validation + test;
        long tested = all / choice.folds();
        long held = (all - tested) / VALIDATION_EVERY;
        return new SplitSizes(classes, all - tested - held, held, tested, false);
    }

    private static int expected(DataChoice choice, Split split) {
        return choice.expected().getOrDefault(split, 0);
    }
}
