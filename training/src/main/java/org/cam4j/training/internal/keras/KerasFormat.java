package org.cam4j.training.internal.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/** What the texts of a Keras file say about it. */
final class KerasFormat {
    private KerasFormat() {}

    static JsonNode json(String text) throws IOException {
        try {
            return new JsonMapper().readTree(text);
        } catch (JsonProcessingException problem) {
            throw new IOException("its configuration is not valid JSON: " + problem.getOriginalMessage(), problem);
        }
    }

    /** 2 or 3. */
    static int version(String version, String backend) throws IOException {
        if (!version.startsWith("2") && !version.startsWith("3")) {
            throw new IOException(String.format(
                    Locale.ROOT, "written by Keras %s, which is not read; save it with Keras 2 or 3.", version));
        }
        if (!Set.of("tensorflow", "jax", "torch").contains(backend)) {
            throw new IOException(String.format(
                    Locale.ROOT, "written with the backend %s, which is not read; save it with tensorflow.", backend));
        }
        return version.startsWith("2") ? 2 : 3;
    }
}
