package org.cam4j.layers.internal.onednn;

import com.google.flatbuffers.FlatBufferBuilder;
import java.util.Arrays;
import org.bytedeco.dnnl.global.dnnl;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.BaseNDArray;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Maps {@code [N, C, h, w]} that lie in memory as {@code [N, h, w, C]}, and are added in that order. Where several layers read the same maps, Deeplearning4j adds
 * their gradients up; ND4J's addition asks for every value's place when two arrays are no plain ones, which takes thirty times as long.
 */
public final class ChannelsLastMaps extends BaseNDArray {
    private static final long serialVersionUID = 1;

    private final transient INDArray lying;

    private ChannelsLastMaps(INDArray lying, INDArray maps) {
        super(maps.data(), maps.shape(), maps.stride(), maps.offset(), 'c');
        this.lying = lying;
    }

    /**
     * The same values in another order of axes.
     *
     * @param lying {@code [N, h, w, C]} without gaps
     */
    public static ChannelsLastMaps of(INDArray lying) {
        return new ChannelsLastMaps(lying, lying.permute(0, 3, 1, 2));
    }

    /** The maps {@code [N, C, h, w]} as a channels-last array: themselves, or a copy. */
    public static INDArray from(INDArray maps, ArrayType kind, LayerWorkspaceMgr workspaces) {
        if (OneDnn.isChannelsLast(maps)) {
            return maps;
        }
        INDArray copy = create(maps.shape(), kind, workspaces);
        OneDnnOp.copy(OneDnn.asItLies(maps), OneDnn.channelsLast(maps.shape()))
                .with(dnnl.DNNL_ARG_FROM, maps)
                .with(dnnl.DNNL_ARG_TO, copy)
                .run();
        return copy;
    }

    /** A new array, not filled, for maps of the shape {@code [N, C, h, w]} in channels-last order; FLOAT. */
    public static INDArray create(long[] shape, ArrayType kind, LayerWorkspaceMgr workspaces) {
        return of(workspaces.createUninitialized(
                kind, DataType.FLOAT, new long[] {shape[0], shape[2], shape[3], shape[1]}, 'c'));
    }

    @Override
    public INDArray addi(INDArray other) {
        boolean alike =
                other.dataType() == dataType() && Arrays.equals(other.shape(), shape()) && OneDnn.isChannelsLast(other);
        if (!alike) {
            return super.addi(other);
        }
        lying.addi(other.permute(0, 2, 3, 1));
        return this;
    }

    @Override
    public INDArray unsafeDuplication() {
        return unsafeDuplication(true);
    }

    @Override
    public INDArray unsafeDuplication(boolean blocking) {
        return of(lying.unsafeDuplication(blocking));
    }

    @Override
    public LongShapeDescriptor shapeDescriptor() {
        return LongShapeDescriptor.fromShape(shape(), stride(), elementWiseStride(), ordering(), dataType(), isEmpty());
    }

    @Override
    public String getString(long index) {
        throw new UnsupportedOperationException("Maps are numbers; there is no text in them.");
    }

    @Override
    protected int stringBuffer(FlatBufferBuilder builder, DataBuffer buffer) {
        throw new UnsupportedOperationException("Maps are numbers; there is no text in them.");
    }
}
