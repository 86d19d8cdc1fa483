package org.cam4j.experiments.reproduce.run;

import java.util.Locale;

/** How large an experiment is run. Only {@link #FULL} fills a cell of a printed table. */
public enum Scale {
    /** Drawn images and networks of seconds: shows that the code runs, decides nothing. */
    SMOKE(1),
    /** Real images, small networks, minutes a run. */
    SMALL(3),
    /** Excerpts of the paper's own data, its networks or smaller ones with published weights, hours an experiment. */
    MEDIUM(3),
    /** Data, network and recipe of the paper. */
    FULL(1);

    private final int seeds;

    Scale(int seeds) {
        this.seeds = seeds;
    }

    /** The name on the command line, in JSON and in the names of folders. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How often a run that depends on a seed is repeated unless the user says otherwise. */
    public int seeds() {
        return seeds;
    }
}
