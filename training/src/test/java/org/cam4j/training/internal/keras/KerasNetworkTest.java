package org.cam4j.training.internal.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.internal.keras.KerasModelFile.Layer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Random Keras files give the numbers of a forward pass after Keras' definitions, and the derivatives that belong to them. */
class KerasNetworkTest {
    private static final double TOLERANCE = 2e-4;
    private static final double STEP = 1e-6;

    @TempDir
    private Path folder;

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    @Test
    void twentyNetworksAreReadRight() {
        assertThat(faults(0, 20)).isEmpty();
    }

    @Test
    @Tag("slow")
    void twoHundredNetworksAreReadRight() {
        assertThat(faults(1000, 1200)).isEmpty();
    }

    private List<String> faults(long from, long to) {
        List<String> faults = new ArrayList<>();
        for (long seed = from; seed < to; seed++) {
            RandomKerasModel.Drawn drawn = RandomKerasModel.draw(seed);
            try {
                String fault = compare(drawn);
                if (!fault.isEmpty()) {
                    faults.add(seed + ": " + fault + describe(drawn.model()));
                }
            } catch (IOException | RuntimeException problem) {
                faults.add(seed + ": " + problem + " at " + problem.getStackTrace()[0] + describe(drawn.model()));
            }
        }
        return faults;
    }

    private String compare(RandomKerasModel.Drawn drawn) throws IOException {
        KerasModelFile model = drawn.model();
        Path file = folder.resolve("model.h5");
        model.write(file);
        KerasNetwork.Read read = KerasNetwork.read(file);
        KerasReference reference = KerasReference.run(model, drawn.image());
        double[] logits = reference.logits();
        double[] expected = reference.value(model.last()).values();
        if (expected.length == 1) { // both sides of one sigmoid
            expected = new double[] {1 - expected[0], expected[0]};
            logits = new double[] {-logits[0] / 2, logits[0] / 2};
        }
        INDArray image = Nd4j.create(drawn.image(), new long[] {1, model.height, model.width, 3}, 'c')
                .permute(0, 3, 1, 2)
                .dup('c')
                .castTo(read.graph().params().dataType());
        double[] plain = read.graph().outputSingle(image.dup()).toDoubleVector();
        if (!close(plain, expected)) {
            return "output " + Arrays.toString(plain) + ", right " + Arrays.toString(expected);
        }
        Explainer explainer = Explainer.of(read.graph());
        var explanation = explainer.explain(image, ClassSelection.top(1), Set.of(Signal.ACTIVATIONS));
        if (!close(explanation.probabilities().toDoubleVector(), expected)
                || !close(explanation.logits().toDoubleVector(), logits)) {
            return "explained " + explanation.logits() + ", right " + Arrays.toString(logits);
        }
        return derivative(drawn, explainer, image, logits.length);
    }

    /** Compares the gradient of the last logit along a random direction with a difference of the reference. */
    private static String derivative(RandomKerasModel.Drawn drawn, Explainer explainer, INDArray image, int classes) {
        KerasModelFile model = drawn.model();
        double[] direction =
                new SplittableRandom(7).doubles(drawn.image().length, -1, 1).toArray();
        double before = lastLogit(model, moved(drawn.image(), direction, -STEP));
        double here = lastLogit(model, drawn.image());
        double behind = lastLogit(model, moved(drawn.image(), direction, STEP));
        double left = (here - before) / STEP;
        double right = (behind - here) / STEP;
        double[] gradient = explainer
                .imageGradients(image, classes - 1)
                .permute(0, 2, 3, 1)
                .dup('c')
                .reshape(-1)
                .toDoubleVector();
        double found = 0;
        for (int i = 0; i < gradient.length; i++) {
            found += gradient[i] * direction[i];
        }
        boolean kink = Math.abs(left - right) > 1e-3 * (1 + Math.abs(left));
        return kink || Math.abs(found - left) <= 1e-2 * (1 + Math.abs(left))
                ? ""
                : "derivative " + found + ", right " + left;
    }

    private static double lastLogit(KerasModelFile model, double[] image) {
        double[] logits = KerasReference.run(model, image).logits();
        return logits[logits.length - 1] * (logits.length == 1 ? 0.5 : 1);
    }

    private static double[] moved(double[] image, double[] direction, double step) {
        double[] moved = image.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += step * direction[i];
        }
        return moved;
    }

    private static boolean close(double[] found, double[] expected) {
        boolean close = found.length == expected.length;
        for (int i = 0; close && i < found.length; i++) {
            close = Math.abs(found[i] - expected[i]) <= TOLERANCE * (1 + Math.abs(expected[i]));
        }
        return close;
    }

    private static String describe(KerasModelFile model) {
        StringBuilder text = new StringBuilder(model.channelsFirst ? " channels first" : "");
        for (Layer layer : model.layers) {
            Map<String, Object> attributes = new HashMap<>(layer.attributes());
            attributes.keySet().removeAll(new HashSet<>(Set.of("data_format", "use_bias", "momentum")));
            text.append("\n      ")
                    .append(layer.name())
                    .append(' ')
                    .append(attributes)
                    .append(layer.inputs());
        }
        return text + "\n";
    }
}
