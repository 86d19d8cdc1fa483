package org.cam4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** Images of a data set as Deeplearning4j's trainers read them. */
final class Batches {
    /** Rows and columns of the drawn images. */
    static final int SIZE = 32;

    private Batches() {}

    /** The folder of images that the second argument names, or small drawn images. */
    static Dataset data(String[] arguments) throws IOException {
        return arguments.length > 1
                ? Datasets.byId("folder").open(Path.of(arguments[1]), 1)
                : Parts.open(new Parts.Options(3, SIZE, 0.45, 2, 10, 48, 12, 12), 1);
    }

    /** All images of a split, in memory: features {@code [batch, 3, H, W]} and one-hot labels {@code [batch, classes]}. */
    static DataSetIterator of(Dataset data, Split split, CamModel model, int batch) throws IOException {
        List<DataSet> images = new ArrayList<>();
        for (Sample sample : data.samples(split)) {
            INDArray pixels = model.preprocessing().apply(sample.image().read()); // [3, H, W]
            INDArray label = Nd4j.zeros(1, data.classNames().size());
            label.putScalar(sample.label(), 1);
            images.add(new DataSet(Nd4j.expandDims(pixels, 0), label));
        }
        return new ListDataSetIterator<>(images, batch);
    }
}
