package org.cam4j.training.internal.torch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cam4j.training.internal.torch.PickleReader.Tuple;

/** A tensor or parameter in a pickle; those of the first versions of PyTorch get their view after they were made. */
final class PickledTensor implements PickleGlobals.Stateful {
    private static final int VIEW = 4;

    private Optional<TensorView> view = Optional.empty();

    static PickledTensor of(TensorView view) {
        PickledTensor tensor = new PickledTensor();
        tensor.view = Optional.of(view);
        return tensor;
    }

    Optional<TensorView> view() {
        return view;
    }

    /** The first four of these arguments: storage, offset, sizes, strides. */
    static TensorView view(List<Object> arguments) throws IOException {
        if (arguments.size() < VIEW
                || !(arguments.get(0) instanceof StorageRef storage)
                || !(arguments.get(1) instanceof Long offset)) {
            throw new IOException("a tensor is not made of a storage, an offset, sizes and strides");
        }
        return new TensorView(storage, offset, longs(arguments.get(2)), longs(arguments.get(3))).checked();
    }

    /**
     * The state of a tensor (storage, offset, sizes, strides), or of a parameter: three attributes, which do not matter, or five with its tensor in front.
     */
    @Override
    public void setState(Object state) throws IOException {
        if (!(state instanceof Tuple tuple)) {
            throw new IOException("the state of a tensor is no tuple");
        }
        List<Object> items = tuple.items();
        if (items.size() == VIEW) {
            view = Optional.of(view(items));
        } else if (items.size() == 5 && items.get(0) instanceof PickledTensor data) {
            view = data.view;
        } else if (items.size() != 3) {
            throw new IOException("the state of a tensor has " + items.size() + " items");
        }
    }

    private static List<Long> longs(Object sizes) throws IOException {
        if (!(sizes instanceof Tuple tuple)) {
            throw new IOException("the sizes of a tensor are no tuple");
        }
        List<Long> longs = new ArrayList<>();
        for (Object item : tuple.items()) {
            if (!(item instanceof Long size)) {
                throw new IOException("a size of a tensor is no integer");
            }
            longs.add(size);
        }
        return longs;
    }
}
