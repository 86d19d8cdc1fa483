package org.cam4j.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.run.RunFolder;

/** A network in serialized form: the bytes of a {@link ModelFile}, which can name only allowed classes. */
final class ModelBytes {
    private static final String NAME = "model.zip";

    private ModelBytes() {}

    static byte[] of(CamModel model) throws IOException {
        RunFolder folder = temporary();
        try {
            ModelFile.save(model, folder.file(NAME));
            return Files.readAllBytes(folder.file(NAME));
        } finally {
            remove(folder);
        }
    }

    static CamModel open(byte[] bytes) throws IOException {
        RunFolder folder = temporary();
        try {
            folder.writeBytes(NAME, bytes);
            return ModelFile.load(folder.file(NAME));
        } finally {
            remove(folder);
        }
    }

    private static RunFolder temporary() throws IOException {
        return RunFolder.open(Files.createTempDirectory("cam4j-model"));
    }

    private static void remove(RunFolder folder) throws IOException {
        folder.delete(NAME);
        Path path = folder.path();
        Files.deleteIfExists(path);
    }
}
