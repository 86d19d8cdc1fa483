package org.cam4j.training.dashboard;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import org.cam4j.training.dashboard.RunState.State;
import org.cam4j.training.dashboard.Runs.Missing;
import org.cam4j.training.dashboard.Runs.Open;
import org.cam4j.training.dashboard.Runs.Run;
import org.cam4j.training.internal.dashboard.ConfusionRecord;
import org.cam4j.training.internal.dashboard.ProbeFolder;
import org.cam4j.training.internal.dashboard.ProbeSet;
import org.cam4j.training.internal.dashboard.RegularFile;
import org.cam4j.training.internal.dashboard.StepLine;
import org.cam4j.training.internal.dashboard.Timeline;
import org.cam4j.training.internal.dashboard.TrainingInfo;
import org.cam4j.training.internal.dashboard.TrainingProgress;
import org.cam4j.training.internal.fit.StopRequest;
import org.cam4j.training.run.RunFolder;
import org.jspecify.annotations.Nullable;

/**
 * What the page asks of one run.
 *
 * <pre>
 * RUN?after=N&amp;mark=M             its state and the epochs after the N-th; everything where the mark is another
 * RUN/steps?after=N&amp;mark=M       the curves per step, after step N
 * RUN/confusion                  what the validation images were taken for
 * RUN/epochs/EPOCH               maps, boxes, answers, classes
 * RUN/images/PROBE               a probe's pixels
 * RUN/explain                    methods, layers and classes of the model
 * RUN/explain/PROBE?method=...   a probe's map, computed now
 * RUN/history.csv, RUN/steps.csv tables to keep
 * RUN/stop                       (POST) asks the run to stop
 * </pre>
 *
 * <p>Epoch and probe are numbers that the run has; anything else is 404.
 */
final class RunPages {
    private static final int LONGEST_TITLE = 80;

    private final ObjectMapper json = new ObjectMapper();
    private final ProbeMaps maps = new ProbeMaps();
    private final Runs runs;
    private final String stopToken;

    RunPages(Runs runs, String stopToken) {
        this.runs = runs;
        this.stopToken = stopToken;
    }

    /**
     * News of a run.
     *
     * @param from how many epochs the reader has already; the others follow
     * @param mark to be sent back with the number of epochs that the reader has then
     * @param training only together with all epochs; null also where the run has not recorded it
     * @param probes only together with all epochs; null also where the run has none
     * @param progress null where the run has not recorded it
     * @param confusion changes when the confusion matrix does; empty where there is none
     * @param model whether the run has a model that can be explained
     * @param stopToken what a request to stop must carry; null where the reader cannot stop the run
     */
    private record News(
            String id,
            String name,
            State state,
            long quietMinutes,
            boolean statistics,
            int from,
            String mark,
            @Nullable TrainingInfo training,
            @Nullable ProbeSet probes,
            List<Timeline.Epoch> epochs,
            @Nullable TrainingProgress progress,
            String confusion,
            boolean model,
            @Nullable String stopToken) {}

    private record Steps(String mark, boolean continues, List<StepLine> lines) {}

    /**
     * Answers a GET.
     *
     * @param parts of the path, behind the run's id
     * @param local whether the reader is on this machine
     */
    Answer answer(Run run, List<String> parts, Map<String, String> query, boolean local) throws IOException {
        String subject = parts.isEmpty() ? "" : parts.get(0);
        if (parts.size() < 2) {
            return switch (subject) {
                case "" -> send(news(run, query, local));
                case "steps" -> send(steps(run, query));
                case "confusion" ->
                    send(new ProbeFolder(run.folder()).confusion().orElseThrow(Missing::new));
                case "explain" -> maps.choices(run);
                case "history.csv" -> table(run, ProbeFolder.HISTORY, "history");
                case "steps.csv" -> table(run, StepLine.FILE, "steps");
                default -> throw new Missing();
            };
        }
        if (parts.size() > 2) {
            throw new Missing();
        }
        int number = number(parts.get(1));
        Open open = runs.open(run);
        ProbeSet probes = open.probes();
        ProbeFolder folder = new ProbeFolder(run.folder());
        if (subject.equals("epochs")
                && open.epochs().stream().anyMatch(epoch -> epoch.result().epoch() == number)) {
            return send(folder.epochRecord(number));
        }
        if (probes != null && number < probes.images().size()) {
            if (subject.equals("images")) {
                return Answer.of("png", folder.imageBytes(number));
            }
            if (subject.equals("explain")) {
                return maps.map(run, probes, number, query);
            }
        }
        throw new Missing();
    }

    /** Asks a run to stop, if it runs. */
    Answer stop(Run run) throws IOException {
        State state = RunState.of(run.folder(), System.currentTimeMillis()).state();
        if (state != State.RUNNING) {
            return Answer.text(409, "This run is not running on this machine.");
        }
        if (new ProbeFolder(run.folder()).progress().isEmpty()) {
            return Answer.text(
                    409, "This run is of a version of cam4j that cannot be stopped here. Press Ctrl-C where it runs.");
        }
        RunFolder.open(run.folder()).writeText(StopRequest.FILE, "");
        return Answer.text(202, "The run stops after its current step.");
    }

    private Answer table(Run run, String file, String name) throws IOException {
        String plain = run.name().replaceAll("[^A-Za-z0-9._-]+", "-");
        String title = plain.substring(Math.max(0, plain.length() - LONGEST_TITLE));
        return Answer.of("csv", new ProbeFolder(run.folder()).table(file))
                .with(Map.of(
                        "Content-Disposition",
                        String.format(Locale.ROOT, "attachment; filename=\"%s-%s.csv\"", title, name)));
    }

    private News news(Run run, Map<String, String> query, boolean local) throws IOException {
        Open open = runs.open(run);
        int count = open.epochs().size();
        int after = after(query);
        boolean continues = after <= count && mark(open, after).equals(query.get("mark"));
        RunState state = RunState.of(run.folder(), System.currentTimeMillis());
        TrainingProgress progress = new ProbeFolder(run.folder()).progress().orElse(null);
        return new News(
                run.id(),
                run.name(),
                state.state(),
                state.quietMinutes(),
                RegularFile.stamp(run.folder(), ProbeFolder.STATISTICS).isPresent(),
                continues ? after : 0,
                mark(open, count),
                continues ? null : open.training(),
                continues ? null : open.probes(),
                continues ? open.epochs().subList(after, count) : open.epochs(),
                progress,
                RegularFile.stamp(run.folder(), ConfusionRecord.FILE)
                        .map(stamp -> hash(stamp.toString().getBytes(StandardCharsets.UTF_8)))
                        .orElse(""),
                ProbeMaps.hasModel(run),
                local && state.state() == State.RUNNING && progress != null ? stopToken : null);
    }

    /** Tells whether the first epochs are still those of the reader: a run that is started again has other times in them. */
    private String mark(Open open, int epochs) throws IOException {
        return hash(json.writeValueAsBytes(new Object[] {open.training(), open.probes()}))
                + (epochs == 0 ? "" : hash(json.writeValueAsBytes(open.epochs().get(epochs - 1))));
    }

    private Steps steps(Run run, Map<String, String> query) throws IOException {
        ProbeFolder folder = new ProbeFolder(run.folder());
        // A run that is resumed may take back steps, which its process has not written yet when it begins.
        String mark = folder.progress()
                .map(progress -> Long.toHexString(progress.begun()))
                .orElse("0");
        int after = after(query);
        boolean continues = mark.equals(query.get("mark"));
        return new Steps(
                mark,
                continues,
                folder.steps().stream()
                        .filter(line -> !continues || line.step() > after)
                        .toList());
    }

    static String hash(byte[] bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return Long.toHexString(sum.getValue());
    }

    private Answer send(Object value) throws IOException {
        return Answer.of("json", json.writeValueAsBytes(value));
    }

    private static int after(Map<String, String> query) throws IOException {
        String text = query.get("after");
        return text == null ? 0 : number(text);
    }

    private static int number(String text) throws IOException {
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Missing();
        }
        return Integer.parseInt(text);
    }
}
