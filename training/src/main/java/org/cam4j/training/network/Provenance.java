package org.cam4j.training.network;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cam4j.training.model.CamModel;

/** Where parameters come from, for {@link CamModel#provenance}. */
final class Provenance {
    /** The key of what had to be assumed. */
    static final String NOTE = "note";

    private Provenance() {}

    /** The file's name and SHA-256. */
    static Map<String, String> ofFile(Path file) throws IOException {
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("weights", String.valueOf(file.getFileName()));
        provenance.put("weights.sha256", sha256(file));
        return provenance;
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has it
        }
        byte[] chunk = new byte[1 << 16];
        try (InputStream stream = Files.newInputStream(file)) {
            for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
                digest.update(chunk, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
