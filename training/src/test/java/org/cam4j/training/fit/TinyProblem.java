package org.cam4j.training.fit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.ImageSource;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.evaluation.Seeds;
import org.cam4j.evaluation.Skipped;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.optimizer.Optimizer;
import org.cam4j.training.recipe.TrainRecipe;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Red, green or blue noise and a network that tells them apart in a second, with every kind of state that a run carries: batch norm, dropout, momentum. */
record TinyProblem(
        List<String> classNames, int trainImages, int validationImages, String fingerprint, List<String> unreadable)
        implements Dataset {
    private static final int SIZE = 8;

    static TinyProblem of(int trainImages, int validationImages) {
        return new TinyProblem(
                List.of("red", "green", "blue"), trainImages, validationImages, "0123456789abcdef", List.of());
    }

    TinyProblem withClasses(String... names) {
        return new TinyProblem(List.of(names), trainImages, validationImages, fingerprint, unreadable);
    }

    TinyProblem withFingerprint(String other) {
        return new TinyProblem(classNames, trainImages, validationImages, other, unreadable);
    }

    TinyProblem withUnreadable(String... ids) {
        return new TinyProblem(classNames, trainImages, validationImages, fingerprint, List.of(ids));
    }

    /** A recipe for this problem: 4 steps an epoch on 33 images. */
    static TrainRecipe recipe(int epochs) {
        return TrainRecipe.fromScratch()
                .epochs(epochs)
                .batchSize(8)
                .optimizer(Optimizer.ADAM)
                .learningRate(0.02)
                .warmUp(0.2)
                .weightDecay(0.001)
                .cropPadding(1)
                .seed(5);
    }

    /** Trains with one listener. */
    static FitResult fit(
            CamModel model, Dataset data, TrainRecipe recipe, Path out, boolean resume, FitListener listener)
            throws IOException {
        return Trainer.of(model, data)
                .recipe(recipe)
                .into(out)
                .resume(resume)
                .listener(listener)
                .fit();
    }

    static CamModel model() {
        return model(3);
    }

    static CamModel model(long seed) {
        Kernels.switchOn();
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(seed)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(SIZE, SIZE, 3))
                .addLayer(
                        "conv",
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(4)
                                .padding(1, 1)
                                .hasBias(false)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "input")
                .addLayer("norm", new BatchNormalization(), "conv")
                .addLayer("relu", new ActivationLayer(Activation.RELU), "norm")
                .addLayer("drop", new DropoutLayer(0.8), "relu")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "drop")
                .addLayer(
                        "output",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "pool")
                .setOutputs("output")
                .build());
        graph.init();
        Preprocessing preprocessing =
                new Preprocessing(SIZE, SIZE, Preprocessing.ChannelOrder.RGB, List.of(127.5), List.of(64.0));
        return new CamModel(graph, preprocessing, List.of("red", "green", "blue"), "tiny", "gap", Map.of());
    }

    @Override
    public String id() {
        return "tiny";
    }

    @Override
    public List<Sample> samples(Split split) {
        int count = switch (split) {
            case TRAIN -> trainImages;
            case VALIDATION -> validationImages;
            case TEST -> throw new AssertionError("Training looked at the test split.");
        };
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = split.id() + "/" + i;
            int label = i % 3;
            long seed = Seeds.derive(split.id().hashCode(), i);
            ImageSource image = unreadable.contains(id) ? () -> broken(id) : () -> noise(label, seed);
            samples.add(new Sample(id, label, SIZE, SIZE, List.of(), Optional.empty(), image));
        }
        return samples;
    }

    @Override
    public List<Skipped> skipped() {
        return List.of();
    }

    private static PixelImage broken(String id) throws IOException {
        throw new IOException(id + " is no image");
    }

    private static PixelImage noise(int label, long seed) {
        byte[] rgb = new byte[SIZE * SIZE * 3];
        new SplittableRandom(seed).nextBytes(rgb);
        for (int i = label; i < rgb.length; i += 3) {
            rgb[i] = (byte) Math.min(255, (rgb[i] & 0xFF) + 40);
        }
        return new PixelImage(SIZE, SIZE, rgb);
    }
}
