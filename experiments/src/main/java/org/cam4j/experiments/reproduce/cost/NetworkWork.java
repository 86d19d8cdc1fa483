package org.cam4j.experiments.reproduce.cost;

/**
 * All work of the runs with one network.
 *
 * @param backbone id in the catalog, or the name of a file that holds a whole network
 * @param head id in the catalog; {@code file} for a network from a file
 * @param size rows and columns of an image
 * @param batch images per training step, the largest of all runs; 1 where none is trained
 * @param trainings how often it is trained; where results decide it, at most so often
 * @param trainedImages images of all training steps
 * @param validatedImages images of all forward passes of validation
 * @param measuredImages images that are explained and measured
 */
public record NetworkWork(
        String backbone,
        String head,
        int size,
        int batch,
        long trainings,
        long trainedImages,
        long validatedImages,
        long measuredImages) {
    /** The head of a network that its own file describes. */
    static final String FILE = "file";

    NetworkWork(String backbone, String head, int size) {
        this(backbone, head, size, 1, 0, 0, 0, 0);
    }

    String key() {
        return backbone + " " + head + " " + size;
    }

    /** Whether the other one has the same layers up to its head. */
    boolean sameBackbone(NetworkWork other) {
        return backbone.equals(other.backbone) && size == other.size;
    }

    NetworkWork train(long count, double images, double validated, int stepImages) {
        return new NetworkWork(
                backbone,
                head,
                size,
                Math.max(batch, stepImages),
                trainings + count,
                trainedImages + Math.round(images),
                validatedImages + Math.round(validated),
                measuredImages);
    }

    NetworkWork measure(double images) {
        return new NetworkWork(
                backbone,
                head,
                size,
                batch,
                trainings,
                trainedImages,
                validatedImages,
                measuredImages + Math.round(images));
    }
}
