package org.cam4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.UserNetworks;
import org.cam4j.training.recipe.TrainRecipe;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;

/** Puts a GAP head on a network of one's own and trains it on a folder of images: arguments {@code IMAGES OUT-FOLDER}. */
public final class CustomBackbone {
    private static final int SIZE = 32;

    private CustomBackbone() {}

    public static void main(String[] arguments) throws IOException {
        Dataset data = Datasets.byId("folder").open(Path.of(arguments[0]), 1);
        Preprocessing unit =
                new Preprocessing(SIZE, SIZE, Preprocessing.ChannelOrder.RGB, List.of(0.0), List.of(255.0));
        NetworkSpec head = NetworkSpec.of("my-network", "gap", data.classNames());
        // "1" is the second layer; in a ComputationGraph layers have names.
        CamModel model = UserNetworks.withHead(backbone().toComputationGraph(), "1", head, unit);
        Trainer.of(model, data)
                .recipe(TrainRecipe.fromScratch().epochs(2).batchSize(8))
                .into(Path.of(arguments[1]))
                .fit();
    }

    /** Any network with convolutions; what follows layer 1 is replaced by the head. */
    private static MultiLayerNetwork backbone() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .activation(Activation.RELU)
                .convolutionMode(ConvolutionMode.Same)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(8).stride(2, 2).build())
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(16).build())
                .layer(new OutputLayer.Builder()
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(SIZE, SIZE, 3))
                .build());
        network.init();
        return network;
    }
}
