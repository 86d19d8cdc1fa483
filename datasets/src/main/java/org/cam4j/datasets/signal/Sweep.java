package org.cam4j.datasets.signal;

import java.util.Optional;
import java.util.Random;

/**
 * A sine whose frequency rises evenly, as in a test of a loudspeaker or a structure, with noise; and what can be wrong with it.
 *
 * @param from hertz at the beginning
 * @param to hertz at the end
 * @param noise standard deviation; the sine has an amplitude near 1
 * @param ripple how much the amplitude goes up and down, and how often, over the whole signal; neither is a defect
 * @param ripples periods of it
 * @param defect what is wrong
 */
record Sweep(double from, double to, double noise, double ripple, double ripples, Optional<Defect> defect) {
    /** Samples a second. */
    static final double RATE = 8000;
    /** Of the signal. */
    static final int SAMPLES = 8320;

    static final double SECONDS = SAMPLES / RATE;

    /** What can be wrong. */
    enum Kind {
        /** The answer is missing in a band of frequencies. */
        NOTCH,
        /** A frequency goes on ringing after the sweep has passed it. */
        RESONANCE,
        /** The answer is missing for a moment. */
        DROP_OUT
    }

    /**
     * One defect.
     *
     * @param hertz where it lies on the sweep
     * @param extent half the band of a notch in hertz; the decay of a resonance, or the length of a drop-out, in seconds
     */
    record Defect(Kind kind, double hertz, double extent) {}

    /** Where a defect shows: seconds and hertz. */
    record Place(double begin, double end, double low, double high) {}

    private static final double DEPTH = 0.98;
    private static final double RINGING = 0.8;
    private static final double RINGING_BAND = 95;

    static Sweep draw(Random random, boolean defective) {
        double from = between(random, 150, 400);
        double to = between(random, 3200, 3800);
        double noise = between(random, 0.02, 0.1);
        double ripple = between(random, 0, 0.25);
        double ripples = between(random, 0.5, 3);
        double hertz = between(random, from + 500, to - 600);
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        double extent = switch (kind) {
            case NOTCH -> between(random, 180, 320);
            case RESONANCE -> between(random, 0.07, 0.14);
            case DROP_OUT -> between(random, 0.06, 0.12);
        };
        return new Sweep(
                from,
                to,
                noise,
                ripple,
                ripples,
                defective ? Optional.of(new Defect(kind, hertz, extent)) : Optional.empty());
    }

    private static double between(Random random, double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /** Hertz a second. */
    private double slope() {
        return (to - from) / SECONDS;
    }

    private double frequency(double seconds) {
        return from + slope() * seconds;
    }

    /** When the sweep passes a frequency. */
    private double passes(double hertz) {
        return (hertz - from) / slope();
    }

    /** The signal. */
    double[] samples(Random random) {
        double[] samples = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            double seconds = i / RATE;
            double phase = 2 * Math.PI * (from + slope() * seconds / 2) * seconds;
            double amplitude = 1 + ripple * Math.sin(2 * Math.PI * ripples * seconds / SECONDS);
            samples[i] =
                    amplitude * passed(seconds) * Math.sin(phase) + ringing(seconds) + noise * random.nextGaussian();
        }
        return samples;
    }

    /** The part of the sweep that gets through, 0 to 1. */
    private double passed(double seconds) {
        return defect.map(one -> switch (one.kind()) {
                    case NOTCH -> 1 - DEPTH * Math.exp(-Math.pow((frequency(seconds) - one.hertz()) / one.extent(), 4));
                    case DROP_OUT -> {
                        double begin = passes(one.hertz());
                        yield seconds >= begin && seconds < begin + one.extent() ? 1 - DEPTH : 1;
                    }
                    case RESONANCE -> 1.0;
                })
                .orElse(1.0);
    }

    private double ringing(double seconds) {
        return defect.filter(one -> one.kind() == Kind.RESONANCE && seconds >= passes(one.hertz()))
                .map(one -> RINGING
                        * Math.exp(-(seconds - passes(one.hertz())) / one.extent())
                        * Math.sin(2 * Math.PI * one.hertz() * seconds))
                .orElse(0.0);
    }

    /** Where the defect shows: a notch in its band while the sweep is in it, a resonance for two decay times, a drop-out along the sweep. */
    Optional<Place> place() {
        return defect.map(one -> {
            double begin = passes(one.hertz());
            return switch (one.kind()) {
                case NOTCH ->
                    new Place(
                            passes(one.hertz() - one.extent()),
                            passes(one.hertz() + one.extent()),
                            one.hertz() - one.extent(),
                            one.hertz() + one.extent());
                case RESONANCE ->
                    new Place(
                            begin,
                            Math.min(SECONDS, begin + 2 * one.extent()),
                            one.hertz() - RINGING_BAND,
                            one.hertz() + RINGING_BAND);
                case DROP_OUT -> new Place(begin, begin + one.extent(), one.hertz(), frequency(begin + one.extent()));
            };
        });
    }
}
