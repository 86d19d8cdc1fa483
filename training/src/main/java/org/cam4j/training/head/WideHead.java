package org.cam4j.training.head;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.layers.convolution.ChannelDeconvolution;
import org.cam4j.layers.convolution.ConvolutionBlock;
import org.cam4j.layers.merge.OrMerge;
import org.cam4j.layers.merge.OrMerge.Or;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.training.backbone.Backbone;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.FeatureMap;
import org.cam4j.training.internal.graph.Enlargement;
import org.cam4j.training.internal.layer.Convolution;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.nd4j.linalg.activations.Activation;

/**
 * Wide CAM: the last map is deconvolved to the size of the finer map before it and joined with that by OR; the global average of the result and one linear layer score
 * the classes.
 *
 * <pre>
 * M[c,x,y] = sum_k w[c,k] * (f[k,x,y] OR f'[k,x,y]),   f' = deconvolution(f5_3, r),   score[c] = mean_xy M[c,x,y]      (eq. 2 to 5)
 * </pre>
 *
 * <p>Kim et al. 2020, section 3. What the text leaves open, and {@code @} parts behind the id choose: the kernel r is bilinear and fixed, {@code @learned} per channel or
 * {@code @full} across channels; it has 4 taps, padding 1, or {@code @k2} 2 taps, padding 0; OR is the maximum or {@code @probabilistic-sum}; it joins features or, {@code
 * @maps}, the two class maps, for which the linear layer is a convolution on both; GAP follows it or, {@code @both}, comes first, on both taps with shared weights,
 * and the OR is left to the method {@code wide-cam}.
 *
 * <p>Differs: where both maps have other numbers of channels, as VGG's have not, a 1x1 convolution with ReLU brings the finer one to the last one's. With {@code
 * @both} the deconvolution still comes before GAP, so that a 4-tap kernel lets the border count less.
 *
 * @param deconvolution whose kernel, {@code FIXED} unless said otherwise
 * @param kernel taps on each axis, 4 or 2
 * @param or what joins
 * @param ofMaps whether class maps are joined instead of features
 */
record WideHead(Deconvolution deconvolution, int kernel, Or or, boolean ofMaps) implements Head {
    static final String ID = "wide";
    private static final String ENLARGED = "wide_enlarged";
    private static final String FINE = "wide_fine";

    /** Which kernels there are. */
    enum Deconvolution {
        FIXED,
        LEARNED,
        FULL
    }

    WideHead() {
        this(Deconvolution.FIXED, 4, Or.MAXIMUM, false);
    }

    /** The head with the choices behind its id, {@code wide@learned@k2}. */
    static WideHead of(String id) {
        String[] parts = id.split("@", -1);
        WideHead head = new WideHead();
        for (String part : Arrays.asList(parts).subList(1, parts.length)) {
            head = head.with(part, id);
        }
        if (head.or == Or.MEAN && (head.ofMaps || id.contains("@probabilistic-sum"))) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Head '%s': with @both the OR is the method's, not the network's; leave @maps and @probabilistic-sum to --method wide-cam.",
                    id));
        }
        return head;
    }

    private WideHead with(String part, String id) {
        return switch (part) {
            case "learned" -> new WideHead(Deconvolution.LEARNED, kernel, or, ofMaps);
            case "full" -> new WideHead(Deconvolution.FULL, kernel, or, ofMaps);
            case "k2" -> new WideHead(deconvolution, 2, or, ofMaps);
            case "probabilistic-sum" ->
                new WideHead(deconvolution, kernel, or == Or.MEAN ? or : Or.PROBABILISTIC_SUM, ofMaps);
            case "maps" -> new WideHead(deconvolution, kernel, or, true);
            case "both" -> new WideHead(deconvolution, kernel, Or.MEAN, ofMaps);
            default ->
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Head '%s': found '@%s'; expected @learned, @full, @k2, @probabilistic-sum, @maps or @both.",
                        id,
                        part));
        };
    }

    @Override
    public String id() {
        List<String> parts = new ArrayList<>(List.of(ID));
        switch (deconvolution) {
            case FIXED -> {}
            case LEARNED -> parts.add("learned");
            case FULL -> parts.add("full");
        }
        if (kernel == 2) {
            parts.add("k2");
        }
        switch (or) {
            case MAXIMUM -> {}
            case PROBABILISTIC_SUM -> parts.add("probabilistic-sum");
            case MEAN -> parts.add("both");
        }
        if (ofMaps) {
            parts.add("maps");
        }
        return String.join("@", parts);
    }

    @Override
    public String description() {
        return "Merges the deconvolved last map with the finer map before it, then global average pooling (Kim 2020); variants: @learned @full @k2 @probabilistic-sum @maps @both.";
    }

    @Override
    public Optional<GraphVertex> pooling() {
        return Optional.empty();
    }

    @Override
    public int taps() {
        return 2;
    }

    @Override
    public void attach(CamGraphBuilder builder, Backbone backbone, FeatureMap features, int classes) {
        List<String> blocks = backbone.blockTaps();
        builder.beginHead();
        FeatureMap coarse = builder.map(blocks.get(blocks.size() - 1));
        FeatureMap fine = builder.map(blocks.get(blocks.size() - 2));
        if (fine.channels() != coarse.channels()) {
            fine = builder.convolution(fine, FINE, "head.fine", Convolution.of(coarse.channels(), 1));
        }
        attach(builder, coarse, fine, classes);
    }

    /** Joins two maps of one number of channels. */
    void attach(CamGraphBuilder builder, FeatureMap coarse, FeatureMap fine, int classes) {
        FeatureMap enlarged = builder.layer(
                ENLARGED,
                enlarging(coarse, fine),
                fine,
                coarse,
                Optional.of("head.deconvolution").filter(tensor -> deconvolution != Deconvolution.FIXED));
        if (!ofMaps) {
            FeatureMap merged = builder.vertex(ID, new OrMerge(or), fine, enlarged, fine);
            builder.classifier(
                    builder.pooling(merged, new GlobalAveragePooling()), PoolingHead.TENSOR, classes, false, 1);
            return;
        }
        FeatureMap stacked =
                builder.vertex("wide_stacked", new StackVertex(), fine, enlarged, fine); // one behind the other
        ConvolutionBlock linear = new ConvolutionBlock.Builder()
                .kernelSize(1, 1)
                .nOut(classes)
                .batchNormalization(false)
                .activation(Activation.IDENTITY)
                .build();
        FeatureMap shape = new FeatureMap("", classes, fine.height(), fine.width());
        FeatureMap maps = builder.layer("wide_maps", linear, shape, stacked, Optional.of(PoolingHead.TENSOR));
        FeatureMap first = builder.vertex("wide_maps_enlarged", new UnstackVertex(0, 2), shape, maps);
        FeatureMap second = builder.vertex("wide_maps_fine", new UnstackVertex(1, 2), shape, maps);
        builder.averageOfClassMaps(builder.vertex(ID, new OrMerge(or), shape, first, second));
    }

    private BaseLayer enlarging(FeatureMap coarse, FeatureMap fine) {
        Enlargement rows = Enlargement.of(coarse, fine, coarse.height(), fine.height(), kernel);
        Enlargement columns = Enlargement.of(coarse, fine, coarse.width(), fine.width(), kernel);
        int[] size = {rows.kernel(), columns.kernel()};
        int[] stride = {rows.stride(), columns.stride()};
        int[] padding = {rows.padding(), columns.padding()};
        return deconvolution == Deconvolution.FULL
                ? new Deconvolution2D.Builder(size, stride, padding)
                        .nOut(coarse.channels())
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .weightInit(ChannelDeconvolution.bilinear())
                        .build()
                : new ChannelDeconvolution.Builder()
                        .kernelSize(size)
                        .stride(stride)
                        .padding(padding)
                        .learned(deconvolution == Deconvolution.LEARNED)
                        .build();
    }
}
