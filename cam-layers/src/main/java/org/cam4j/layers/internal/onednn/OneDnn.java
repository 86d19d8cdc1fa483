package org.cam4j.layers.internal.onednn;

import java.util.Locale;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The oneDNN library of this process: whether it is there, and how arrays are described to it. FLOAT alone. */
public final class OneDnn {
    private OneDnn() {}

    /** The one processor and its queue, which runs in the calling thread. */
    private static final class Processor {
        static final @Nullable Processor INSTANCE = start();

        final engine engine = new engine(org.bytedeco.dnnl.engine.kind.cpu, 0);
        final stream stream = new stream(engine);

        private static @Nullable Processor start() {
            try {
                return onCpu() ? new Processor() : null;
            } catch (LinkageError | RuntimeException absent) {
                return null; // the library is not on the class path, or not for this platform
            }
        }
    }

    /** Whether ND4J's backend is the CPU. */
    static boolean onCpu() {
        return "CPU".equals(Nd4j.getExecutioner().getEnvironmentInformation().getProperty("backend", ""));
    }

    /** Whether the library is on the class path, for this platform, and the backend is the CPU. */
    public static boolean available() {
        return Processor.INSTANCE != null;
    }

    /** Whether oneDNN is there for arrays of a type, and was not switched off together with Deeplearning4j's own fast kernels. */
    public static boolean serves(DataType type) {
        return type == DataType.FLOAT && !FastKernels.refused() && available();
    }

    /** The processor that operations run on. */
    public static engine engine() {
        return processor().engine;
    }

    /** The queue of operations, which runs in the calling thread. */
    public static stream stream() {
        return processor().stream;
    }

    private static Processor processor() {
        Processor processor = Processor.INSTANCE;
        if (processor == null) {
            throw new IllegalStateException(
                    "oneDNN is not on the class path: add org.bytedeco:dnnl for this platform.");
        }
        return processor;
    }

    /** An array of a layout that the library may choose. */
    public static memory.desc free(long... shape) {
        return describe(shape, dnnl.dnnl_format_tag_any);
    }

    /** Maps {@code [N, C, h, w]} in the order {@code [N, h, w, C]}. */
    public static memory.desc channelsLast(long... shape) {
        return describe(shape, dnnl.dnnl_nhwc);
    }

    /** An array in the order of its axes. */
    public static memory.desc plain(long... shape) {
        int tag = switch (shape.length) {
            case 1 -> dnnl.dnnl_a;
            case 4 -> dnnl.dnnl_abcd;
            case 5 -> dnnl.dnnl_abcde;
            default ->
                throw new IllegalArgumentException(String.format(Locale.ROOT, "No array of %d axes.", shape.length));
        };
        return describe(shape, tag);
    }

    /** An array as it lies. */
    public static memory.desc asItLies(INDArray array) {
        return new memory.desc(new LongPointer(array.shape()), memory.data_type.f32, new LongPointer(array.stride()));
    }

    private static memory.desc describe(long[] shape, int tag) {
        dnnl_memory_desc_t description = new dnnl_memory_desc_t();
        int status = dnnl.dnnl_memory_desc_init_by_tag(description, shape.length, shape, dnnl.dnnl_f32, tag);
        if (status != 0) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "oneDNN refuses an array of %d axes.", shape.length));
        }
        return new memory.desc(description);
    }

    /** Whether the maps lie in the order {@code [N, h, w, C]} without gaps. */
    public static boolean isChannelsLast(INDArray maps) {
        long[] shape = maps.shape();
        long[] stride = maps.stride();
        long expected = 1;
        for (int axis : new int[] {1, 3, 2, 0}) {
            if (shape[axis] != 1 && stride[axis] != expected) {
                return false;
            }
            expected *= shape[axis];
        }
        return true;
    }

    /** Where the first value of an array, which may be a view, lies in memory. */
    public static long addressOf(INDArray array) {
        return array.data().address() + array.data().offset() * Float.BYTES;
    }

    /** Where an array begins; the same object at every call, so that no garbage piles up. */
    public static final class Address extends Pointer {
        private static final long serialVersionUID = 1;

        /** This pointer, set to an array. */
        public Address of(INDArray array) {
            address = addressOf(array);
            return this;
        }
    }
}
