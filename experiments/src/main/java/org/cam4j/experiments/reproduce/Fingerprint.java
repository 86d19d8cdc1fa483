package org.cam4j.experiments.reproduce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** SHA-256 of what decides a result. */
final class Fingerprint {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final int SHORT = 8;

    private Fingerprint() {}

    /** Of choices by name, whatever their order; 16 hexadecimal digits. */
    static String of(Map<String, Object> choices) {
        try {
            byte[] text = JSON.writeValueAsString(choices).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(sha256().digest(text), 0, SHORT);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Choices that JSON cannot hold: " + choices.keySet(), impossible);
        }
    }

    /** Of a file's bytes; 64 hexadecimal digits. */
    static String of(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] chunk = new byte[1 << 16];
        try (InputStream stream = Files.newInputStream(file)) {
            for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
                digest.update(chunk, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256.", impossible);
        }
    }
}
