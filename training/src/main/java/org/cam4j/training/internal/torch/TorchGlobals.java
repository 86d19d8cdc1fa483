package org.cam4j.training.internal.torch;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.training.internal.torch.PickleReader.Tuple;

/**
 * What the pickle of a state dict may name: the functions that rebuild tensors and parameters, ordered dictionaries, {@code torch.Size}, and the types of storages
 * and tensors. Everything else is refused by its name.
 */
final class TorchGlobals implements PickleGlobals {
    private static final int LONGEST_NAME = 200;
    private static final int STORAGE_ID = 5;

    private static final Map<String, Function> FUNCTIONS = Map.of(
            "torch._utils._rebuild_tensor_v2", TorchGlobals::tensor,
            "torch._utils._rebuild_tensor", TorchGlobals::tensor,
            "torch._utils._rebuild_parameter", TorchGlobals::parameter,
            "torch.nn.parameter.Parameter", TorchGlobals::parameter,
            "collections.OrderedDict", TorchGlobals::dictionary,
            "torch.Size", TorchGlobals::size);

    private final Map<String, StorageRef> storages = new LinkedHashMap<>();

    /** The storages that the pickle names, by their keys; parts of a storage are under its own key. */
    Map<String, StorageRef> storages() {
        return storages;
    }

    @Override
    public Object find(String module, String name) throws IOException {
        String global = module + "." + name;
        Function function = FUNCTIONS.get(global);
        if (function != null) {
            return function;
        }
        for (StorageType type : StorageType.values()) {
            String torchName = type.torchName();
            if (global.matches("torch\\.(cuda\\.)?" + torchName + "Storage")) {
                return type;
            }
            if (global.matches("torch\\.(cuda\\.)?" + torchName + "Tensor")) {
                return (Function) arguments -> new PickledTensor();
            }
        }
        throw new IOException(String.format(
                Locale.ROOT,
                "refused: the file asks for %s; only tensors, storages, dictionaries, lists, numbers and strings are read. "
                        + "Save the tensors alone: torch.save(model.state_dict(), 'name.pth')",
                global.length() > LONGEST_NAME ? global.substring(0, LONGEST_NAME) + "..." : global));
    }

    /** The id {@code ("storage", type, key, location, elements)}, in the older format with the part that it is, or None. */
    @Override
    public Object load(Object persistentId) throws IOException {
        if (!(persistentId instanceof Tuple tuple)
                || tuple.items().size() < STORAGE_ID
                || !tuple.items().get(0).equals("storage")
                || !(tuple.items().get(1) instanceof StorageType type)
                || !(tuple.items().get(2) instanceof String key)
                || !(tuple.items().get(4) instanceof Long elements)
                || elements < 0) {
            throw new IOException("a persistent id does not describe a storage");
        }
        StorageRef storage = new StorageRef(type, key, elements, 0);
        StorageRef known = storages.putIfAbsent(key, storage);
        if (known != null && !known.equals(storage)) {
            throw new IOException(
                    String.format(Locale.ROOT, "the storage '%s' has two types or two sizes", shortened(key)));
        }
        return tuple.items().size() > STORAGE_ID && tuple.items().get(STORAGE_ID) instanceof Tuple part
                ? part(storage, part.items())
                : storage;
    }

    /** A part of a storage: its own key, its first element, its number of elements. */
    private static StorageRef part(StorageRef whole, List<Object> part) throws IOException {
        if (part.size() != 3
                || !(part.get(1) instanceof Long start)
                || !(part.get(2) instanceof Long elements)
                || start < 0
                || elements < 0
                || start > whole.elements() - elements) {
            throw new IOException("a part of a storage does not lie within it");
        }
        return new StorageRef(whole.type(), whole.key(), elements, start);
    }

    private static Object tensor(List<Object> arguments) throws IOException {
        return PickledTensor.of(PickledTensor.view(arguments));
    }

    private static Object parameter(List<Object> arguments) throws IOException {
        if (arguments.isEmpty()) {
            return new PickledTensor();
        }
        if (arguments.get(0) instanceof PickledTensor data) {
            return data;
        }
        throw new IOException("a parameter has no tensor");
    }

    /** Empty, or of a list of pairs, as Python 2 writes it. */
    private static Object dictionary(List<Object> arguments) throws IOException {
        Map<Object, Object> dictionary = new LinkedHashMap<>();
        if (arguments.isEmpty()) {
            return dictionary;
        }
        if (!(arguments.get(0) instanceof List<?> pairs)) {
            throw new IOException("an ordered dictionary is not made of a list");
        }
        for (Object pair : pairs) {
            List<?> items =
                    pair instanceof Tuple tuple ? tuple.items() : pair instanceof List<?> list ? list : List.of();
            if (items.size() != 2 || !(items.get(0) instanceof String key)) {
                throw new IOException("an ordered dictionary is not made of pairs of a name and a value");
            }
            dictionary.put(key, items.get(1));
        }
        return dictionary;
    }

    private static Object size(List<Object> arguments) throws IOException {
        if (arguments.size() == 1 && arguments.get(0) instanceof Tuple sizes) {
            return sizes;
        }
        throw new IOException("torch.Size is not made of a tuple");
    }

    private static String shortened(String key) {
        return key.length() > LONGEST_NAME ? key.substring(0, LONGEST_NAME) + "..." : key;
    }
}
