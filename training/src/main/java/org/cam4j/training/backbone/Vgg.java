package org.cam4j.training.backbone;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.FeatureMap;
import org.cam4j.training.graph.Variant;
import org.cam4j.training.internal.layer.Convolution;

/**
 * VGG: blocks of 3x3 convolutions, a 2x2 max pooling behind each.
 *
 * <p>Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", ICLR 2015, table 1,
 * columns D and E. The CAM form is Zhou et al., "Learning Deep Features for Discriminative Localization", CVPR 2016, section
 * 3: without pool5 and the fully connected layers, with a 3x3 convolution of 1024 units and ReLU instead; maps 14x14 at 224.
 *
 * <p>torchvision also publishes both with batch normalization (Ioffe and Szegedy, ICML 2015) between each convolution and its ReLU.
 */
final class Vgg implements Backbone {
    private static final List<Integer> CHANNELS = List.of(64, 128, 256, 512, 512);
    private static final int CAM_UNITS = 1024;
    private static final int DENSE_UNITS = 4096;

    private final String id;
    private final List<Integer> depths;
    private final boolean batchNorm;

    Vgg(String id, List<Integer> depths, boolean batchNorm) {
        this.id = id;
        this.depths = depths;
        this.batchNorm = batchNorm;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "VGG with %d weight layers%s (Simonyan 2015), in the CAM form of Zhou 2016.",
                depths.stream().mapToInt(Integer::intValue).sum() + 3,
                batchNorm ? " and batch normalization" : "");
    }

    @Override
    public int inputSize() {
        return 224;
    }

    @Override
    public List<String> blockTaps() {
        List<String> taps = new ArrayList<>();
        for (int block = 1; block <= depths.size(); block++) {
            taps.add(lastOf(block));
        }
        return taps;
    }

    @Override
    public FeatureMap features(CamGraphBuilder builder) {
        FeatureMap map = builder.input();
        int tensor = 0;
        for (int block = 1; block <= depths.size(); block++) {
            if (block > 1) {
                map = builder.maxPooling(map, "pool" + (block - 1), 2, 2);
                tensor++;
            }
            for (int layer = 1; layer <= depths.get(block - 1); layer++) {
                String name = String.format(Locale.ROOT, "conv%d_%d", block, layer);
                Convolution convolution = Convolution.of(CHANNELS.get(block - 1), 3);
                String weights = "features." + tensor;
                map = batchNorm
                        ? builder.biasedUnit(map, name, weights, "features." + (tensor + 1), convolution)
                        : builder.convolution(map, name, weights, convolution);
                tensor += batchNorm ? 3 : 2;
            }
        }
        return map;
    }

    @Override
    public FeatureMap camForm(CamGraphBuilder builder, FeatureMap features) {
        return builder.convolution(features, "conv6", "conv6", Convolution.of(CAM_UNITS, 3));
    }

    @Override
    public void original(CamGraphBuilder builder, FeatureMap features, int classes) {
        FeatureMap pooled = builder.maxPooling(features, "pool5", 2, 2);
        FeatureMap fc6 = builder.dense(pooled, "fc6", "classifier.0", DENSE_UNITS, 1);
        FeatureMap fc7 = builder.dense(fc6, "fc7", "classifier.3", DENSE_UNITS, 0.5);
        builder.classifier(fc7, "classifier.6", classes, true, 0.5);
    }

    @Override
    public Variant variant() {
        return new Variant(false, false, false, 0, true);
    }

    private String lastOf(int block) {
        return String.format(Locale.ROOT, "conv%d_%d", block, depths.get(block - 1));
    }
}
