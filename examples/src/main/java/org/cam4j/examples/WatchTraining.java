package org.cam4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Split;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.ui.api.UIServer;
import org.deeplearning4j.ui.model.stats.StatsListener;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Shows Deeplearning4j's training pages while a network of cam4j trains: arguments {@code OUT-FOLDER [IMAGES]}. */
public final class WatchTraining {
    private static final int STEPS_PER_REPORT = 5;

    private WatchTraining() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Dataset data = Batches.data(arguments);
        CamModel model = Networks.named("mini")
                .head("gap")
                .size(Batches.SIZE, Batches.SIZE)
                .classes(data.classNames())
                .create();
        DataSetIterator training = Batches.of(data, Split.TRAIN, model, 8);
        InMemoryStatsStorage storage = new InMemoryStatsStorage();
        UIServer server = UIServer.getInstance(); // port: system property org.deeplearning4j.ui.port, default 9000
        server.attach(storage);
        System.out.println("Training pages: " + server.getAddress());
        model.graph().setListeners(new StatsListener(storage, STEPS_PER_REPORT));
        model.graph().fit(training, 8);
        String session = storage.listSessionIDs().get(0);
        System.out.printf("%d reports%n", storage.getNumUpdateRecordsFor(session));
        DataSetIterator test = Batches.of(data, Split.TEST, model, 3);
        Maps.write(model.graph(), "cam", test.next().getFeatures(), Path.of(arguments[0]));
        server.stop();
    }
}
