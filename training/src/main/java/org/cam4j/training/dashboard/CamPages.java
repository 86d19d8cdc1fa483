package org.cam4j.training.dashboard;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.cam4j.training.dashboard.Runs.Missing;
import org.jspecify.annotations.Nullable;

/**
 * The page {@code /cam4j}: where networks look while they learn.
 *
 * <pre>
 * /cam4j                                the page; its scripts and styles below /cam4j/assets
 * /cam4j/runs                           one line per run; 304 when nothing changed
 * /cam4j/runs/RUN/...                   see {@link RunPages}
 * </pre>
 *
 * <p>A run is named by an id out of the list; anything else is 404.
 */
final class CamPages {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final ObjectMapper json = new ObjectMapper();
    private final Runs runs;
    private final RunPages runPages;
    private volatile @Nullable Listed listed;

    CamPages(Runs runs, String stopToken) {
        this.runs = runs;
        runPages = new RunPages(runs, stopToken);
    }

    private record Listed(Runs.Listing of, byte[] bytes) {}

    /**
     * Answers a request.
     *
     * @param parts of the path behind {@code /cam4j}
     * @param query the parameters
     * @param known the mark that the reader sent as {@code If-None-Match}
     * @param local whether the reader is on this machine
     */
    Answer answer(List<String> parts, Map<String, String> query, @Nullable String known, boolean local)
            throws IOException {
        return switch (parts.isEmpty() ? "" : parts.get(0)) {
            case "" -> asset("index.html");
            case "assets" -> asset(at(parts, 1, 2));
            case "runs" -> runs(parts, query, known, local).with(Map.of("Content-Security-Policy", POLICY));
            default -> throw new Missing();
        };
    }

    /**
     * Asks a run to stop.
     *
     * @param parts of the path behind {@code /cam4j}
     */
    Answer stop(List<String> parts) throws IOException {
        return runPages.stop(runs.run(at(parts, 1, 3)));
    }

    private static Answer asset(String name) throws IOException {
        return Answer.resource("page/" + name).with(Map.of("Content-Security-Policy", POLICY));
    }

    private Answer runs(List<String> parts, Map<String, String> query, @Nullable String known, boolean local)
            throws IOException {
        if (parts.size() == 1) {
            byte[] lines = list();
            String mark = "\"" + RunPages.hash(lines) + "\"";
            return mark.equals(known)
                    ? new Answer(304, Map.of("ETag", mark), new byte[0])
                    : Answer.of("json", lines).with(Map.of("ETag", mark));
        }
        return runPages.answer(runs.run(parts.get(1)), parts.subList(2, parts.size()), query, local);
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

    private static String at(List<String> parts, int index, int size) throws IOException {
        if (parts.size() != size) {
            throw new Missing();
        }
        return parts.get(index);
    }
}
