package org.cam4j.training.internal.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Files of other programs that are often given as a model or as weights, recognized by their first bytes or the entries of a zip, never by their names.
 *
 * @param kind what the file is
 * @param remedy what to do
 */
public record ForeignFile(String kind, String remedy) {
    private static final int HEAD_BYTES = 4096;
    private static final String STATE_DICT = "if it holds a state dict, name it with --backbone B --weights FILE";
    private static final String USE_STATE = ", and name them with --backbone B --weights name.safetensors";
    private static final String SAVE_H5 = "save the model with Keras 2 (tf_keras) as model.save('name.h5')";

    /**
     * Refuses a file that is known not to be a model with its network.
     *
     * @throws IOException in one line that says what the file is and what to do
     */
    public static void refuseAsModel(Path file) throws IOException {
        refuse(file, true);
    }

    /**
     * Refuses a file that is known not to hold weights.
     *
     * @throws IOException in one line that says what the file is and what to do
     */
    public static void refuseAsWeights(Path file) throws IOException {
        refuse(file, false);
    }

    private static void refuse(Path file, boolean asModel) throws IOException {
        Optional<ForeignFile> found = of(file, asModel);
        if (found.isPresent()) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s %s: this is %s, expected %s; %s.",
                    asModel ? "Model" : "Weights",
                    file,
                    found.get().kind,
                    asModel
                            ? "a Deeplearning4j model zip, a Keras .h5 or an ONNX file"
                            : "a safetensors file, a PyTorch state dict or a Keras .h5 file",
                    found.get().remedy));
        }
    }

    private static Optional<ForeignFile> of(Path file, boolean asModel) throws IOException {
        if (Files.isDirectory(file)) {
            return Files.exists(file.resolve("saved_model.pb"))
                    ? Optional.of(new ForeignFile("the folder of a TensorFlow SavedModel", SAVE_H5))
                    : Optional.empty();
        }
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        byte[] head;
        try (InputStream stream = Files.newInputStream(file)) {
            head = stream.readNBytes(HEAD_BYTES);
        }
        String text = new String(head, StandardCharsets.ISO_8859_1); // one character a byte
        if (text.startsWith("PK\u0003\u0004")) {
            return ofZip(file, asModel);
        }
        return ofBytes(text, asModel);
    }

    private static Optional<ForeignFile> ofZip(Path file, boolean asModel) {
        List<String> names;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            names = zip.stream().limit(HEAD_BYTES).map(ZipEntry::getName).toList();
        } catch (IOException | IllegalArgumentException damaged) {
            return Optional.empty(); // the zip's own reader says how it is damaged
        }
        if (names.contains(ModelZip.CONFIGURATION)) {
            return asModel
                    ? Optional.empty()
                    : Optional.of(new ForeignFile(
                            "a model with its network",
                            "name it with --model (explain, evaluate, watch) or --backbone (train, search) instead"));
        }
        if (names.stream().anyMatch(name -> name.equals("data.pkl") || name.endsWith("/data.pkl"))) {
            return pytorch("a PyTorch file (torch.save)", asModel);
        }
        if (names.contains("model.weights.h5") || (names.contains("config.json") && names.contains("metadata.json"))) {
            return Optional.of(new ForeignFile("a model in the Keras 3 format (.keras)", SAVE_H5));
        }
        if (!names.isEmpty() && names.stream().allMatch(name -> name.endsWith(".npy"))) {
            return Optional.of(numpy("a NumPy archive (.npz)", asModel));
        }
        if (asModel) {
            return Optional.of(new ForeignFile(
                    "a zip without " + ModelZip.CONFIGURATION + ", so it is not a Deeplearning4j model",
                    "write the model with ModelSerializer, or with cam4j train"));
        }
        return Optional.of(new ForeignFile("a zip", "unpack it, and name the .safetensors file in it"));
    }

    private static Optional<ForeignFile> ofBytes(String head, boolean asModel) {
        if (head.matches("(?s).{4}\\x00{4}\\{.*")) { // the header's length, and the header
            return asModel
                    ? Optional.of(new ForeignFile(
                            "a safetensors file, which holds no network", "name it with --backbone B --weights FILE"))
                    : Optional.empty();
        }
        if (head.matches("(?s)\\x80[\\x02-\\x05].*")) {
            return pytorch("a Python pickle, as older versions of PyTorch write", asModel);
        }
        if (head.startsWith("\u0093NUMPY")) {
            return Optional.of(numpy("a NumPy array (.npy)", asModel));
        }
        if (head.startsWith("\u0008\u0001\u0012")) {
            return Optional.of(new ForeignFile("a TensorFlow SavedModel (.pb)", SAVE_H5));
        }
        if (isOnnx(head)) { // as a model it is read, and does not get here
            return Optional.of(new ForeignFile(
                    "an ONNX model with its network",
                    "name it with --model (explain, evaluate, watch) or --backbone (train, search) instead"));
        }
        if (head.matches("(?s)\\x0a..?\\x0a.*")
                && (head.contains("Placeholder") || head.contains("\u0012\u0005Const"))) {
            return Optional.of(new ForeignFile("a TensorFlow graph (.pb)", SAVE_H5));
        }
        if (head.startsWith("TFL3", 4)) {
            return Optional.of(new ForeignFile("a TensorFlow Lite model", SAVE_H5));
        }
        if (head.startsWith("version https://git-lfs")) {
            return Optional.of(
                    new ForeignFile("a Git LFS pointer, not the file itself", "fetch the file with git lfs pull"));
        }
        if (head.toLowerCase(Locale.ROOT).matches("(?s)\\s*<(!doctype html|html).*")) {
            return Optional.of(new ForeignFile("a web page", "download the file itself"));
        }
        if (head.startsWith("\u001f\u008b") || head.startsWith("ustar", 257)) {
            return Optional.of(new ForeignFile("a packed archive (.gz, .tar)", "unpack it first"));
        }
        return Optional.empty();
    }

    private static Optional<ForeignFile> pytorch(String kind, boolean asModel) {
        return asModel ? Optional.of(new ForeignFile(kind, STATE_DICT)) : Optional.empty();
    }

    private static ForeignFile numpy(String kind, boolean asModel) {
        return new ForeignFile(
                kind,
                "save the tensors with safetensors.numpy.save_file(tensors, 'name.safetensors')"
                        + (asModel ? USE_STATE : ""));
    }

    /** Whether a file is an ONNX model, by its name or as most of them begin. */
    public static boolean isOnnx(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            return true;
        }
        try (InputStream stream = Files.newInputStream(file)) {
            return isOnnx(new String(stream.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1));
        }
    }

    /** The version, then the producer or the graph. TensorFlow's version is 1; the length at the start of a safetensors file ends in zeros. */
    private static boolean isOnnx(String head) {
        return head.matches("(?s)\\x08[\\x02-\\x1f][\\x12\\x1a\\x22\\x28\\x32\\x3a\\x42].*")
                && !head.matches("(?s).{4}\\x00{4}\\{.*");
    }
}
