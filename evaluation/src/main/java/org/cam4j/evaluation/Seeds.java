package org.cam4j.evaluation;

/** Derives independent seeds, so that every random draw depends on where it is used and on nothing that was drawn before. */
public final class Seeds {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private Seeds() {}

    /**
     * A seed for one place of use.
     *
     * @param seed the seed of the whole run
     * @param place what distinguishes this use from others, such as epoch and sample index; order matters
     */
    public static long derive(long seed, long... place) {
        long mixed = mix(seed + GOLDEN_GAMMA);
        for (long part : place) {
            mixed = mix(mixed ^ mix(part + GOLDEN_GAMMA)) + GOLDEN_GAMMA;
        }
        return mixed;
    }

    /** The finalizer of SplitMix64 (Steele et al., OOPSLA 2014). */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
