package org.cam4j.datasets.pixels;

import java.util.List;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Skipped;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Images that go through a network together.
 *
 * @param samples the samples that could be read, in order
 * @param images {@code [N,3,H,W]}, one for every sample; {@code Nd4j.empty} where there is none
 * @param skipped the samples that could not be read, with the reason
 */
public record Batch(List<Sample> samples, INDArray images, List<Skipped> skipped) {
    public Batch {
        samples = List.copyOf(samples);
        skipped = List.copyOf(skipped);
    }

    /** Whether no image of this batch could be read. */
    public boolean isEmpty() {
        return samples.isEmpty();
    }
}
