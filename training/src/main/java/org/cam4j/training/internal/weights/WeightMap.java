package org.cam4j.training.internal.weights;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.cam4j.training.internal.tensor.TensorEntry;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies tensors of a weights file to the layers of a graph, all or none. */
public record WeightMap(List<TensorBinding> bindings) {
    private static final int SHOWN = 10;
    /** A counter that torch keeps with batch normalization; nothing reads it. */
    private static final String COUNTER = ".num_batches_tracked";

    public WeightMap {
        bindings = List.copyOf(bindings);
    }

    /**
     * Sets every bound parameter from its tensor.
     *
     * @param ignored tensors of the file that may go unused, such as those of a classifier that was replaced; tensors of a type that is not read always may
     * @throws IOException if a tensor is missing, unexpected, of the wrong shape or not a float: up to ten are named, with the
     *     shape found and the shape expected; the graph is unchanged then
     */
    public void load(ComputationGraph graph, WeightsFile weights, Predicate<String> ignored) throws IOException {
        List<String> problems = problems(graph, weights, ignored);
        if (!problems.isEmpty()) {
            String more =
                    problems.size() > SHOWN ? String.format(Locale.ROOT, "; and %d more", problems.size() - SHOWN) : "";
            throw new IOException(String.format(
                    Locale.ROOT,
                    "Weights %s do not fit the network: %s%s.",
                    weights.file(),
                    String.join("; ", problems.subList(0, Math.min(SHOWN, problems.size()))),
                    more));
        }
        for (TensorBinding binding : bindings) {
            INDArray parameter = parameter(graph, binding);
            parameter.assign(binding.layout().toParameter(weights.read(binding.tensor()), parameter.shape()));
        }
    }

    /** Whether the file has every bound tensor in the shape that the graph wants; what else it has does not count. */
    public boolean fits(ComputationGraph graph, WeightsFile weights) {
        return problems(graph, weights, tensor -> true).isEmpty();
    }

    /** The graph's parameters under the file's names and in its layout: what {@link Safetensors#write} takes. */
    public Map<String, INDArray> tensors(ComputationGraph graph) {
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        for (TensorBinding binding : bindings) {
            tensors.put(binding.tensor(), binding.layout().toTensor(parameter(graph, binding)));
        }
        return tensors;
    }

    /** Whether a tensor is torch's counter of batches, which no network needs. */
    public static boolean isCounter(String tensor) {
        return tensor.endsWith(COUNTER);
    }

    private List<String> problems(ComputationGraph graph, WeightsFile weights, Predicate<String> ignored) {
        List<String> problems = new ArrayList<>();
        Set<String> bound = new HashSet<>();
        for (TensorBinding binding : bindings) {
            bound.add(binding.tensor());
            String expected = Arrays.toString(
                    binding.layout().fileShape(parameter(graph, binding).shape()));
            TensorEntry found = weights.tensors().get(binding.tensor());
            if (found == null) {
                problems.add(String.format(Locale.ROOT, "missing '%s' %s", binding.tensor(), expected));
            } else if (!found.shape().toString().equals(expected)) {
                problems.add(String.format(
                        Locale.ROOT, "'%s' has shape %s, expected %s", binding.tensor(), found.shape(), expected));
            } else if (!found.isReadable()) {
                problems.add(String.format(
                        Locale.ROOT,
                        "'%s' is of type %s, expected F64, F32, F16 or BF16",
                        binding.tensor(),
                        found.type()));
            }
        }
        weights.tensors().forEach((name, tensor) -> {
            if (!bound.contains(name) && !isCounter(name) && !ignored.test(name) && tensor.isReadable()) {
                problems.add(String.format(Locale.ROOT, "unexpected '%s' %s", name, tensor.shape()));
            }
        });
        return problems;
    }

    private static INDArray parameter(ComputationGraph graph, TensorBinding binding) {
        return graph.getLayer(binding.layer()).getParam(binding.parameter());
    }
}
