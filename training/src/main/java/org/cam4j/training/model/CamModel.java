package org.cam4j.training.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.training.backbone.Backbone;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.head.Heads;
import org.cam4j.training.internal.graph.GraphEditor;
import org.cam4j.training.internal.model.ModelCard;
import org.cam4j.training.internal.onnx.write.OnnxExport;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;

/**
 * A network with all that is needed to use it.
 *
 * @param graph one input {@code [N,3,H,W]}, one output {@code [N, classes]} of probabilities (see {@link #outputs}); initialized
 * @param preprocessing from pixels to the input
 * @param classNames one name per class, in the order of the output
 * @param backbone id in {@link Backbones}, or the file or origin of any other network
 * @param head id in {@link Heads}, or {@link Heads#ORIGINAL} where the network keeps its published classifier
 * @param provenance where the parameters come from; under {@code note} what had to be assumed
 */
public record CamModel(
        ComputationGraph graph,
        Preprocessing preprocessing,
        List<String> classNames,
        String backbone,
        String head,
        Map<String, String> provenance) {
    public CamModel {
        classNames = List.copyOf(classNames);
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    }

    /** This model with another graph of the same classes. */
    public CamModel withGraph(ComputationGraph newGraph) {
        return new CamModel(newGraph, preprocessing, classNames, backbone, head, provenance);
    }

    /** This model with another preprocessing. */
    public CamModel withPreprocessing(Preprocessing newPreprocessing) {
        return new CamModel(graph, newPreprocessing, classNames, backbone, head, provenance);
    }

    /** This model with other names for its classes. */
    public CamModel withClassNames(List<String> newNames) {
        return new CamModel(graph, preprocessing, newNames, backbone, head, provenance);
    }

    /** This model under another backbone's name. */
    public CamModel withBackbone(String newBackbone) {
        return new CamModel(graph, preprocessing, classNames, newBackbone, head, provenance);
    }

    /** This model with another graph, which ends in this head. */
    public CamModel withHead(String newHead, ComputationGraph newGraph) {
        return new CamModel(newGraph, preprocessing, classNames, backbone, newHead, provenance);
    }

    /** This model with further entries of its provenance; an entry of the same name is replaced. */
    public CamModel withProvenance(Map<String, String> entries) {
        Map<String, String> all = new LinkedHashMap<>(provenance);
        all.putAll(entries);
        return new CamModel(graph, preprocessing, classNames, backbone, head, all);
    }

    /**
     * The last layer of each block, from input to output: the catalog's for its backbones, else the last layer of every
     * resolution, without poolings.
     */
    public List<String> blocks() {
        return Backbones.find(backbone)
                .map(Backbone::blockTaps)
                .filter(graph.getConfiguration().getVertices().keySet()::containsAll)
                .orElseGet(() -> Explainer.of(graph).blocks());
    }

    /** What the numbers that a network puts out mean. */
    public enum Outputs {
        /** Probabilities of which one class is true, by softmax. */
        CLASSES,
        /** A probability of each label by itself, by sigmoid. */
        LABELS,
        /** Logits or a regression: no probabilities. */
        LINEAR
    }

    /** What the outputs are, after the activation function of the output layer. */
    public Outputs outputs() {
        String output = graph.getConfiguration().getNetworkOutputs().get(0);
        if (GraphEditor.layer(graph.getConfiguration().getVertices().get(output)) instanceof OutputLayer layer) {
            if (layer.getActivationFn() instanceof ActivationSigmoid) {
                return Outputs.LABELS;
            }
            if (layer.getActivationFn() instanceof ActivationIdentity) {
                return Outputs.LINEAR;
            }
        }
        return Outputs.CLASSES;
    }

    /**
     * Writes the network as an ONNX file, whole or not at all: input {@code image} {@code [N,3,H,W]}, RGB from 0 to 255, outputs {@code logits} {@code [N,K]} and {@code
     * class_maps} {@code [N,K,h,w]}, the class activation maps of all classes (Zhou 2016, eq. 2). The normalization of the pixels is part of the file; the size, the class
     * names and the function behind the logits are in its metadata.
     *
     * @param file a missing folder is made
     * @return empty, or one sentence that says why the network has no class maps and the file has {@code logits} alone
     * @throws IOException in one line, if a layer cannot be expressed in ONNX, or the file cannot be written
     */
    public Optional<String> exportOnnx(Path file) throws IOException {
        ModelCard card = new ModelCard(ModelCard.VERSION, backbone, head, classNames, preprocessing, provenance);
        return OnnxExport.write(graph, card, file);
    }

    /** Names for classes that have none: {@code class 0}, {@code class 1}, ... */
    public static List<String> numberedClasses(long count) {
        return LongStream.range(0, count).mapToObj(i -> "class " + i).toList();
    }
}
