package org.cam4j.training.dashboard.record;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.write.ImageFiles;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.training.fit.FitListener;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.internal.dashboard.ProbeFolder;
import org.cam4j.training.internal.dashboard.ProbeSet;
import org.cam4j.training.internal.dashboard.ProbeSet.Probe;
import org.cam4j.training.internal.dashboard.Recording;
import org.cam4j.training.internal.dashboard.Timeline;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.run.RunFolder;

/**
 * Writes the maps of some probe images after every epoch: see the package for the files. When it cannot explain the network or cannot write, it reports that once and
 * stops; the training continues and ends with the same parameters.
 *
 * <p>The probes are validation images drawn by the run's seed, as many classes as possible before one comes twice. Localization is measured on the probes and some
 * more in the same order: one image for every two hundred training images, so that it costs a few hundredths of the training, but at least the probes and at most
 * {@value #MOST_MEASURED}.
 */
final class ProbeRecorder implements FitListener {
    private static final int MOST_MEASURED = 200;
    private static final int TRAINING_IMAGES_PER_MEASURED = 200;
    /** Rows and columns of a probe's picture. */
    private static final int LARGEST_PICTURE = 224;

    private final Path out;
    private final CamModel model;
    private final Dataset data;
    private final List<CamMethod> asked;
    private final int images;
    private final long seed;
    private final Recording recording;

    private List<CamMethod> methods;
    private List<Sample> measured = List.of();
    private List<Probe> probes = List.of();
    private Timeline timeline = Timeline.empty();

    /**
     * A recorder of one run.
     *
     * @param out the run's folder
     * @param model what is trained
     * @param methods whose maps are kept; those that need class weights are left out where the network has none
     * @param images how many probes, 1 to {@value ProbeSet#MOST_IMAGES}
     * @param seed the run's
     * @param notes takes one line when recording stops
     */
    public ProbeRecorder(
            Path out,
            CamModel model,
            Dataset data,
            List<CamMethod> methods,
            int images,
            long seed,
            Consumer<String> notes) {
        if (images < 1 || images > ProbeSet.MOST_IMAGES) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%d probe images, expected 1 to %d.", images, ProbeSet.MOST_IMAGES));
        }
        this.out = out;
        this.model = model;
        this.data = data;
        this.asked = List.copyOf(methods);
        this.methods = asked;
        this.images = images;
        this.seed = seed;
        recording = new Recording("The probe images of the dashboard are", notes);
    }

    @Override
    public void started(int epoch, int epochs, int steps) {
        recording.run(() -> {
            ProbeFolder before = new ProbeFolder(out);
            timeline = before.exists() ? before.timeline().before(epoch) : Timeline.empty();
            RunFolder folder = RunFolder.open(out);
            writeTimeline(folder);
            choose(folder, epochs);
        });
    }

    @Override
    public void network(EpochResult result, CamModel now, ConfusionMatrix validation) {
        recording.run(() -> {
            long begin = System.nanoTime();
            RunFolder folder = RunFolder.open(out);
            EpochProbe probe = new EpochProbe(now, methods, measured, probes);
            folder.writeJson(ProbeFolder.epoch(result.epoch()), probe.record(result.epoch(), validation));
            double seconds = (System.nanoTime() - begin) / 1e9;
            timeline = timeline.with(new Timeline.Epoch(result, probe.localization(), seconds));
            writeTimeline(folder);
        });
    }

    private void writeTimeline(RunFolder folder) throws IOException {
        folder.writeJson(ProbeFolder.TIMELINE, timeline);
    }

    /** Chooses the images and writes what does not change. */
    private void choose(RunFolder folder, int epochs) throws IOException {
        if (!model.outputKind().isProbability()) {
            throw new IOException("The network's output is a regression, which has no classes.");
        }
        if (!Explainer.of(model.graph()).hasClassWeights()) {
            methods = asked.stream()
                    .filter(method -> !method.needs().contains(Signal.CLASS_WEIGHTS))
                    .toList();
        }
        int count = Math.max(
                images, Math.min(MOST_MEASURED, data.samples(Split.TRAIN).size() / TRAINING_IMAGES_PER_MEASURED));
        List<Sample> chosen = new ArrayList<>();
        List<Probe> shown = new ArrayList<>();
        for (Sample sample : ProbeOrder.of(data.samples(Split.VALIDATION), seed)) {
            if (chosen.size() == count) {
                break;
            }
            if (shown.size() < images) {
                PixelImage image;
                try {
                    image = sample.image().read();
                } catch (IOException unreadable) {
                    continue; // the run itself names it
                }
                folder.writeBytes(ProbeFolder.image(shown.size()), ImageFiles.png(picture(image)));
                shown.add(probe(sample, image));
            }
            chosen.add(sample);
        }
        measured = List.copyOf(chosen);
        probes = List.copyOf(shown);
        folder.writeJson(
                ProbeFolder.PROBES,
                new ProbeSet(
                        ProbeSet.SCHEMA_VERSION,
                        data.id(),
                        model.backbone(),
                        model.head(),
                        epochs,
                        data.classNames(),
                        methods.stream().map(CamMethod::id).toList(),
                        measured.size(),
                        probes));
    }

    private static Probe probe(Sample sample, PixelImage image) {
        boolean sized = sample.width() > 0 && sample.height() > 0;
        return new Probe(
                sample.id(),
                sample.label(),
                sized ? sample.width() : image.width(),
                sized ? sample.height() : image.height(),
                sample.boxes());
    }

    private static PixelImage picture(PixelImage image) {
        double scale = Math.min(1, (double) LARGEST_PICTURE / Math.max(image.width(), image.height()));
        return image.resized(Math.max(1, (int) Math.round(scale * image.height())), Math.max(1, (int)
                Math.round(scale * image.width())));
    }
}
