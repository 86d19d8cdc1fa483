package org.cam4j.experiments.cli.command;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cam4j.evaluation.Skipped;
import org.cam4j.experiments.cli.option.Candidates;
import org.cam4j.experiments.cli.option.ClassNames;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.JsonOption;
import org.cam4j.experiments.cli.option.ModelOptions;
import org.cam4j.experiments.cli.option.QuietOption;
import org.cam4j.experiments.cli.option.ThreadsOption;
import org.cam4j.experiments.cli.terminal.FrameWindow;
import org.cam4j.experiments.cli.terminal.Interruption;
import org.cam4j.experiments.cli.terminal.SkippedLines;
import org.cam4j.experiments.cli.terminal.TaskProgress;
import org.cam4j.experiments.report.Count;
import org.cam4j.experiments.report.picture.FramePicture;
import org.cam4j.experiments.report.picture.FrameRate;
import org.cam4j.experiments.report.picture.VideoFile;
import org.cam4j.experiments.video.FrameExplainer;
import org.cam4j.experiments.video.FrameSource;
import org.cam4j.experiments.video.FrameSources;
import org.cam4j.experiments.video.LiveFrames;
import org.cam4j.experiments.video.VideoFrame;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.model.CamModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cam4j watch}: explains the frames of a video, a folder of images or a camera. */
@Command(
        name = "watch",
        description = {
            "Explain the frames of a video, a folder of images or a camera.",
            "Each frame is shown with its map, a box if the class is probable, and the frame rate, in a window",
            "or as a video in --out.",
            "Frames of a camera that arrive too fast are dropped and counted, so that the display does not lag.",
            "Photos in a folder are rotated by their EXIF orientation."
        },
        footer = {
            "",
            "Example: cam4j watch --source camera:0 --model person-mobilenet-96.h5 --class 1 --label person",
            "Example: cam4j watch --source photos --model run1 --out photos.mp4"
        })
public final class WatchCommand implements Callable<Integer> {
    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    @SuppressWarnings("UnusedVariable") // the launcher reads it
    private final ThreadsOption threads = new ThreadsOption();

    @Mixin
    private final QuietOption quiet = new QuietOption();

    @Mixin
    private final ModelOptions network = new ModelOptions();

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--source",
            required = true,
            paramLabel = "FILE|DIR|camera:N",
            description = "A video file, a folder of images, or a camera; the first one is camera:0.")
    private String source;

    @Option(
            names = "--method",
            defaultValue = "cam",
            paramLabel = "M",
            completionCandidates = Candidates.Methods.class,
            description = "CAM method; one of: ${COMPLETION-CANDIDATES}. Default: cam.")
    private String method;

    @Option(
            names = "--class",
            paramLabel = "C",
            description =
                    "Explain this class, given by its name or its index, counted from 0. Default: the most probable class of each frame.")
    private Optional<String> classOption = Optional.empty();

    @Option(names = "--label", paramLabel = "TEXT", description = "Name to show for --class.")
    private Optional<String> label = Optional.empty();

    @Option(
            names = "--min-probability",
            defaultValue = "0.5",
            paramLabel = "P",
            description = "Draw a box if the class has at least this probability, 0 to 1. Default: ${DEFAULT-VALUE}.")
    private double least;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Write a video (.mp4, .mkv or .avi) instead of opening a window. Default without a display: watch.mp4.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--live",
            description = "Play a video or a folder at its own frame rate and drop frames as with a camera.")
    private boolean live;

    @Option(names = "--frames", paramLabel = "N", description = "Stop after this number of frames.")
    private Optional<Long> limit = Optional.empty();

    /** What came out. */
    private record Outcome(FrameRate rate, long boxes, long dropped, List<Skipped> skipped) {}

    @Override
    public Integer call() throws Exception {
        json.check();
        if (!(least >= 0 && least <= 1) || limit.orElse(1L) < 1) {
            throw new IllegalArgumentException("Expected --min-probability from 0 to 1 and --frames from 1 on.");
        }
        CamMethod cam = CamMethods.byId(method);
        Optional<Path> file = out.isPresent() || FrameWindow.isPossible() ? out : Optional.of(Path.of("watch.mp4"));
        try (FrameSource opened = FrameSources.open(source)) {
            Kernels.switchOn();
            CamModel model =
                    network.loadOrEmbedded(List.of(), spec.commandLine().getErr());
            if (!model.outputKind().isProbability()) {
                throw new IllegalArgumentException(
                        "watch shows the most probable class, but the network's output is a regression; explain shows its maps.");
            }
            return watch(opened, cam, model, file);
        }
    }

    private int watch(FrameSource opened, CamMethod cam, CamModel model, Optional<Path> file) throws IOException {
        boolean camera = FrameSources.isCamera(source);
        try (FrameSource frames = live || camera ? new LiveFrames(opened, !camera) : opened) {
            Optional<Integer> wanted = classOption.map(name -> ClassNames.find(name, model.classNames()));
            FrameExplainer lookout = new FrameExplainer(model, cam, wanted, least);
            Outcome outcome;
            try (VideoFile video = file.isPresent() ? VideoFile.create(file.get(), frames.framesPerSecond()) : null;
                    FrameWindow window = file.isPresent() ? null : new FrameWindow("cam4j watch " + source)) {
                outcome = watch(frames, lookout, model.classNames(), video, window);
            }
            return report(outcome, file);
        }
    }

    private Outcome watch(
            FrameSource frames,
            FrameExplainer lookout,
            List<String> names,
            @Nullable VideoFile video,
            @Nullable FrameWindow window)
            throws IOException {
        FrameRate rate = new FrameRate();
        long boxes = 0;
        double first = Double.NaN; // a camera's clock began before the network was there
        try (Interruption interruption = Interruption.waiting();
                TaskProgress progress = new TaskProgress("watch", "frames", frames.frames(), quiet.quiet)) {
            for (Optional<VideoFrame> frame = frames.next();
                    frame.isPresent() && !interruption.asked() && (window == null || !window.isClosed());
                    frame = frames.next()) {
                FrameExplainer.Sight sight = lookout.see(frame.get().image());
                boxes += sight.box().isPresent() ? 1 : 0;
                BufferedImage picture =
                        FramePicture.of(frame.get().image(), sight, text(sight, names, rate.now(), frames.dropped()));
                if (video != null) {
                    first = Double.isNaN(first) ? frame.get().seconds() : first;
                    video.add(picture, frame.get().seconds() - first);
                }
                if (window != null) {
                    window.show(picture);
                }
                rate.shown();
                progress.step();
                if (rate.count() >= limit.orElse(Long.MAX_VALUE)) {
                    break;
                }
            }
            if (video != null) {
                video.finish();
            }
        }
        return new Outcome(rate, boxes, frames.dropped(), frames.skipped());
    }

    private String text(FrameExplainer.Sight sight, List<String> names, double rate, long dropped) {
        String name = classOption.isPresent() ? label.orElse(names.get(sight.label())) : names.get(sight.label());
        return String.format(Locale.ROOT, "%s %.2f   %.1f frames/s", name, sight.probability(), rate)
                + (dropped > 0 ? String.format(Locale.ROOT, "   %d dropped", dropped) : "");
    }

    private int report(Outcome outcome, Optional<Path> file) throws IOException {
        SkippedLines.print(spec, outcome.skipped());
        FrameRate rate = outcome.rate();
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s, %.1f per second, %d with a box, %d dropped, %d left out%s%n",
                        Count.of(rate.count(), "frame", "frames"),
                        rate.mean(),
                        outcome.boxes(),
                        outcome.dropped(),
                        outcome.skipped().size(),
                        file.filter(one -> rate.count() > 0)
                                .map(one -> ": " + one)
                                .orElse(""));
        json.write(() -> {
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("schemaVersion", 1);
            content.put("frames", rate.count());
            content.put("framesPerSecond", rate.mean());
            content.put("boxes", outcome.boxes());
            content.put("dropped", outcome.dropped());
            content.put("skipped", outcome.skipped());
            return content;
        });
        return ExitCode.of(outcome.skipped().isEmpty() && rate.count() > 0);
    }
}
