package org.cam4j.training.backbone;

import java.util.List;
import java.util.Locale;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.FeatureMap;
import org.cam4j.training.graph.Variant;
import org.cam4j.training.internal.layer.Convolution;

/**
 * A small network of VGG's make with batch normalization, for images of 32 to 96 pixels and two processor cores: three max poolings, so
 * that the last map is 8x8 at 64 pixels; 0.8 million parameters, 91 million multiplications and additions at 64x64.
 */
final class Mini implements Backbone {
    /** Output channels of the layers of each block. */
    private static final List<List<Integer>> BLOCKS =
            List.of(List.of(32), List.of(48), List.of(96, 96), List.of(160, 160), List.of(192));

    /** Blocks with a 2x2 max pooling behind them. */
    private static final int POOLED = 3;

    @Override
    public String id() {
        return "mini";
    }

    @Override
    public String description() {
        return "Small VGG-like network with batch normalization for inputs of 32 to 96 pixels, fast on two cores.";
    }

    @Override
    public int inputSize() {
        return 64;
    }

    @Override
    public List<String> blockTaps() {
        return List.of("conv1_1", "conv2_1", "conv3_2", "conv5_1");
    }

    @Override
    public FeatureMap features(CamGraphBuilder builder) {
        FeatureMap map = builder.input();
        for (int block = 1; block <= BLOCKS.size(); block++) {
            List<Integer> layers = BLOCKS.get(block - 1);
            for (int layer = 1; layer <= layers.size(); layer++) {
                String name = String.format(Locale.ROOT, "conv%d_%d", block, layer);
                map = builder.unit(map, name, name, name + ".bn", Convolution.of(layers.get(layer - 1), 3));
            }
            if (block <= POOLED) {
                map = builder.maxPooling(map, "pool" + block, 2, 2);
            }
        }
        return map;
    }

    @Override
    public void original(CamGraphBuilder builder, FeatureMap features, int classes) {
        builder.classifier(builder.pooling(features, new GlobalAveragePooling()), "classifier", classes, true, 1);
    }

    @Override
    public Variant variant() {
        return new Variant(false, false, false, 0, true);
    }
}
