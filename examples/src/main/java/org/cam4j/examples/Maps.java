package org.cam4j.examples;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.CamMethods;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Maps of a batch, each drawn over its image. */
final class Maps {
    private Maps() {}

    /** Writes {@code <image>-<class>.png} for the most probable class of every image {@code [N, 3, H, W]}. */
    static void write(ComputationGraph graph, String methodId, INDArray images, Path folder) throws IOException {
        Files.createDirectories(folder);
        Explainer explainer = Explainer.of(graph);
        CamMethod method = CamMethods.byId(methodId);
        Explanation explanation = explainer.explain(images, ClassSelection.top(1), method.needs());
        for (int i = 0; i < explanation.images(); i++) {
            INDArray map = method.combine(explanation.reading(i, 0, explainer.defaultTap())); // [h, w]
            Path file = folder.resolve(i + "-" + explanation.classes(i)[0] + ".png");
            ImageIO.write(overlay(images.slice(i), map), "png", file.toFile());
        }
    }

    /** Red where the map is high, over the image in gray. */
    private static BufferedImage overlay(INDArray image, INDArray map) {
        int height = (int) image.size(1);
        int width = (int) image.size(2);
        double low = map.minNumber().doubleValue();
        double range = Math.max(map.maxNumber().doubleValue() - low, 1e-12);
        double darkest = image.minNumber().doubleValue();
        double contrast = Math.max(image.maxNumber().doubleValue() - darkest, 1e-12);
        INDArray gray = image.mean(0).sub(darkest).div(contrast).mul(255); // [H, W]
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double value = map.getDouble(y * map.size(0) / height, x * map.size(1) / width);
                int level = (int) gray.getDouble(y, x);
                int red = (int) (level / 2.0 + 127 * (value - low) / range);
                picture.setRGB(x, y, red << 16 | level / 2 << 8 | level / 2);
            }
        }
        return picture;
    }
}
