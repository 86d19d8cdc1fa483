package org.cam4j.layers.internal.onednn;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One operation of oneDNN for arrays of fixed shapes and layouts; the arrays themselves change from run to run. */
public final class OneDnnOp {
    private final primitive operation;
    private final IntMemoryMap arguments = new IntMemoryMap();
    private final Map<Integer, memory> places = new HashMap<>();
    private final OneDnn.Address address = new OneDnn.Address();

    /** An operation whose arguments {@link #takes} names. */
    public OneDnnOp(primitive operation) {
        this.operation = operation;
    }

    /** Copies an array {@code DNNL_ARG_FROM} to an array {@code DNNL_ARG_TO} of another layout. */
    public static OneDnnOp copy(memory.desc from, memory.desc to) {
        return copying(from, to).takes(dnnl.DNNL_ARG_FROM, from).takes(dnnl.DNNL_ARG_TO, to);
    }

    /** Copies an array {@code DNNL_ARG_FROM} to a fixed place. */
    public static OneDnnOp copyTo(memory.desc from, memory place) {
        return copying(from, place.get_desc()).takes(dnnl.DNNL_ARG_FROM, from).takes(dnnl.DNNL_ARG_TO, place);
    }

    /** Copies from a fixed place to an array {@code DNNL_ARG_TO}. */
    public static OneDnnOp copyFrom(memory place, memory.desc to) {
        return copying(place.get_desc(), to).takes(dnnl.DNNL_ARG_FROM, place).takes(dnnl.DNNL_ARG_TO, to);
    }

    private static OneDnnOp copying(memory.desc from, memory.desc to) {
        return new OneDnnOp(new reorder(new reorder.primitive_desc(OneDnn.engine(), from, OneDnn.engine(), to)));
    }

    /** Says that the operation has this argument. */
    public OneDnnOp takes(int argument, memory.desc layout) {
        return takes(argument, new memory(layout, OneDnn.engine(), null));
    }

    /** Says that the operation has this argument, always in the same place. */
    public OneDnnOp takes(int argument, memory place) {
        places.put(argument, place);
        arguments.put(argument, place);
        return this;
    }

    /** The array that the next run takes. */
    public OneDnnOp with(int argument, INDArray array) {
        memory place = places.get(argument);
        if (place == null) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "The operation has no argument %d.", argument));
        }
        place.set_data_handle(address.of(array));
        return this;
    }

    /** Runs the operation with the arrays of {@link #with}. */
    public void run() {
        operation.execute(OneDnn.stream(), arguments);
    }
}
