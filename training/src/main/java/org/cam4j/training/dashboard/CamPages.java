package org.cam4j.training.dashboard;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.cam4j.training.dashboard.RunState.State;
import org.cam4j.training.dashboard.Runs.Missing;
import org.cam4j.training.dashboard.Runs.Open;
import org.cam4j.training.dashboard.Runs.Run;
import org.cam4j.training.internal.dashboard.ProbeFolder;
import org.cam4j.training.internal.dashboard.ProbeSet;
import org.cam4j.training.internal.dashboard.RegularFile;
import org.cam4j.training.internal.dashboard.Timeline;
import org.jspecify.annotations.Nullable;

/**
 * The page {@code /cam4j}: where networks look while they learn.
 *
 * <pre>
 * /cam4j                                the page; its scripts and styles below /cam4j/assets
 * /cam4j/runs                           one line per run; 304 when nothing changed
 * /cam4j/runs/RUN?after=N&amp;mark=M        its state and the epochs after the N-th; everything where the mark is another
 * /cam4j/runs/RUN/epochs/EPOCH          maps, boxes, answers, classes
 * /cam4j/runs/RUN/images/PROBE          a probe's pixels
 * </pre>
 *
 * <p>A run is named by an id out of the list, epoch and probe by a number that the run has; anything else is 404.
 */
final class CamPages {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final ObjectMapper json = new ObjectMapper();
    private final Runs runs;
    private volatile @Nullable Listed listed;

    CamPages(Runs runs) {
        this.runs = runs;
    }

    private record Listed(Runs.Listing of, byte[] bytes) {}

    /**
     * News of a run.
     *
     * @param from how many epochs the reader has already; the others follow
     * @param mark to be sent back with the number of epochs that the reader has then
     * @param probes only together with all epochs
     */
    private record News(
            String id,
            String name,
            State state,
            long quietMinutes,
            boolean statistics,
            int from,
            String mark,
            @Nullable ProbeSet probes,
            List<Timeline.Epoch> epochs) {}

    /**
     * Answers a request.
     *
     * @param parts of the path behind {@code /cam4j}
     * @param query the parameters
     * @param known the mark that the reader sent as {@code If-None-Match}
     */
    Answer answer(List<String> parts, Map<String, String> query, @Nullable String known) throws IOException {
        return switch (parts.isEmpty() ? "" : parts.get(0)) {
            case "" -> asset("index.html");
            case "assets" -> asset(at(parts, 1, 2));
            case "runs" -> runs(parts, query, known).with(Map.of("Content-Security-Policy", POLICY));
            default -> throw new Missing();
        };
    }

    private static Answer asset(String name) throws IOException {
        return Answer.resource("page/" + name).with(Map.of("Content-Security-Policy", POLICY));
    }

    private Answer runs(List<String> parts, Map<String, String> query, @Nullable String known) throws IOException {
        if (parts.size() == 1) {
            byte[] lines = list();
            String mark = "\"" + hash(lines) + "\"";
            return mark.equals(known)
                    ? new Answer(304, Map.of("ETag", mark), new byte[0])
                    : Answer.of("json", lines).with(Map.of("ETag", mark));
        }
        Run run = runs.run(parts.get(1));
        if (parts.size() == 2) {
            return send(news(run, query));
        }
        ProbeFolder folder = new ProbeFolder(run.folder());
        int number = number(at(parts, 3, 4));
        Open open = runs.open(run);
        if (parts.get(2).equals("epochs")
                && open.epochs().stream().anyMatch(epoch -> epoch.result().epoch() == number)) {
            return send(folder.epochRecord(number));
        }
        if (parts.get(2).equals("images") && number < open.probes().images().size()) {
            return Answer.of("png", folder.imageBytes(number));
        }
        throw new Missing();
    }

    private byte[] list() throws IOException {
        Runs.Listing now = runs.listing();
        Listed known = listed;
        if (known == null || known.of.nanoTime() != now.nanoTime()) {
            known = new Listed(now, json.writeValueAsBytes(now.lines()));
            listed = known;
        }
        return known.bytes;
    }

    private News news(Run run, Map<String, String> query) throws IOException {
        Open open = runs.open(run);
        int count = open.epochs().size();
        int after = query.containsKey("after") ? number(query.get("after")) : 0;
        boolean continues = after <= count && mark(open, after).equals(query.get("mark"));
        RunState state = RunState.of(run.folder(), System.currentTimeMillis());
        return new News(
                run.id(),
                run.name(),
                state.state(),
                state.quietMinutes(),
                RegularFile.stamp(run.folder(), ProbeFolder.STATISTICS).isPresent(),
                continues ? after : 0,
                mark(open, count),
                continues ? null : open.probes(),
                continues ? open.epochs().subList(after, count) : open.epochs());
    }

    /** Tells whether the first epochs are still those of the reader: a run that is started again has other times in them. */
    private String mark(Open open, int epochs) throws IOException {
        return hash(json.writeValueAsBytes(open.probes()))
                + (epochs == 0 ? "" : hash(json.writeValueAsBytes(open.epochs().get(epochs - 1))));
    }

    private static String hash(byte[] bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return Long.toHexString(sum.getValue());
    }

    private Answer send(Object value) throws IOException {
        return Answer.of("json", json.writeValueAsBytes(value));
    }

    private static String at(List<String> parts, int index, int size) throws IOException {
        if (parts.size() != size) {
            throw new Missing();
        }
        return parts.get(index);
    }

    private static int number(String text) throws IOException {
        if (text.isEmpty() || text.length() > 6 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Missing();
        }
        return Integer.parseInt(text);
    }
}
