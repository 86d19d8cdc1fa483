package org.cam4j.training.internal.keras;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.cam4j.datasets.pixels.JavaCpp;
import org.cam4j.datasets.write.Folders;
import org.cam4j.training.head.Heads;
import org.cam4j.training.internal.pixels.Preprocessings;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.run.Deserialization;
import org.cam4j.training.run.MemoryLimit;
import org.cam4j.training.run.RunFolder;

/**
 * The program that {@link KerasProcess} runs: reads a Keras file with the HDF5 library, which is native code, and leaves a model zip or a line that says why there is none. It ends
 * when the process that started it ends, however that happens.
 */
public final class KerasImport {
    static final String MODEL = "model.zip";
    /** In the provenance of a model whose file says how pixels are scaled. */
    static final String SCALED = "scaled";

    static final String REFUSED = "refused.txt";

    private static final int FAILED = 1;

    private KerasImport() {}

    /**
     * Reads one file.
     *
     * @param arguments the Keras file, and the folder that takes the result
     */
    public static void main(String[] arguments) throws IOException {
        Locale.setDefault(Locale.ROOT);
        JavaCpp.initialize();
        Path file = Path.of(arguments[0]);
        Deserialization.forbid();
        RunFolder folder = RunFolder.open(Path.of(arguments[1]));
        endWithParent(folder.path());
        MemoryLimit.watch(megabytes -> refuse(folder, tooLarge(file, megabytes)));
        try {
            KerasFile keras = KerasFile.readHere(file);
            CamModel model = new CamModel(
                    keras.graph(),
                    keras.preprocessing().orElse(Preprocessings.raw(keras.height(), keras.width())),
                    CamModel.numberedClasses(keras.classes()),
                    KerasImport.class.getSimpleName(),
                    Heads.ORIGINAL,
                    keras.preprocessing().isPresent() ? Map.of(SCALED, "true") : Map.of());
            ModelFile.save(model, folder.file(MODEL));
        } catch (IOException refused) {
            refuse(folder, String.valueOf(refused.getMessage()));
        } catch (OutOfMemoryError lack) {
            refuse(folder, tooLarge(file, Runtime.getRuntime().totalMemory() >> 20));
        }
    }

    private static void refuse(RunFolder folder, String line) {
        try {
            folder.writeText(REFUSED, line);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String tooLarge(Path file, long megabytes) {
        return String.format(
                Locale.ROOT,
                "Keras model %s: the memory is not enough: reading it takes %d MB, and may take %d of Java's heap and %d of arrays outside of it.",
                file,
                megabytes,
                Runtime.getRuntime().maxMemory() >> 20,
                MemoryLimit.arrayBytes() >> 20);
    }

    /** The parent holds the other end of the standard input and writes nothing to it: it ends when the parent does, even when the parent is killed. */
    private static void endWithParent(Path folder) {
        Thread thread = new Thread(
                () -> {
                    try {
                        System.in.read();
                        Folders.delete(folder);
                    } catch (IOException gone) {
                        // The folder is only temporary.
                    } finally {
                        Runtime.getRuntime().halt(FAILED);
                    }
                },
                "parent");
        thread.setDaemon(true);
        thread.start();
    }
}
