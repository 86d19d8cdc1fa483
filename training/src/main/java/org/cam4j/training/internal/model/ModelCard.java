package org.cam4j.training.internal.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.datasets.pixels.Preprocessing;

/**
 * The entry {@code cam4j.json} of a model file: what the graph's own configuration does not say.
 *
 * @param output what the outputs are, which the graph's last layer must agree with; empty in files of cam4j 0.1
 */
public record ModelCard(
        int schemaVersion,
        String backbone,
        String head,
        String output,
        List<String> classNames,
        Preprocessing preprocessing,
        Map<String, String> provenance) {
    public static final String ENTRY = "cam4j.json";

    public static final int VERSION = 1;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    public byte[] toJson() throws IOException {
        return JSON.writeValueAsBytes(this);
    }

    public static ModelCard parse(byte[] json) throws IOException {
        ModelCard card;
        try {
            JsonNode tree = JSON.readTree(json);
            int version = tree.path("schemaVersion").asInt();
            if (version != VERSION) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s has schema version %d, this program reads %d; save the model again",
                        ENTRY,
                        version,
                        VERSION));
            }
            if (tree instanceof ObjectNode fields && !fields.has("output")) {
                fields.put("output", "");
            }
            card = JSON.treeToValue(tree, ModelCard.class);
        } catch (JsonProcessingException problem) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s cannot be read: %s", ENTRY, problem.getOriginalMessage()), problem);
        }
        return card;
    }
}
