package org.cam4j.layers.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class ClassActivationTest {
    private final ComputationGraph graph = ToyGraph.GAP.classifier(DataType.DOUBLE);
    private final INDArray images = ToyGraph.images(DataType.DOUBLE, 3, 1);

    @Test
    void theTopClassOfEachImageIsExplainedAtTheLastMaps() {
        List<ActivationMap> maps;
        try (ClassActivation cam = ClassActivation.of(graph).method("cam").build()) {
            maps = cam.explain(images);
        }
        INDArray probabilities = graph.outputSingle(images);
        assertThat(maps).extracting(ActivationMap::image).containsExactly(0, 1, 2);
        for (ActivationMap map : maps) {
            int top = probabilities.getRow(map.image()).argMax().getInt(0);
            assertThat(map.classIndex()).isEqualTo(top);
            assertThat(map.probability()).isEqualTo(probabilities.getDouble(map.image(), top));
            assertThat(map.method()).isEqualTo("cam");
            assertThat(map.layer()).isEqualTo("conv2");
            assertThat(map.array()).isEqualTo(expected("cam", map));
        }
    }

    @Test
    void classesAndLayersAreInTheOrderAskedFor() {
        try (ClassActivation cam =
                ClassActivation.of(graph).layers("conv2", "conv1").classes(2, 0).build()) {
            List<ActivationMap> maps = cam.explain(images);
            assertThat(maps).hasSize(3 * 2 * 2);
            assertThat(maps.subList(0, 5))
                    .extracting(map -> map.image() + " " + map.classIndex() + " " + map.layer())
                    .containsExactly("0 2 conv2", "0 2 conv1", "0 0 conv2", "0 0 conv1", "1 2 conv2");
            maps.forEach(map -> assertThat(map.array()).isEqualTo(expected("grad-cam", map)));
        }
    }

    @Test
    void eachImageMayHaveItsOwnClasses() {
        try (ClassActivation cam = ClassActivation.of(graph).build()) {
            assertThat(cam.explain(images, ClassSelection.of(List.of(new int[] {1}, new int[] {0, 2}, new int[] {2}))))
                    .extracting(ActivationMap::classIndex)
                    .containsExactly(1, 0, 2, 2);
        }
    }

    @Test
    void theMapsOfASequenceAreThoseOfItsGraph() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .name("maps")
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build())
                .layer(new GlobalPoolingLayer(PoolingType.AVG))
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(9, 8, 2))
                .build());
        network.init();
        INDArray probabilities = network.output(images);
        try (ClassActivation cam =
                ClassActivation.of(network).method("cam").layers("maps").build()) {
            List<ActivationMap> maps = cam.explain(images);
            assertThat(maps).hasSize(3);
            ActivationMap map = maps.get(1);
            assertThat(map.probability()).isEqualTo(probabilities.getDouble(1, map.classIndex()));
            assertThat(map.layer()).isEqualTo("0");
            assertThat(map.array().shape()).containsExactly(7, 6);
        }
    }

    @Test
    void oneOutputOfSeveralIsChosenByName() {
        assertThat(ClassActivation.of(graph).output("output").build().layers()).containsExactly("conv2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassActivation.of(graph).output("other").build())
                .withMessageContaining("no output 'other'");
    }

    @Test
    void anUnknownLayerNamesTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassActivation.of(graph).layers("conv_2").build())
                .withMessageContaining("'conv_2'")
                .withMessageContaining("conv2");
    }

    @Test
    void anUnknownMethodNamesTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassActivation.of(graph).method("gradcam"))
                .withMessageContaining("did you mean 'grad-cam'?");
    }

    @Test
    void classWeightsWhereThereAreNoneAreRefusedBeforeAnyPass() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ClassActivation.of(graph).method("cam").layers("conv1").build())
                .withMessageContaining("belong to layer 'conv2'; found layers [conv1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassActivation.of(ToyGraph.FLATTENED.classifier(DataType.DOUBLE))
                        .method("cam")
                        .build())
                .withMessageContaining("Use grad-cam.");
    }

    @Test
    void imagesOfAnotherShapeAreRefused() {
        try (ClassActivation cam = ClassActivation.of(graph).build()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> cam.explain(images.slice(0)))
                    .withMessageContaining("expected [N, C, H, W], one image as [1, C, H, W]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            cam.explain(ToyGraph.images(DataType.DOUBLE, 3, 1).repeat(1, 2)))
                    .withMessageContaining("Images have 4 channels");
        }
    }

    @Test
    void afterCloseItSaysSo() {
        ClassActivation cam = ClassActivation.of(graph).build();
        cam.close();
        cam.close();
        assertThatIllegalStateException().isThrownBy(() -> cam.explain(images)).withMessageContaining("closed");
    }

    private INDArray expected(String id, ActivationMap map) {
        CamMethod method = CamMethods.byId(id);
        return method.combine(Explainer.of(graph)
                .explain(images, ClassSelection.same(map.classIndex()), List.of(map.layer()), method.needs())
                .reading(map.image(), 0, map.layer()));
    }
}
