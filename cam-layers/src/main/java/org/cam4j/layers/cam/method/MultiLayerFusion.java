package org.cam4j.layers.cam.method;

import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.MapScaling;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Multi-layer fusion: fine edges of early blocks where the last block sees the class.
 *
 * <pre>
 * M[b] = upsample(minmax(Grad-CAM at the last layer of block b))
 * map  = M[last] * sum_b M[b]
 * </pre>
 *
 * <p>Meng et al. 2019, sections 3.2 and 4.3. All blocks come from one backward pass. The map has the size of the finest block.
 * Min-max before the sum is our reading: without it the block with the largest gradients would decide alone.
 */
public final class MultiLayerFusion implements CamMethod {
    private final GradCam gradCam = new GradCam();

    @Override
    public String id() {
        return "multi-layer-fusion";
    }

    @Override
    public String description() {
        return "Grad-CAM of every block, summed, times that of the last block; one backward pass through the network.";
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS, Signal.GRADIENTS, Signal.BLOCKS);
    }

    @Override
    public INDArray combine(TapReading tap) {
        long height = tap.blocks().stream().mapToLong(TapReading::height).max().orElseThrow();
        long width = tap.blocks().stream().mapToLong(TapReading::width).max().orElseThrow();
        INDArray sum = Nd4j.zeros(tap.activations().dataType(), height, width);
        INDArray last = sum;
        for (TapReading block : tap.blocks()) {
            INDArray map = MapScaling.minMax(gradCam.combine(block)).reshape(1, block.height(), block.width());
            last = MapScaling.resize(map, height, width).reshape(height, width);
            sum.addi(last);
        }
        return last.mul(sum); // [h, w] of the finest block
    }
}
