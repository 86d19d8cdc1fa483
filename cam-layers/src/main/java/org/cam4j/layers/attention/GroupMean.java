package org.cam4j.layers.attention;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The mean of every so many neighboring channels, {@code [N, K * size, H, W] -> [N, K, H, W]}.
 *
 * <p>Xue et al., "DANet: Divergent Activation for Weakly Supervised Object Localization", ICCV 2019, section 3.3: a class has several maps, and their mean is its map.
 */
final class GroupMean extends MapFunction {
    private final int size;

    /**
     * With groups of a given size.
     *
     * @param size channels of a group, 1 or more
     */
    @JsonCreator
    public GroupMean(@JsonProperty("size") int size) {
        this.size = (int) within("GroupMean", "size", size, 1, Integer.MAX_VALUE);
    }

    /** Channels of a group. */
    @JsonProperty("size")
    public int size() {
        return size;
    }

    @Override
    InputType output(InputTypeConvolutional maps) {
        if (maps.getChannels() % size != 0) {
            throw refusal("found %d channels, expected a multiple of %d.", maps.getChannels(), size);
        }
        return InputType.convolutional(maps.getHeight(), maps.getWidth(), maps.getChannels() / size);
    }

    @Override
    INDArray apply(INDArray[] inputs, Pass pass) {
        INDArray maps = inputs[0].dup('c');
        long groups = maps.size(1) / size;
        return maps.reshape('c', maps.size(0), groups, size, maps.size(2), maps.size(3))
                .mean(2);
    }

    @Override
    INDArray[] gradients(INDArray[] inputs, INDArray outputGradient, Pass pass) {
        INDArray one = outputGradient.div(size).dup('c'); // [N, K, H, W]
        INDArray wide = one.reshape('c', one.size(0), one.size(1), 1, one.size(2), one.size(3));
        INDArray[] copies = new INDArray[size];
        Arrays.fill(copies, wide);
        return new INDArray[] {Nd4j.concat(2, copies).dup('c').reshape('c', inputs[0].shape())};
    }

    @Override
    protected List<Object> settings() {
        return List.of(size);
    }

    @Override
    public GroupMean clone() {
        return new GroupMean(size);
    }
}
