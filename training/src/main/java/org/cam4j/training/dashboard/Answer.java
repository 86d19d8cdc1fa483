package org.cam4j.training.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.cam4j.training.dashboard.Runs.Missing;

/**
 * What the server answers.
 *
 * @param status HTTP status
 * @param headers by name
 * @param body may be empty
 */
record Answer(int status, Map<String, String> headers, byte[] body) {
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json; charset=utf-8"),
            Map.entry("csv", "text/csv; charset=utf-8"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("png", "image/png"),
            Map.entry("gif", "image/gif"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff", "font/woff"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("ttf", "font/ttf"));

    /** A body of the type that files with this ending have. */
    static Answer of(String ending, byte[] body) {
        return new Answer(200, Map.of("Content-Type", TYPES.get(ending)), body);
    }

    static Answer text(int status, String line) {
        return new Answer(
                status, Map.of("Content-Type", TYPES.get("txt")), (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static Answer redirect(String location) {
        return new Answer(302, Map.of("Location", location), new byte[0]);
    }

    /** The same body with further headers. */
    Answer with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(headers);
        all.putAll(more);
        return new Answer(status, all, body);
    }

    /**
     * A file of the class path.
     *
     * @throws Missing when there is none, or its type is not one that pages need
     */
    static Answer resource(String name) throws IOException {
        String ending = name.substring(name.lastIndexOf('.') + 1);
        try (InputStream in = Answer.class.getResourceAsStream(name)) {
            if (in == null || !TYPES.containsKey(ending)) {
                throw new Missing();
            }
            return of(ending, in.readAllBytes());
        }
    }
}
