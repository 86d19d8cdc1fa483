package org.cam4j.training.dashboard.record;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.metric.Metric;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.metric.ThresholdPolicy;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.protocol.Protocols;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.internal.dashboard.EpochRecord;
import org.cam4j.training.internal.dashboard.EpochRecord.Answer;
import org.cam4j.training.internal.dashboard.EpochRecord.ClassRow;
import org.cam4j.training.internal.dashboard.EpochRecord.Found;
import org.cam4j.training.internal.dashboard.EpochRecord.Mistake;
import org.cam4j.training.internal.dashboard.ProbeSet;
import org.cam4j.training.internal.dashboard.ProbeSet.Probe;
import org.cam4j.training.internal.dashboard.StoredMap;
import org.cam4j.training.localize.ImageMaps;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.model.CamModel;

/** Asks a network, as it is after one epoch, about the probes and the other measured images: the maps of their true class. */
final class EpochProbe {
    private static final double RIGHT_IOU = 0.5;
    private static final int MISTAKES = 3;

    private final List<Probe> probes;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Evaluation> evaluations = new LinkedHashMap<>();
    private final List<Measured> results;
    private final boolean classified;

    /** One image: which methods located its object, and what is written down if it is a probe. */
    private record Measured(int label, Set<String> located, Optional<Answer> answer) {}

    /**
     * Runs the network, then measures on all cores, which are idle meanwhile.
     *
     * @param measured in their order
     * @param probes the first of them, which are answered for one by one
     */
    EpochProbe(CamModel model, List<CamMethod> methods, List<Sample> measured, List<Probe> probes) throws IOException {
        this.probes = List.copyOf(probes);
        classified = model.outputKind().isExclusive();
        IntStream.range(0, probes.size()).forEach(i -> numbers.put(probes.get(i).id(), i));
        methods.forEach(method -> evaluations.put(method.id(), new Evaluation(metrics(), Bootstrap.NO_INTERVALS)));
        List<ImageMaps> explained = new ArrayList<>();
        new MapComputer(model, methods, 1).run(measured, MapComputer::groundTruth, explained::add);
        results = explained.parallelStream().map(this::measure).toList();
    }

    private static List<Metric> metrics() {
        ThresholdPolicy fixed = ThresholdPolicy.fixed(Boxes.ZHOU);
        return List.of(
                Metrics.maxBoxAcc(Boxes.Contours.ALL, ThresholdGrid.REFERENCE),
                Metrics.gtKnownLoc(fixed, Protocols.DEFAULT, ThresholdGrid.REFERENCE),
                Metrics.topLoc(1, fixed, Protocols.DEFAULT, ThresholdGrid.REFERENCE));
    }

    private Measured measure(ImageMaps image) {
        Sample sample = image.sample();
        Integer number = numbers.get(sample.id());
        Set<String> located = new HashSet<>();
        Map<String, Found> found = new LinkedHashMap<>();
        image.classes().get(0).maps().forEach((method, map) -> {
            EvaluatedImage observation = EvaluatedImage.ofMap(sample, map);
            observation = classified ? observation.withScores(image.probabilities()) : observation;
            Evaluation evaluation = evaluations.get(method);
            if (evaluation != null) {
                evaluation.add(observation);
            }
            double iou =
                    observation.bestIou(Boxes.Contours.LARGEST)[ThresholdGrid.level(Boxes.ZHOU, observation.maximum())];
            if (iou >= RIGHT_IOU) {
                located.add(method);
            }
            if (number != null) {
                Probe probe = probes.get(number);
                Box box = Boxes.largest(map, Boxes.ZHOU, probe.height(), probe.width());
                found.put(method, new Found(StoredMap.of(map), box, iou));
            }
        });
        Optional<Answer> answer =
                Optional.ofNullable(number).map(probe -> answer(probe, sample.label(), image.probabilities(), found));
        return new Measured(sample.label(), located, answer);
    }

    private static Answer answer(int probe, int label, float[] probabilities, Map<String, Found> found) {
        int predicted = ConfusionMatrix.highest(probabilities);
        return new Answer(probe, predicted, probabilities[predicted], probabilities[label], found);
    }

    /** By method and key, in percent; nothing where no measured image has a box. */
    Map<String, Map<String, Double>> localization() {
        Map<String, Map<String, Double>> values = new LinkedHashMap<>();
        evaluations.forEach((method, evaluation) -> {
            Map<String, Double> keys = new LinkedHashMap<>();
            evaluation.finish().metrics().forEach((key, value) -> keys.put(key, value.value()));
            values.put(method, keys);
        });
        return values;
    }

    EpochRecord record(int epoch, ConfusionMatrix validation) {
        List<ClassRow> rows = new ArrayList<>();
        for (int label = 0; label < validation.classes(); label++) {
            rows.add(row(label, validation));
        }
        List<Answer> answers =
                results.stream().flatMap(one -> one.answer().stream()).toList();
        return new EpochRecord(ProbeSet.SCHEMA_VERSION, epoch, answers, rows);
    }

    private ClassRow row(int label, ConfusionMatrix validation) {
        int images = validation.images(label);
        double right = images == 0 ? 0 : 100.0 * validation.count(label, label) / images;
        List<Measured> ofClass =
                results.stream().filter(one -> one.label() == label).toList();
        Map<String, Integer> located = new TreeMap<>();
        ofClass.forEach(one -> one.located().forEach(method -> located.merge(method, 1, Integer::sum)));
        return new ClassRow(images, right, mistakes(validation, label), ofClass.size(), located);
    }

    private static List<Mistake> mistakes(ConfusionMatrix validation, int label) {
        return IntStream.range(0, validation.classes())
                .filter(answer -> answer != label && validation.count(label, answer) > 0)
                .mapToObj(answer -> new Mistake(answer, validation.count(label, answer)))
                .sorted(Comparator.comparingInt(Mistake::times).reversed())
                .limit(MISTAKES)
                .toList();
    }
}
