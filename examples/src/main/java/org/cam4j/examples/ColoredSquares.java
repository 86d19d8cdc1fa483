package org.cam4j.examples;

import java.util.List;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Images of a red, green or blue square on noise, drawn from a seed: the color is the class. */
final class ColoredSquares {
    static final List<String> CLASSES = List.of("red", "green", "blue");
    static final int SIZE = 32;
    private static final int SQUARE = 12;

    private ColoredSquares() {}

    /** Features {@code [count, 3, 32, 32]} and one-hot labels {@code [count, 3]}. */
    static DataSet draw(int count, long seed) {
        Random random = new Random(seed);
        float[][][][] pixels = new float[count][3][SIZE][SIZE];
        INDArray labels = Nd4j.zeros(count, CLASSES.size());
        for (int i = 0; i < count; i++) {
            int label = i % CLASSES.size();
            int top = random.nextInt(SIZE - SQUARE);
            int left = random.nextInt(SIZE - SQUARE);
            for (int channel = 0; channel < 3; channel++) {
                for (int y = 0; y < SIZE; y++) {
                    for (int x = 0; x < SIZE; x++) {
                        boolean inside = y >= top && y < top + SQUARE && x >= left && x < left + SQUARE;
                        pixels[i][channel][y][x] = 0.2f * random.nextFloat() + (inside && channel == label ? 1 : 0);
                    }
                }
            }
            labels.putScalar(i, label, 1);
        }
        return new DataSet(Nd4j.create(pixels), labels);
    }
}
