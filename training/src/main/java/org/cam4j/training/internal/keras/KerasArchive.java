package org.cam4j.training.internal.keras;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.hdf5.Attribute;
import org.bytedeco.hdf5.DataSet;
import org.bytedeco.hdf5.DataSpace;
import org.bytedeco.hdf5.DataType;
import org.bytedeco.hdf5.Group;
import org.bytedeco.hdf5.H5File;
import org.bytedeco.hdf5.PredType;
import org.bytedeco.hdf5.global.hdf5;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The attributes and weights of a Keras HDF5 file. The weights of a layer are the data sets under {@code /model_weights/LAYER}, at any depth; a data set is known by the last
 * part of its name without the suffix {@code :0}, for example {@code kernel}.
 *
 * <p>The HDF5 library is not safe for several threads, and what is left to the garbage collector is freed by another thread: every object is closed where it was opened.
 */
final class KerasArchive implements WeightSource, AutoCloseable {
    private static final String WEIGHTS = "model_weights";
    private static final int DEEPEST = 16;

    private final H5File file;

    KerasArchive(Path path) {
        file = new H5File(path.toString(), hdf5.H5F_ACC_RDONLY);
    }

    /** A text attribute of the file. */
    Optional<String> attribute(String name) throws IOException {
        if (!file.attrExists(name)) {
            return Optional.empty();
        }
        try (Attribute attribute = file.openAttribute(name);
                DataType type = attribute.getDataType()) {
            if (type._getClass() != hdf5.H5T_STRING) {
                throw new IOException(String.format(Locale.ROOT, "attribute '%s' is not a text.", name));
            }
            return Optional.of(type.isVariableStr() ? variable(attribute, type) : fixed(attribute, type));
        }
    }

    private static String variable(Attribute attribute, DataType type) throws IOException {
        try (PointerPointer<BytePointer> text = new PointerPointer<>(1)) {
            attribute.read(type, text);
            BytePointer bytes = text.get(BytePointer.class, 0);
            if (bytes == null) {
                throw new IOException("an attribute of the file has no value.");
            }
            return bytes.getString(StandardCharsets.UTF_8);
        }
    }

    private static String fixed(Attribute attribute, DataType type) {
        byte[] bytes = new byte[Math.toIntExact(type.getSize())];
        try (BytePointer text = new BytePointer(bytes.length)) {
            attribute.read(type, (Pointer) text); // the overload for BytePointer expects a C++ string
            text.get(bytes);
        }
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /**
     * Finds the weights of a layer. Those of a nested model's layers stand in the group of the outermost model, in a group of the layer's name at any depth.
     *
     * @throws IOException if two data sets of the layer have the same name
     */
    @Override
    public LayerWeights weights(KerasTopology.Node node) throws IOException {
        String layer = node.layer().ownName();
        boolean nested = !node.models().isEmpty();
        String group = nested ? node.models().get(0) : layer;
        Map<String, String> paths = new HashMap<>();
        if (file.nameExists(WEIGHTS)) {
            try (Group all = file.openGroup(WEIGHTS)) {
                if (hasGroup(all, group)) {
                    find(WEIGHTS + "/" + group, nested ? "/" + layer : "", paths, 0);
                }
            }
        }
        return new LayerWeights(node.layer().name(), this, paths);
    }

    /** A layer's name may have several parts, of which each is a group. */
    private static boolean hasGroup(Group parent, String name) {
        StringBuilder path = new StringBuilder();
        for (String part : name.split("/", -1)) {
            path.append(path.isEmpty() ? "" : "/").append(part);
            if (part.isEmpty() || !parent.nameExists(path.toString())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Collects the data sets below a group.
     *
     * @param end of the path of the group that they must be in
     */
    private void find(String path, String end, Map<String, String> paths, int depth) throws IOException {
        try (Group group = file.openGroup(path)) {
            for (long i = 0; i < group.getNumObjs(); i++) {
                String name = name(group, i);
                int type = group.childObjType(name);
                String child = path + "/" + name;
                if (type == hdf5.H5O_TYPE_GROUP && depth < DEEPEST) {
                    find(child, path.endsWith(end) ? "" : end, paths, depth + 1);
                } else if (type == hdf5.H5O_TYPE_DATASET
                        && path.endsWith(end)
                        && paths.put(name.replaceAll(":0$", ""), child) != null) {
                    throw new IOException(
                            String.format(Locale.ROOT, "the file has two weights '%s' under '%s'.", name, path));
                }
            }
        }
    }

    /** Whether the file has an object of this path. */
    boolean has(String path) {
        StringBuilder start = new StringBuilder();
        for (String part : path.split("/", -1)) {
            start.append(start.isEmpty() ? "" : "/").append(part);
            if (!file.nameExists(start.toString())) {
                return false;
            }
        }
        return true;
    }

    private static String name(Group group, long index) {
        try (BytePointer name = group.getObjnameByIdx(index)) {
            return name.getString(StandardCharsets.UTF_8);
        }
    }

    /** The shape of a data set; null where it is not an array of numbers. */
    private static long @Nullable [] shape(DataSet data) {
        int kind = data.asAbstractDs().getTypeClass();
        try (DataSpace space = data.getSpace()) {
            if ((kind != hdf5.H5T_FLOAT && kind != hdf5.H5T_INTEGER) || !space.isSimple()) {
                return null;
            }
            long[] shape = new long[space.getSimpleExtentNdims()];
            if (shape.length > 0) {
                space.getSimpleExtentDims(shape);
            }
            return shape;
        }
    }

    /**
     * Reads a data set.
     *
     * @param shape what the layer's configuration asks for
     * @param owner says whose weights they are, for the message
     * @throws IOException if it has another shape
     */
    INDArray read(String path, String owner, long... shape) throws IOException {
        try (DataSet data = file.openDataSet(path)) {
            long[] found = shape(data);
            if (!Arrays.equals(found, shape)) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s: the shape is %s, expected %s.",
                        owner,
                        found == null ? "unknown" : Arrays.toString(found),
                        Arrays.toString(shape)));
            }
            float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
            try (FloatPointer pointer = new FloatPointer(values.length)) {
                data.read(pointer, PredType.NATIVE_FLOAT());
                pointer.get(values);
            }
            return shape.length == 0 ? Nd4j.scalar(values[0]).reshape(1) : Nd4j.create(values, shape, 'c');
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
