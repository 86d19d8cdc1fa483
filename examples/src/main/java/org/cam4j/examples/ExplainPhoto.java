package org.cam4j.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.layers.explain.ActivationMap;
import org.cam4j.layers.explain.ClassActivation;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Explains the prediction for a photo: arguments {@code OUT-FOLDER [WEIGHTS.safetensors [PHOTO]]}. */
public final class ExplainPhoto {
    private ExplainPhoto() {}

    public static void main(String[] arguments) throws IOException {
        Path out = Path.of(arguments[0]);
        CamModel model = network(arguments);
        PixelImage photo = ImageDecoder.decodeUpright(arguments.length > 2 ? Path.of(arguments[2]) : cat(out));
        INDArray image = model.preprocessing().apply(photo); // [3, H, W]
        INDArray batch = image.reshape(1, 3, image.size(1), image.size(2));
        try (ClassActivation cam =
                ClassActivation.of(model.graph()).method("grad-cam").build()) {
            ActivationMap map = cam.explain(batch).get(0);
            System.out.printf("%s: %.3f%n", model.classNames().get(map.classIndex()), map.probability());
            map.overlay(image).write(out.resolve("overlay.png"));
        }
    }

    /** SqueezeNet 1.1 with published weights; without a file a small network with random ones, whose maps mean nothing. */
    private static CamModel network(String[] arguments) throws IOException {
        return arguments.length > 1
                ? Networks.create(
                        NetworkSpec.of("squeezenet1_1", "original", List.of()).weights(Path.of(arguments[1])))
                : Networks.create(NetworkSpec.of("mini", "gap", ColoredSquares.CLASSES));
    }

    /** The photo that comes with the example, as a file. */
    private static Path cat(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("chelsea.jpg");
        try (InputStream photo = Objects.requireNonNull(ExplainPhoto.class.getResourceAsStream("/chelsea.jpg"))) {
            Files.copy(photo, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }
}
