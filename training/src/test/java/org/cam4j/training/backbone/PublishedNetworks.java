package org.cam4j.training.backbone;

import static org.cam4j.training.backbone.TorchReference.add;
import static org.cam4j.training.backbone.TorchReference.averagePool;
import static org.cam4j.training.backbone.TorchReference.concatenate;
import static org.cam4j.training.backbone.TorchReference.flatten;
import static org.cam4j.training.backbone.TorchReference.globalAverage;
import static org.cam4j.training.backbone.TorchReference.localResponse;
import static org.cam4j.training.backbone.TorchReference.maxPool;
import static org.cam4j.training.backbone.TorchReference.pad;
import static org.cam4j.training.backbone.TorchReference.rectify;

import java.util.Map;
import java.util.TreeMap;

/**
 * The published networks' forward pass at inference, written a second time: channels come from the tensors' shapes, the rest is
 * what torchvision's forward methods do (MobileNetV1: the paper's table 1).
 */
final class PublishedNetworks {
    private static final double NO_CEILING = Double.POSITIVE_INFINITY;

    private final TorchReference torch;
    private final boolean countPadding;
    /** The maps behind the named modules, as far as a test asks for them. */
    private final Map<String, double[][][]> maps = new TreeMap<>();

    PublishedNetworks(TorchReference torch, boolean countPadding) {
        this.torch = torch;
        this.countPadding = countPadding;
    }

    Map<String, double[][][]> maps() {
        return maps;
    }

    /** The logits. */
    double[] run(String backbone, double[][][] image) {
        String family = backbone.replaceFirst("\\d.*", "");
        return switch (family) {
            case "alexnet" -> alexNet(image);
            case "googlenet" -> googLeNet(image);
            case "googlenet-bvlc" -> googLeNetOfCaffe(image);
            case "inception_v" -> inceptionV3(image);
            case "resnet" -> resNet(image, backbone.endsWith("stride1"), backbone.endsWith("dilated"));
            case "mobilenet_v" -> mobileNetV1(image);
            default -> throw new IllegalArgumentException(family);
        };
    }

    private double[] alexNet(double[][][] image) {
        double[][][] map = maxPool(biased(image, "features.0", 4, 2), 3, 2, 0, false);
        map = maxPool(biased(map, "features.3", 1, 2), 3, 2, 0, false);
        map = biased(map, "features.6", 1, 1);
        map = biased(map, "features.8", 1, 1);
        map = keep("conv5", biased(map, "features.10", 1, 1));
        double[] fc6 = dense(flatten(maxPool(map, 3, 2, 0, false)), "classifier.1");
        return torch.linear(dense(fc6, "classifier.4"), "classifier.6");
    }

    private double[][][] biased(double[][][] map, String name, int stride, int padding) {
        return rectify(torch.convolution(map, name, stride, padding, padding, 1), NO_CEILING);
    }

    private double[] dense(double[] features, String name) {
        return flatten(rectify(new double[][][] {{torch.linear(features, name)}}, NO_CEILING));
    }

    private double[] resNet(double[][][] image, boolean lastUnstrided, boolean lastDilated) {
        double[][][] map = normalized(image, "conv1", "bn1", 2, 3, 1);
        map = maxPool(rectify(map, NO_CEILING), 3, 2, 1, false);
        for (int stage = 1; stage <= 4; stage++) {
            boolean strided = stage > 1 && !(stage == 4 && (lastUnstrided || lastDilated));
            for (int block = 0; torch.has("layer%d.%d.conv1.weight".formatted(stage, block)); block++) {
                String name = "layer%d.%d".formatted(stage, block);
                int dilation = stage == 4 && lastDilated && block > 0 ? 2 : 1;
                map = keep(name, residual(map, name, strided && block == 0 ? 2 : 1, dilation));
            }
        }
        return torch.linear(globalAverage(map), "fc");
    }

    private double[][][] residual(double[][][] map, String name, int stride, int dilation) {
        double[][][] branch;
        if (torch.has(name + ".conv3.weight")) {
            branch = rectify(normalized(map, name + ".conv1", name + ".bn1", 1, 0, 1), NO_CEILING);
            branch =
                    rectify(normalized(branch, name + ".conv2", name + ".bn2", stride, dilation, dilation), NO_CEILING);
            branch = normalized(branch, name + ".conv3", name + ".bn3", 1, 0, 1);
        } else {
            branch = rectify(normalized(map, name + ".conv1", name + ".bn1", stride, dilation, dilation), NO_CEILING);
            branch = normalized(branch, name + ".conv2", name + ".bn2", 1, dilation, dilation);
        }
        double[][][] shortcut = torch.has(name + ".downsample.0.weight")
                ? normalized(map, name + ".downsample.0", name + ".downsample.1", stride, 0, 1)
                : map;
        return rectify(add(branch, shortcut), NO_CEILING);
    }

    private double[][][] normalized(
            double[][][] map, String convolution, String norm, int stride, int padding, int dilation) {
        return torch.normalize(torch.convolution(map, convolution, stride, padding, padding, dilation), norm);
    }

    private double[] mobileNetV1(double[][][] image) {
        double[][][] map = same(image, "conv1", 2);
        for (int block = 1; block <= 13; block++) {
            boolean strided = block == 2 || block == 4 || block == 6 || block == 12;
            map = same(map, "block%d_depthwise".formatted(block), strided ? 2 : 1);
            map = keep("block" + block, same(map, "block" + block, 1));
        }
        return torch.linear(globalAverage(map), "classifier");
    }

    /** TensorFlow's SAME for odd kernels and even sizes, batch normalization, ReLU6. */
    private double[][][] same(double[][][] map, String name, int stride) {
        int around = torch.rows(name) / 2;
        double[][][] padded = pad(map, stride == 1 ? around : 0, around);
        return rectify(torch.normalize(torch.convolution(padded, name, stride, 0, 0, 1), name + ".bn"), 6);
    }

    private double[] googLeNet(double[][][] image) {
        double[][][] map = maxPool(unit(image, "conv1", 2), 3, 2, 0, true);
        map = unit(unit(map, "conv2", 1), "conv3", 1);
        return googLeNetModules(maxPool(map, 3, 2, 0, true), 2);
    }

    /** bvlc_googlenet/deploy.prototxt. */
    private double[] googLeNetOfCaffe(double[][][] image) {
        double[][][] map = localResponse(maxPool(unit(image, "conv1", 2), 3, 2, 0, true), 5, 1e-4, 0.75);
        map = localResponse(unit(unit(map, "conv2", 1), "conv3", 1), 5, 1e-4, 0.75);
        return googLeNetModules(maxPool(map, 3, 2, 0, true), 3);
    }

    private double[] googLeNetModules(double[][][] in, int lastPooling) {
        double[][][] map = in;
        for (String module : "3a 3b pool 4a 4b 4c 4d 4e pool2 5a 5b".split(" ", -1)) {
            map = switch (module) {
                case "pool" -> maxPool(map, 3, 2, 0, true);
                case "pool2" -> maxPool(map, lastPooling, 2, 0, true);
                default -> keep("inception" + module, googLeNetModule(map, "inception" + module));
            };
        }
        return torch.linear(globalAverage(map), "fc");
    }

    private double[][][] googLeNetModule(double[][][] map, String name) {
        return concatenate(
                unit(map, name + ".branch1", 1),
                chain(map, name, "branch2.0", "branch2.1"),
                chain(map, name, "branch3.0", "branch3.1"),
                unit(maxPool(map, 3, 1, 1, true), name + ".branch4.1", 1));
    }

    private double[] inceptionV3(double[][][] image) {
        double[][][] map = bare(image, "Conv2d_1a_3x3", 2);
        map = unit(bare(map, "Conv2d_2a_3x3", 1), "Conv2d_2b_3x3", 1);
        map = unit(maxPool(map, 3, 2, 0, false), "Conv2d_3b_1x1", 1);
        map = maxPool(bare(map, "Conv2d_4a_3x3", 1), 3, 2, 0, false);
        for (String module : "5b 5c 5d 6a 6b 6c 6d 6e 7a 7b 7c".split(" ", -1)) {
            String name = "Mixed_" + module;
            map = keep(
                    name,
                    switch (module) {
                        case "6a" -> moduleB(map, name);
                        case "7a" -> moduleD(map, name);
                        case "7b", "7c" -> moduleE(map, name);
                        default -> module.startsWith("5") ? moduleA(map, name) : moduleC(map, name);
                    });
        }
        return torch.linear(globalAverage(map), "fc");
    }

    private double[][][] moduleA(double[][][] map, String name) {
        return concatenate(
                unit(map, name + ".branch1x1", 1),
                chain(map, name, "branch5x5_1", "branch5x5_2"),
                chain(map, name, "branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3"),
                poolBranch(map, name));
    }

    private double[][][] moduleB(double[][][] map, String name) {
        return concatenate(
                bare(map, name + ".branch3x3", 2),
                bare(chain(map, name, "branch3x3dbl_1", "branch3x3dbl_2"), name + ".branch3x3dbl_3", 2),
                maxPool(map, 3, 2, 0, false));
    }

    private double[][][] moduleC(double[][][] map, String name) {
        return concatenate(
                unit(map, name + ".branch1x1", 1),
                chain(map, name, "branch7x7_1", "branch7x7_2", "branch7x7_3"),
                chain(
                        map,
                        name,
                        "branch7x7dbl_1",
                        "branch7x7dbl_2",
                        "branch7x7dbl_3",
                        "branch7x7dbl_4",
                        "branch7x7dbl_5"),
                poolBranch(map, name));
    }

    private double[][][] moduleD(double[][][] map, String name) {
        return concatenate(
                bare(unit(map, name + ".branch3x3_1", 1), name + ".branch3x3_2", 2),
                bare(chain(map, name, "branch7x7x3_1", "branch7x7x3_2", "branch7x7x3_3"), name + ".branch7x7x3_4", 2),
                maxPool(map, 3, 2, 0, false));
    }

    private double[][][] moduleE(double[][][] map, String name) {
        double[][][] threes = unit(map, name + ".branch3x3_1", 1);
        double[][][] doubles = chain(map, name, "branch3x3dbl_1", "branch3x3dbl_2");
        return concatenate(
                unit(map, name + ".branch1x1", 1),
                concatenate(unit(threes, name + ".branch3x3_2a", 1), unit(threes, name + ".branch3x3_2b", 1)),
                concatenate(unit(doubles, name + ".branch3x3dbl_3a", 1), unit(doubles, name + ".branch3x3dbl_3b", 1)),
                poolBranch(map, name));
    }

    private double[][][] poolBranch(double[][][] map, String name) {
        return unit(averagePool(map, 3, countPadding), name + ".branch_pool", 1);
    }

    private double[][][] chain(double[][][] map, String module, String... names) {
        double[][][] result = map;
        for (String name : names) {
            result = unit(result, module + "." + name, 1);
        }
        return result;
    }

    /** BasicConv2d with the padding that keeps the size at stride 1. */
    private double[][][] unit(double[][][] map, String name, int stride) {
        String layer = name + ".conv";
        double[][][] result = torch.convolution(map, layer, stride, torch.rows(layer) / 2, torch.columns(layer) / 2, 1);
        return rectify(torch.has(name + ".bn.weight") ? torch.normalize(result, name + ".bn") : result, NO_CEILING);
    }

    /** BasicConv2d without padding. */
    private double[][][] bare(double[][][] map, String name, int stride) {
        return rectify(
                torch.normalize(torch.convolution(map, name + ".conv", stride, 0, 0, 1), name + ".bn"), NO_CEILING);
    }

    private double[][][] keep(String name, double[][][] map) {
        maps.put(name, map);
        return map;
    }
}
