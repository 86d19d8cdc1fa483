package org.cam4j.training.dashboard;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.training.dashboard.Runs.Missing;
import org.cam4j.training.dashboard.Runs.Run;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.internal.dashboard.EpochRecord.Found;
import org.cam4j.training.internal.dashboard.ProbeFolder;
import org.cam4j.training.internal.dashboard.ProbeSet;
import org.cam4j.training.internal.dashboard.RegularFile;
import org.cam4j.training.internal.dashboard.RegularFile.Stamp;
import org.cam4j.training.internal.dashboard.StoredMap;
import org.cam4j.training.localize.ImageMaps;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.jspecify.annotations.Nullable;

/**
 * Maps of a run's probes by any method, at any layer and of any class, computed when a reader asks: from the run's {@code model.zip} and the stored pictures of the probes. One
 * is computed at a time; one model and the last maps are kept. Methods that run the network many times are left out.
 */
final class ProbeMaps {
    private static final String MODEL = "model.zip";
    private static final int MOST_KEPT = 500;
    private static final long PATIENCE_SECONDS = 1;

    /** Beyond what one forward and one backward pass give. */
    private static final EnumSet<Signal> REFUSED = EnumSet.of(Signal.NETWORK, Signal.JOINED);

    private final ObjectMapper json = new ObjectMapper();
    private final ReentrantLock computing = new ReentrantLock();
    private final Map<List<Object>, byte[]> kept = new LinkedHashMap<>(MOST_KEPT, 0.75f, true);
    private @Nullable Loaded loaded;

    private record Loaded(String run, Stamp stamp, CamModel model, Explainer explainer) {}

    /**
     * What can be chosen.
     *
     * @param trained what the model says of its training
     */
    private record Choices(
            List<String> methods,
            List<String> layers,
            String defaultLayer,
            List<String> classNames,
            Map<String, String> trained) {}

    /**
     * One probe.
     *
     * @param label the class that the map is of
     * @param probability of that class
     * @param predicted the most probable class
     */
    private record Computed(int probe, int label, double probability, int predicted, Found found) {}

    @FunctionalInterface
    private interface Work {
        byte[] with(Loaded model) throws IOException;
    }

    static boolean hasModel(Run run) {
        return RegularFile.stamp(run.folder(), MODEL).isPresent();
    }

    /** The methods, layers and classes of a run's model. */
    Answer choices(Run run) throws IOException {
        return compute(
                run,
                List.of("choices"),
                model -> json.writeValueAsBytes(new Choices(
                        methods(model.explainer).stream().map(CamMethod::id).toList(),
                        model.explainer.possibleTaps(),
                        model.explainer.defaultTap(),
                        model.model.classNames(),
                        model.model.provenance())));
    }

    /**
     * The map of a probe.
     *
     * @param query {@code method}, {@code layer} and {@code class}, a number; without the last the true class
     */
    Answer map(Run run, ProbeSet probes, int number, Map<String, String> query) throws IOException {
        String method = query.getOrDefault("method", "");
        String layer = query.getOrDefault("layer", "");
        String label = query.getOrDefault("class", "");
        return compute(run, List.of(number, method, layer, label), model -> {
            CamMethod chosen = methods(model.explainer).stream()
                    .filter(one -> one.id().equals(method))
                    .findFirst()
                    .orElseThrow(Missing::new);
            if (!model.explainer.possibleTaps().contains(layer)) {
                throw new Missing();
            }
            ProbeSet.Probe probe = probes.images().get(number);
            int of = label.isEmpty() ? probe.label() : label(label);
            if (of >= model.model.classNames().size()) {
                throw new Missing();
            }
            return json.writeValueAsBytes(computed(run, model, chosen, layer, probe, number, of));
        });
    }

    private static int label(String text) throws IOException {
        if (!text.matches("\\d{1,6}")) {
            throw new Missing();
        }
        return Integer.parseInt(text);
    }

    private static List<CamMethod> methods(Explainer explainer) {
        return CamMethods.all().stream()
                .filter(method -> method.needs().stream().noneMatch(REFUSED::contains))
                .filter(method -> explainer.hasClassWeights() || !method.needs().contains(Signal.CLASS_WEIGHTS))
                .toList();
    }

    private static Computed computed(
            Run run, Loaded model, CamMethod method, String layer, ProbeSet.Probe probe, int number, int label)
            throws IOException {
        String file = ProbeFolder.image(number);
        if (RegularFile.stamp(run.folder(), file).isEmpty()) {
            throw new Missing();
        }
        PixelImage picture = ImageDecoder.decode(run.folder().resolve(file));
        Sample sample = new Sample(
                probe.id(),
                probe.label(),
                probe.width(),
                probe.height(),
                probe.boxes(),
                Optional.empty(),
                () -> picture);
        ImageMaps image = new MapComputer(model.model, List.of(method), Optional.of(layer), 1)
                .locate(sample, picture, ClassSelection.same(label));
        ScoreMap map = image.classes().get(0).maps().values().iterator().next();
        EvaluatedImage observation = EvaluatedImage.ofMap(sample, map);
        double iou = label == probe.label() && !probe.boxes().isEmpty()
                ? observation.bestIou(Boxes.Contours.LARGEST)[ThresholdGrid.level(Boxes.ZHOU, observation.maximum())]
                : 0;
        Found found = new Found(StoredMap.of(map), Boxes.largest(map, Boxes.ZHOU, probe.height(), probe.width()), iou);
        float[] probabilities = image.probabilities();
        return new Computed(number, label, probabilities[label], ConfusionMatrix.highest(probabilities), found);
    }

    private Answer compute(Run run, List<Object> what, Work work) throws IOException {
        Optional<Stamp> stamp = RegularFile.stamp(run.folder(), MODEL);
        if (stamp.isEmpty()) {
            return Answer.text(409, "This run has no model.zip yet; it is written after the first epoch.");
        }
        List<Object> key = List.of(run.id(), stamp.get(), what);
        try {
            if (!computing.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return Answer.text(503, "The dashboard computes another map.");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
        try {
            byte[] known = kept.get(key);
            if (known == null) {
                known = work.with(model(run, stamp.get()));
                kept.put(key, known);
                if (kept.size() > MOST_KEPT) {
                    kept.remove(kept.keySet().iterator().next());
                }
            }
            return Answer.of("json", known);
        } catch (IllegalArgumentException unfit) {
            return Answer.text(409, String.valueOf(unfit.getMessage()));
        } finally {
            computing.unlock();
        }
    }

    private Loaded model(Run run, Stamp stamp) throws IOException {
        Loaded known = loaded;
        if (known == null || !known.run.equals(run.id()) || !known.stamp.equals(stamp)) {
            loaded = null; // two need not fit into memory
            Path file = run.folder().resolve(MODEL);
            CamModel model = ModelFile.load(file);
            known = new Loaded(
                    run.id(), stamp, model, Explainer.of(model.graph()).withBlocks(model.blocks()));
            loaded = known;
        }
        return known;
    }
}
