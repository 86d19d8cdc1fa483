package org.cam4j.training.backbone;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.FeatureMap;
import org.cam4j.training.internal.layer.Convolution;
import org.nd4j.linalg.activations.Activation;

/**
 * ResNet: four stages of residual blocks, two 3x3 convolutions (18 and 34 layers) or a bottleneck of 1x1, 3x3 and 1x1 (50, 101,
 * 152). As in torchvision a bottleneck's stride is in its 3x3 convolution.
 *
 * <p>He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, table 1. The published classifier pools globally, so
 * that CAM needs no new layer; {@link LastStage} chooses the size of the maps. All forms take the same weights.
 */
final class ResNet implements Backbone {
    private static final int STAGES = 4;
    private static final int BOTTLENECK_EXPANSION = 4;

    private final int layers;
    private final List<Integer> depths;
    private final boolean bottleneck;
    private final LastStage lastStage;

    /** What the last stage does instead of its stride of 2; the maps are 7x7 or 14x14 at 224. */
    enum LastStage {
        /** As published: 7x7. */
        STRIDE_2("", "maps 7x7"),
        /** Stride 1, and dilation 2 behind the first block, so that every unit sees what it saw before: 14x14, torchvision's replace_stride_with_dilation. */
        DILATED("-dilated", "last stage dilated instead of strided, maps 14x14"),
        /** Stride 1 alone: 14x14, as Choe et al., "Evaluating Weakly Supervised Object Localization Methods Right", CVPR 2020. */
        STRIDE_1("-stride1", "last stage without stride, maps 14x14 (Choe 2020)");

        private final String suffix;
        private final String words;

        LastStage(String suffix, String words) {
            this.suffix = suffix;
            this.words = words;
        }
    }

    /**
     * One of the published depths.
     *
     * @param layers 18, 34, 50, 101 or 152
     */
    ResNet(int layers, LastStage lastStage) {
        this.layers = layers;
        this.lastStage = lastStage;
        this.bottleneck = layers >= 50;
        this.depths = switch (layers) {
            case 18 -> List.of(2, 2, 2, 2);
            case 34, 50 -> List.of(3, 4, 6, 3);
            case 101 -> List.of(3, 4, 23, 3);
            case 152 -> List.of(3, 8, 36, 3);
            default ->
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "There is no ResNet of %d layers.", layers));
        };
    }

    @Override
    public String id() {
        return architecture() + lastStage.suffix;
    }

    @Override
    public String architecture() {
        return "resnet" + layers;
    }

    @Override
    public String description() {
        return String.format(Locale.ROOT, "ResNet with %d weight layers, %s (He 2016).", layers, lastStage.words);
    }

    @Override
    public int inputSize() {
        return 224;
    }

    @Override
    public List<String> blockTaps() {
        List<String> taps = new ArrayList<>();
        for (int stage = 1; stage <= STAGES; stage++) {
            taps.add(String.format(Locale.ROOT, "layer%d.%d", stage, depths.get(stage - 1) - 1));
        }
        return taps;
    }

    @Override
    public FeatureMap features(CamGraphBuilder builder) {
        Convolution first = Convolution.of(64, 7).withStride(2);
        FeatureMap map = builder.unit(builder.input(), "conv1", "conv1", "bn1", first); // [N, 64, 112, 112] at 224
        map = builder.maxPooling(map, "maxpool", 3, 2, 1);
        for (int stage = 1; stage <= STAGES; stage++) {
            boolean last = stage == STAGES;
            int stride = stage == 1 || (last && lastStage != LastStage.STRIDE_2) ? 1 : 2;
            for (int block = 0; block < depths.get(stage - 1); block++) {
                String name = String.format(Locale.ROOT, "layer%d.%d", stage, block);
                int dilation = last && block > 0 && lastStage == LastStage.DILATED ? 2 : 1;
                map = block(builder, map, name, 32 << stage, block == 0 ? stride : 1, dilation);
            }
        }
        return map;
    }

    @Override
    public void original(CamGraphBuilder builder, FeatureMap features, int classes) {
        builder.classifier(builder.pooling(features, new GlobalAveragePooling()), "fc", classes, true, 1);
    }

    private FeatureMap block(
            CamGraphBuilder builder, FeatureMap from, String name, int width, int stride, int dilation) {
        Convolution wide = Convolution.of(width, 3).withDilation(dilation);
        int out = bottleneck ? BOTTLENECK_EXPANSION * width : width;
        FeatureMap map;
        if (bottleneck) {
            map = unit(builder, from, name, 1, Convolution.of(width, 1));
            map = unit(builder, map, name, 2, wide.withStride(stride));
            map = unit(builder, map, name, 3, Convolution.of(out, 1).with(Activation.IDENTITY));
        } else {
            map = unit(builder, from, name, 1, wide.withStride(stride));
            map = unit(builder, map, name, 2, wide.with(Activation.IDENTITY));
        }
        FeatureMap shortcut = from;
        if (stride > 1 || from.channels() != out) {
            Convolution projection = Convolution.of(out, 1).withStride(stride).with(Activation.IDENTITY);
            String layer = name + ".downsample";
            shortcut = builder.unit(from, layer, layer + ".0", layer + ".1", projection);
        }
        return builder.addAndRectify(name, map, shortcut);
    }

    private static FeatureMap unit(
            CamGraphBuilder builder, FeatureMap from, String block, int number, Convolution convolution) {
        String tensor = block + ".conv" + number;
        return builder.unit(from, tensor, tensor, block + ".bn" + number, convolution);
    }
}
