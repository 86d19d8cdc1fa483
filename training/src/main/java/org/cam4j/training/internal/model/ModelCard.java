package org.cam4j.training.internal.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.datasets.pixels.Preprocessing;

/** The entry {@code cam4j.json} of a model file: what the graph's own configuration does not say. */
public record ModelCard(
        int schemaVersion,
        String backbone,
        String head,
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
            int version = JSON.readTree(json).path("schemaVersion").asInt();
            if (version != VERSION) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s has schema version %d, this program reads %d; save the model again",
                        ENTRY,
                        version,
                        VERSION));
            }
            card = JSON.readValue(json, ModelCard.class);
        } catch (JsonProcessingException problem) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s cannot be read: %s", ENTRY, problem.getOriginalMessage()), problem);
        }
        return card;
    }
}
