package org.cam4j.training.backbone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.Deflater;
import org.cam4j.training.run.Deserialization;
import org.cam4j.training.run.RunFolder;

/**
 * The program that {@link KerasProcess} runs: reads a Keras file with the HDF5 library, which is native code, and leaves a model zip or a line that says why there is none.
 */
public final class KerasImport {
    static final String MODEL = "model.zip";
    static final String REFUSED = "refused.txt";

    private KerasImport() {}

    /**
     * Reads one file.
     *
     * @param arguments the Keras file, and the folder that takes the result
     */
    public static void main(String[] arguments) throws IOException {
        Deserialization.forbid();
        RunFolder folder = RunFolder.open(Path.of(arguments[1]));
        try {
            KerasFile keras = KerasFile.readHere(Path.of(arguments[0]));
            CamModel model = new CamModel(
                    keras.graph(),
                    Preprocessings.scaled(keras.height(), keras.width(), 1),
                    CamModel.numberedClasses(keras.classes()),
                    KerasImport.class.getSimpleName(),
                    NetworkSpec.ORIGINAL,
                    Map.of());
            ModelFile.save(model, folder.file(MODEL), Deflater.NO_COMPRESSION);
        } catch (IOException refused) {
            folder.writeText(REFUSED, String.valueOf(refused.getMessage()));
        }
    }
}
