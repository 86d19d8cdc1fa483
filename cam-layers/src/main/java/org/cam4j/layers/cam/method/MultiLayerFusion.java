package org.cam4j.layers.cam.method;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.internal.maps.MapScaling;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Multi-layer fusion: fine edges of early blocks where the map of the last block is high.
 *
 * <pre>
 * M[b] = upsample(minmax(Grad-CAM at the last layer of block b))
 * map  = M[last] * sum_b M[b]
 * </pre>
 *
 * <p>Meng et al. 2019, sections 3.2 and 4.3. All blocks come from one backward pass. The map has the size of the finest block.
 * Min-max before the sum is our reading: without it the block with the largest gradients would decide alone. {@code @raw} leaves it out, {@code @sum} leaves out
 * the product ("Adding" in figure 7), {@code @layer1} is the map of the first block alone, in its own size, and so on.
 */
final class MultiLayerFusion implements Adjustable {
    private static final int FUSED = 0;
    private static final int ADDED = -1;
    private static final String LAYER = "layer";

    private final GradCam gradCam = new GradCam();
    private final boolean raw;
    private final int part;

    /** The sum times the last map, each block brought to 0 to 1. */
    public MultiLayerFusion() {
        this(false, FUSED);
    }

    private MultiLayerFusion(boolean raw, int part) {
        this.raw = raw;
        this.part = part;
    }

    @Override
    public String id() {
        String ofPart = part == ADDED ? "@sum" : part == FUSED ? "" : "@" + LAYER + part;
        return "multi-layer-fusion" + (raw ? "@raw" : "") + ofPart;
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
    public Optional<CamMethod> with(String option) {
        if (option.equals("raw")) {
            return Optional.of(new MultiLayerFusion(true, part));
        }
        if (option.equals("sum")) {
            return Optional.of(new MultiLayerFusion(raw, ADDED));
        }
        return option.matches(LAYER + "[1-9]")
                ? Optional.of(new MultiLayerFusion(raw, Integer.parseInt(option.substring(LAYER.length()))))
                : Optional.empty();
    }

    @Override
    public INDArray combine(TapReading tap) {
        return fuse(tap.blocks().stream().map(gradCam::combine).toList());
    }

    /**
     * The fused map of Grad-CAMs.
     *
     * @param maps of every block, from input to output, {@code [h,w]} each
     * @return a new array {@code [h,w]}, of the finest block's size unless it is that of one block
     * @throws IllegalArgumentException if it is that of a block that does not exist
     */
    public INDArray fuse(List<INDArray> maps) {
        if (part > maps.size()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Method '%s': the network has %d blocks, expected a layer from 1 to %d.",
                    id(),
                    maps.size(),
                    maps.size()));
        }
        if (part > 0) {
            return brought(maps.get(part - 1));
        }
        long height = maps.stream().mapToLong(map -> map.size(0)).max().orElseThrow();
        long width = maps.stream().mapToLong(map -> map.size(1)).max().orElseThrow();
        INDArray sum = Nd4j.zeros(maps.get(0).dataType(), height, width);
        INDArray last = sum;
        for (INDArray map : maps) {
            INDArray block = brought(map).reshape(1, map.size(0), map.size(1));
            last = MapScaling.resize(block, height, width).reshape(height, width);
            sum.addi(last);
        }
        return part == ADDED ? sum : last.mul(sum); // [h, w] of the finest block
    }

    private INDArray brought(INDArray map) {
        return raw ? map : MapScaling.minMax(map);
    }
}
