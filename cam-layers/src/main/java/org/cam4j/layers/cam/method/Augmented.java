package org.cam4j.layers.cam.method;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.internal.maps.MapScaling;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Test-time augmentation of any method: its maps of the image at several scales, and of the mirror images, are brought back
 * to the image's frame, min-maxed and averaged. Min-max first, so that every view counts the same: gradients grow as maps shrink.
 *
 * <p>Each view costs one run of the network and of the method. The map has the size of the largest view's map. Scales other
 * than 1 need a network that takes any image size. {@code cam@flip@scale0.8} is the id of {@code cam} so augmented.
 *
 * @param method whose maps are averaged
 * @param flip whether every view is mirrored from left to right too
 * @param scales of the image's rows and columns in addition to 1, each rounded so that the tap's stride divides the size
 */
record Augmented(CamMethod method, boolean flip, List<Double> scales) implements CamMethod {
    Augmented {
        scales = List.copyOf(scales);
    }

    @Override
    public String id() {
        return method.id()
                + (flip ? "@flip" : "")
                + scales.stream().map(scale -> "@scale" + scale).collect(Collectors.joining());
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT, "%s Averaged over %d views.", method.description(), (scales.size() + 1) * (flip ? 2 : 1));
    }

    @Override
    public Set<Signal> needs() {
        Set<Signal> needs = EnumSet.copyOf(method.needs());
        needs.add(Signal.NETWORK);
        return needs;
    }

    @Override
    public INDArray combine(TapReading tap) {
        List<INDArray> maps = new ArrayList<>();
        maps.add(method.combine(tap));
        INDArray image = tap.network().image(); // [C, H, W]
        if (flip) {
            maps.add(mirrored(method.combine(view(tap, mirrored(image)))));
        }
        for (double scale : scales) {
            INDArray scaled = MapScaling.resize(
                    image,
                    rounded(scale * image.size(1), image.size(1) / tap.height()),
                    rounded(scale * image.size(2), image.size(2) / tap.width()));
            maps.add(method.combine(view(tap, scaled)));
            if (flip) {
                maps.add(mirrored(method.combine(view(tap, mirrored(scaled)))));
            }
        }
        return average(maps);
    }

    private TapReading view(TapReading tap, INDArray image) {
        INDArray batch = image.reshape(1, image.size(0), image.size(1), image.size(2));
        return tap.network().read(batch, method.needs()).get(0);
    }

    private static long rounded(double size, long stride) {
        long step = Math.max(stride, 1);
        return Math.max(Math.round(size / step), 1) * step;
    }

    private static INDArray average(List<INDArray> maps) {
        long height = maps.stream().mapToLong(map -> map.size(0)).max().orElseThrow();
        long width = maps.stream().mapToLong(map -> map.size(1)).max().orElseThrow();
        INDArray sum = Nd4j.zeros(maps.get(0).dataType(), height, width);
        for (INDArray map : maps) {
            INDArray range = MapScaling.minMax(map).reshape(1, map.size(0), map.size(1));
            sum.addi(MapScaling.resize(range, height, width).reshape(height, width));
        }
        return sum.divi(maps.size()); // [h, w] of the largest view
    }

    /** A copy with the last axis reversed. */
    private static INDArray mirrored(INDArray array) {
        return Nd4j.exec(DynamicCustomOp.builder("reverse")
                .addInputs(array.dup('c'))
                .addIntegerArguments(array.rank() - 1)
                .build())[0];
    }
}
