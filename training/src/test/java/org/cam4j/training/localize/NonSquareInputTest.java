package org.cam4j.training.localize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.ColorMap;
import org.cam4j.layers.explain.Overlay;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.PixelRange;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A network of 32 x 64 whose class map is known: each cell of 8 x 8 is the mean brightness. A white rectangle in a photograph of 160 x 640 fills row 1 and columns 4
 * and 5 of its 4 x 8 cells; map, box and overlay are compared with values computed here.
 */
class NonSquareInputTest {
    private static final int CELL = 8;
    private static final int HEIGHT = 160;
    private static final int WIDTH = 640;

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void mapBoxAndOverlayLieOnTheObject(int channels) throws IOException {
        PixelImage photo = photo();
        Sample sample = new Sample("photo", 0, 0, 0, List.of(), Optional.empty(), () -> photo);
        ScoreMap[] maps = new ScoreMap[1];
        new MapComputer(brightness(channels), List.of(CamMethods.byId("cam")), 1)
                .run(
                        List.of(sample),
                        batch -> ClassSelection.same(0),
                        located -> maps[0] = located.classes().get(0).maps().get("cam"));
        ScoreMap map = maps[0];
        assertThat(map.height()).isEqualTo(4);
        assertThat(map.width()).isEqualTo(8);
        for (int cell = 0; cell < 32; cell++) {
            boolean white = cell == 8 + 4 || cell == 8 + 5;
            assertThat(map.values()[cell])
                    .as("cell " + cell)
                    .isCloseTo(white ? 1 : 0, within(0.06)); // edges are antialiased
        }

        Box box = Boxes.largest(map, Boxes.ZHOU, HEIGHT, WIDTH);
        int[] expected = extent(map);
        assertThat(box.x0()).isCloseTo(expected[0], within(1));
        assertThat(box.y0()).isCloseTo(expected[1], within(1));
        assertThat(box.x1()).isCloseTo(expected[2], within(1));
        assertThat(box.y1()).isCloseTo(expected[3], within(1));
        assertThat(box.x0()).isBetween(240, 320);
        assertThat(box.x1()).isBetween(480, 560);
        assertThat(box.y0()).isBetween(0, 40);
        assertThat(box.y1()).isBetween(80, 120);

        BufferedImage black = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        BufferedImage overlay = Overlay.of(black, map, ColorMap.VIRIDIS).image();
        int strongest = 0;
        for (int at = 0; at < WIDTH * HEIGHT; at++) {
            strongest = green(overlay, at) > green(overlay, strongest) ? at : strongest;
        }
        assertThat(strongest % WIDTH).isBetween(320, 479);
        assertThat(strongest / WIDTH).isBetween(40, 79);
    }

    private static int green(BufferedImage picture, int at) {
        return picture.getRGB(at % WIDTH, at / WIDTH) >> 8 & 255;
    }

    /** The extent of what lies above 20 % of the range of the map, enlarged by Keys's cubic convolution with a = -0.75. */
    private static int[] extent(ScoreMap map) {
        double[][] large = new double[HEIGHT][WIDTH];
        double low = Double.MAX_VALUE;
        double high = -Double.MAX_VALUE;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                double row = (y + 0.5) * map.height() / HEIGHT - 0.5;
                double column = (x + 0.5) * map.width() / WIDTH - 0.5;
                for (int i = (int) Math.floor(row) - 1; i <= Math.floor(row) + 2; i++) {
                    for (int j = (int) Math.floor(column) - 1; j <= Math.floor(column) + 2; j++) {
                        int r = Math.min(Math.max(i, 0), map.height() - 1);
                        int c = Math.min(Math.max(j, 0), map.width() - 1);
                        large[y][x] += cubic(row - i) * cubic(column - j) * map.values()[r * map.width() + c];
                    }
                }
                low = Math.min(low, large[y][x]);
                high = Math.max(high, large[y][x]);
            }
        }
        int[] extent = {WIDTH, HEIGHT, -1, -1};
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                if ((large[y][x] - low) / (high - low) > 0.2) {
                    extent[0] = Math.min(extent[0], x);
                    extent[1] = Math.min(extent[1], y);
                    extent[2] = Math.max(extent[2], x);
                    extent[3] = Math.max(extent[3], y);
                }
            }
        }
        return extent;
    }

    private static double cubic(double distance) {
        double d = Math.abs(distance);
        double a = -0.75;
        return d <= 1
                ? (a + 2) * d * d * d - (a + 3) * d * d + 1
                : d < 2 ? a * d * d * d - 5 * a * d * d + 8 * a * d - 4 * a : 0;
    }

    private static PixelImage photo() {
        byte[] rgb = new byte[3 * HEIGHT * WIDTH];
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % WIDTH;
            int y = i / 3 / WIDTH;
            rgb[i] = (byte) (y >= 40 && y < 80 && x >= 320 && x < 480 ? 255 : 0);
        }
        return new PixelImage(HEIGHT, WIDTH, rgb);
    }

    private static CamModel brightness(int channels) {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(32, 64, channels))
                .addLayer(
                        "cells",
                        new ConvolutionLayer.Builder(CELL, CELL)
                                .stride(CELL, CELL)
                                .nOut(1)
                                .hasBias(false)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "input")
                .addVertex("pooling", new GlobalAveragePooling(), "cells")
                .addLayer(
                        "output",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "pooling")
                .setOutputs("output")
                .build());
        graph.init();
        graph.getLayer("cells").getParam("W").assign(1.0 / (channels * CELL * CELL));
        graph.getLayer("output").getParam("W").assign(Nd4j.createFromArray(new float[][] {{1, -1}}));
        return new CamModel(
                graph, PixelRange.UNIT.of(32, 64, channels), List.of("white", "black"), "own", "gap", Map.of());
    }
}
