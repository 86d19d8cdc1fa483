package org.cam4j.training.internal.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.training.internal.tensor.TensorEntry;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A file of named tensors: safetensors, or a PyTorch state dict ({@code .pth}, {@code .pt}) in either format of {@code torch.save}. The format is recognized by the
 * first bytes. Opening reads names, types and shapes; {@link #read} reads one tensor.
 */
public interface WeightsFile {
    /**
     * Opens a file without reading its numbers.
     *
     * @throws IOException if the file is absent, damaged, or holds anything but tensors; the message says what was found
     */
    static WeightsFile open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(String.format(Locale.ROOT, "Weights %s: there is no such file.", file));
        }
        String head;
        try (InputStream in = Files.newInputStream(file)) {
            head = new String(in.readNBytes(9), StandardCharsets.ISO_8859_1);
        }
        boolean safetensors = head.matches("(?s).{4}\\x00{4}\\{"); // its length may begin as a pickle does
        boolean torch = !safetensors && head.matches("(?s)(PK\\x03\\x04|\\x80[\\x02-\\x05]).*");
        return torch ? TorchWeights.open(file) : Safetensors.open(file);
    }

    /** The file that was opened. */
    Path file();

    /** The strings under {@code __metadata__} of safetensors; empty where there are none. */
    Map<String, String> metadata();

    /** The tensors by name. */
    Map<String, TensorEntry> tensors();

    /** What {@link #withoutPrefix} has taken off the names in the file. */
    String prefix();

    /** The same file with every tensor's name after a prefix that all of them have; metadata stays. */
    WeightsFile withoutPrefix(String common);

    /**
     * One tensor as float32 in the file's shape.
     *
     * @throws IOException if it cannot be read or is of another type than F64 (which is rounded), F32, F16, BF16
     * @throws IllegalArgumentException if there is no such tensor
     */
    INDArray read(String name) throws IOException;

    /** What a user should know of how the tensors were found. */
    default List<String> notes() {
        return List.of();
    }
}
