package org.cam4j.experiments.reproduce.claim;

import java.util.EnumSet;
import java.util.Set;
import org.cam4j.experiments.reproduce.run.Scale;

/** A table, figure or question of a paper. A new one is a class in {@code org.cam4j.experiments.paper} and a line in {@code Experiments}. */
public interface Experiment {
    /** The name on the command line: {@code <source>-<table or figure>}, such as {@code zhang2022-table1}. */
    String id();

    /** Author, year, and which table, figure or section. */
    String paper();

    /** One sentence: what is compared with what. */
    String description();

    /** The values that the paper prints; none where it prints no table. */
    default PaperTable printed() {
        return PaperTable.NONE;
    }

    /** The scales that it has. Where the paper's data or network cannot be had, there is no full scale, and nothing of it is called full. */
    default Set<Scale> scales() {
        return EnumSet.of(Scale.SMOKE, Scale.SMALL, Scale.FULL);
    }

    /**
     * The options of the command that selects some of its runs, such as {@code --runs vgg16}; empty where all are run.
     */
    default String options() {
        return "";
    }

    /** The runs, where their values stand, and the claims that they decide. */
    Plan plan(Scale scale);
}
