package org.cam4j.training.internal.torch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The named tensors among what a file of {@code torch.save} holds: the dictionary itself, or the one in it under a customary key.
 *
 * @param tensors by name, in the file's order
 * @param notes what was chosen and what was left aside, for a user to read
 */
record StateDict(Map<String, TensorView> tensors, List<String> notes) {
    /** Where training scripts keep the network, in the order in which they are tried. */
    private static final List<String> WRAPPERS = List.of(
            "state_dict", "model_state_dict", "model", "model_ema", "state_dict_ema", "module", "net", "network");

    private static final int DEEPEST = 3;
    private static final int SHOWN = 8;
    /** A counter that torch's AveragedModel keeps next to {@code module.}. */
    private static final String AVERAGED = "n_averaged";

    static StateDict of(Object root) throws IOException {
        Object found = root;
        List<String> path = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        while (path.size() < DEEPEST && found instanceof Map<?, ?> map) {
            Optional<String> wrapper = WRAPPERS.stream()
                    .filter(key -> map.get(key) instanceof Map<?, ?>)
                    .findFirst();
            if (wrapper.isEmpty()) {
                break;
            }
            String others = WRAPPERS.stream()
                    .filter(key -> !key.equals(wrapper.get()) && map.get(key) instanceof Map<?, ?>)
                    .map(key -> "'" + key + "'")
                    .collect(Collectors.joining(", "));
            path.add(wrapper.get());
            found = map.get(wrapper.get());
            notes.add(String.format(Locale.ROOT, "the tensors under '%s' are read", String.join("'.'", path))
                    + (others.isEmpty() ? "" : ", not those under " + others));
        }
        Map<String, TensorView> tensors = new LinkedHashMap<>();
        if (found instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (entry.getKey() instanceof String name && entry.getValue() instanceof PickledTensor tensor) {
                    tensors.put(name, tensor.view().orElseThrow(() -> new IOException("'" + name + "' has no data")));
                }
            }
        }
        tensors.remove(AVERAGED);
        if (tensors.isEmpty()) {
            throw new IOException("the file holds no dictionary of tensors but " + described(found)
                    + "; save the network's tensors: torch.save(model.state_dict(), 'name.pth')");
        }
        return new StateDict(tensors, notes);
    }

    private static String described(@Nullable Object object) {
        if (object instanceof Map<?, ?> map) {
            String keys = map.keySet().stream()
                    .limit(SHOWN)
                    .map(key -> "'" + key + "'")
                    .collect(Collectors.joining(", "));
            return map.isEmpty() ? "an empty one" : "one with the keys " + keys + (map.size() > SHOWN ? " ..." : "");
        }
        return object instanceof PickledTensor ? "a single tensor" : "something else";
    }
}
