package org.cam4j.training.internal.fit;

import java.util.function.DoubleSupplier;

/**
 * How far the training of an epoch is. A checkpoint inside an epoch holds one; with seed, epoch and step it decides all that follows.
 *
 * @param steps done in this epoch
 * @param sum of the training images so far, each before its step
 * @param seconds spent on these steps
 * @param secondsWaiting the part of {@code seconds} in which there was no batch to work on
 */
public record EpochPart(int steps, LossAndAccuracy sum, double seconds, double secondsWaiting) {
    /** Nothing done yet. */
    public static final EpochPart NONE = new EpochPart(0, LossAndAccuracy.NONE, 0, 0);

    /** Measures the time of an epoch that may have begun in another process. */
    public static final class Clock {
        private final EpochPart from;
        private final DoubleSupplier secondsWaiting;
        private final double waitedBefore;
        private final long begin = System.nanoTime();

        /**
         * Starts.
         *
         * @param from what was done before
         * @param secondsWaiting the time without a batch so far, of this process
         */
        public Clock(EpochPart from, DoubleSupplier secondsWaiting) {
            this.from = from;
            this.secondsWaiting = secondsWaiting;
            waitedBefore = secondsWaiting.getAsDouble();
        }

        /** Spent on this epoch. */
        public double seconds() {
            return from.seconds + (System.nanoTime() - begin) / 1e9;
        }

        /** The part of {@link #seconds} in which there was no batch to work on. */
        public double secondsWaiting() {
            return from.secondsWaiting + secondsWaiting.getAsDouble() - waitedBefore;
        }

        /** What is done by now. */
        public EpochPart part(int steps, LossAndAccuracy sum) {
            return new EpochPart(steps, sum, seconds(), secondsWaiting());
        }
    }
}
